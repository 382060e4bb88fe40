import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed } from '../../equations/symbols.js';
import { ValueError } from '../../errors.js';
import { example, examplesOf } from '../../recurrent/layout.js';
import { tokenLogProbs } from '../loss.js';

function expectPenalty(lambda: number): void {
  if (!(lambda >= 0 && Number.isFinite(lambda)))
    throw new ValueError('lambda', 'a number from 0 upwards', String(lambda));
}

/** α_ti of one caption, both indices from 1. */
const alphas = (weights: Tensor3D, b: number) => {
  const rows = example<Tensor2D>(weights, b).arraySync();
  return indexed(['t', 'i'], (t, i) => rows[t - 1][i - 1]);
};

/**
 * The doubly stochastic regulariser: weights sum to 1 at each step anyway; here each region's sum over all C steps is
 * drawn to 1 too, so that the whole image is looked at. weights [B, C, L] (zeros behind the end of a caption) → [B].
 * Throws `ShapeError`, `ValueError` for λ < 0. Xu et al. (2015), 4.2.1.
 */
export const doublyStochastic = equation({
  id: 'caption.doubly-stochastic',
  title: { en: 'Doubly stochastic regulariser', ru: 'Дважды стохастический регуляризатор' },
  forms: [
    {
      source: 'S1, Xu et al. 2015 (14)',
      tex: String.raw`R = \lambda \sum_{i=1}^{L} (1 - \sum_{t=1}^{C} \alpha_{ti})^2`,
      symbols: (weights: Tensor3D, lambda: number) =>
        examplesOf(weights).map((b) => ({
          '\\lambda': lambda,
          L: weights.shape[2],
          C: weights.shape[1],
          '\\alpha_{ti}': alphas(weights, b),
        })),
      value: (penalties: Tensor1D) => Array.from(penalties.dataSync()),
    },
  ],
  sample: (random): [Tensor3D, number] => [tf.softmax(random.tensor([2, 4, 3])) as Tensor3D, 0.7],
  code: (weights, lambda) => {
    expectShape('weights', weights, ['B', 'C', 'L']);
    expectPenalty(lambda);
    return tf.tidy(() => tf.sub(1, weights.sum(1)).square().sum(1).mul<Tensor1D>(lambda));
  },
});

/**
 * The loss of captions: −log P(y | x) and the doubly stochastic regulariser, one number for each. logits [B, C, V], weights
 * [B, C, L], targets int32 [B, C] (without `<bos>`, with `<eos>`, padded) → [B]. Throws as `doublyStochastic`.
 * Xu et al. (2015), equation 14.
 */
export const captionLoss = equation({
  id: 'caption.loss',
  title: { en: 'Loss of a caption', ru: 'Потери на подписи' },
  forms: [
    {
      source: 'S1, Xu et al. 2015 (14)',
      tex: String.raw`L_d = -\sum_{t=1}^{C} y_t^T \log \hat{p}_t + \lambda \sum_{i=1}^{L} (1 - \sum_{t=1}^{C} \alpha_{ti})^2`,
      symbols: (logits: Tensor3D, weights: Tensor3D, targets: Tensor2D, lambda: number) =>
        examplesOf(logits).map((b) => {
          const [C, V] = logits.shape.slice(1);
          const tokens = targets.arraySync()[b];
          return {
            C,
            L: weights.shape[2],
            '\\lambda': lambda,
            // zeros where the caption has ended
            y_t: indexed('t', (t) =>
              Array.from({ length: V }, (_, v) => [tokens[t - 1] > 0 && v === tokens[t - 1] ? 1 : 0]),
            ),
            '\\hat{p}_t': indexed('t', (t) =>
              tf.softmax(example<Tensor2D>(logits, b).slice([t - 1], [1])).transpose(),
            ),
            '\\alpha_{ti}': alphas(weights, b),
          };
        }),
      value: (losses: Tensor1D) => Array.from(losses.dataSync()),
    },
  ],
  sample: (random: Random): [Tensor3D, Tensor3D, Tensor2D, number] => [
    random.tensor([2, 3, 5]),
    tf.softmax(random.tensor([2, 3, 4])) as Tensor3D,
    tf.tensor2d(
      [
        [3, random.integer(3, 5), 2],
        [random.integer(3, 5), 2, 0],
      ],
      [2, 3],
      'int32',
    ),
    0.7,
  ],
  code: (logits, weights, targets, lambda) =>
    tf.tidy(() =>
      doublyStochastic(weights, lambda).sub<Tensor1D>(tokenLogProbs(logits, targets).sum<Tensor1D>(1)),
    ),
});
