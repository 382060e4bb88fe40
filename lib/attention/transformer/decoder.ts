import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { example, examplesOf } from '../../recurrent/layout.js';
import { type MultiHeadParams, multiHead } from '../multi-head.js';
import { type AttentionMask, causalMask } from '../scaled-dot.js';
import { dropper } from './dropout.js';
import {
  expectOptions,
  ofRows,
  randomFeedForward,
  randomHeads,
  randomNorm,
  residual,
  type TransformerOptions,
} from './encoder.js';
import { type FeedForwardParams, feedForward, layerNorm, type NormParams } from './parts.js';

export type DecoderLayerParams = {
  readonly self: MultiHeadParams;
  /** Attention to the encoder's states. */
  readonly cross: MultiHeadParams;
  readonly feedForward: FeedForwardParams;
  readonly norms: readonly [NormParams, NormParams, NormParams];
};

export interface DecoderOptions extends TransformerOptions {
  /** Which states of the encoder may be looked at, see `paddingMask`. */
  readonly memoryMask?: AttentionMask;
}

/** A layer whose self-attention sees `seen` (itself and what came before) under a mask. */
function layerOver(
  p: DecoderLayerParams,
  x: Tensor3D,
  memory: Tensor3D,
  options: DecoderOptions,
  attend: (v: Tensor3D) => Tensor3D,
): Tensor3D {
  const place = expectOptions(options);
  const drop = dropper(options.dropout);
  const { heads, memoryMask } = options;
  return tf.tidy(() => {
    const looked = residual(p.norms[0], place, x, (v) => drop(attend(v)));
    const asked = residual(p.norms[1], place, looked, (v) =>
      drop(multiHead(p.cross, v, memory, { heads, mask: memoryMask })),
    );
    return residual(p.norms[2], place, asked, (v) => drop(feedForward(p.feedForward, v)));
  });
}

/**
 * A layer of the Transformer's decoder: self-attention that sees nothing that is still to come, attention to the
 * encoder's states, the feed-forward part. x [B, N, D], memory [B, S, D] → [B, N, D]. Throws `ShapeError`, `ValueError`.
 * Vaswani et al. (2017), 3.1.
 */
export const decoderLayer = equation({
  id: 'transformer.decoder',
  title: { en: 'Layer of the decoder', ru: 'Слой декодировщика' },
  forms: [
    {
      source: 'S4; Vaswani et al. (2017)',
      tex: String.raw`y = N_3(N_2(N_1(x + M(x)) + C(N_1(x + M(x)), z)) + F(N_2(N_1(x + M(x)) + C(N_1(x + M(x)), z))))`,
      symbols: (p: DecoderLayerParams, x: Tensor3D, memory: Tensor3D, { heads }: DecoderOptions) =>
        examplesOf(x).map((b) => ({
          x: example<Tensor2D>(x, b),
          z: example<Tensor2D>(memory, b),
          N_1: ofRows((rows) => layerNorm(p.norms[0], rows)),
          N_2: ofRows((rows) => layerNorm(p.norms[1], rows)),
          N_3: ofRows((rows) => layerNorm(p.norms[2], rows)),
          M: ofRows((rows) => multiHead(p.self, rows, rows, { heads, mask: causalMask(rows.shape[1]) })),
          C: {
            kind: 'function' as const,
            of: (rows: Tensor2D, z: Tensor2D) =>
              multiHead(p.cross, rows.expandDims(0), z.expandDims(0), { heads }).squeeze([0]),
          },
          F: ofRows((rows) => feedForward(p.feedForward, rows)),
        })),
      value: (y: Tensor3D) => examplesOf(y).map((b) => example(y, b)),
    },
  ],
  sample: (random): [DecoderLayerParams, Tensor3D, Tensor3D, DecoderOptions] => [
    {
      self: randomHeads(random),
      cross: randomHeads(random),
      feedForward: randomFeedForward(random),
      norms: [randomNorm(random), randomNorm(random), randomNorm(random)],
    },
    random.tensor([2, 3, 4]),
    random.tensor([2, 5, 4]),
    { heads: 2 },
  ],
  code: (p, x, memory, options) => {
    expectShape('x', x, ['B', 'N', 'D']);
    expectShape('memory', memory, [x.shape[0], 'S', x.shape[2]]);
    return tf.tidy(() => {
      const mask = causalMask(x.shape[1]);
      return layerOver(p, x, memory, options, (v) => multiHead(p.self, v, v, { heads: options.heads, mask }));
    });
  },
});

export type DecoderParams = {
  readonly layers: readonly DecoderLayerParams[];
  /** Of what comes out, as `pre` wants it. */
  readonly norm?: NormParams;
};

const ofLayer = (options: DecoderOptions, l: number): DecoderOptions => ({
  ...options,
  dropout: options.dropout && { ...options.dropout, seed: options.dropout.seed + l },
});

/** A stack of decoder layers. x [B, N, D], memory [B, S, D] → [B, N, D]. Throws `ShapeError`, `ValueError`. */
export const decoder = (p: DecoderParams, x: Tensor3D, memory: Tensor3D, options: DecoderOptions): Tensor3D =>
  tf.tidy(() => {
    const y = p.layers.reduce((v, layer, l) => decoderLayer(layer, v, memory, ofLayer(options, l)), x);
    return p.norm ? layerNorm(p.norm, y) : y.clone();
  });

/** What each layer has read until now, [B, n, D]: the elements that self-attention looks back at. */
export type DecoderCache = readonly Tensor3D[];

/**
 * One element more, without computing the earlier ones again: the same numbers as the last row of `decoder` over all of
 * them. x = x_n [B, 1, D], cache of n − 1 elements (none at the beginning) → y_n [B, 1, D] and the cache of n.
 * Throws `ShapeError`, `ValueError`.
 */
export function decoderStep(
  p: DecoderParams,
  x: Tensor3D,
  memory: Tensor3D,
  cache: DecoderCache | undefined,
  options: DecoderOptions,
): { y: Tensor3D; cache: DecoderCache } {
  expectShape('x', x, ['B', 1, 'D']);
  const place = expectOptions(options);
  return tf.tidy(() => {
    const next: Tensor3D[] = [];
    const y = p.layers.reduce((v, layer, l) => {
      // what self-attention reads is what stands before it: normalised where `pre` does it
      const own = place === 'pre' ? layerNorm(layer.norms[0], v) : v;
      next[l] = cache ? tf.concat([cache[l], own], 1) : own.clone();
      return layerOver(layer, v, memory, ofLayer(options, l), (query) =>
        multiHead(layer.self, query, next[l], { heads: options.heads }),
      );
    }, x);
    return { y: p.norm ? layerNorm(p.norm, y) : y.clone(), cache: next };
  }) as { y: Tensor3D; cache: DecoderCache };
}
