import type { Rows } from '../rows.js';
import { expectMeasurements, expectModel, type KalmanModel, type Measurements } from './model.js';
import { smootherCovariance, smootherGain, smootherMean } from './smoothing.js';
import {
  kalmanGain,
  kalmanInnovation,
  kalmanInnovationCovariance,
  kalmanLikelihood,
  kalmanPredictCovariance,
  kalmanPredictMean,
  kalmanUpdateCovariance,
  kalmanUpdateMean,
} from './steps.js';

/** What is known of the state at each step. */
export interface States {
  /** [T, n] */
  readonly means: Rows;
  /** [T, n, n] */
  readonly covariances: readonly Rows[];
}

/** x̂_{t|t}, P_{t|t} of the filter. */
export interface Filtered extends States {
  /** x̂_{t|t−1}, P_{t|t−1}: what was known before each measurement. */
  readonly predicted: States;
  /** Logarithm of the density of all measurements. */
  readonly logLikelihood: number;
}

/** x̂_{t|T}, P_{t|T} of the smoother. */
export interface Smoothed extends States {
  /** Logarithm of the density of all measurements. */
  readonly logLikelihood: number;
}

interface State {
  readonly mean: readonly number[];
  readonly covariance: Rows;
}

/** Rounding leaves a covariance a little off from symmetric; step by step that would grow. */
const symmetric = (P: Rows): Rows => P.map((row, i) => row.map((value, j) => (value + P[j][i]) / 2));

const statesOf = (states: readonly State[]): States => ({
  means: states.map(({ mean }) => mean),
  covariances: states.map(({ covariance }) => covariance),
});

const predict = ({ mean, covariance }: State, { F, Q }: KalmanModel): State => ({
  mean: kalmanPredictMean(F, mean),
  covariance: symmetric(kalmanPredictCovariance(F, covariance, Q)),
});

/** The state after a measurement of which some parts may be missing, and the log-density of the others. */
function update({ mean, covariance }: State, { H, R }: KalmanModel, y: Measurements[number]) {
  const seen = (y ?? []).flatMap((value, i) => (value === null ? [] : [{ i, value }]));
  if (seen.length === 0) return { state: { mean, covariance }, logLikelihood: 0 };
  const [h, r] = [seen.map(({ i }) => H[i]), seen.map(({ i }) => seen.map((other) => R[i][other.i]))];
  const values = seen.map(({ value }) => value);
  const e = kalmanInnovation(h, mean, values);
  const S = symmetric(kalmanInnovationCovariance(h, covariance, r));
  const K = kalmanGain(h, covariance, S);
  const state = {
    mean: kalmanUpdateMean(mean, K, e),
    covariance: symmetric(kalmanUpdateCovariance(covariance, K, h, r)),
  };
  return { state, logLikelihood: kalmanLikelihood(e, S) };
}

/**
 * Kalman filter: what is known of the state of a linear-Gaussian model from all measurements up to each step. It is the filter
 * of a dynamic Bayesian network whose variables are continuous. Missing measurements are passed over.
 * Throws `ShapeError`, and `ValueError`, also for a covariance S_t of the innovation that is singular.
 * Kalman, "A new approach to linear filtering and prediction problems" (1960).
 */
export function kalmanFilter(model: KalmanModel, ys: Measurements): Filtered {
  expectModel(model);
  expectMeasurements(ys, model.H.length);
  const [predicted, filtered]: State[][] = [[], []];
  let logLikelihood = 0;
  for (const [t, y] of ys.entries()) {
    const before = t === 0 ? model : predict(filtered[t - 1], model);
    const after = update(before, model, y);
    predicted.push(before);
    filtered.push(after.state);
    logLikelihood += after.logLikelihood;
  }
  return { ...statesOf(filtered), predicted: statesOf(predicted), logLikelihood };
}

/**
 * Kalman smoother: what is known of the state at each step from all measurements, before and after it.
 * Throws `ShapeError`, and `ValueError`, also for a covariance S_t of the innovation that is singular.
 * Rauch, Tung and Striebel, "Maximum likelihood estimates of linear dynamic systems" (1965).
 */
export function kalmanSmoother(model: KalmanModel, ys: Measurements): Smoothed {
  const { means, covariances, predicted, logLikelihood } = kalmanFilter(model, ys);
  const last = means.length - 1;
  const smoothed: State[] = [{ mean: means[last], covariance: covariances[last] }];
  for (let t = last - 1; t >= 0; t--) {
    const C = smootherGain(covariances[t], model.F, predicted.covariances[t + 1]);
    const later = smoothed[smoothed.length - 1];
    const P = smootherCovariance(covariances[t], C, later.covariance, predicted.covariances[t + 1]);
    smoothed.push({
      mean: smootherMean(means[t], C, later.mean, predicted.means[t + 1]),
      covariance: symmetric(P),
    });
  }
  return { ...statesOf(smoothed.reverse()), logLikelihood };
}
