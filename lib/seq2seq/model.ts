import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { mapTensors } from '../equations/tensors.js';
import { ValueError } from '../errors.js';
import type { Directions, Layer, Merge } from '../recurrent/layers/index.js';
import { mergeBy } from '../recurrent/layers/merge.js';
import type { State } from '../recurrent/state.js';
import type { Attention } from './attention.js';
import { type Decoder, type DecoderParams, type DecoderState, decode } from './decoder.js';
import { type Encoder, type EncoderParams, encode } from './encoder.js';
import { type Forced, type ForcedOptions, forced, type WritingStep } from './forced.js';
import { tidied } from './tidied.js';
import { expectTokens } from './tokens.js';

/** An encoder, a decoder, and what is handed from one to the other. */
export interface Seq2Seq<PE, SE extends State, PD, SD extends State, A> {
  readonly encoder: Encoder<PE, SE>;
  readonly decoder: Decoder<PD, SD, A>;
  /** The decoder's first state from the encoder's last. */
  readonly bridge: (last: SE) => SD;
}

export type Seq2SeqParams<PE, PD, A = never> = {
  readonly encoder: EncoderParams<PE>;
  readonly decoder: DecoderParams<PD, A>;
};

/** Pairs of sequences, int32, padded: source [B, S], target [B, T + 1] from `<bos>` to `<eos>`. */
export type Pairs = { readonly source: Tensor2D; readonly target: Tensor2D };

export interface Seq2SeqOptions<PE, SE extends State, PD, SD extends State, A> {
  readonly encoder: Layer<PE, SE>;
  readonly decoder: Layer<PD, SD>;
  /** Reads each source from its end, S4. */
  readonly reversed?: boolean;
  readonly attention?: Attention<A>;
  readonly bridge?: (last: SE) => SD;
}

/**
 * A network that makes a sequence of a sequence, of any length, S2, S3 4.4, S4: two stacks of any cell, as `layers` makes
 * them.
 *
 *     const attention = luong(dotScore);
 *     const model = seq2seq({ encoder: layers(lstm), decoder: layers(lstm), attention, reversed: true });
 *     const p = initSeq2Seq({ init: initLSTM, source: 30, target: 40, embedding: 16, hidden: 32, attention, seed: 1 });
 *     const { params } = await train({ params: p, loss: trainingLoss(model), … });
 *     await translate(model, params, source, { maxLength: 20, beam: 4 });
 *
 * The decoder begins with the encoder's last state; where the two differ in shape, as with an encoder of two directions,
 * `bridge` makes one of the other (`mergeDirections`). Throws `ValueError` for a decoder that reads from the end.
 */
export function seq2seq<PE, SE extends State, PD, SD extends State, A = never>(
  options: Seq2SeqOptions<PE, SE, PD, SD, A> &
    (SE extends SD ? unknown : { readonly bridge: (last: SE) => SD }),
): Seq2Seq<PE, SE, PD, SD, A> {
  const {
    encoder,
    decoder,
    reversed = false,
    attention,
    bridge = (last: SE) => last as State as SD,
  } = options;
  if (!decoder.online)
    throw new ValueError(
      'decoder',
      'layers that read forwards: what is to come is not written yet',
      'others',
    );
  return {
    encoder: { layers: encoder, reversed },
    decoder: { layers: decoder, ...(attention && { attention }) },
    bridge,
  };
}

/** A bridge for an encoder of two directions: the states of both, of every layer, merged as its outputs are. */
export const mergeDirections =
  (merge: Merge) =>
  <S extends State>(last: readonly Directions<S>[]): S[] =>
    last.map(({ forward, backward }) =>
      mapTensors(forward, (tensor, path) => mergeBy(merge)(tensor, partAt(backward, path))),
    );

const partAt = (s: State, path: readonly string[]): Tensor =>
  path.reduce((part, key) => (part as { readonly [key: string]: State })[key], s) as Tensor;

/** The decoder's state behind a source, from which it writes: source int32 [B, S]. Throws `ShapeError`, `ValueError`. */
export function begin<PE, SE extends State, PD, SD extends State, A>(
  model: Seq2Seq<PE, SE, PD, SD, A>,
  p: Seq2SeqParams<PE, PD, A>,
  source: Tensor2D,
  options: { readonly seed?: number | string } = {},
): DecoderState<SD> {
  return tidied(() => {
    const { memory, last } = encode(model.encoder, p.encoder, source, options);
    const { attention } = model.decoder;
    const [B, H] = [source.shape[0], p.decoder.out.Wy.shape[0]];
    return {
      s: model.bridge(last),
      ...(attention && { memory }),
      ...(attention?.inputFeeding && { a: tf.zeros([B, H]) }),
    };
  });
}

/** The decoder's step, as `forced` wants it. */
export const writing =
  <P, S extends State, A>(decoder: Decoder<P, S, A>, p: DecoderParams<P, A>): WritingStep<DecoderState<S>> =>
  (tokens, state, seed) =>
    decode(decoder, p, tokens, state, seed);

/**
 * Reads the sources and is led along the targets: logits [B, T, V], and with attention the weights [B, T, S] as a heat map
 * shows them, source in its own order. Throws `ShapeError`, `ValueError`.
 */
export function teach<PE, SE extends State, PD, SD extends State, A>(
  model: Seq2Seq<PE, SE, PD, SD, A>,
  p: Seq2SeqParams<PE, PD, A>,
  { source, target }: Pairs,
  options: ForcedOptions = {},
): Forced {
  expectTokens('target', target, p.decoder.embedding.shape[0]);
  const seed = options.dropoutSeed === undefined ? undefined : `${options.dropoutSeed}/source`;
  return tf.tidy(() =>
    forced(writing(model.decoder, p.decoder), begin(model, p, source, { seed }), target, options),
  );
}
