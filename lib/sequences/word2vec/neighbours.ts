import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../../check.js';
import { ValueError } from '../../errors.js';
import type { Words } from '../words.js';

export interface Neighbour {
  readonly word: string;
  /** Cosine of the angle between both vectors, from −1 to 1. */
  readonly cosine: number;
}

/** The words whose vectors point most nearly in the direction of v [d], but for those of `except`. E [V, d]. */
function nearest(E: Tensor2D, words: Words, v: Tensor1D, k: number, except: readonly number[]): Neighbour[] {
  const cosines = tf.tidy(() => {
    const lengths = E.norm('euclidean', 1).mul(v.norm());
    return tf.dot(E, v).div(lengths.maximum(1e-12)).dataSync();
  });
  return Array.from(cosines, (cosine, i) => ({ word: words.words[i], cosine, i }))
    .filter(({ i }) => !except.includes(i))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, k)
    .map(({ word, cosine }) => ({ word, cosine }));
}

function expectEmbeddings(E: Tensor2D, words: Words, k: number): void {
  expectShape('E', E, [words.words.length, 'd']);
  expectInteger('k', k, 1, words.words.length);
}

/** The k words nearest to a word. E [V, d] → the nearest first. Throws `ShapeError`, `ValueError` for an unknown word. */
export function neighbours(
  E: Tensor2D,
  words: Words,
  word: string,
  k = Math.min(10, words.words.length),
): Neighbour[] {
  expectEmbeddings(E, words, k);
  const at = words.indexOf(word);
  return tf.tidy(() => nearest(E, words, E.slice([at], [1]).squeeze([0]), k, [at]) as never);
}

/**
 * a is to b as c is to …: the words nearest to b − a + c, of vectors of length 1. E [V, d]. Throws as `neighbours`.
 * Mikolov, Yih and Zweig, "Linguistic regularities in continuous space word representations" (2013).
 */
export function analogy(
  E: Tensor2D,
  words: Words,
  [a, b, c]: readonly [string, string, string],
  k = 1,
): Neighbour[] {
  expectEmbeddings(E, words, k);
  const places = [a, b, c].map((word) => words.indexOf(word));
  return tf.tidy(() => {
    const [va, vb, vc] = places.map((place) => {
      const v = E.slice([place], [1]).squeeze<Tensor1D>([0]);
      return v.div<Tensor1D>(v.norm().maximum(1e-12));
    });
    return nearest(E, words, vb.sub<Tensor1D>(va).add<Tensor1D>(vc), k, places) as never;
  });
}

/** Where `other` stands among the neighbours of `word`, from 1. E [V, d]. Throws `ValueError` for unknown words. */
export function rankOf(E: Tensor2D, words: Words, word: string, other: string): number {
  words.indexOf(other);
  if (other === word) throw new ValueError('other', 'another word', other);
  const all = neighbours(E, words, word, words.words.length);
  return all.findIndex((neighbour) => neighbour.word === other) + 1;
}
