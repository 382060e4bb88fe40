"""Writes markov.json: hidden Markov models by hmmlearn, the Kalman filter and smoother by statsmodels, in 64-bit.

    python -m venv /some/where && /some/where/bin/pip install hmmlearn statsmodels numpy
    /some/where/bin/python test/reference/markov.py
"""

import json
import pathlib
import platform

import hmmlearn
import numpy as np
import statsmodels
from hmmlearn.hmm import CategoricalHMM, GaussianHMM
from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

random = np.random.default_rng(31)
N, M, D = 3, 4, 2


def chain(model):
    model.startprob_ = random.dirichlet(np.ones(N))
    model.transmat_ = random.dirichlet(np.ones(N), N)
    return model


def inferred(model, sequences):
    result = []
    for sequence in sequences:
        log_likelihood, posteriors = model.score_samples(sequence)
        log_probability, path = model.decode(sequence)
        result.append(
            {
                "observations": (sequence[:, 0] if sequence.shape[1] == 1 else sequence).tolist(),
                "logLikelihood": log_likelihood,
                "gamma": posteriors.tolist(),
                "states": path.tolist(),
                "logProbability": log_probability,
            }
        )
    return result


def learned(model, sequences, steps, numbers):
    """The model after each of so many iterations of Baum and Welch; a fit of one iteration at a time goes on from there."""
    models = []
    lengths = [len(sequence) for sequence in sequences]
    for _ in range(steps):
        model.fit(np.concatenate(sequences), lengths)
        models.append(numbers(model))
    return models


def categorical():
    def numbers(model):
        return {"pi": model.startprob_.tolist(), "A": model.transmat_.tolist(), "B": model.emissionprob_.tolist()}

    model = chain(CategoricalHMM(N, n_features=M, n_iter=1, init_params=""))
    model.emissionprob_ = random.dirichlet(np.ones(M), N)
    sequences = [random.integers(0, M, (T, 1)) for T in (9, 5, 14)]
    before = numbers(model)
    sequence_results = inferred(model, sequences)
    return {"hmm": before, "sequences": sequence_results, "learned": learned(model, sequences, 3, numbers)}


def gaussian():
    def numbers(model):
        return {
            "pi": model.startprob_.tolist(),
            "A": model.transmat_.tolist(),
            "means": model.means_.tolist(),
            "covariances": model.covars_.tolist(),
        }

    # without the priors that hmmlearn would add to the covariances
    model = chain(
        GaussianHMM(N, "full", n_iter=1, init_params="", min_covar=0, covars_prior=0, covars_weight=D)
    )
    model.n_features = D
    model.means_ = random.normal(size=(N, D))
    roots = random.normal(size=(N, D, D))
    model.covars_ = roots @ roots.transpose(0, 2, 1) + 0.5 * np.eye(D)
    sequences = [1.5 * random.normal(size=(T, D)) for T in (20, 30, 25)]
    before = numbers(model)
    sequence_results = inferred(model, sequences)
    return {"hmm": before, "sequences": sequence_results, "learned": learned(model, sequences, 3, numbers)}


def kalman(missing):
    n, m, T = 3, 2, 12

    def covariance(size):
        root = random.normal(size=(size, size))
        return root @ root.T + 0.3 * np.eye(size)

    F, H = 0.5 * random.normal(size=(n, n)), random.normal(size=(m, n))
    Q, R, P = covariance(n), covariance(m), covariance(n)
    mean = random.normal(size=n)
    ys = 2 * random.normal(size=(T, m))
    for place in missing:
        ys[place] = np.nan
    model = KalmanSmoother(k_endog=m, k_states=n)
    model.bind(ys)
    model["transition"], model["design"], model["selection"] = F, H, np.eye(n)
    model["state_cov"], model["obs_cov"] = Q, R
    model.initialize_known(mean, P)
    # without it the gains are taken as constant once they hardly change
    model.tolerance = 0
    result = model.smooth()
    return {
        "model": {"F": F.tolist(), "H": H.tolist(), "Q": Q.tolist(), "R": R.tolist()}
        | {"mean": mean.tolist(), "covariance": P.tolist()},
        "ys": [[None if np.isnan(value) else value for value in y] for y in ys],
        "predicted": {
            "means": result.predicted_state.T[:T].tolist(),
            "covariances": result.predicted_state_cov.transpose(2, 0, 1)[:T].tolist(),
        },
        "filtered": {
            "means": result.filtered_state.T.tolist(),
            "covariances": result.filtered_state_cov.transpose(2, 0, 1).tolist(),
        },
        "smoothed": {
            "means": result.smoothed_state.T.tolist(),
            "covariances": result.smoothed_state_cov.transpose(2, 0, 1).tolist(),
        },
        "logLikelihood": float(result.llf_obs.sum()),
    }


made_by = (
    f"hmmlearn {hmmlearn.__version__}, statsmodels {statsmodels.__version__}, Python {platform.python_version()}"
)
result = {
    "made by": made_by,
    "categorical": categorical(),
    "gaussian": gaussian(),
    "kalman": [kalman([]), kalman([(0,), (4, 1), (5,), (8, 0), (11, 1)])],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result))
print(path.name, path.stat().st_size)
