import { expectInteger } from '../check.js';
import { equation } from '../equations/equation.js';
import { ValueError } from '../errors.js';
import { countWords, type Words } from './words.js';

const withoutGradient = { en: 'counts are integers', ru: 'частоты — целые числа' };

/**
 * How much a word says about a document: often here, rarely elsewhere, S2. n = how often it comes in the document, D =
 * how many documents there are, d = in how many it comes. Throws `ValueError`.
 * Spärck Jones, "A statistical interpretation of term specificity and its application in retrieval" (1972).
 */
export const tfIdfWeight = equation({
  id: 'embed.tf-idf',
  title: { en: 'tf–idf', ru: 'Вес TF-IDF' },
  forms: [
    {
      source: 'S2',
      tex: String.raw`w = n \log \frac{D}{d}`,
      symbols: (n: number, D: number, d: number) => ({ n, D, d }),
    },
  ],
  sample: (random): [number, number, number] => [
    random.integer(2, 9),
    random.integer(20, 30),
    random.integer(3, 19),
  ],
  withoutGradient,
  code: (n, D, d) => {
    expectInteger('n', n, 0);
    expectInteger('D', D, 1);
    expectInteger('d', d, 1, D);
    return n * Math.log(D / d);
  },
});

/** The same as scikit-learn has it: as if one more document had every word, and never zero. */
export const smoothTfIdfWeight = equation({
  id: 'embed.tf-idf-smooth',
  title: { en: 'tf–idf, smoothed', ru: 'Вес TF-IDF со сглаживанием' },
  forms: [
    {
      source: 'S2; scikit-learn',
      tex: String.raw`w = n \left(\log \frac{1 + D}{1 + d} + 1\right)`,
      symbols: (n: number, D: number, d: number) => ({ n, D, d }),
    },
  ],
  sample: (random): [number, number, number] => [
    random.integer(2, 9),
    random.integer(20, 30),
    random.integer(3, 19),
  ],
  withoutGradient,
  code: (n, D, d) => {
    expectInteger('n', n, 0);
    expectInteger('D', D, 1);
    expectInteger('d', d, 0, D);
    return n * (Math.log((1 + D) / (1 + d)) + 1);
  },
});

export interface TfIdfOptions {
  /** As scikit-learn does by default. */
  readonly smooth?: boolean;
  /** Whether each document's vector is scaled to length 1; by default it is. */
  readonly normalise?: boolean;
}

export interface TfIdf {
  readonly words: Words;
  /** In how many documents each word comes. */
  readonly documents: readonly number[];
  /** Vectors of other documents; their unknown words are passed over. */
  transform(documents: readonly (readonly string[])[]): number[][];
}

/** Learns from documents, lists of words, which words are rare. Throws `ValueError` for none. */
export function tfIdf(
  documents: readonly (readonly string[])[],
  { smooth = true, normalise = true }: TfIdfOptions = {},
): TfIdf {
  if (documents.length === 0) throw new ValueError('documents', 'at least one', 'none');
  const words = countWords(documents);
  const present = documents.map((document) => new Set(document));
  const among = words.words.map((word) => present.filter((set) => set.has(word)).length);
  const weight = smooth ? smoothTfIdfWeight : tfIdfWeight;
  return {
    words,
    documents: among,
    transform: (others) =>
      others.map((document) => {
        const counts = words.words.map(() => 0);
        for (const word of document) if (words.has(word)) counts[words.indexOf(word)]++;
        const vector = counts.map((n, i) => weight(n, documents.length, among[i]));
        const length = Math.hypot(...vector);
        return normalise && length > 0 ? vector.map((value) => value / length) : vector;
      }),
  };
}
