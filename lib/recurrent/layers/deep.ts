import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equation } from '../../equations/equation.js';
import { written } from '../../equations/symbols.js';
import { column } from '../layout.js';
import { type RNNParams, rnnState } from '../rnn.js';
import { sampleRNN } from '../sample.js';
import { fold } from '../unroll.js';
import { layers } from './layers.js';

/** What layer 1, 2, … reads at this step: x_t, then the new state of the layer below. */
const below = (p: readonly RNNParams[], x: Tensor2D, h: readonly Tensor2D[]): Tensor2D[] => [
  x,
  ...fold((input: Tensor2D, l: number) => rnnState(p[l], input, h[l]), x, [...p.keys()].slice(0, -1)),
];

/**
 * One step of a deep recurrent network, S2, S3 4.2: each layer reads the new state of the one below, the lowest one x_t.
 * p and h = the states h_{t−1} [B, H], lists with the lowest layer first, x [B, I] → the states h_t.
 * Throws `ShapeError`. Schmidhuber, "Learning complex, extended sequences …" (1992); Graves et al. (2013).
 */
export const deepState = equation({
  id: 'rnn.deep',
  title: { en: 'State of a deep recurrent network', ru: 'Состояние глубокой рекуррентной сети' },
  forms: [
    {
      source: 'S3 4.2',
      tex: String.raw`h^{(l+1)}_t = f(h^{(l+1)}_{t-1} W_h^{(l+1)} + h^{(l)}_t W_x^{(l+1)} + b_h^{(l+1)})`,
      symbols: (p: RNNParams[], x: Tensor2D, h: Tensor2D[]) => {
        const inputs = below(p, x, h);
        return p.map(({ Wh, Wx, bh }, l) => ({
          'h^{(l+1)}_{t-1}': h[l],
          'h^{(l)}_t': inputs[l],
          'W_h^{(l+1)}': Wh,
          'W_x^{(l+1)}': Wx,
          'b_h^{(l+1)}': bh,
          f: written(tf.tanh),
        }));
      },
    },
    {
      // the slide names the matrices of two layers S, W1 and G, W2 and their states h and z
      source: 'S3 4.2, slide',
      tex: String.raw`z_t = f(G z_{t-1} + W_2 f(S h_{t-1} + W_1 x_t + b_1) + b_2)`,
      symbols: ([lower, upper], x, [h, z]) => ({
        G: column(upper.Wh),
        W_2: column(upper.Wx),
        b_2: column(upper.bh),
        S: column(lower.Wh),
        W_1: column(lower.Wx),
        b_1: column(lower.bh),
        'z_{t-1}': column(z),
        'h_{t-1}': column(h),
        x_t: column(x),
        f: written(tf.tanh),
      }),
      value: ([, z]: Tensor2D[]) => column(z),
    },
  ],
  sample: (random): [RNNParams[], Tensor2D, Tensor2D[]] => [
    [sampleRNN(random, 3, 4), sampleRNN(random, 4, 4)],
    random.tensor([2, 3]),
    [random.tensor([2, 4]), random.tensor([2, 4])],
  ],
  code: (p, x, h) => layers(rnnState, { depth: p.length }).step(p, x, h),
});
