import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import type { Directions } from '../recurrent/layers/index.js';
import { type CellName, type CellParams, expectCell, type GateName } from './cells.js';
import { expectNames } from './names.js';
import { fromStack, type Stack, toStack } from './stack.js';

/** c is the candidate: ONNX keeps i, o, f, c, and peepholes i, o, f. */
const orders: { readonly [C in CellName]: readonly GateName[] } = {
  rnn: ['h'],
  lstm: ['i', 'o', 'f', 'c'],
  peepholeLSTM: ['i', 'o', 'f', 'c'],
  gru: ['z', 'r', 'h'],
  resetAfterGRU: ['z', 'r', 'h'],
};
const cells = Object.keys(orders) as CellName[];
const called = (part: keyof Stack): string => ({ W: 'W', U: 'R', b: 'B', c: 'B', V: 'P' })[part];

/** The weights of the operators RNN, LSTM and GRU, by the names of their inputs; D is 2 for both directions, else 1. */
export type ONNXWeights = {
  /** [D, gates · H, I] */
  readonly W: Tensor3D;
  /** [D, gates · H, H] */
  readonly R: Tensor3D;
  /** [D, 2 · gates · H]: first those that are added to x W, then those added to h R; by default zeros. */
  readonly B?: Tensor2D;
  /** [D, 3 · H], peepholes of an LSTM. */
  readonly P?: Tensor2D;
};

/**
 * Parameters of a cell, with `bidirectional` of {forward, backward}, from the weights of an ONNX operator. 'gru' is one
 * with linear_before_reset = 0, 'resetAfterGRU' with 1; both call z what the lectures call 1 − z.
 * (ONNX feeds [T, B, I], we [B, T, I].)
 * Throws `ValueError` for names that are missing or too many, `ShapeError` for shapes that do not fit.
 */
export function fromONNX<C extends CellName>(
  cell: C,
  weights: ONNXWeights,
  options?: { readonly bidirectional?: false },
): CellParams[C];
export function fromONNX<C extends CellName>(
  cell: C,
  weights: ONNXWeights,
  options: { readonly bidirectional: true },
): Directions<CellParams[C]>;
export function fromONNX<C extends CellName>(
  cell: C,
  weights: ONNXWeights,
  { bidirectional = false }: { readonly bidirectional?: boolean } = {},
): CellParams[C] | Directions<CellParams[C]> {
  expectCell(cell, cells);
  const { W, R, B, P } = weights;
  const peepholes = cell === 'peepholeLSTM' ? ['P'] : [];
  expectNames('weights', Object.keys(weights), ['W', 'R', ...(B ? ['B'] : []), ...peepholes]);
  const D = bidirectional ? 2 : 1;
  const order = orders[cell];
  expectShape('R', R, [D, `${order.length} · H`, 'H']);
  const H = R.shape[2];
  const rows = order.length * H;
  expectShape('R', R, [D, rows, H]);
  expectShape('W', W, [D, rows, 'I']);
  if (B) expectShape('B', B, [D, 2 * rows]);
  if (P) expectShape('P', P, [D, 3 * H]);
  return tf.tidy(() => {
    const all = [W, R, B, P].map((weights) => weights && (tf.unstack(weights as Tensor) as Tensor[]));
    const [forward, backward] = Array.from({ length: D }, (_, d) => {
      const [W, U, B, V] = all.map((directions) => directions?.[d]) as [
        Tensor2D,
        Tensor2D,
        Tensor1D?,
        Tensor1D?,
      ];
      const [b, c] = B ? (tf.split(B, 2) as Tensor1D[]) : [];
      return fromStack(cell, order, { W, U, b, c, V }, called);
    });
    return bidirectional ? { forward, backward } : forward;
  });
}

/** The inverse of `fromONNX`: the inputs W, R, B and, for a peephole LSTM, P of an operator. */
export function toONNX<C extends CellName>(
  cell: C,
  p: CellParams[C] | Directions<CellParams[C]>,
): Required<Omit<ONNXWeights, 'P'>> & Pick<ONNXWeights, 'P'> {
  expectCell(cell, cells);
  return tf.tidy(() => {
    const directions = 'forward' in p ? [p.forward, p.backward] : [p];
    const stacks = directions.map((one) => toStack(cell, orders[cell], one));
    const peepholes = stacks.flatMap(({ V }) => V ?? []);
    return {
      W: tf.stack(stacks.map(({ W }) => W)) as Tensor3D,
      R: tf.stack(stacks.map(({ U }) => U)) as Tensor3D,
      B: tf.stack(stacks.map(({ b, c }) => tf.concat([b, c]))) as Tensor2D,
      ...(peepholes.length > 0 && { P: tf.stack(peepholes) as Tensor2D }),
    };
  });
}
