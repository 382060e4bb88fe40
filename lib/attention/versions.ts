import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed } from '../equations/symbols.js';
import { columnOf, example, examplesOf } from '../recurrent/layout.js';
import { attentionContext, attentionWeights } from './context.js';
import { dotScore } from './score.js';

// S4 arrives at attention in four versions, each of which repairs what is wrong with the one before.

const states = (hs: Tensor3D, b: number) => indexed('i', (i) => columnOf(example<Tensor2D>(hs, b), i - 1));

/**
 * Version 1, S4: one and the same context for every output, whatever is being written. hs [B, S, M] → c [B, M].
 * (S4 draws it; we read the drawing as the mean of all states.) Throws `ShapeError`.
 */
export const attentionV1 = equation({
  id: 'attention.v1',
  title: { en: 'Attention, version 1: one context', ru: 'Внимание, версия 1: один контекст' },
  forms: [
    {
      source: 'S4',
      tex: String.raw`c = \frac{1}{S} \sum_{i=1}^S h_i`,
      symbols: (hs: Tensor3D) => examplesOf(hs).map((b) => ({ S: hs.shape[1], h_i: states(hs, b) })),
      value: (c: Tensor2D) => examplesOf(c).map((b) => columnOf(c, b)),
    },
  ],
  sample: (random): [Tensor3D] => [random.tensor([2, 3, 4])],
  code: (hs) => {
    expectShape('hs', hs, ['B', 'S', 'M']);
    return tf.tidy(() => hs.mean<Tensor2D>(1));
  },
});

/**
 * Version 2, S4: a learned number for each pair of an input's and an output's place. It grows with their product and
 * does not depend on the data: whatever the words are, output t looks at the same places.
 * alpha [S, T], hs [B, S, M] → c_1 … c_T [B, T, M]. Throws `ShapeError`.
 */
export const attentionV2 = equation({
  id: 'attention.v2',
  title: { en: 'Attention, version 2: learned places', ru: 'Внимание, версия 2: обучаемые места' },
  forms: [
    {
      source: 'S4',
      tex: String.raw`c_t = \sum_{i=1}^S \alpha_{it} h_i`,
      symbols: (alpha: Tensor2D, hs: Tensor3D) => {
        const [S, T] = alpha.shape;
        const a = alpha.dataSync();
        return examplesOf(hs).flatMap((b) =>
          Array.from({ length: T }, (_, t) => ({
            S,
            t: t + 1,
            '\\alpha_{it}': indexed(['i', 't'], (i, k) => a[(i - 1) * T + k - 1]),
            h_i: states(hs, b),
          })),
        );
      },
      value: (c: Tensor3D) =>
        examplesOf(c).flatMap((b) => {
          const rows = example<Tensor2D>(c, b);
          return examplesOf(rows).map((t) => columnOf(rows, t));
        }),
    },
  ],
  sample: (random): [Tensor2D, Tensor3D] => [random.tensor([3, 2]), random.tensor([2, 3, 4])],
  code: (alpha, hs) => {
    expectShape('alpha', alpha, ['S', 'T']);
    expectShape('hs', hs, ['B', alpha.shape[0], 'M']);
    return tf.tidy(() => {
      const weights = alpha.expandDims<Tensor3D>(0).tile<Tensor3D>([hs.shape[0], 1, 1]);
      return tf.matMul(weights, hs, true);
    });
  },
});

/**
 * Version 3, S4: the weight is how well the decoder's state fits the encoder's, so it depends on the data; but nothing
 * keeps it small, and c_t grows with the states and with S. d = d_t [B, H], hs [B, S, H] → c_t [B, H]. Throws `ShapeError`.
 */
export const attentionV3 = equation({
  id: 'attention.v3',
  title: { en: 'Attention, version 3: not normalised', ru: 'Внимание, версия 3: без нормировки' },
  forms: [
    {
      source: 'S4',
      tex: String.raw`c_t = \sum_{i=1}^S (d_t^T h_i) h_i`,
      symbols: (d: Tensor2D, hs: Tensor3D) =>
        examplesOf(d).map((b) => ({ S: hs.shape[1], d_t: columnOf(d, b), h_i: states(hs, b) })),
      value: (c: Tensor2D) => examplesOf(c).map((b) => columnOf(c, b)),
    },
  ],
  sample: (random): [Tensor2D, Tensor3D] => [random.tensor([2, 4]), random.tensor([2, 3, 4])],
  code: (d, hs) => {
    expectShape('d', d, ['B', 'H']);
    expectShape('hs', hs, [d.shape[0], 'S', d.shape[1]]);
    return tf.tidy(() => attentionContext(dotScore({}, d, hs), hs));
  },
});

/**
 * Version 4, S4: a softmax makes the weights add up to one. It is attention as it is used since.
 * d = d_t [B, H], hs [B, S, H] → c_t [B, H]. Throws `ShapeError`.
 */
export const attentionV4 = equation({
  id: 'attention.v4',
  title: { en: 'Attention, version 4: softmax', ru: 'Внимание, версия 4: softmax' },
  forms: [
    {
      source: 'S4',
      tex: String.raw`c_t = \sum_{i=1}^S \frac{\exp(d_t^T h_i)}{\sum_{j=1}^S \exp(d_t^T h_j)} h_i`,
      symbols: (d: Tensor2D, hs: Tensor3D) =>
        examplesOf(d).map((b) => ({ S: hs.shape[1], d_t: columnOf(d, b), h_i: states(hs, b) })),
      value: (c: Tensor2D) => examplesOf(c).map((b) => columnOf(c, b)),
    },
  ],
  sample: (random): [Tensor2D, Tensor3D] => [random.tensor([2, 4]), random.tensor([2, 3, 4])],
  code: (d, hs) => {
    expectShape('d', d, ['B', 'H']);
    expectShape('hs', hs, [d.shape[0], 'S', d.shape[1]]);
    return tf.tidy(() => attentionContext(attentionWeights(dotScore({}, d, hs)), hs));
  },
});
