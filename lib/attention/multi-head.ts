import type { Rank, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { Random } from '../equations/random.js';
import { indexed, written } from '../equations/symbols.js';
import { ValueError } from '../errors.js';
import { example, examplesOf } from '../recurrent/layout.js';
import { type AttentionMask, attentionMap, attentionQKV, expectMask } from './scaled-dot.js';

/** Projections of self-attention: `X Wq`, `X Wk`, `X Wv`. */
export type SelfAttentionParams = {
  /** [D, d] */
  readonly Wq: Tensor2D;
  /** [D, d] */
  readonly Wk: Tensor2D;
  /** [D, M] */
  readonly Wv: Tensor2D;
};

const softmax = written((scores: Tensor2D) => tf.softmax(scores));

/** x [B, N, D] times W [D, M] → [B, N, M]. */
export const project = (x: Tensor3D, W: Tensor2D, b?: Tensor1D): Tensor3D =>
  tf.tidy(() => {
    const [B, N, D] = x.shape;
    const rows = tf.matMul(x.reshape<Tensor2D>([B * N, D]), W);
    return (b ? rows.add(b) : rows).reshape<Tensor3D>([B, N, W.shape[1]]);
  });

/**
 * Self-attention, S0 14, S4 ("attention to itself"): every element asks all elements of its own sequence.
 * x [B, N, D] → [B, N, M]. Throws `ShapeError`. Vaswani et al. (2017).
 */
export const selfAttention = equation({
  id: 'attention.self',
  title: { en: 'Self-attention', ru: 'Внимание на себя' },
  forms: [
    {
      source: 'S0 14, S4',
      tex: String.raw`A = \mathrm{softmax}\left(\frac{X W_Q (X W_K)^T}{\sqrt{d_k}}\right) X W_V`,
      symbols: (p: SelfAttentionParams, x: Tensor3D, _mask?: AttentionMask) =>
        examplesOf(x).map((b) => ({
          X: example<Tensor2D>(x, b),
          W_Q: p.Wq,
          W_K: p.Wk,
          W_V: p.Wv,
          d_k: p.Wq.shape[1],
          '\\mathrm{softmax}': softmax,
        })),
      value: (seen: Tensor3D) => examplesOf(seen).map((b) => example(seen, b)),
    },
  ],
  sample: (random): [SelfAttentionParams, Tensor3D, AttentionMask?] => [
    { Wq: random.tensor([3, 4]), Wk: random.tensor([3, 4]), Wv: random.tensor([3, 2]) },
    random.tensor([2, 5, 3], 0.5),
  ],
  code: (p, x, mask) => {
    expectShape('Wq', p.Wq, ['D', 'd']);
    const [D] = p.Wq.shape;
    expectShape('Wk', p.Wk, p.Wq.shape);
    expectShape('Wv', p.Wv, [D, 'M']);
    expectShape('x', x, ['B', 'N', D]);
    if (mask) expectMask(mask, x.shape[0], x.shape[1], x.shape[1]);
    return tf.tidy(() => attentionQKV(project(x, p.Wq), project(x, p.Wk), project(x, p.Wv), mask));
  },
});

/**
 * Projections of all heads side by side, and the one that mixes what they saw; biases are zero in the lectures. Keys have
 * none: it would add the same number to all scores of a query, and softmax does not see that.
 */
export type MultiHeadParams = {
  /** [D, D], head i in columns i·D/h … */
  readonly Wq: Tensor2D;
  /** [D, D] */
  readonly Wk: Tensor2D;
  /** [D, D] */
  readonly Wv: Tensor2D;
  /** [D, D], head i in rows i·D/h … */
  readonly Wo: Tensor2D;
  /** [D] */
  readonly bq: Tensor1D;
  /** [D] */
  readonly bv: Tensor1D;
  /** [D] */
  readonly bo: Tensor1D;
};

export interface MultiHeadOptions {
  /** How many heads, a divisor of D. */
  readonly heads: number;
  readonly mask?: AttentionMask;
}

function expectMultiHead(p: MultiHeadParams, x: Tensor3D, memory: Tensor3D, options: MultiHeadOptions): void {
  expectShape('Wq', p.Wq, ['D', 'D']);
  const [D] = p.Wq.shape;
  for (const name of ['Wk', 'Wv', 'Wo'] as const) expectShape(name, p[name], [D, D]);
  for (const name of ['bq', 'bv', 'bo'] as const) expectShape(name, p[name], [D]);
  expectShape('x', x, ['B', 'N', D]);
  const [B, N] = x.shape;
  expectShape('memory', memory, [B, 'S', D]);
  expectInteger('heads', options.heads, 1, D);
  if (D % options.heads !== 0) throw new ValueError('heads', `a divisor of D = ${D}`, String(options.heads));
  if (options.mask) expectMask(options.mask, B, N, memory.shape[1]);
}

/** The features of each head: [B, N, D] → h × [B, N, D/h]. */
const splitHeads = (x: Tensor3D, heads: number): Tensor3D[] => tf.split(x, heads, 2);

/** Projected queries, keys and values of each head. */
const projections = (p: MultiHeadParams, x: Tensor3D, memory: Tensor3D, heads: number) => ({
  Q: splitHeads(project(x, p.Wq, p.bq), heads),
  K: splitHeads(project(memory, p.Wk), heads),
  V: splitHeads(project(memory, p.Wv, p.bv), heads),
});

/**
 * Multi-head attention, S0 14: several attentions side by side, each in its own part of the features, concatenated and
 * mixed. x [B, N, D] asks memory [B, S, D] (itself, for self-attention) → [B, N, D]. Throws `ShapeError`, `ValueError`.
 * Vaswani et al. (2017).
 */
export const multiHead = equation({
  id: 'attention.multi-head',
  title: { en: 'Multi-head attention', ru: 'Многоголовое внимание' },
  forms: [
    {
      // the heads side by side times W_O are the sum of each head times its own rows of W_O
      source: 'S0 14',
      tex: String.raw`M = \sum_{i=1}^h \mathrm{softmax}\left(\frac{(X W_{Q,i} + b_{Q,i}) (Z W_{K,i})^T}{\sqrt{d_k}}\right) (Z W_{V,i} + b_{V,i}) W_{O,i} + b_O`,
      symbols: (p: MultiHeadParams, x: Tensor3D, memory: Tensor3D, { heads }: MultiHeadOptions) => {
        const size = p.Wq.shape[0] / heads;
        const columns = (W: Tensor2D) => indexed('i', (i) => W.slice([0, (i - 1) * size], [-1, size]));
        const part = (b: Tensor1D) => indexed('i', (i) => b.slice([(i - 1) * size], [size]));
        return examplesOf(x).map((b) => ({
          X: example<Tensor2D>(x, b),
          Z: example<Tensor2D>(memory, b),
          'W_{Q,i}': columns(p.Wq),
          'W_{K,i}': columns(p.Wk),
          'W_{V,i}': columns(p.Wv),
          'W_{O,i}': indexed('i', (i) => p.Wo.slice([(i - 1) * size, 0], [size, -1])),
          'b_{Q,i}': part(p.bq),
          'b_{V,i}': part(p.bv),
          b_O: p.bo,
          h: heads,
          d_k: size,
          '\\mathrm{softmax}': softmax,
        }));
      },
      value: (mixed: Tensor3D) => examplesOf(mixed).map((b) => example(mixed, b)),
    },
  ],
  sample: (random): [MultiHeadParams, Tensor3D, Tensor3D, MultiHeadOptions] => {
    const matrix = () => random.tensor([4, 4], 0.6);
    const bias = () => random.tensor([4], 0.3);
    return [
      {
        Wq: matrix(),
        Wk: matrix(),
        Wv: matrix(),
        Wo: matrix(),
        bq: bias(),
        bv: bias(),
        bo: bias(),
      },
      random.tensor([2, 3, 4]),
      random.tensor([2, 5, 4]),
      { heads: 2 },
    ];
  },
  code: (p, x, memory, options) => {
    expectMultiHead(p, x, memory, options);
    return tf.tidy(() => {
      const { Q, K, V } = projections(p, x, memory, options.heads);
      const seen = Q.map((q, i) => attentionQKV(q, K[i], V[i], options.mask));
      return project(tf.concat(seen, 2), p.Wo, p.bo);
    });
  },
});

/** Where each head looks, for heat maps. Arguments of `multiHead` → h × [B, N, S]. Throws `ShapeError`, `ValueError`. */
export function headMaps(
  p: MultiHeadParams,
  x: Tensor3D,
  memory: Tensor3D,
  options: MultiHeadOptions,
): Tensor3D[] {
  expectMultiHead(p, x, memory, options);
  return tf.tidy(() => {
    const { Q, K } = projections(p, x, memory, options.heads);
    return Q.map((q, i) => attentionMap(q, K[i], options.mask));
  });
}

/** Random projections of D features: normal numbers with variance 1/D, biases zero. Throws `ValueError`. */
export function initMultiHead({ features, seed }: { features: number; seed: number }): MultiHeadParams {
  expectInteger('features', features, 1);
  const random = new Random(seed);
  const matrix = () => random.tensor([features, features], 1 / Math.sqrt(features));
  const zeros = () => tf.zeros<Rank.R1>([features]);
  return {
    Wq: matrix(),
    Wk: matrix(),
    Wv: matrix(),
    Wo: matrix(),
    bq: zeros(),
    bv: zeros(),
    bo: zeros(),
  };
}
