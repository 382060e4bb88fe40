import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { type CellName, type CellParams, expectCell, type GateName } from './cells.js';
import { expectNames } from './names.js';
import { fromStack, toStack } from './stack.js';

/** The cells of Keras' `SimpleRNN`, `LSTM` and `GRU`; which GRU it is, its option `reset_after` says. */
export type KerasCell = Exclude<CellName, 'peepholeLSTM'>;

const orders: { readonly [C in KerasCell]: readonly GateName[] } = {
  rnn: ['h'],
  lstm: ['i', 'f', 'c', 'o'],
  gru: ['z', 'r', 'h'],
  resetAfterGRU: ['z', 'r', 'h'],
};
const cells = Object.keys(orders) as KerasCell[];

/** The weights of a recurrent layer by the names that Keras gives them, in the order of `layer.get_weights()`. */
export type KerasWeights = {
  /** [I, gates · H] */
  readonly kernel: Tensor2D;
  /** [H, gates · H] */
  readonly recurrent_kernel: Tensor2D;
  /** [gates · H]; of a GRU that resets after the product [2, 3 · H]; none with `use_bias=False`. */
  readonly bias?: Tensor1D | Tensor2D;
};

/**
 * Parameters of a cell from the weights of a Keras layer: gates side by side in the order i, f, c, o or z, r, h. Keras
 * calls z what the lectures call 1 − z. (The layers of `Bidirectional` are converted one by one.)
 * Throws `ValueError` for names that are missing or too many, `ShapeError` for shapes that do not fit.
 */
export function fromKeras<C extends KerasCell>(cell: C, weights: KerasWeights): CellParams[C] {
  expectCell(cell, cells);
  const { kernel, recurrent_kernel, bias } = weights;
  const names = ['kernel', 'recurrent_kernel', ...(bias ? ['bias'] : [])];
  expectNames('weights', Object.keys(weights), names);
  const order = orders[cell];
  const gates = order.length;
  expectShape('recurrent_kernel', recurrent_kernel, ['H', `${gates} · H`]);
  const H = recurrent_kernel.shape[0];
  expectShape('recurrent_kernel', recurrent_kernel, [H, gates * H]);
  expectShape('kernel', kernel, ['I', gates * H]);
  if (bias) expectShape('bias', bias, cell === 'resetAfterGRU' ? [2, gates * H] : [gates * H]);
  return tf.tidy(() => {
    const [b, c] = bias ? (tf.unstack(bias.reshape([-1, gates * H])) as Tensor1D[]) : [];
    const stack = { W: tf.transpose(kernel), U: tf.transpose(recurrent_kernel), b, c };
    return fromStack(cell, order, stack, (part) => part);
  });
}

/** The inverse of `fromKeras`: what `layer.set_weights` takes, in this order. */
export function toKeras<C extends KerasCell>(cell: C, p: CellParams[C]): Required<KerasWeights> {
  expectCell(cell, cells);
  return tf.tidy(() => {
    const { W, U, b, c } = toStack(cell, orders[cell], p);
    return {
      kernel: tf.transpose(W),
      recurrent_kernel: tf.transpose(U),
      bias: cell === 'resetAfterGRU' ? (tf.stack<Tensor1D>([b, c]) as Tensor2D) : b,
    };
  });
}
