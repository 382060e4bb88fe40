import type { Tensor2D } from '@tensorflow/tfjs';
import { type ActivationName, activation } from './activation.js';
import { type RNNParams, rnnState } from './rnn.js';
import type { Cell } from './unroll.js';

const cells = new Map<ActivationName, Cell<RNNParams, Tensor2D>>([['tanh', rnnState]]);

/**
 * The plain cell with another non-linearity than tanh, S2(1), for `unroll` and `layers`: x [B, I], h [B, H] → [B, H].
 * The same function for the same name, `rnnState` itself for tanh. Throws `ValueError` that lists the names.
 */
export function rnnCell(f: ActivationName): Cell<RNNParams, Tensor2D> {
  activation(f);
  let cell = cells.get(f);
  if (!cell) {
    cell = (p, x, h) => rnnState(p, x, h, f);
    cells.set(f, cell);
  }
  return cell;
}
