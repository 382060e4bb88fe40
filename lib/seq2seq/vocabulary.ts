import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../check.js';
import { ValueError } from '../errors.js';

/** The tokens that every vocabulary begins with: padding, beginning, end, unknown. Their places are `PAD` … `UNK`. */
export const specialTokens = ['<pad>', '<bos>', '<eos>', '<unk>'] as const;
export const [PAD, BOS, EOS, UNK] = [0, 1, 2, 3] as const;

export interface EncodeOptions {
  /** Puts `<bos>` before and `<eos>` behind each sequence, as a target needs it; by default nothing. */
  readonly framed?: boolean;
  /** T, `<bos>` and `<eos>` included; by default what the longest needs. */
  readonly length?: number;
}

export interface Vocabulary {
  /** All V tokens; the index of a token is its place here. */
  readonly tokens: readonly string[];
  /** V. */
  readonly size: number;
  /** Throws `ValueError` for a token that the vocabulary does not hold, unless those become `<unk>`. */
  indexOf(token: string): number;
  /**
   * Sequences as int32 [B, T], `<pad>` behind the end of a shorter one. Throws `ValueError` for no sequences, an empty
   * one, one longer than `length`, an unknown token.
   */
  encode(sequences: readonly (readonly string[])[], options?: EncodeOptions): Tensor2D;
  /** The tokens up to `<eos>`, without `<bos>` and `<pad>`. Throws `ValueError` for an index that is none. */
  decode(indices: Iterable<number>): string[];
}

export interface VocabularyOptions {
  /** Rarer tokens are left out; by default none is. */
  readonly minCount?: number;
  /** What becomes of a token that is not in the vocabulary: an error (the default), or `<unk>`. */
  readonly unknown?: 'error' | '<unk>';
}

/**
 * A vocabulary of the tokens (characters, words, phonemes) that some sequences have, in the order of their codes, behind
 * the four special ones. Throws `ValueError` where no token is left, and for one that is written like a special one.
 */
export function vocabulary(
  sequences: Iterable<readonly string[]>,
  { minCount = 1, unknown = 'error' }: VocabularyOptions = {},
): Vocabulary {
  expectInteger('minCount', minCount, 1);
  if (unknown !== 'error' && unknown !== '<unk>')
    throw new ValueError('unknown', 'one of error, <unk>', String(unknown));
  const counts = new Map<string, number>();
  for (const sequence of sequences)
    for (const token of sequence) counts.set(token, (counts.get(token) ?? 0) + 1);
  const special = specialTokens.find((token) => counts.has(token));
  if (special) throw new ValueError('sequences', `tokens other than ${specialTokens.join(', ')}`, special);
  const own = [...counts].flatMap(([token, count]) => (count >= minCount ? [token] : [])).sort();
  if (own.length === 0) throw new ValueError('sequences', `a token that comes ${minCount} times`, 'none');

  const tokens = [...specialTokens, ...own];
  const places = new Map(tokens.map((token, i) => [token, i]));
  const indexOf = (token: string): number => {
    const place = places.get(token);
    if (place !== undefined) return place;
    if (unknown === '<unk>') return UNK;
    throw new ValueError('token', `one of the ${tokens.length} of the vocabulary`, JSON.stringify(token));
  };
  return {
    tokens,
    size: tokens.length,
    indexOf,
    encode: (sequences, { framed = false, length } = {}) => {
      if (sequences.length === 0) throw new ValueError('sequences', 'at least one', 'none');
      const rows = sequences.map((sequence, b) => {
        if (sequence.length === 0) throw new ValueError(`sequences[${b}]`, 'at least one token', 'none');
        const row = sequence.map(indexOf);
        return framed ? [BOS, ...row, EOS] : row;
      });
      const longest = Math.max(...rows.map((row) => row.length));
      const T = length ?? longest;
      expectInteger('length', T, longest);
      return tf.tensor2d(
        rows.map((row) => [...row, ...Array<number>(T - row.length).fill(PAD)]),
        [rows.length, T],
        'int32',
      );
    },
    decode: (indices) => {
      const out: string[] = [];
      for (const index of indices) {
        expectInteger('index', index, 0, tokens.length - 1);
        if (index === EOS) break;
        if (index !== PAD && index !== BOS) out.push(tokens[index]);
      }
      return out;
    },
  };
}
