import { expectInteger, expectPositive } from '../../check.js';
import type { Random } from '../../equations/random.js';
import { ValueError } from '../../errors.js';

export interface PairOptions {
  /** How far a context may be from its centre, at most; each centre draws its own distance from 1 to this. */
  readonly window: number;
  /**
   * Above which share of the text a word is passed over now and then: a word of share f is kept with probability
   * √(t/f). By default every word is kept. Mikolov et al. (2013) use 1e-5 to 1e-3.
   */
  readonly subsample?: number;
}

/**
 * Pairs of a word and one near it, for skip-gram: tokens of a text → the numbers of centres and contexts, one behind
 * another. `counts` says how often each token comes. Throws `ValueError`.
 */
export function pairsOf(
  tokens: readonly number[],
  counts: readonly number[],
  { window, subsample }: PairOptions,
  random: Random,
): { readonly centres: number[]; readonly contexts: number[] } {
  expectInteger('window', window, 1);
  if (subsample !== undefined) expectPositive('subsample', subsample);
  tokens.forEach((token, i) => expectInteger(`tokens[${i}]`, token, 0, counts.length - 1));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const kept = (token: number) =>
    subsample === undefined || random.uniform() < Math.sqrt((subsample * total) / counts[token]);
  const text = tokens.filter(kept);
  const [centres, contexts]: [number[], number[]] = [[], []];
  text.forEach((centre, i) => {
    const reach = random.integer(1, window + 1);
    for (let j = Math.max(0, i - reach); j <= Math.min(text.length - 1, i + reach); j++) {
      if (j === i) continue;
      centres.push(centre);
      contexts.push(text[j]);
    }
  });
  return { centres, contexts };
}

/**
 * Draws words for negative sampling, each as often as its count to the power of 3/4 says. counts of V words → a function
 * that draws. Throws `ValueError` for no words and for counts that are not above zero. Mikolov et al. (2013).
 */
export function noiseOf(counts: readonly number[], random: Random, power = 0.75): () => number {
  if (counts.length === 0) throw new ValueError('counts', 'at least one word', 'none');
  counts.forEach((count, i) => expectPositive(`counts[${i}]`, count));
  let sum = 0;
  const cumulative = counts.map((count) => {
    sum += count ** power;
    return sum;
  });
  return () => {
    const place = random.uniform() * sum;
    let [low, high] = [0, cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > place) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
