import type { Rank } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../../check.js';
import { Random } from '../../equations/random.js';
import type { GRUParams } from './gates.js';
import type { ResetAfterGRUParams } from './reset-after.js';

export interface InitGRUOptions {
  readonly inputs: number;
  readonly hidden: number;
  readonly seed: number;
}

/**
 * Random weights of a GRU with `inputs` features and `hidden` units: normal numbers, W with variance 1/inputs and U with
 * variance 1/hidden, biases zero. Throws `ValueError` for sizes below 1.
 */
export function initGRU({ inputs, hidden, seed }: InitGRUOptions): GRUParams {
  expectInteger('inputs', inputs, 1);
  expectInteger('hidden', hidden, 1);
  const random = new Random(seed);
  const W = () => random.tensor([inputs, hidden], 1 / Math.sqrt(inputs));
  const U = () => random.tensor([hidden, hidden], 1 / Math.sqrt(hidden));
  const b = () => tf.zeros<Rank.R1>([hidden]);
  return { Wz: W(), Wr: W(), Wh: W(), Uz: U(), Ur: U(), Uh: U(), bz: b(), br: b(), bh: b() };
}

/** The same for the GRU with the reset gate behind the product. Throws `ValueError` for sizes below 1. */
export const initResetAfterGRU = (options: InitGRUOptions): ResetAfterGRUParams => ({
  ...initGRU(options),
  bu: tf.zeros<Rank.R1>([options.hidden]),
});
