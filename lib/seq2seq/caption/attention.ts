import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { attentionContext, attentionWeights } from '../../attention/index.js';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { column, example, examplesOf } from '../../recurrent/layout.js';
import { type OutputParams, rnnOutput } from '../../recurrent/rnn.js';
import { sampleOutput } from '../../recurrent/sample.js';

// Xu, Ba, Kiros, Cho, Courville, Salakhutdinov, Zemel and Bengio, "Show, attend and tell: Neural image caption generation
// with visual attention" (2015), the lesson's challenge. An image is L regions a_i, each D numbers of a convolutional
// network.

/** Where one looks in an image, and what one sees there. */
export type Look = {
  /** α_t [B, L] */
  readonly weights: Tensor2D;
  /** ẑ_t [B, D] */
  readonly z: Tensor2D;
};

/**
 * The gate β_t: how much the next word is about the image at all, from the state before it. h = h_{t−1} [B, H],
 * p {Wy [H, 1], by [1]} → [B, 1]. Throws `ShapeError`. Xu et al. (2015), 4.2.1.
 */
export const captionGate = equation({
  id: 'caption.gate',
  title: { en: 'Gate of the image', ru: 'Вентиль изображения' },
  forms: [
    {
      source: 'S1, Xu et al. 2015, 4.2.1',
      tex: String.raw`\beta_t = \sigma(W_\beta h_{t-1} + b_\beta)`,
      symbols: (p: OutputParams, h: Tensor2D) => ({
        'W_\\beta': column(p.Wy),
        'b_\\beta': column(p.by),
        'h_{t-1}': column(h),
      }),
      value: (beta: Tensor2D) => column(beta),
    },
  ],
  sample: (random): [OutputParams, Tensor2D] => [sampleOutput(random, 4, 1), random.tensor([2, 4])],
  code: (p, h) => {
    expectShape('Wy', p.Wy, ['H', 1]);
    return rnnOutput(p, h, 'sigmoid');
  },
});

/**
 * Soft attention: the mean of all regions, weighted by a softmax of the scores, times the gate β_t. scores [B, L], regions
 * [B, L, D], beta [B, 1], mask [B, L] of the regions that there are → {weights, z}. Throws `ShapeError`.
 * Xu et al. (2015), 4.2.
 */
export const captionLook = equation({
  id: 'caption.soft',
  title: { en: 'Soft attention over an image', ru: 'Мягкое внимание к областям изображения' },
  forms: [
    {
      source: 'S1, Xu et al. 2015 (13), 4.2.1',
      tex: String.raw`\hat{z}_t = \beta_t \sum_{i=1}^{L} \alpha_{ti} a_i`,
      symbols: (scores: Tensor2D, regions: Tensor3D, beta: Tensor2D, _mask?: Tensor2D) =>
        examplesOf(scores).map((b) => {
          const alpha = tf.softmax(example(scores, b)).dataSync();
          return {
            L: alpha.length,
            '\\beta_t': beta.dataSync()[b],
            '\\alpha_{ti}': indexed('i', (i) => alpha[i - 1]),
            a_i: indexed('i', (i) => example<Tensor2D>(regions, b).slice([i - 1], [1])),
          };
        }),
      value: ({ z }: Look) => examplesOf(z).map((b) => z.slice([b], [1])),
    },
    {
      source: 'S1, Xu et al. 2015 (5)',
      tex: String.raw`\alpha_{ti} = \frac{\exp(e_{ti})}{\sum_{k=1}^{L} \exp(e_{tk})}`,
      symbols: (scores) =>
        examplesOf(scores).flatMap((b) => {
          const e = example(scores, b).dataSync();
          return Array.from(e, (_, i) => ({
            i: i + 1,
            L: e.length,
            'e_{ti}': indexed('i', (k) => e[k - 1]),
          }));
        }),
      value: ({ weights }) => Array.from(weights.dataSync()),
    },
  ],
  sample: (random): [Tensor2D, Tensor3D, Tensor2D, Tensor2D?] => [
    random.tensor([2, 3]),
    random.tensor([2, 3, 4]),
    random.tensor([2, 1]),
  ],
  code: (scores, regions, beta, mask): Look => {
    expectShape('beta', beta, [scores.shape[0], 1]);
    return tf.tidy(() => {
      const weights = attentionWeights(scores, mask);
      return { weights, z: attentionContext(weights, regions).mul<Tensor2D>(beta) };
    });
  },
});
