import { Matrix, solve } from 'ml-matrix';
import { autocovariances, correlationsOf, meanOf } from './correlation.js';
import { applyLags, arLags, isInvertible, isStationary } from './lags.js';
import { yuleWalker } from './levinson.js';
import type { Coefficients } from './model.js';

/** How many coefficients of each kind. */
export interface Sizes {
  readonly p: number;
  readonly q: number;
  readonly P: number;
  readonly Q: number;
  readonly constant: boolean;
}

/** Parameters in one list, as the search moves them, and by their names. */
export const named = (beta: readonly number[], { p, q, P, Q, constant }: Sizes): Coefficients => ({
  ar: beta.slice(0, p),
  ma: beta.slice(p, p + q),
  seasonalAr: beta.slice(p + q, p + q + P),
  seasonalMa: beta.slice(p + q + P, p + q + P + Q),
  constant: constant ? beta[p + q + P + Q] : 0,
});

export const countOf = ({ p, q, P, Q, constant }: Sizes): number => p + q + P + Q + (constant ? 1 : 0);

/** Stationary and invertible; a season only spreads the roots over the circle. */
export const isAllowed = ({ ar, ma, seasonalAr, seasonalMa }: Coefficients): boolean =>
  isStationary(ar) && isStationary(seasonalAr) && isInvertible(ma) && isInvertible(seasonalMa);

const multiples = (count: number, s: number) => Array.from({ length: count }, (_, i) => (i + 1) * s);

/**
 * Where searches begin, as a sum of squares can have more than one valley: a guess from the series, zeros, and slow
 * exponential smoothing, which is MA(1) near −1 of differences.
 */
export function beginnings(w: Float64Array, sizes: Sizes, s: number): number[][] {
  const zeros = Array<number>(countOf(sizes)).fill(0);
  const { p, q, P, Q } = sizes;
  const smoothing = zeros.map((_, k) => ((q > 0 && k === p) || (Q > 0 && k === p + q + P) ? -0.9 : 0));
  return [guess(w, sizes, s), zeros, smoothing];
}

/**
 * A guess from the series: shocks as a long autoregression leaves them, and a regression of the series w (with mean 0 if
 * there is a constant) on its own past and on those. Made smaller until it is allowed; zeros where the series is too
 * short. Hannan and Rissanen (1982).
 */
function guess(w: Float64Array, sizes: Sizes, s: number): number[] {
  const { p, q, P, Q } = sizes;
  const zeros = Array<number>(countOf(sizes)).fill(0);
  const furthest = Math.max(p, q, s * P, s * Q);
  const order = Math.min(furthest + 10, Math.floor(w.length / 4));
  const first = order + furthest;
  if (furthest === 0 || w.length - first < 2 * zeros.length) return zeros;
  const mean = meanOf(w);
  const x = w.map((value) => value - mean);
  const shocks = applyLags(arLags(yuleWalker(correlationsOf(autocovariances(w, order)))), x);
  const columns = [
    ...multiples(p, 1).map((k) => [x, k] as const),
    ...multiples(q, 1).map((k) => [shocks, k] as const),
    ...multiples(P, s).map((k) => [x, k] as const),
    ...multiples(Q, s).map((k) => [shocks, k] as const),
  ];
  const rows = Array.from(x.subarray(first), (_, i) => columns.map(([from, k]) => from[first + i - k]));
  // by singular values, as columns may depend on each other
  const found = solve(new Matrix(rows), Matrix.columnVector(x.subarray(first)), true).to1DArray();
  for (let part = 1; part > 0.01; part *= 0.8) {
    const beta = zeros.map((zero, k) => part * (found[k] ?? zero));
    if (isAllowed(named(beta, sizes))) return beta;
  }
  return zeros;
}
