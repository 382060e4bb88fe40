import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type BeamOptions, beamSearch, type Decoded, greedy, type Step } from '../decoding/index.js';
import type { State } from '../recurrent/state.js';
import { type Decoder, type DecoderParams, type DecoderState, decode } from './decoder.js';
import { begin, type Seq2Seq, type Seq2SeqParams } from './model.js';
import { BOS, EOS } from './vocabulary.js';

/**
 * The step that every search of `decoding` works with: greedy, sampling, beams. It is given the parameters, the state is
 * the decoder's, which `begin` makes of sources.
 */
export const decodingStep =
  <P, S extends State, A>(decoder: Decoder<P, S, A>, p: DecoderParams<P, A>): Step<DecoderState<S>> =>
  (tokens, state) => {
    const written = decode(decoder, p, tokens, state);
    return { logProbs: tf.logSoftmax(written.logits), state: written.state };
  };

export interface TranslateOptions extends Pick<BeamOptions<never>, 'penalty' | 'ended'> {
  /** The largest number of tokens, `<eos>` among them: with it or there writing ends, S2. */
  readonly maxLength: number;
  /** How many hypotheses a beam search keeps; without it the likeliest token is taken at each step. */
  readonly beam?: number;
}

/**
 * What the network writes for each source, from `<bos>` to `<eos>` or the largest length, S2; one that has hardly learned
 * may write `<pad>` and `<bos>`, too. source int32 [B, S]. Where it looked is told by `teach` with what it wrote.
 * Throws `ShapeError`, `ValueError`, `Stopped`.
 */
export async function translate<PE, SE extends State, PD, SD extends State, A>(
  model: Seq2Seq<PE, SE, PD, SD, A>,
  p: Seq2SeqParams<PE, PD, A>,
  source: Tensor2D,
  { beam, ...options }: TranslateOptions,
): Promise<Decoded[]> {
  const state = begin(model, p, source);
  const prompts = Array.from({ length: source.shape[0] }, () => [BOS]);
  const step = decodingStep(model.decoder, p.decoder);
  try {
    const all = { ...options, prompts, end: EOS };
    return beam === undefined
      ? await greedy(step, state, all)
      : await beamSearch(step, state, { ...all, beam });
  } finally {
    tf.dispose(state as unknown as tf.TensorContainer);
  }
}
