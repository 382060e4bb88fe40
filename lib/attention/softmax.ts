import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { columnOf, example, examplesOf } from '../recurrent/layout.js';

/** Far below any score, and far from the largest number of 32 bits. */
const forbidden = -1e9;

/**
 * Softmax over the last axis, with weight 0 where the mask is 0. scores and mask of one shape (the mask may be smaller
 * where it can be broadcast) → the same shape; a row that is masked as a whole gives zeros, not NaN.
 */
export const maskedSoftmax = (scores: Tensor, mask?: Tensor): Tensor =>
  tf.tidy(() => {
    if (!mask) return tf.softmax(scores);
    const open = tf.broadcastTo(tf.cast(mask, 'bool'), scores.shape);
    const weights = tf.softmax(tf.where(open, scores, tf.fill(scores.shape, forbidden)));
    return weights.mul(tf.cast(open, 'float32'));
  });

/**
 * How softmax weights answer to their scores: the closer they are to one winner, the smaller it gets; there the gradient
 * vanishes, which is why S0 14 divides by √d_k. weights = softmax(scores) [B, S] → ∂α/∂e [B, S, S]. Throws `ShapeError`.
 */
export const softmaxJacobian = equation({
  id: 'attention.saturation',
  title: { en: 'Jacobian of softmax', ru: 'Якобиан softmax' },
  forms: [
    {
      source: 'S0 14',
      tex: String.raw`\frac{\partial \alpha}{\partial e} = \mathrm{diag}(\alpha) - \alpha \alpha^T`,
      symbols: (weights: Tensor2D) => examplesOf(weights).map((b) => ({ '\\alpha': columnOf(weights, b) })),
      value: (jacobian: Tensor3D) => examplesOf(jacobian).map((b) => example(jacobian, b)),
    },
  ],
  sample: (random): [Tensor2D] => [tf.softmax(random.tensor([2, 4]))],
  code: (weights) => {
    expectShape('weights', weights, ['B', 'S']);
    return tf.tidy(() => {
      const rows = weights.expandDims<Tensor3D>(2); // [B, S, 1]
      const diagonal = tf.eye(weights.shape[1]).expandDims<Tensor3D>(0).mul<Tensor3D>(rows);
      return diagonal.sub<Tensor3D>(tf.matMul(rows, rows, false, true));
    });
  },
});
