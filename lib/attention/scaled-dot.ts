import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { written } from '../equations/symbols.js';
import { example, examplesOf } from '../recurrent/layout.js';
import { maskedSoftmax } from './softmax.js';

/**
 * Who may look where: 1 yes, 0 no. [N, S] for all sequences alike, [B, 1, S] for elements that nobody may look at
 * (padding), or [B, N, S].
 */
export type AttentionMask = Tensor;

/** 1 where query n may look at element s ≤ n: nothing that is still to come. → [N, N]. Throws `ValueError` for N < 1. */
export function causalMask(N: number): Tensor2D {
  expectInteger('N', N, 1);
  return tf.linalg.bandPart(tf.ones<tf.Rank.R2>([N, N]), -1, 0);
}

/** For [B, S] with 1 for an element and 0 for padding: nobody looks at padding. → [B, 1, S]. Throws `ShapeError`. */
export function paddingMask(mask: Tensor2D): Tensor3D {
  expectShape('mask', mask, ['B', 'S']);
  return mask.expandDims(1);
}

/** Throws unless the mask can be laid over [B, N, S]. */
export function expectMask(mask: AttentionMask, B: number, N: number, S: number): void {
  if (mask.rank === 2) expectShape('mask', mask, [N, S]);
  else expectShape('mask', mask, [B, mask.shape[1] === 1 ? 1 : N, S]);
}

function expectQueries(Q: Tensor3D, K: Tensor3D, mask?: AttentionMask): void {
  expectShape('Q', Q, ['B', 'N', 'd']);
  const [B, N, d] = Q.shape;
  expectShape('K', K, [B, 'S', d]);
  if (mask) expectMask(mask, B, N, K.shape[1]);
}

/** softmax of each row, as the rows are queries. */
const rowSoftmax = written((scores: Tensor2D) => tf.softmax(scores));

/**
 * Where each query looks: softmax(QKᵀ/√d_k), the picture of attention, S3 5.4. Q [B, N, d], K [B, S, d] → [B, N, S], each
 * row adds up to 1 (to 0 where the mask forbids all of it). Throws `ShapeError`.
 */
export const attentionMap = equation({
  id: 'attention.map',
  title: { en: 'Where each query looks', ru: 'Куда смотрит каждый запрос' },
  forms: [
    {
      source: 'S0 14',
      tex: String.raw`A = \mathrm{softmax}\left(\frac{Q K^T}{\sqrt{d_k}}\right)`,
      symbols: (Q: Tensor3D, K: Tensor3D, _mask?: AttentionMask) =>
        examplesOf(Q).map((b) => ({
          Q: example<Tensor2D>(Q, b),
          K: example<Tensor2D>(K, b),
          d_k: Q.shape[2],
          '\\mathrm{softmax}': rowSoftmax,
        })),
      value: (map: Tensor3D) => examplesOf(map).map((b) => example(map, b)),
    },
  ],
  sample: (random): [Tensor3D, Tensor3D, AttentionMask?] => [
    random.tensor([2, 3, 4]),
    random.tensor([2, 5, 4]),
  ],
  code: (Q, K, mask) => {
    expectQueries(Q, K, mask);
    return tf.tidy(() => {
      const scores = tf.matMul(Q, K, false, true).div(Math.sqrt(Q.shape[2]));
      return maskedSoftmax(scores, mask) as Tensor3D;
    });
  },
});

/**
 * Scaled dot-product attention, S0 14: each query gets the mean of the values by where it looks.
 * Q [B, N, d], K [B, S, d], V [B, S, M] → [B, N, M]; a query that the mask forbids everything gets zeros.
 * Throws `ShapeError`. Vaswani et al., "Attention is all you need" (2017).
 */
export const attentionQKV = equation({
  id: 'attention.qkv',
  title: { en: 'Attention of queries to keys and values', ru: 'Внимание запросов к ключам и значениям' },
  forms: [
    {
      source: 'S0 14',
      tex: String.raw`\mathrm{Attention}(Q, K, V) = \mathrm{softmax}\left(\frac{Q K^T}{\sqrt{d_k}}\right) V`,
      symbols: (Q: Tensor3D, K: Tensor3D, V: Tensor3D, _mask?: AttentionMask) =>
        examplesOf(Q).map((b) => ({
          Q: example<Tensor2D>(Q, b),
          K: example<Tensor2D>(K, b),
          V: example<Tensor2D>(V, b),
          d_k: Q.shape[2],
          '\\mathrm{softmax}': rowSoftmax,
        })),
      value: (seen: Tensor3D) => examplesOf(seen).map((b) => example(seen, b)),
    },
  ],
  sample: (random): [Tensor3D, Tensor3D, Tensor3D, AttentionMask?] => [
    random.tensor([2, 3, 4]),
    random.tensor([2, 5, 4]),
    random.tensor([2, 5, 2]),
  ],
  code: (Q, K, V, mask) => {
    expectQueries(Q, K, mask);
    expectShape('V', V, [Q.shape[0], K.shape[1], 'M']);
    return tf.tidy(() => tf.matMul(attentionMap(Q, K, mask), V));
  },
});
