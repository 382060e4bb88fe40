import type { Rank, Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { float64 } from 'unrolled';
import { expect } from 'vitest';

/** Numbers as they stand in JSON. */
export type Nested = number | Nested[];
const shapeOf = (v: Nested): number[] => (typeof v === 'number' ? [] : [v.length, ...shapeOf(v[0])]);
const numbersIn = (v: Nested): number[] => (typeof v === 'number' ? [v] : v.flatMap(numbersIn));

/** Nested numbers as a tensor, in 64-bit inside `inFloat64`. */
export const tensorOf = <R extends Rank>(v: Nested): Tensor<R> =>
  float64.precise(numbersIn(v), shapeOf(v)) as unknown as Tensor<R>;

/** How many tensors a function leaves behind, not counting its result; what it throws is passed over. */
export function leaked(run: () => unknown): number {
  const before = tf.memory().numTensors;
  let result: unknown;
  try {
    result = run();
  } catch {
    // what matters is what it leaves
  }
  tf.dispose(result as tf.TensorContainer);
  return tf.memory().numTensors - before;
}

/** Nested arrays of numbers, for second implementations by plain loops. */
export type Matrix = number[][];

/** Rows times a matrix, by the definition. */
export const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));

/** The largest |a − b| over all elements; the shapes must be equal. */
export function distance(a: Tensor, b: Tensor): number {
  expect(a.shape).toEqual(b.shape);
  const [x, y] = [Array.from(a.dataSync()), Array.from(b.dataSync())];
  return x.reduce((largest, value, i) => {
    expect(Number.isFinite(value) && Number.isFinite(y[i])).toBe(true);
    return Math.max(largest, Math.abs(value - y[i]));
  }, 0);
}

export const arrays = <T = Matrix>(t: Tensor): T => t.arraySync() as T;
