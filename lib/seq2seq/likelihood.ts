import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import type { Random } from '../equations/random.js';
import { indexed, written } from '../equations/symbols.js';
import { type Layer, layers } from '../recurrent/layers/index.js';
import { type RNNParams, rnnOutput, rnnState } from '../recurrent/rnn.js';
import { sampleOutput, sampleRNN } from '../recurrent/sample.js';
import type { State } from '../recurrent/state.js';
import { fold } from '../recurrent/unroll.js';
import type { Decoder, DecoderParams, DecoderState } from './decoder.js';
import { forced, targetsOf } from './forced.js';
import { tokenLogProbs } from './loss.js';
import { writing } from './model.js';
import { tidied } from './tidied.js';
import { expectTokens, lengthsOf, maskOf, oneHot } from './tokens.js';

/**
 * log p(y) of whole targets, from the decoder's state behind the source: target int32 [B, T + 1], from `<bos>` to `<eos>`
 * → [B]. Throws `ShapeError`, `ValueError`.
 */
export function targetLogProbs<P, S extends State, A>(
  decoder: Decoder<P, S, A>,
  p: DecoderParams<P, A>,
  state: DecoderState<S>,
  target: Tensor2D,
): Tensor1D {
  expectShape('embedding', p.embedding, ['V', 'I']);
  expectTokens('target', target, p.embedding.shape[0]);
  return tf.tidy(() => {
    const { logits } = forced(writing(decoder, p), state, target);
    return tokenLogProbs(logits, targetsOf(target)).sum<Tensor1D>(1);
  });
}

/**
 * A decoder without an encoder: it begins with a vector, which becomes h of every layer; all else of the state (c of an
 * LSTM) is zeros, S2. v [B, H] → the state. Throws `ShapeError`.
 */
export function beginWith<P, S extends State, A>(
  decoder: Decoder<P, S, A>,
  p: DecoderParams<P, A>,
  v: Tensor2D,
): DecoderState<S> {
  expectShape('Wy', p.out.Wy, ['H', 'V']);
  expectShape('v', v, ['B', p.out.Wy.shape[0]]);
  return tidied(() => {
    const zeros = decoder.layers.zeros(p.layers, [v.shape[0]]);
    return { s: withHidden(zeros, v) as S };
  });
}

const withHidden = (s: State, v: Tensor2D): State => {
  if (s instanceof tf.Tensor) return v.clone();
  return Array.isArray(s) ? s.map((part) => withHidden(part, v)) : { ...s, h: v.clone() };
};

type Net = Layer<RNNParams[], Tensor2D[]>;
type Plain = [Decoder<RNNParams[], Tensor2D[]>, DecoderParams<RNNParams[]>, Tensor2D, Tensor2D];

const V = 5;
const sample = (random: Random): Plain => {
  const token = () => random.integer(1, V);
  const net: Net = layers(rnnState);
  return [
    { layers: net },
    { embedding: random.tensor([V, 3]), layers: [sampleRNN(random, 3, 4)], out: sampleOutput(random, 4, V) },
    random.tensor([2, 4]),
    tf.tensor2d(
      [
        [1, token(), token(), token()],
        [1, token(), 2, 0],
      ],
      [2, 4],
      'int32',
    ),
  ];
};

/** For each target: y_t (one-hot columns), y_{<t} (one-hot rows from `<bos>`), T, the vector and p of one token. */
const tables = (name: 'c' | 'v', [, p, vector, target]: Plain) =>
  lengthsOf(maskOf(target)).map((length, b) => {
    const hot = (oneHot(target, V) as tf.Tensor3D).slice([b], [1]).squeeze<Tensor2D>([0]);
    return {
      T: length - 1,
      y_t: indexed('t', (t) => hot.slice([t], [1]).transpose()),
      'y_{<t}': indexed('t', (t) => hot.slice([0], [t])),
      [name]: vector.slice([b], [1]),
      p: written((y: Tensor2D, before: Tensor2D, first: Tensor2D) => {
        const read = (h: Tensor2D, word: Tensor2D) =>
          rnnState(p.layers[0], word.matMul(p.embedding) as Tensor2D, h);
        const h = fold(read, first, tf.split(before, before.shape[0]) as Tensor2D[]).at(-1)!;
        return rnnOutput(p.out, h, 'softmax').matMul(y).asScalar();
      }),
    };
  });

const value = (logProbs: Tensor1D) => Array.from(logProbs.exp().dataSync());

/**
 * How likely a target is, S3 4.4, S4: token by token, each after those before it. c [B, H], target int32 [B, T + 1] →
 * log p(y) [B]. Sutskever, Vinyals and Le (2014).
 */
export const likelihood = equation({
  id: 'seq2seq.likelihood',
  title: { en: 'Probability of an output, token by token', ru: 'Вероятность выхода, токен за токеном' },
  forms: [
    {
      source: 'S3 4.4, S4',
      tex: String.raw`P(y) = \prod_{t=1}^{T} p(y_t \mid y_{<t}, c)`,
      symbols: (...args: Plain) => tables('c', args),
      value,
    },
  ],
  sample,
  code: (decoder, p, c, target) => targetLogProbs(decoder, p, { s: [c] }, target),
});

/**
 * The same for a decoder without an encoder, S2: one vector in, a sequence out. v [B, H], target int32 [B, T + 1] →
 * log p(y | v) [B].
 */
export const decoderOnly = equation({
  id: 'seq2seq.decoder-only',
  title: { en: 'A decoder without an encoder: one to many', ru: 'Декодер без энкодера: один ко многим' },
  forms: [
    {
      source: 'S2',
      tex: String.raw`P(y \mid v) = \prod_{t=1}^{T} p(y_t \mid y_{<t}, v)`,
      symbols: (...args: Plain) => tables('v', args),
      value,
    },
  ],
  sample,
  code: (decoder, p, v, target) =>
    tf.tidy(() => targetLogProbs(decoder, p, beginWith(decoder, p, v), target)),
});
