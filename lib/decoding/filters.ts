import { expectInteger, expectPositive } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed } from '../equations/symbols.js';
import { ValueError } from '../errors.js';
import { largestIndices, normalized } from './distribution.js';
import { eachOf, sampleLogits, softmax, theta, withoutGradient } from './notation.js';

/**
 * Changes the logits (or log-probabilities) of the next token before one is drawn: numbers in, as many numbers out, −∞
 * for a token that may not come. It is told the new tokens so far. Filters are used one after the other, in any order:
 * `[temperature(0.7), topK(40)]`.
 */
export type LogitsFilter = (logits: readonly number[], tokens: readonly number[]) => readonly number[];

/** What filters leave, as probabilities. Throws `ValueError` where they leave nothing, or change the vocabulary. */
export function filtered(
  logits: readonly number[],
  filters: readonly LogitsFilter[],
  tokens: readonly number[] = [],
): number[] {
  const left = filters.reduce((values, filter, i) => {
    const next = filter(values, tokens);
    if (next.length !== values.length)
      throw new ValueError(`filters[${i}]`, `${values.length} logits`, String(next.length));
    return next;
  }, logits);
  return normalized(left).map(Math.exp);
}

/**
 * Divides logits by T: below 1 the likely tokens become likelier, towards greedy decoding for T → 0; above 1 all become
 * alike. S3 6.3; Ackley, Hinton and Sejnowski, "A learning algorithm for Boltzmann machines" (1985).
 * Throws `ValueError` unless T > 0: T = 0 is `greedy`.
 */
export function temperature(T: number): LogitsFilter {
  expectPositive('T', T);
  return (logits) => logits.map((value) => value / T);
}

/** The probabilities at a temperature: logits [V] → [V]. */
export const temperatureProbabilities = equation({
  id: 'decode.temperature',
  title: { en: 'Temperature', ru: 'Температура' },
  forms: [
    {
      source: 'S3 6.3',
      tex: String.raw`p_i = \frac{\exp(z_i / T)}{\sum_{j=1}^V \exp(z_j / T)}`,
      symbols: (logits: readonly number[], T: number) =>
        eachOf(logits, (i) => ({
          i,
          T,
          V: logits.length,
          z_i: indexed('i', (n) => logits[n - 1]),
        })),
    },
    {
      source: 'S3 6.3, in vectors',
      tex: String.raw`p = \mathrm{softmax}(z / T)`,
      symbols: (logits, T) => ({ z: logits, T }),
    },
  ],
  sample: (random): [readonly number[], number] => [sampleLogits(random), 0.5 + random.uniform()],
  code: (logits, T) => filtered(logits, [temperature(T)]),
  withoutGradient,
});

/**
 * Leaves the k most likely tokens; of equally likely ones the lower come first. S3 6.3; Fan, Lewis and Dauphin,
 * "Hierarchical neural story generation" (2018). Throws `ValueError` unless 1 ≤ k ≤ the size of the vocabulary (which
 * it learns when it is used).
 */
export function topK(k: number): LogitsFilter {
  expectInteger('k', k, 1);
  return (logits) => {
    expectInteger('k', k, 1, logits.length);
    const kept = new Set(largestIndices(logits, k));
    return logits.map((value, token) => (kept.has(token) ? value : -Infinity));
  };
}

/** The probabilities of the k most likely tokens, which sum to 1 again: logits [V] → [V]. */
export const topKProbabilities = equation({
  id: 'decode.top-k',
  title: { en: 'Top-k: the k most likely tokens', ru: 'Top-k: k самых вероятных токенов' },
  forms: [
    {
      // π_k is the k-th largest probability; θ is 1 from 0 upwards
      source: 'S3 6.3',
      tex: String.raw`q_i = \frac{\theta(p_i - \pi_k) p_i}{\sum_{j=1}^V \theta(p_j - \pi_k) p_j}`,
      symbols: (logits: readonly number[], k: number) => {
        const p = softmax(logits);
        return eachOf(logits, (i) => ({
          i,
          V: p.length,
          '\\theta': theta,
          p_i: indexed('i', (n) => p[n - 1]),
          '\\pi_k': [...p].sort((a, b) => b - a)[k - 1],
        }));
      },
    },
  ],
  sample: (random): [readonly number[], number] => [sampleLogits(random), 4],
  code: (logits, k) => filtered(logits, [topK(k)]),
  withoutGradient,
});

/** Sums of probabilities are known to this much. */
const rounding = 1e-12;

/**
 * How many of the most likely tokens it takes for probabilities that sum to at least p. S3 6.3 says "exceeds"; then no
 * set would do for p = 1, so it is "reaches" here, as in the paper (sums that miss p by rounding alone, 1e-12, count).
 * probabilities [V], p in (0, 1] → 1 … V. Holtzman et al., "The curious case of neural text degeneration" (2020).
 */
export const nucleusSize = equation({
  id: 'decode.top-p',
  title: { en: 'Top-p: size of the nucleus', ru: 'Top-p: размер ядра' },
  forms: [
    {
      // π are the probabilities from the largest to the smallest; a sum that is short of p asks for one more token
      source: 'S3 6.3',
      tex: String.raw`m = 1 + \sum_{i=1}^{V-1} \theta(p - \sum_{j=1}^{i} \pi_j)`,
      symbols: (probabilities: readonly number[], p: number) => {
        const sorted = [...probabilities].sort((a, b) => b - a);
        return { p, V: sorted.length, '\\theta': theta, '\\pi_j': indexed('j', (j) => sorted[j - 1]) };
      },
    },
  ],
  sample: (random): [readonly number[], number] => [
    // flat enough that sometimes all but one are needed
    softmax(sampleLogits(random).map((z) => z / 4)),
    0.6 + 0.39 * random.uniform(),
  ],
  code: (probabilities, p) => {
    expectShare(p);
    let sum = 0;
    const sorted = Float64Array.from(probabilities).sort().reverse();
    const last = sorted.findIndex((probability) => {
      sum += probability;
      return sum >= p - rounding;
    });
    // at p = 1 the rest may be too small to change the sum
    return last < 0 || p === 1 ? sorted.length : last + 1;
  },
  withoutGradient,
});

/**
 * Leaves the smallest set of most likely tokens whose probabilities sum to p or more: the nucleus, S3 6.3, Holtzman et
 * al. (2020). Of equally likely tokens the lower come first. Throws `ValueError` for p outside of (0, 1].
 */
export function topP(p: number): LogitsFilter {
  expectShare(p);
  return (logits, tokens) => topK(nucleusSize(softmax(logits), p))(logits, tokens);
}

function expectShare(p: number): void {
  if (!(p > 0 && p <= 1)) throw new ValueError('p', 'a number above 0, up to 1', String(p));
}

/** Lets none of these tokens come. Throws `ValueError` for a token that is not in the vocabulary. */
export const forbid =
  (tokens: readonly number[]): LogitsFilter =>
  (logits) => {
    for (const token of tokens) expectInteger('token', token, 0, logits.length - 1);
    return logits.map((value, token) => (tokens.includes(token) ? -Infinity : value));
  };
