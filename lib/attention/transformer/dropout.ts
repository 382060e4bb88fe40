import type { Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../../check.js';
import { ValueError } from '../../errors.js';

/** While training: which part of the features is dropped, and the seed, another one in each step. */
export interface Dropout {
  /** In [0, 1). */
  readonly rate: number;
  readonly seed: number;
}

/** Throws `ValueError` for a rate outside of [0, 1) or a seed that is no integer. */
export function expectDropout(dropout: Dropout | undefined): void {
  if (!dropout) return;
  const { rate, seed } = dropout;
  if (!(rate >= 0 && rate < 1)) throw new ValueError('dropout.rate', 'a number in [0, 1)', String(rate));
  expectInteger('dropout.seed', seed, 0);
}

/** A stream of dropouts, each with a seed of its own; without `dropout` everything stays. Kept units grow by 1/(1 − rate). */
export function dropper(dropout: Dropout | undefined): (x: Tensor3D) => Tensor3D {
  let count = 0;
  return (x) => {
    if (!dropout || dropout.rate === 0) return x;
    const { rate, seed } = dropout;
    return tf.tidy(() => {
      const draws = tf.randomUniform(x.shape, 0, 1, 'float32', seed * 1000 + ++count);
      return x.mul<Tensor3D>(tf.cast(tf.greaterEqual(draws, rate), 'float32')).div<Tensor3D>(1 - rate);
    });
  };
}
