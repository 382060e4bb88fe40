import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { precise } from '../float64/precise.js';

/** A map of one row of numbers to another. The row that it is given is its own: it may change and return it. */
export type RowMap = (row: Float64Array) => Float64Array;

/**
 * A linear map of every row of x […, N], computed on plain 64-bit numbers. The gradient of a linear map is its adjoint:
 * ⟨map(x), y⟩ = ⟨x, adjoint(y)⟩.
 */
export function linear(x: Tensor, map: RowMap, adjoint: RowMap): Tensor {
  const onTape = tf.customGrad((input) => ({
    value: ofRows(input as Tensor, map),
    gradFunc: (dy: Tensor) => linear(dy, adjoint, map),
  }));
  return onTape(x);
}

function ofRows(x: Tensor, map: RowMap): Tensor {
  const N = x.shape[x.rank - 1];
  const values = Float64Array.from(x.dataSync());
  const rows = Array.from({ length: x.size / N }, (_, r) => map(values.subarray(r * N, (r + 1) * N)));
  const M = rows[0].length;
  const all = new Float64Array(rows.length * M);
  rows.forEach((row, r) => all.set(row, r * M));
  return precise(all, [...x.shape.slice(0, -1), M]);
}

const taken =
  (indices: readonly number[]): RowMap =>
  (row) =>
    Float64Array.from(indices, (index) => (index < 0 ? 0 : row[index]));

/** `collect` of one row. */
export const collected =
  (indices: readonly number[], N: number): RowMap =>
  (row) => {
    const sums = new Float64Array(N);
    indices.forEach((index, m) => {
      if (index >= 0) sums[index] += row[m];
    });
    return sums;
  };

/** Elements of every row by their indices, 0 where an index is negative: x […, N], M indices → […, M]. */
export const take = (x: Tensor, indices: readonly number[]): Tensor =>
  linear(x, taken(indices), collected(indices, x.shape[x.rank - 1]));

/** The way back: every element is added where its index points, none where that is negative: x […, M] → […, N]. */
export const collect = (x: Tensor, indices: readonly number[], N: number): Tensor =>
  linear(x, collected(indices, N), taken(indices));
