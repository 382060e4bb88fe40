import type { Tensor1D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { Random } from '../../equations/random.js';
import { type InitLSTMOptions, initLSTM } from '../lstm/init.js';
import type { PeepholeParams } from './diagonal.js';
import type { FullPeepholeParams } from './full.js';

/** Random weights as those of `initLSTM`; the peepholes begin closed, V = 0. Throws `ValueError` for sizes below 1. */
export function initPeephole(options: InitLSTMOptions): PeepholeParams {
  const p = initLSTM(options);
  const V = () => tf.zeros([options.hidden]) as Tensor1D;
  return { ...p, Vf: V(), Vi: V(), Vo: V() };
}

/** Random weights as those of `initLSTM`, for gates that read [C, h, x]. Throws `ValueError` for sizes below 1. */
export function initFullPeephole(options: InitLSTMOptions): FullPeepholeParams {
  const { hidden, inputs, seed } = options;
  const p = initLSTM(options);
  tf.dispose([p.Wf, p.Wi, p.Wo]);
  const rows = 2 * hidden + inputs;
  // another stream than the candidate's, which initLSTM drew from this seed
  const random = new Random(seed + 1);
  const W = () => random.tensor([rows, hidden], 1 / Math.sqrt(rows));
  return { ...p, Wf: W(), Wi: W(), Wo: W() };
}
