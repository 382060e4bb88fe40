import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { attentionVector } from '../attention/index.js';
import { expectShape } from '../check.js';
import type { Layer } from '../recurrent/layers/index.js';
import { type OutputParams, rnnOutput } from '../recurrent/rnn.js';
import type { State } from '../recurrent/state.js';
import { type Attention, type AttentionParams, attend, expectAttention } from './attention.js';
import type { Memory } from './encoder.js';
import { tidied } from './tidied.js';
import { embed, expectStepTokens } from './tokens.js';

/** Any layers that write tokens of a vocabulary one after the other, and how they look at a source while they do. */
export interface Decoder<P, S extends State, A = never> {
  /** Of one direction: what is to come cannot be read. */
  readonly layers: Layer<P, S>;
  readonly attention?: Attention<A>;
}

export type DecoderParams<P, A = never> = {
  /** [V, I], a row for each token of the target's vocabulary. */
  readonly embedding: Tensor2D;
  readonly layers: P;
  /** [H, V] */
  readonly out: OutputParams;
  readonly attention?: AttentionParams<A>;
};

/** What a decoder carries from token to token; every tensor has a row for each sequence, as a search wants it. */
export type DecoderState<S> = {
  readonly s: S;
  /** What attention looks at. */
  readonly memory?: Memory;
  /** a_{t−1} [B, H], for input feeding. */
  readonly a?: Tensor2D;
};

/** What a step of a decoder gives. */
export type Written<S> = {
  /** [B, V] */
  readonly logits: Tensor2D;
  /** [B, S], where the decoder looked. */
  readonly weights?: Tensor2D;
  readonly state: S;
};

/**
 * One step of a decoder, S2, S3 4.4: the token written last and the state before → the logits of the next token and the
 * new state. tokens int32 [B] → logits [B, V]. `seed` is for the dropout between layers, see `Layer.run`; without it
 * nothing is dropped. Throws `ShapeError`, `ValueError`.
 */
export function decode<P, S extends State, A>(
  { layers, attention }: Decoder<P, S, A>,
  p: DecoderParams<P, A>,
  tokens: Tensor1D,
  state: DecoderState<S>,
  seed?: number | string,
): Written<DecoderState<S>> {
  expectShape('embedding', p.embedding, ['V', 'I']);
  expectStepTokens(tokens, p.embedding.shape[0]);
  if (attention) expectAttention(attention, p.attention, state);
  if (attention?.inputFeeding) expectShape('a', state.a!, [tokens.shape[0], 'H']);
  return tidied(() => {
    const look = (h: Tensor2D) => attention && attend(attention.score, p.attention!.score, h, state.memory!);
    const after = attention?.place === 'after';
    const before = after ? undefined : look(layers.hidden(state.s));
    const inputs = [embed(p.embedding, tokens)];
    if (before) inputs.push(before.context);
    if (attention?.inputFeeding) inputs.push(state.a!);
    const x = tf.concat(inputs, 1) as Tensor2D;
    const s = advance(layers, p.layers, x, state.s, seed);
    const h = layers.hidden(s);
    const seen = before ?? look(h);
    const a = after ? attentionVector(p.attention as { Wc: Tensor2D }, seen!.context, h) : h;
    return {
      logits: rnnOutput(p.out, a),
      ...(seen && { weights: seen.weights }),
      state: { ...state, s, ...(attention?.inputFeeding && { a }) },
    };
  });
}

/** A step of the layers, with a seed for the dropout between them: that belongs to whole sequences, so here to one of one. */
export const advance = <P, S extends State>(
  layers: Layer<P, S>,
  p: P,
  x: Tensor2D,
  s: S,
  seed?: number | string,
): S => (seed === undefined ? layers.step(p, x, s) : layers.walk(p, x.expandDims(1), s, { seed }).last);
