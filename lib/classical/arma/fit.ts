import { expectInteger } from '../../check.js';
import { meanOf } from './correlation.js';
import { applyLags, arLags, divideLags, maLags, spread } from './lags.js';
import {
  type ARIMAModel,
  type Coefficients,
  differenced,
  expectSeason,
  modelOf,
  polynomialsOf,
  shocksOf,
} from './model.js';
import { covariance, leastSquares } from './squares.js';
import { beginnings, countOf, isAllowed, named, type Sizes } from './start.js';

/** How many coefficients of each kind, and how the series is differenced; what is left out is 0. */
export interface ARIMAOrder {
  readonly p?: number;
  readonly d?: number;
  readonly q?: number;
  /** The same for steps of a season of s. */
  readonly seasonal?: { readonly P?: number; readonly D?: number; readonly Q?: number; readonly s: number };
  /** Whether there is a constant; by default only where nothing is differenced. */
  readonly constant?: boolean;
}

export interface FittedARIMA extends ARIMAModel {
  /** How far each coefficient may be off, as a standard deviation; right for long series. */
  readonly standardErrors: Coefficients;
  /** Sum of squares where the search began and after each step. */
  readonly squares: readonly number[];
  /** Whether the search ended in a minimum and not at coefficients that are barely allowed. */
  readonly converged: boolean;
}

/** ∂ε_t/∂β_k of every parameter, by the same recursion as ε_t itself. */
export function slopesOf(w: Float64Array, c: Coefficients, sizes: Sizes, s: number): Float64Array[] {
  const { a, b } = polynomialsOf(c, s);
  const eps = shocksOf(w, c, s);
  // w or ε without one of its two polynomials, k steps earlier
  const slope = (values: Float64Array, k: number) => {
    const first = Math.max(a.length - 1, k);
    return divideLags(
      b,
      values.map((_, t) => (t < first ? 0 : -values[t - k])),
    );
  };
  const ones = w.map(() => 1);
  const each = (count: number, step: number, values: Float64Array) =>
    Array.from({ length: count }, (_, i) => slope(values, step * (i + 1)));
  return [
    ...each(sizes.p, 1, applyLags(spread(arLags(c.seasonalAr), s), w)),
    ...each(sizes.q, 1, applyLags(spread(maLags(c.seasonalMa), s), eps)),
    ...each(sizes.P, s, applyLags(arLags(c.ar), w)),
    ...each(sizes.Q, s, applyLags(maLags(c.ma), eps)),
    ...(sizes.constant ? [slope(ones, 0)] : []),
  ];
}

/**
 * ARIMA(p, d, q), with a season also (P, D, Q)_s, by conditional sum of squares: Levenberg–Marquardt over coefficients
 * that stay stationary and invertible, from three beginnings. Exact maximum likelihood also guesses the shocks before the
 * first, which matters less the longer the series and the faster they fade. y of T numbers. Throws `ValueError` for an order that is
 * negative or no integer, a season without a length, and a series that is too short, not finite, or constant after it
 * has been differenced. S3 2.2; Box and Jenkins (1970).
 *
 * @example fitARIMA(births.counts, { p: 1, d: 0, q: 1, seasonal: { P: 0, D: 1, Q: 1, s: 7 } })
 */
export function fitARIMA(y: ArrayLike<number>, order: ARIMAOrder): FittedARIMA {
  const { p = 0, d = 0, q = 0, seasonal } = order;
  const { P = 0, D = 0, Q = 0, s = 1 } = seasonal ?? {};
  for (const [argument, value] of Object.entries({ p, q, P, Q })) expectInteger(argument, value, 0);
  if (seasonal) expectSeason(s, 1);
  const { constant = d + D === 0 } = order;
  const sizes = { p, q, P, Q, constant };
  const w = differenced(y, { d, D, s }, p + s * P, countOf(sizes));

  // around the mean, where the constant has little to do with the other coefficients
  const mean = constant ? meanOf(w) : 0;
  const x = w.map((value) => value - mean);
  const problem = {
    residuals: (beta: readonly number[]) => {
      const c = named(beta, sizes);
      return isAllowed(c) ? shocksOf(x, c, s) : undefined;
    },
    slopes: (beta: readonly number[]) => slopesOf(x, named(beta, sizes), sizes, s),
  };
  const minima = beginnings(x, sizes, s).map((start) => leastSquares(problem, start));
  const { beta, squares, converged } = minima.reduce((best, next) =>
    next.squares[next.squares.length - 1] < best.squares[best.squares.length - 1] ? next : best,
  );

  const found = named(beta, sizes);
  const { a } = polynomialsOf(found, s);
  const coefficients = {
    ...found,
    constant: found.constant + mean * a.reduce((sum, value) => sum + value, 0),
  };
  const model = modelOf(y, w, coefficients, { d, D, s });
  const V = covariance(slopesOf(w, coefficients, sizes, s), model.sigma2);
  const errors = V.map((row, k) => Math.sqrt(row[k]));
  return { ...model, standardErrors: named(errors, sizes), squares, converged };
}
