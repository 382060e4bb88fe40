import type { Rank, Tensor1D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../../check.js';
import { Random } from '../../equations/random.js';
import { ValueError } from '../../errors.js';
import type { LSTMParams } from './gates.js';

export interface InitLSTMOptions {
  readonly inputs: number;
  readonly hidden: number;
  readonly seed: number;
  /**
   * What the forget gate's biases begin with. At 1 the gates stand open and gradients pass; Jozefowicz et al., "An
   * empirical exploration of recurrent network architectures" (2015).
   */
  readonly forgetBias?: number;
}

/**
 * Random weights of an LSTM with `inputs` features and `hidden` units: normal numbers with variance 1/(hidden + inputs),
 * biases zero but for the forget gate's. Throws `ValueError` for sizes below 1.
 */
export function initLSTM({ inputs, hidden, seed, forgetBias = 1 }: InitLSTMOptions): LSTMParams {
  expectInteger('inputs', inputs, 1);
  expectInteger('hidden', hidden, 1);
  if (!Number.isFinite(forgetBias)) throw new ValueError('forgetBias', 'a finite number', String(forgetBias));
  const random = new Random(seed);
  const W = () => random.tensor([hidden + inputs, hidden], 1 / Math.sqrt(hidden + inputs));
  const zeros = () => tf.zeros<Rank.R1>([hidden]);
  return {
    Wf: W(),
    Wi: W(),
    Wc: W(),
    Wo: W(),
    bf: tf.fill([hidden], forgetBias) as Tensor1D,
    bi: zeros(),
    bc: zeros(),
    bo: zeros(),
  };
}
