import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../equations/random.js';
import { type WrittenFunction, written } from '../equations/symbols.js';

/**
 * How the paper's formulas are written here. It takes elements by brackets, L[i, j]; brackets are lists to the reader
 * of formulas, so they are L(i, j). Its upper indices, w^{r,i}, stand in parentheses, as a plain one is a power.
 */

/** x(i), L(i, j): elements, counted from 1. */
export const elements = (x: Tensor): WrittenFunction =>
  written((...indices: Tensor[]) => {
    const at = indices.map((index) => index.dataSync()[0] - 1);
    return x.slice(at, Array<number>(x.rank).fill(1)).squeeze();
  });

/** A tensor inside of a batch, of heads: [B, R, …] at 1, 2 → […]. */
export const inside = <T extends Tensor>(x: Tensor, ...indices: number[]): T =>
  tf.tidy(() => indices.reduce((inner, i) => inner.slice([i - 1], [1]).squeeze([0]), x)) as T;

/** The same as a column [n, 1]. */
export const columnIn = (x: Tensor, ...indices: number[]): Tensor =>
  tf.tidy(() => inside(x, ...indices).reshape([-1, 1]));

/** All tuples of indices, counted from 1, up to these sizes: one table of symbols for each. */
export function everywhere<T>(sizes: readonly number[], of: (...indices: number[]) => T): T[] {
  const all = sizes.reduce<number[][]>(
    (tuples, size) => tuples.flatMap((tuple) => Array.from({ length: size }, (_, i) => [...tuple, i + 1])),
    [[]],
  );
  return all.map((tuple) => of(...tuple));
}

/** Weights over the last axis, positive and, with what is left over, of sum 1. */
export const sampleWeights = <T extends Tensor>(random: Random, shape: number[]): T =>
  tf.tidy(() => {
    const more = [...shape.slice(0, -1), shape[shape.length - 1] + 1];
    return tf.softmax(random.tensor(more)).slice(
      shape.map(() => 0),
      shape,
    );
  }) as T;

/** Numbers between 0 and 1. */
export const sampleGates = <T extends Tensor>(random: Random, shape: number[]): T =>
  tf.tidy(() => tf.sigmoid(random.tensor(shape))) as T;
