import type { Rank, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../../check.js';
import { Random } from '../../equations/random.js';
import { ValueError } from '../../errors.js';
import { lstmCell, lstmHidden } from '../lstm/cell.js';
import { type ConvLSTMParams, convCandidate, convForget, convInput, convOutput } from './gates.js';

/** What a ConvLSTM carries from step to step: maps [B, height, width, H]. */
export type ConvLSTMState = {
  readonly h: Tensor4D;
  readonly c: Tensor4D;
};

// unit by unit it is all the same whether the units stand in rows or in maps
const cellOf = lstmCell as unknown as (...maps: [Tensor4D, Tensor4D, Tensor4D, Tensor4D]) => Tensor4D;
const hiddenOf = lstmHidden as unknown as (...maps: [Tensor4D, Tensor4D]) => Tensor4D;

/**
 * One step of a ConvLSTM, S2(19) with (13) and (15): x [B, height, width, I], s = s_{t−1} → s_t. A cell for `unroll` and
 * `layers` over sequences of maps. Throws `ShapeError`. Shi et al. (2015).
 */
export const convLSTM = (p: ConvLSTMParams, x: Tensor4D, s: ConvLSTMState): ConvLSTMState =>
  tf.tidy(() => {
    const c = cellOf(convForget(p, x, s.h), s.c, convInput(p, x, s.h), convCandidate(p, x, s.h));
    return { h: hiddenOf(convOutput(p, x, s.h), c), c };
  });

export interface InitConvLSTMOptions {
  /** Channels of the input. */
  readonly inputs: number;
  /** Channels of the state. */
  readonly hidden: number;
  /** Rows and columns of the kernels, an odd number. */
  readonly kernel: number;
  readonly seed: number;
  /** What the forget gate's biases begin with, see `initLSTM`. */
  readonly forgetBias?: number;
}

/**
 * Random kernels: normal numbers with variance 1/(k² · (inputs + hidden)), biases zero but for the forget gate's.
 * Throws `ValueError` for sizes below 1 and an even kernel, which has no middle.
 */
export function initConvLSTM(options: InitConvLSTMOptions): ConvLSTMParams {
  const { inputs, hidden, kernel, seed, forgetBias = 1 } = options;
  expectInteger('inputs', inputs, 1);
  expectInteger('hidden', hidden, 1);
  expectInteger('kernel', kernel, 1);
  if (kernel % 2 === 0) throw new ValueError('kernel', 'an odd number', String(kernel));
  if (!Number.isFinite(forgetBias)) throw new ValueError('forgetBias', 'a finite number', String(forgetBias));
  const random = new Random(seed);
  const deviation = 1 / (kernel * Math.sqrt(inputs + hidden));
  const kernels = (channels: number) =>
    random.tensor([kernel, kernel, channels, hidden], deviation) as Tensor4D;
  const zeros = () => tf.zeros<Rank.R1>([hidden]);
  return {
    Wf: kernels(inputs),
    Wi: kernels(inputs),
    Wc: kernels(inputs),
    Wo: kernels(inputs),
    Uf: kernels(hidden),
    Ui: kernels(hidden),
    Uc: kernels(hidden),
    Uo: kernels(hidden),
    bf: tf.fill([hidden], forgetBias) as Tensor1D,
    bi: zeros(),
    bc: zeros(),
    bo: zeros(),
  };
}
