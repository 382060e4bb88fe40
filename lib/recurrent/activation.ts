import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type WrittenFunction, written } from '../equations/symbols.js';
import { ValueError } from '../errors.js';

/** The non-linearity f of the state: S2(1) leaves it open, S3 2.3 writes tanh, S1 writes σ. */
export type ActivationName = 'tanh' | 'sigmoid' | 'relu' | 'identity';

interface Activation {
  /** f(a), element by element. */
  readonly f: <T extends Tensor>(a: T) => T;
  /** f′(a) at the same argument a (not at f(a)). */
  readonly derivative: <T extends Tensor>(a: T) => T;
  /** The largest |f′| anywhere. */
  readonly steepest: number;
}

const activations: Record<ActivationName, Activation> = {
  tanh: { f: tf.tanh, derivative: (a) => tf.sub(1, tf.square(tf.tanh(a))), steepest: 1 },
  sigmoid: {
    f: tf.sigmoid,
    derivative: (a) => {
      const s = tf.sigmoid(a);
      return tf.mul(s, tf.sub(1, s));
    },
    steepest: 1 / 4,
  },
  // at the kink a = 0 the derivative is taken as 0, as the tape does
  relu: { f: tf.relu, derivative: (a) => tf.cast(tf.greater(a, 0), 'float32'), steepest: 1 },
  identity: { f: tf.clone, derivative: tf.onesLike, steepest: 1 },
};

/** f and f′ by name. Throws `ValueError` that lists the names that exist. */
export function activation(name: ActivationName): Activation {
  const found = activations[name];
  if (!found) throw new ValueError('f', `one of ${Object.keys(activations).join(', ')}`, String(name));
  return found;
}

/** The letter f of an equation, with f′ for its prime. */
export const writtenActivation = (name: ActivationName): WrittenFunction =>
  written(activation(name).f, activation(name).derivative);
