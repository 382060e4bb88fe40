import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { columns, type Spec, title } from './spec.js';

const weights = (h: Tensor1D, keys: Tensor2D): Tensor1D =>
  tf.tidy(() => tf.softmax(keys.matMul(h.reshape([-1, 1])).squeeze([1])));

export const attentionWeights: Spec<[Tensor1D, Tensor2D], Tensor1D> = {
  id: 'test.attention.weights',
  title,
  forms: [
    {
      source: 'S3 5.3',
      tex: String.raw`\alpha_{ts} = \frac{\exp(score(h_t, \bar{h}_s))}{\sum_{s'=1}^S \exp(score(h_t, \bar{h}_{s'}))}`,
      symbols: (h, keys) =>
        tf.unstack(keys).map((_, s) => ({
          score: { kind: 'function', of: (a: tf.Tensor, b: tf.Tensor) => a.mul(b).sum() },
          h_t: columns(h),
          '\\bar h_s': {
            kind: 'indexed',
            letters: ['s'],
            at: (i: number) => columns(keys.slice([i - 1], [1]).squeeze([0])),
          },
          s: s + 1,
          S: keys.shape[0],
        })),
      value: (alpha) => tf.unstack(alpha),
    },
    {
      source: 'S3 5.3, the scaled score',
      tex: String.raw`\alpha_{ts} = \frac{\exp\left(h_t^T \bar{h}_s \right)}{\sum_{s'} \exp(h_t^T \bar{h}_{s'})}`,
      symbols: (h, keys) =>
        tf.unstack(keys).map((_, s) => ({
          h_t: columns(h),
          '\\bar h_s': {
            kind: 'indexed',
            letters: ['s'],
            at: (i: number) => columns(keys.slice([i - 1], [1]).squeeze([0])),
          },
          s: s + 1,
          S: keys.shape[0],
        })),
      value: (alpha) => tf.unstack(alpha),
    },
  ],
  sample: (random) => [random.tensor([3]), random.tensor([4, 3])],
  code: weights,
};

export const attentionContext: Spec<[Tensor1D, Tensor2D], tf.Tensor> = {
  id: 'test.attention.context',
  title,
  forms: [
    {
      source: 'S3 5.3',
      tex: String.raw`c_t = \sum_{s=1}^S \alpha_{ts} \bar{h}_s`,
      symbols: (alpha, keys) => ({
        t: 1,
        S: keys.shape[0],
        '\\alpha_{ts}': { kind: 'indexed', letters: ['t', 's'], at: (_t, s) => alpha.slice([s - 1], [1]) },
        '\\bar{h}_s': {
          kind: 'indexed',
          letters: ['s'],
          at: (s: number) => columns(keys.slice([s - 1], [1]).squeeze([0])),
        },
      }),
      value: columns,
    },
  ],
  sample: (random) => [random.tensor([4]), random.tensor([4, 3])],
  code: (alpha, keys) => tf.tidy(() => alpha.reshape<Tensor2D>([1, -1]).matMul(keys).squeeze([0])),
};

export const attentionQKV: Spec<[Tensor2D, Tensor2D, Tensor2D], Tensor2D> = {
  id: 'test.attention.qkv',
  title,
  forms: [
    {
      source: 'S0',
      tex: String.raw`A = \mathrm{softmax}(\frac{QK^T}{\sqrt{d_k}})V`,
      symbols: (Q, K, V) => ({
        Q,
        K,
        V,
        d_k: Q.shape[1],
        // rows: every query has its own weights
        '\\mathrm{softmax}': { kind: 'function', of: (x: Tensor2D) => tf.softmax(x) },
      }),
    },
  ],
  sample: (random) => [random.tensor([3, 2]), random.tensor([4, 2]), random.tensor([4, 5])],
  code: (Q, K, V) =>
    tf.tidy(() =>
      tf.matMul(tf.softmax(tf.matMul(Q, K, false, true).div<Tensor2D>(Math.sqrt(Q.shape[1]))), V),
    ),
};
