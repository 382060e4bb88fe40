import type { Rank } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../../check.js';
import { Random } from '../../equations/random.js';
import { initMultiHead } from '../multi-head.js';
import type { DecoderParams } from './decoder.js';
import type { EncoderParams } from './encoder.js';
import type { FeedForwardParams, NormParams } from './parts.js';

export interface InitTransformerOptions {
  /** D, features of an element. */
  readonly features: number;
  /** F, features between the two layers of the feed-forward part. */
  readonly inner: number;
  readonly layers: number;
  readonly seed: number;
}

const initNorm = (D: number): NormParams => ({
  gamma: tf.ones<Rank.R1>([D]),
  beta: tf.zeros<Rank.R1>([D]),
});

function initFeedForward(D: number, F: number, seed: number): FeedForwardParams {
  const random = new Random(seed);
  return {
    W1: random.tensor([D, F], 1 / Math.sqrt(D)),
    b1: tf.zeros<Rank.R1>([F]),
    W2: random.tensor([F, D], 1 / Math.sqrt(F)),
    b2: tf.zeros<Rank.R1>([D]),
  };
}

/** Seeds that no other part has. */
function seeds({
  features,
  inner,
  layers,
  seed,
}: InitTransformerOptions): (layer: number, part: number) => number {
  expectInteger('features', features, 1);
  expectInteger('inner', inner, 1);
  expectInteger('layers', layers, 1);
  return (layer, part) => (seed * layers + layer) * 3 + part;
}

/** Random weights of an encoder: variance 1/fan-in, biases zero, norms that do nothing. Throws `ValueError` for sizes below 1. */
export function initEncoder(options: InitTransformerOptions): EncoderParams {
  const { features: D, inner, layers } = options;
  const seed = seeds(options);
  return {
    layers: Array.from({ length: layers }, (_, l) => ({
      self: initMultiHead({ features: D, seed: seed(l, 0) }),
      feedForward: initFeedForward(D, inner, seed(l, 1)),
      norms: [initNorm(D), initNorm(D)],
    })),
  };
}

/** The same for a decoder. Throws `ValueError` for sizes below 1. */
export function initDecoder(options: InitTransformerOptions): DecoderParams {
  const { features: D, inner, layers } = options;
  const seed = seeds(options);
  return {
    layers: Array.from({ length: layers }, (_, l) => ({
      self: initMultiHead({ features: D, seed: seed(l, 0) }),
      cross: initMultiHead({ features: D, seed: seed(l, 2) }),
      feedForward: initFeedForward(D, inner, seed(l, 1)),
      norms: [initNorm(D), initNorm(D), initNorm(D)],
    })),
  };
}
