import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed, written } from '../equations/symbols.js';
import { column, columnOf, example, examplesOf } from '../recurrent/layout.js';
import { maskedSoftmax } from './softmax.js';

/**
 * Attention weights, S3 5.3: a softmax of the scores over the elements of the source. scores, mask [B, S] → [B, S].
 * Where the mask is 0 a weight is exactly 0; a row of nothing but zeros has no weights at all, it gives zeros.
 * Throws `ShapeError`.
 */
export const attentionWeights = equation({
  id: 'attention.weights',
  title: { en: 'Attention weights', ru: 'Веса внимания' },
  forms: [
    {
      source: 'S3 5.3',
      tex: String.raw`\alpha_{ts} = \frac{\exp(score(h_t, \bar{h}_s))}{\sum_{s'=1}^S \exp(score(h_t, \bar{h}_{s'}))}`,
      // the scores are given: h_t and h̄_s stand for the numbers of their row and column
      symbols: (scores: Tensor2D, _mask?: Tensor2D) => {
        const S = scores.shape[1];
        const all = scores.dataSync();
        const score = written((t: Tensor, s: Tensor) => all[t.dataSync()[0] * S + s.dataSync()[0] - 1]);
        const pairs = Array.from(all, (_, i) => ({ t: Math.floor(i / S), s: (i % S) + 1 }));
        return pairs.map(({ t, s }) => ({ score, h_t: t, '\\bar{h}_s': indexed('s', (k) => k), s, S }));
      },
      value: (weights: Tensor2D) => Array.from(weights.dataSync()),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D?] => [random.tensor([2, 4])],
  code: (scores, mask) => {
    expectShape('scores', scores, ['B', 'S']);
    if (mask) expectShape('mask', mask, scores.shape);
    return maskedSoftmax(scores, mask) as Tensor2D;
  },
});

/** Context, S3 5.3: the mean of the encoder's states by these weights. weights [B, S], hs [B, S, M] → c_t [B, M]. Throws `ShapeError`. */
export const attentionContext = equation({
  id: 'attention.context',
  title: { en: 'Context vector', ru: 'Вектор контекста' },
  forms: [
    {
      source: 'S3 5.3',
      tex: String.raw`c_t = \sum_{s=1}^S \alpha_{ts} \bar{h}_s`,
      symbols: (weights: Tensor2D, hs: Tensor3D) =>
        examplesOf(weights).map((b) => {
          const [row, states] = [example(weights, b).dataSync(), example<Tensor2D>(hs, b)];
          return {
            S: row.length,
            '\\alpha_{ts}': indexed('s', (s) => row[s - 1]),
            '\\bar{h}_s': indexed('s', (s) => columnOf(states, s - 1)),
          };
        }),
      value: (c: Tensor2D) => examplesOf(c).map((b) => columnOf(c, b)),
    },
  ],
  sample: (random): [Tensor2D, Tensor3D] => [random.tensor([2, 3]), random.tensor([2, 3, 4])],
  code: (weights, hs) => {
    expectShape('weights', weights, ['B', 'S']);
    expectShape('hs', hs, [...weights.shape, 'M']);
    return tf.tidy(() => tf.matMul(weights.expandDims<Tensor3D>(1), hs).squeeze<Tensor2D>([1]));
  },
});

/** W_c of the attentional vector, [M + H, A]: on the context and the state, in this order. */
export type VectorParams = { readonly Wc: Tensor2D };

/**
 * Attentional vector, S3 5.3: what the output is made from. c = c_t [B, M], h = h_t [B, H] → a_t [B, A].
 * Throws `ShapeError`. Luong, Pham and Manning, "Effective approaches to attention-based neural machine translation"
 * (2015).
 */
export const attentionVector = equation({
  id: 'attention.vector',
  title: { en: 'Attentional vector', ru: 'Вектор внимания' },
  forms: [
    {
      source: 'S3 5.3',
      tex: String.raw`a_t = \tanh(W_c [c_t; h_t])`,
      symbols: (p: VectorParams, c: Tensor2D, h: Tensor2D) => ({
        W_c: column(p.Wc),
        c_t: column(c),
        h_t: column(h),
      }),
      value: (a: Tensor2D) => column(a),
    },
  ],
  sample: (random): [VectorParams, Tensor2D, Tensor2D] => [
    { Wc: random.tensor([7, 5], 0.5) },
    random.tensor([2, 3]),
    random.tensor([2, 4]),
  ],
  code: (p, c, h) => {
    expectShape('Wc', p.Wc, ['M + H', 'A']);
    expectShape('c', c, ['B', 'M']);
    expectShape('h', h, [c.shape[0], p.Wc.shape[0] - c.shape[1]]);
    return tf.tidy(() => tf.tanh(tf.matMul<Tensor2D>(tf.concat([c, h], 1), p.Wc)));
  },
});
