import type { Tensor } from '@tensorflow/tfjs';
import { expect } from 'vitest';

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
