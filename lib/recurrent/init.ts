import type { Rank, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectPositive } from '../check.js';
import { Random } from '../equations/random.js';
import type { OutputParams, RNNParams } from './rnn.js';
import { spectralRadius } from './spectrum.js';

/**
 * Random weights of a network with `inputs` features and `hidden` units: normal numbers with variance 1/fan-in, biases
 * zero. With `radius`, Wh is scaled so that its largest |eigenvalue| is that number (without, it is near 1).
 * Throws `ValueError` for sizes below 1.
 */
export function initRNN(options: {
  inputs: number;
  hidden: number;
  seed: number;
  radius?: number;
}): RNNParams {
  const { inputs, hidden, seed, radius } = options;
  expectInteger('inputs', inputs, 1);
  expectInteger('hidden', hidden, 1);
  const random = new Random(seed);
  return tf.tidy(() => {
    const Wh = random.tensor([hidden, hidden], 1 / Math.sqrt(hidden));
    return {
      Wh: radius === undefined ? Wh : rescale(Wh, radius),
      Wx: random.tensor([inputs, hidden], 1 / Math.sqrt(inputs)),
      bh: tf.zeros<Rank.R1>([hidden]),
    };
  });
}

/** Random weights of an output layer, drawn as in `initRNN`. */
export function initOutput(options: { hidden: number; outputs: number; seed: number }): OutputParams {
  const { hidden, outputs, seed } = options;
  expectInteger('hidden', hidden, 1);
  expectInteger('outputs', outputs, 1);
  return {
    Wy: new Random(seed).tensor([hidden, outputs], 1 / Math.sqrt(hidden)),
    by: tf.zeros<Rank.R1>([outputs]),
  };
}

/** W scaled so that its spectral radius is `radius`. W [H, H] → [H, H]. Throws `ValueError` for a radius ≤ 0. */
export function rescale(W: Tensor2D, radius: number): Tensor2D {
  expectPositive('radius', radius);
  return tf.tidy(() => W.mul(radius / spectralRadius(W)));
}
