import { expectInteger } from '../check.js';
import { ValueError } from '../errors.js';

/** The words of a text in lower-case letters, an apostrophe within a word included. */
export const wordsOf = (text: string): string[] =>
  [...text.toLowerCase().matchAll(/\p{L}+(?:['’]\p{L}+)*/gu)].map(([word]) => word.replace('’', "'"));

/** Words that are known, each with a number. */
export interface Words {
  /** The most frequent first; equally frequent ones in the order of their codes. */
  readonly words: readonly string[];
  /** How often each was seen. */
  readonly counts: readonly number[];
  /** Throws `ValueError` for a word that is not known. */
  indexOf(word: string): number;
  has(word: string): boolean;
}

/** The vocabulary of documents. Words that come less than `minCount` times are left out. Throws `ValueError` for none. */
export function countWords(
  documents: Iterable<readonly string[]>,
  { minCount = 1 }: { readonly minCount?: number } = {},
): Words {
  expectInteger('minCount', minCount, 1);
  const counts = new Map<string, number>();
  for (const document of documents)
    for (const word of document) counts.set(word, (counts.get(word) ?? 0) + 1);
  const known = [...counts]
    .filter(([, count]) => count >= minCount)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (known.length === 0) throw new ValueError('documents', `a word that comes ${minCount} times`, 'none');
  const places = new Map(known.map(([word], i) => [word, i]));
  return {
    words: known.map(([word]) => word),
    counts: known.map(([, count]) => count),
    has: (word) => places.has(word),
    indexOf(word) {
      const place = places.get(word);
      if (place === undefined) throw new ValueError('word', `one of the ${known.length} known`, word);
      return place;
    },
  };
}
