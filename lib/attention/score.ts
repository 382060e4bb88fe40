import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import type { Random } from '../equations/random.js';
import type { SymbolTable } from '../equations/symbols.js';
import { column, columnOf, example, examplesOf } from '../recurrent/layout.js';

/**
 * How well a decoder's state fits each state of the encoder: ht [B, H], hs [B, S, M] → [B, S], any real numbers.
 * Throws `ShapeError`.
 */
export type Score<P> = (p: P, ht: Tensor2D, hs: Tensor3D) => Tensor2D;

/** Of a score that has nothing to learn. */
export type NoParams = { readonly [name: string]: never };

/** v_a and W_a of the additive score. */
export type AdditiveParams = {
  /** [H + M, A], on the decoder's state and the encoder's, in this order. */
  readonly Wa: Tensor2D;
  /** [A] */
  readonly va: Tensor1D;
};

/** W_a of the general score. */
export type GeneralParams = {
  /** [H, M] */
  readonly Wa: Tensor2D;
};

/** A table for each pair of an h_t and an h̄_s, as columns, in the order of the scores. */
const pairs = (ht: Tensor2D, hs: Tensor3D, more: SymbolTable = {}): SymbolTable[] =>
  examplesOf(ht).flatMap((b) => {
    const states = example<Tensor2D>(hs, b);
    return examplesOf(states).map((s) => ({
      h_t: columnOf(ht, b),
      '\\bar{h}_s': columnOf(states, s),
      ...more,
    }));
  });
const each = (scores: Tensor2D): number[] => Array.from(scores.dataSync());

const sample = (random: Random): [Tensor2D, Tensor3D] => [random.tensor([2, 4]), random.tensor([2, 3, 4])];

/** Throws unless both have the same number of features. */
function expectAlike(ht: Tensor2D, hs: Tensor3D): void {
  expectShape('ht', ht, ['B', 'H']);
  expectShape('hs', hs, [ht.shape[0], 'S', ht.shape[1]]);
}

/** The inner products of ht [B, H] with hs [B, S, H] → [B, S]. */
const products = (ht: Tensor2D, hs: Tensor3D): Tensor2D =>
  tf.tidy(() => tf.matMul(hs, ht.expandDims(2)).squeeze<Tensor2D>([2]));

/** Dot product, S3 5.3. ht [B, H], hs [B, S, H] → [B, S]. Throws `ShapeError`. Luong et al. (2015). */
export const dotScore = equation({
  id: 'score.dot',
  title: { en: 'Dot product', ru: 'Скалярное произведение' },
  forms: [
    {
      source: 'S3 5.3',
      tex: String.raw`score(h_t, \bar{h}_s) = h_t^T \bar{h}_s`,
      symbols: (_: NoParams, ht: Tensor2D, hs: Tensor3D) => pairs(ht, hs),
      value: each,
    },
  ],
  sample: (random): [NoParams, Tensor2D, Tensor3D] => [{}, ...sample(random)],
  code: (_, ht, hs) => {
    expectAlike(ht, hs);
    return products(ht, hs);
  },
});

/**
 * Additive score, S3 5.3: a small network judges the pair. ht [B, H], hs [B, S, M] → [B, S]. Throws `ShapeError`.
 * Bahdanau, Cho and Bengio, "Neural machine translation by jointly learning to align and translate" (2015).
 */
export const additiveScore = equation({
  id: 'score.additive',
  title: { en: 'Additive score', ru: 'Аддитивная оценка' },
  forms: [
    {
      source: 'S3 5.3',
      tex: String.raw`score(h_t, \bar{h}_s) = v_a^T \tanh(W_a [h_t; \bar{h}_s])`,
      symbols: (p: AdditiveParams, ht: Tensor2D, hs: Tensor3D) =>
        pairs(ht, hs, { v_a: column(p.va), W_a: column(p.Wa) }),
      value: each,
    },
  ],
  sample: (random): [AdditiveParams, Tensor2D, Tensor3D] => [
    { Wa: random.tensor([7, 5], 0.5), va: random.tensor([5]) },
    random.tensor([2, 4]),
    random.tensor([2, 3, 3]),
  ],
  code: (p, ht, hs) => {
    expectShape('Wa', p.Wa, ['H + M', 'A']);
    const [rows, A] = p.Wa.shape;
    expectShape('va', p.va, [A]);
    expectShape('ht', ht, ['B', 'H']);
    const [B, H] = ht.shape;
    expectShape('hs', hs, [B, 'S', rows - H]);
    return tf.tidy(() => {
      // the product with [h_t; h̄_s] in two: that with h_t is the same for every s
      const [onState, onMemory] = tf.split(p.Wa, [H, rows - H], 0);
      const S = hs.shape[1];
      const memory = hs.reshape<Tensor2D>([B * S, rows - H]).matMul(onMemory as Tensor2D);
      const both = memory.reshape([B, S, A]).add(ht.matMul(onState as Tensor2D).expandDims(1));
      return both
        .tanh()
        .reshape<Tensor2D>([B * S, A])
        .matMul(p.va.reshape<Tensor2D>([A, 1]))
        .reshape([B, S]);
    });
  },
});

/** General score, S3 5.3: a learned bilinear form. ht [B, H], hs [B, S, M] → [B, S]. Throws `ShapeError`. Luong et al. (2015). */
export const generalScore = equation({
  id: 'score.general',
  title: { en: 'General score', ru: 'Билинейная оценка' },
  forms: [
    {
      source: 'S3 5.3',
      tex: String.raw`score(h_t, \bar{h}_s) = h_t^T W_a \bar{h}_s`,
      symbols: (p: GeneralParams, ht: Tensor2D, hs: Tensor3D) => pairs(ht, hs, { W_a: p.Wa }),
      value: each,
    },
  ],
  sample: (random): [GeneralParams, Tensor2D, Tensor3D] => [
    { Wa: random.tensor([4, 5]) },
    random.tensor([2, 4]),
    random.tensor([2, 3, 5]),
  ],
  code: (p, ht, hs) => {
    expectShape('Wa', p.Wa, ['H', 'M']);
    const [H, M] = p.Wa.shape;
    expectShape('ht', ht, ['B', H]);
    expectShape('hs', hs, [ht.shape[0], 'S', M]);
    return tf.tidy(() => products(tf.matMul<Tensor2D>(ht, p.Wa), hs));
  },
});

/**
 * Scaled dot product, S3 5.3, S0 14: its variance does not grow with the number of features d_k = H.
 * ht [B, H], hs [B, S, H] → [B, S]. Throws `ShapeError`. Vaswani et al., "Attention is all you need" (2017).
 */
export const scaledDotScore = equation({
  id: 'score.scaled-dot',
  title: { en: 'Scaled dot product', ru: 'Масштабированное скалярное произведение' },
  forms: [
    {
      source: 'S3 5.3',
      tex: String.raw`score(h_t, \bar{h}_s) = \frac{h_t^T \bar{h}_s}{\sqrt{d_k}}`,
      symbols: (_: NoParams, ht: Tensor2D, hs: Tensor3D) => pairs(ht, hs, { d_k: ht.shape[1] }),
      value: each,
    },
  ],
  sample: (random): [NoParams, Tensor2D, Tensor3D] => [{}, ...sample(random)],
  code: (_, ht, hs) => {
    expectAlike(ht, hs);
    return tf.tidy(() => products(ht, hs).div<Tensor2D>(Math.sqrt(ht.shape[1])));
  },
});
