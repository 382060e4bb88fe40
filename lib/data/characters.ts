import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { ValueError } from '../errors.js';

export interface EncodedTexts {
  /** One-hot, [B, T, V]; zeros behind the end of a text. */
  readonly inputs: Tensor3D;
  /** [B, T]: 1 where the text has a character, 0 behind its end. */
  readonly mask: Tensor2D;
}

export interface Characters {
  /** The V characters, in the order of their codes. */
  readonly alphabet: readonly string[];
  /**
   * One-hot vectors for the characters of each text, T being the length of the longest, or `length`.
   * Throws `ValueError` for an empty text, one longer than `length`, and a character that is not in the alphabet.
   */
  encode(texts: readonly string[], length?: number): EncodedTexts;
}

/** By code points, lower case, and é always as one character. */
const charactersOf = (text: string): string[] => [...text.normalize('NFC').toLowerCase()];

/** A vocabulary of the characters that some texts have, upper and lower case alike. Throws `ValueError` without any. */
export function characters(texts: readonly string[]): Characters {
  const alphabet = [...new Set(texts.flatMap(charactersOf))].sort();
  if (alphabet.length === 0) throw new ValueError('texts', 'at least one character', 'none');
  const index = new Map(alphabet.map((character, i) => [character, i]));
  return { alphabet, encode: (encoded, length) => encode(index, encoded, length) };
}

function encode(index: ReadonlyMap<string, number>, texts: readonly string[], length?: number): EncodedTexts {
  if (texts.length === 0) throw new ValueError('texts', 'at least one text', 'none');
  const sequences = texts.map(charactersOf);
  const longest = sequences.reduce((most, sequence) => Math.max(most, sequence.length), 0);
  const [B, T, V] = [texts.length, length ?? longest, index.size];
  const inputs = new Float32Array(B * T * V);
  const mask = new Float32Array(B * T);
  sequences.forEach((sequence, b) => {
    const received = JSON.stringify(texts[b]);
    if (sequence.length === 0) throw new ValueError(`texts[${b}]`, 'at least one character', received);
    if (sequence.length > T) throw new ValueError(`texts[${b}]`, `at most ${T} characters`, received);
    sequence.forEach((character, t) => {
      const v = index.get(character);
      if (v === undefined) {
        throw new ValueError(
          `texts[${b}]`,
          `characters of “${[...index.keys()].join('')}”`,
          `“${character}” in ${received}`,
        );
      }
      inputs[(b * T + t) * V + v] = 1;
      mask[b * T + t] = 1;
    });
  });
  return { inputs: tf.tensor3d(inputs, [B, T, V]), mask: tf.tensor2d(mask, [B, T]) };
}

/** One-hot vectors of labels, [B, O] for the O classes. Throws `ValueError` for a label that is none of them. */
export function oneHot<L>(labels: readonly L[], classes: readonly L[]): Tensor2D {
  const indices = labels.map((label, b) => {
    const i = classes.indexOf(label);
    if (i < 0) throw new ValueError(`labels[${b}]`, `one of ${classes.join(', ')}`, String(label));
    return i;
  });
  if (indices.length === 0) throw new ValueError('labels', 'at least one', 'none');
  return tf.tidy(() => tf.oneHot(tf.tensor1d(indices, 'int32'), classes.length).cast('float32')) as Tensor2D;
}
