import type { Tensor2D } from '@tensorflow/tfjs';
import { attentionContext, attentionWeights, type Score } from '../attention/index.js';
import { ValueError } from '../errors.js';
import type { Memory } from './encoder.js';

/** How a decoder looks at its memory while it writes. */
export interface Attention<A> {
  /** Any of lib/attention: how well a state fits each element of the memory. */
  readonly score: Score<A>;
  /**
   * `after` the decoder's step, with its new state, from which and from the context the output is made (Luong); or
   * `before` it, with the old state, the context being fed to the cell together with the token (Bahdanau).
   */
  readonly place: 'after' | 'before';
  /** Whether a_{t−1} is fed to the cell together with the token, so that it knows where it has looked. */
  readonly inputFeeding?: boolean;
}

export type AttentionParams<A> = {
  /** Those of the score; an empty object where it has none. */
  readonly score: A;
  /** [M + H, H], for attention after the step. */
  readonly Wc?: Tensor2D;
};

/**
 * Attention after the decoder's step: a_t = tanh(W_c[c_t; h_t]) goes to the output. With `inputFeeding` a_{t−1} also goes
 * to the next step. Luong, Pham and Manning, "Effective approaches to attention-based neural machine translation" (2015).
 */
export const luong = <A>(
  score: Score<A>,
  { inputFeeding = false }: { readonly inputFeeding?: boolean } = {},
): Attention<A> => ({ score, place: 'after', inputFeeding });

/**
 * Attention before the decoder's step: h_{t−1} decides where to look, and the cell reads [y_{t−1}; c_t]. Bahdanau, Cho and
 * Bengio, "Neural machine translation by jointly learning to align and translate" (2015).
 */
export const bahdanau = <A>(score: Score<A>): Attention<A> => ({ score, place: 'before' });

/** Throws `ValueError` for an attention that cannot be, or without what it needs. */
export function expectAttention(
  { place, inputFeeding }: Attention<never>,
  p: AttentionParams<unknown> | undefined,
  state: { readonly memory?: Memory; readonly a?: Tensor2D },
): void {
  if (place !== 'after' && place !== 'before')
    throw new ValueError('place', 'one of after, before', String(place));
  if (inputFeeding && place === 'before')
    throw new ValueError('inputFeeding', 'attention after the step, which makes a_t', place);
  const needs = {
    'p.attention': p,
    'p.attention.Wc': place === 'before' || p?.Wc,
    'state.memory': state.memory,
    'state.a': !inputFeeding || state.a,
  };
  for (const [argument, given] of Object.entries(needs))
    if (!given) throw new ValueError(argument, 'what this attention needs', 'none');
}

/** Where a state h [B, H] looks: the weights [B, S] and what it sees, the context [B, M]. */
export function attend<A>(
  score: Score<A>,
  p: A,
  h: Tensor2D,
  { states, mask }: Memory,
): { weights: Tensor2D; context: Tensor2D } {
  const weights = attentionWeights(score(p, h, states), mask);
  return { weights, context: attentionContext(weights, states) };
}
