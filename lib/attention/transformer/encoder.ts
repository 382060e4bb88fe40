import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { written } from '../../equations/symbols.js';
import { ValueError } from '../../errors.js';
import { example, examplesOf } from '../../recurrent/layout.js';
import { type MultiHeadParams, multiHead } from '../multi-head.js';
import type { AttentionMask } from '../scaled-dot.js';
import { type Dropout, dropper, expectDropout } from './dropout.js';
import { type FeedForwardParams, feedForward, layerNorm, type NormParams } from './parts.js';

export type EncoderLayerParams = {
  readonly self: MultiHeadParams;
  readonly feedForward: FeedForwardParams;
  /** Of the attention, and of the feed-forward part. */
  readonly norms: readonly [NormParams, NormParams];
};

/**
 * Where a part is normalised: `post` after the residual has been added (Vaswani et al., 2017), or `pre`, before the part
 * (Xiong et al., "On layer normalization in the transformer architecture", 2020), which trains without a warm-up.
 */
export type NormPlace = 'post' | 'pre';

export interface TransformerOptions {
  /** How many heads, a divisor of D. */
  readonly heads: number;
  /** By default `post`. */
  readonly norm?: NormPlace;
  readonly dropout?: Dropout;
}

export interface EncoderOptions extends TransformerOptions {
  /** Who may look where in the source, see `paddingMask`. */
  readonly mask?: AttentionMask;
}

/** x + part(x), normalised behind or before. */
export const residual = (
  norm: NormParams,
  place: NormPlace,
  x: Tensor3D,
  part: (x: Tensor3D) => Tensor3D,
): Tensor3D =>
  place === 'pre' ? x.add<Tensor3D>(part(layerNorm(norm, x))) : layerNorm(norm, x.add<Tensor3D>(part(x)));

/** Throws `ValueError` for an unknown place or a dropout that cannot be. */
export function expectOptions({ norm = 'post', dropout }: TransformerOptions): NormPlace {
  if (norm !== 'post' && norm !== 'pre') throw new ValueError('norm', 'one of post, pre', String(norm));
  expectDropout(dropout);
  return norm;
}

/** Random parameters of attention over 4 features, for the checks. */
export const randomHeads = (random: Random): MultiHeadParams => ({
  Wq: random.tensor([4, 4], 0.6),
  Wk: random.tensor([4, 4], 0.6),
  Wv: random.tensor([4, 4], 0.6),
  Wo: random.tensor([4, 4], 0.6),
  bq: random.tensor([4], 0.3),
  bv: random.tensor([4], 0.3),
  bo: random.tensor([4], 0.3),
});
export const randomNorm = (random: Random): NormParams => ({
  gamma: random.tensor([4]),
  beta: random.tensor([4]),
});
export const randomFeedForward = (random: Random): FeedForwardParams => ({
  W1: random.tensor([4, 5]),
  b1: random.tensor([5]),
  W2: random.tensor([5, 4]),
  b2: random.tensor([4]),
});

/** As functions of the rows of one example, for the written form. */
export const ofRows = (f: (x: Tensor3D) => Tensor3D) =>
  written((rows: Tensor2D) => f(rows.expandDims(0)).squeeze([0]));

/**
 * A layer of the Transformer's encoder: self-attention, then the feed-forward part, each with a residual and a
 * normalisation. x [B, N, D] → [B, N, D]. Throws `ShapeError`, `ValueError`. Vaswani et al. (2017), 3.1.
 */
export const encoderLayer = equation({
  id: 'transformer.encoder',
  title: { en: 'Layer of the encoder', ru: 'Слой кодировщика' },
  forms: [
    {
      source: 'S4; Vaswani et al. (2017)',
      tex: String.raw`y = N_2(N_1(x + M(x)) + F(N_1(x + M(x))))`,
      symbols: (p: EncoderLayerParams, x: Tensor3D, options: EncoderOptions) =>
        examplesOf(x).map((b) => ({
          x: example<Tensor2D>(x, b),
          N_1: ofRows((rows) => layerNorm(p.norms[0], rows)),
          N_2: ofRows((rows) => layerNorm(p.norms[1], rows)),
          M: ofRows((rows) => multiHead(p.self, rows, rows, options)),
          F: ofRows((rows) => feedForward(p.feedForward, rows)),
        })),
      value: (y: Tensor3D) => examplesOf(y).map((b) => example(y, b)),
    },
  ],
  sample: (random): [EncoderLayerParams, Tensor3D, EncoderOptions] => [
    {
      self: randomHeads(random),
      feedForward: randomFeedForward(random),
      norms: [randomNorm(random), randomNorm(random)],
    },
    random.tensor([2, 3, 4]),
    { heads: 2 },
  ],
  code: (p, x, options) => {
    const place = expectOptions(options);
    expectShape('x', x, ['B', 'N', 'D']);
    const { heads, mask, dropout } = options;
    return tf.tidy(() => {
      const drop = dropper(dropout);
      const looked = residual(p.norms[0], place, x, (v) => drop(multiHead(p.self, v, v, { heads, mask })));
      return residual(p.norms[1], place, looked, (v) => drop(feedForward(p.feedForward, v)));
    });
  },
});

export type EncoderParams = {
  readonly layers: readonly EncoderLayerParams[];
  /** Of what comes out, as `pre` wants it. */
  readonly norm?: NormParams;
};

/** A stack of encoder layers. x [B, N, D] → [B, N, D]. Throws `ShapeError`, `ValueError`. */
export const encoder = (p: EncoderParams, x: Tensor3D, options: EncoderOptions): Tensor3D =>
  tf.tidy(() => {
    const { dropout } = options;
    const y = p.layers.reduce(
      (v, layer, l) =>
        encoderLayer(layer, v, {
          ...options,
          dropout: dropout && { ...dropout, seed: dropout.seed + l },
        }),
      x,
    );
    return p.norm ? layerNorm(p.norm, y) : y.clone();
  });
