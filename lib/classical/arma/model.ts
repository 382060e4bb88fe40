import { expectInteger, expectPositive } from '../../check.js';
import { expectNumbers } from '../../data/series.js';
import { ValueError } from '../../errors.js';
import { autocovariances, correlationsOf, dot, expectVarying, meanOf } from './correlation.js';
import { akaike, bayes, conditionalLikelihood } from './criteria.js';
import {
  applyLags,
  arLags,
  differencing,
  divideLags,
  expectCoefficients,
  expectOutside,
  type Lags,
  maLags,
  product,
  spread,
} from './lags.js';
import { yuleWalker, yuleWalkerVariance } from './levinson.js';

/** The coefficients of ARIMA; seasonal ones act at the lags s, 2s, … and multiply with the others. */
export interface Coefficients {
  /** φ_1 … φ_p */
  readonly ar: readonly number[];
  /** θ_1 … θ_q */
  readonly ma: readonly number[];
  /** Φ_1 … Φ_P */
  readonly seasonalAr: readonly number[];
  /** Θ_1 … Θ_Q */
  readonly seasonalMa: readonly number[];
  /** c: for d = 0 it gives the series its level, for d = 1 its drift. */
  readonly constant: number;
}

/** How a series is differenced. */
export interface Differencing {
  readonly d: number;
  /** Differences to the same step of the season before. */
  readonly D: number;
  /** Steps of a season; 1 where there is none. */
  readonly s: number;
}

/** A series and an ARIMA model of it: what `forecast` goes on from. */
export interface ARIMAModel extends Coefficients, Differencing {
  readonly series: readonly number[];
  /** ε_t of the differenced series; the first p + sP, whose past is not known, are zero. */
  readonly residuals: readonly number[];
  /** Variance of the residuals. */
  readonly sigma2: number;
  /** Of the differenced series, given its first p + sP values. */
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
}

/** a(B) = φ(B) Φ(B^s) and b(B) = θ(B) Θ(B^s) in a(B) w_t = c + b(B) ε_t. */
export const polynomialsOf = (c: Omit<Coefficients, 'constant'>, s: number): { a: Lags; b: Lags } => ({
  a: product(arLags(c.ar), spread(arLags(c.seasonalAr), s)),
  b: product(maLags(c.ma), spread(maLags(c.seasonalMa), s)),
});

/** The residuals of a differenced series, as `armaResiduals` has them; for any season, in 64-bit, without a tape. */
export function shocksOf(w: ArrayLike<number>, c: Coefficients, s: number): Float64Array {
  const { a, b } = polynomialsOf(c, s);
  return divideLags(
    b,
    applyLags(a, w).map((value, t) => (t < a.length - 1 ? 0 : value - c.constant)),
  );
}

/**
 * The series differenced, w_t = (1 − B)^d (1 − B^s)^D y_t, which is d + sD shorter. Throws `ValueError` unless it is
 * finite, varies and has more values than the `start` that are given and the `free` parameters.
 */
export function differenced(
  y: ArrayLike<number>,
  { d, D, s }: Differencing,
  start: number,
  free: number,
): Float64Array {
  expectInteger('d', d, 0);
  expectInteger('D', D, 0);
  const lost = d + s * D;
  if (y.length <= lost + start + free)
    throw new ValueError('y', `at least ${lost + start + free + 1} numbers for this model`, `${y.length}`);
  expectNumbers('y', y);
  const w = applyLags(differencing(d, D, s), y).subarray(lost);
  expectVarying(lost > 0 ? 'differences of y' : 'y', w);
  return w;
}

/** The model with all that follows from its coefficients. */
export function modelOf(
  y: ArrayLike<number>,
  w: Float64Array,
  { ar, ma, seasonalAr, seasonalMa, constant }: Coefficients,
  { d, D, s }: Differencing,
  sigma2?: number,
): ARIMAModel {
  const coefficients = { ar, ma, seasonalAr, seasonalMa, constant };
  const eps = shocksOf(w, coefficients, s);
  const n = w.length - ar.length - s * seasonalAr.length;
  const S = dot(eps, eps);
  const ell = conditionalLikelihood(S, n);
  // with σ²
  const k = [ar, ma, seasonalAr, seasonalMa].flat().length + (constant === 0 ? 0 : 1) + 1;
  return {
    ...coefficients,
    d,
    D,
    s,
    series: Array.from(y),
    residuals: Array.from(eps),
    sigma2: sigma2 ?? S / n,
    logLikelihood: ell,
    aic: akaike(ell, k),
    bic: bayes(ell, k, n),
  };
}

/** An ARIMA model by its coefficients: what is left out is not there. */
export interface ARIMAOptions extends Partial<Coefficients>, Partial<Differencing> {
  /** By default the mean square of the residuals. */
  readonly sigma2?: number;
}

/**
 * A model with given coefficients on a series of T numbers. Throws `ValueError` for AR coefficients that are not
 * stationary, MA coefficients that are not invertible, and a series that is too short, constant or not finite.
 */
export function arima(y: ArrayLike<number>, options: ARIMAOptions): ARIMAModel {
  const { ar = [], ma = [], seasonalAr = [], seasonalMa = [], constant = 0, sigma2 } = options;
  const { d = 0, D = 0, s = 1 } = options;
  expectSeason(s, seasonalAr.length + seasonalMa.length + D);
  for (const [argument, values] of Object.entries({ ar, ma, seasonalAr, seasonalMa, constant: [constant] }))
    expectCoefficients(argument, values);
  expectOutside('ar', 'stationary', arLags(ar));
  expectOutside('seasonalAr', 'stationary', arLags(seasonalAr));
  expectOutside('ma', 'invertible', maLags(ma));
  expectOutside('seasonalMa', 'invertible', maLags(seasonalMa));
  if (sigma2 !== undefined) expectPositive('sigma2', sigma2);
  const w = differenced(y, { d, D, s }, ar.length + s * seasonalAr.length, 0);
  return modelOf(y, w, { ar, ma, seasonalAr, seasonalMa, constant }, { d, D, s }, sigma2);
}

/** Throws `ValueError` where something seasonal has no season. */
export function expectSeason(s: number, seasonal: number): void {
  expectInteger('s', s, seasonal > 0 ? 2 : 1);
}

/**
 * AR(p) by the Yule–Walker equations: always stationary, without a search. y of T > p + 1 numbers. Throws `ValueError`.
 * S3 2.2; Yule (1927), Walker (1931).
 */
export function fitAR(y: ArrayLike<number>, p: number): ARIMAModel {
  expectInteger('p', p, 1);
  const none = { d: 0, D: 0, s: 1 };
  const w = differenced(y, none, p, 1);
  const gamma = autocovariances(y, p);
  const ar = yuleWalker(correlationsOf(gamma));
  const constant = meanOf(y) * (1 - ar.reduce((sum, value) => sum + value, 0));
  const coefficients = { ar, ma: [], seasonalAr: [], seasonalMa: [], constant };
  return modelOf(y, w, coefficients, none, yuleWalkerVariance(gamma));
}
