import type { Random } from '../equations/random.js';
import type { OutputParams, RNNParams } from './rnn.js';

/** Random weights for the checks, small enough that no state saturates. */
export const sampleRNN = (random: Random, inputs: number, hidden: number): RNNParams => ({
  Wh: random.tensor([hidden, hidden], 0.5),
  Wx: random.tensor([inputs, hidden], 0.5),
  bh: random.tensor([hidden], 0.5),
});

export const sampleOutput = (random: Random, hidden: number, outputs: number): OutputParams => ({
  Wy: random.tensor([hidden, outputs], 0.5),
  by: random.tensor([outputs], 0.5),
});
