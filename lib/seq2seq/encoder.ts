import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { written } from '../equations/symbols.js';
import { type Layer, layers, type RunOptions } from '../recurrent/layers/index.js';
import { columnOf, example, examplesOf } from '../recurrent/layout.js';
import { type RNNParams, rnnState } from '../recurrent/rnn.js';
import { sampleRNN } from '../recurrent/sample.js';
import type { State } from '../recurrent/state.js';
import { fold, type Unrolled } from '../recurrent/unroll.js';
import { reversed } from './reversed.js';
import { tidied } from './tidied.js';
import { embed, expectTokens, lengthsOf, maskOf } from './tokens.js';

type Net = Layer<RNNParams[], Tensor2D[]>;

/**
 * What an encoder makes of its source, S2, S3 4.4, S4: a state for each element, and the last one of each sequence, the
 * context vector c, into which everything had to go. xs [B, S, I], options as for `Layer.run` → states [B, S, H] and
 * `last`, the state of every layer. Throws `ShapeError`, `ValueError`. Cho et al., "Learning phrase representations using
 * RNN encoder–decoder …" (2014), Sutskever, Vinyals and Le (2014).
 */
export const encoderStates = equation({
  id: 'seq2seq.encoder',
  title: {
    en: 'Encoder: its states and the context vector',
    ru: 'Энкодер: его состояния и вектор контекста',
  },
  forms: [
    {
      source: 'S3 4.4',
      tex: String.raw`\bar{h}_s = f(x_s, \bar{h}_{s-1})`,
      symbols: (_net: Net, p: RNNParams[], xs: Tensor3D, options: RunOptions<Tensor2D[]>) =>
        examplesOf(xs).flatMap((b) => {
          const { rows, states, f } = reading(p, xs, options, b);
          return rows.map((x, s) => ({ x_s: x, '\\bar{h}_{s-1}': states[s], f: written(f) }));
        }),
      value: ({ states }: Unrolled<Tensor2D[]>, _net, _p, xs, { mask }) =>
        examplesOf(xs).flatMap((b) => rowsOf(states, b, mask)),
    },
    {
      source: 'S3 4.4, S4',
      tex: String.raw`c = \bar{h}_S`,
      symbols: (_net, p, xs, options) =>
        examplesOf(xs).map((b) => ({ '\\bar{h}_S': reading(p, xs, options, b).states.at(-1)! })),
      value: ({ last }, _net, _p, xs) => examplesOf(xs).map((b) => columnOf(last[0], b).transpose()),
    },
  ],
  sample: (random): [Net, RNNParams[], Tensor3D, RunOptions<Tensor2D[]>] => [
    layers(rnnState),
    [sampleRNN(random, 3, 4)],
    random.tensor([2, 3, 3]),
    {
      s0: [random.tensor([2, 4])],
      mask: tf.tensor2d(
        [
          [1, 1, 1],
          [1, 1, 0],
        ],
        [2, 3],
        'bool',
      ),
    },
  ],
  code: (net, p, xs, options) => net.run(p, xs, options),
});

/** The elements of one sequence up to its end, each [1, F]. */
const rowsOf = (xs: Tensor3D, b: number, mask?: Tensor2D): Tensor2D[] =>
  (tf.split(example<Tensor2D>(xs, b), xs.shape[1]) as Tensor2D[]).slice(0, mask && lengthsOf(mask)[b]);

/** One sequence of the batch read alone: its elements, h̄_0 … h̄_S, and the step that makes them. */
function reading([p]: RNNParams[], xs: Tensor3D, { s0, mask }: RunOptions<Tensor2D[]>, b: number) {
  const rows = rowsOf(xs, b, mask);
  const f = (x: Tensor2D, h: Tensor2D) => rnnState(p, x, h);
  const h0 = s0![0].slice([b], [1]);
  return { rows, states: [h0, ...fold((h: Tensor2D, x: Tensor2D) => f(x, h), h0, rows)], f };
}

/** Any layers that read tokens of a vocabulary. */
export interface Encoder<P, S extends State> {
  readonly layers: Layer<P, S>;
  /** Whether each source is turned round before it is read, S4. */
  readonly reversed?: boolean;
}

export type EncoderParams<P> = {
  /** [V, I], a row for each token of the source's vocabulary. */
  readonly embedding: Tensor2D;
  readonly layers: P;
};

/** What a decoder may look at: the encoder's states, or the regions of an image. */
export type Memory = {
  /** [B, S, M] */
  readonly states: Tensor3D;
  /** [B, S]: 1 where there is something, 0 where it is padding. */
  readonly mask: Tensor2D;
};

/** What an encoder has read. */
export type Encoded<S> = {
  /** The topmost states, in the order of the source also where it was read from its end. */
  readonly memory: Memory;
  /** The state of every layer at the end of each source. */
  readonly last: S;
};

/**
 * Reads sources: int32 [B, S], `<pad>` behind their ends. `seed` is for the dropout between layers, see `Layer.run`.
 * Throws `ShapeError`, `ValueError` (for a token that the embedding does not have, too).
 */
export function encode<P, S extends State>(
  encoder: Encoder<P, S>,
  p: EncoderParams<P>,
  source: Tensor2D,
  { seed }: { readonly seed?: number | string } = {},
): Encoded<S> {
  expectShape('embedding', p.embedding, ['V', 'I']);
  expectTokens('source', source, p.embedding.shape[0]);
  return tidied(() => {
    const mask = maskOf(source);
    const turn = (xs: Tensor3D) => (encoder.reversed ? reversed(xs, mask) : xs);
    const xs = turn(embed(p.embedding, source));
    const { states, last } = encoder.layers.run(p.layers, xs, { mask, seed });
    return { memory: { states: turn(states), mask }, last };
  });
}
