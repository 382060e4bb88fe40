import { expectInteger } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed } from '../equations/symbols.js';
import { ValueError } from '../errors.js';
import { withoutGradient } from './notation.js';

/**
 * What a log-probability is divided by before hypotheses of different lengths are compared: a sum of logarithms falls
 * with every token, so that without it the shorter wins.
 */
export type LengthPenalty = (length: number) => number;

function expectExponent(alpha: number): void {
  if (!Number.isFinite(alpha)) throw new ValueError('alpha', 'a finite number', String(alpha));
}

/** length^α: 0 leaves the sum, 1 makes it the mean, above 1 prefers the longer. Throws `ValueError`. */
export function byLength(alpha: number): LengthPenalty {
  expectExponent(alpha);
  return (length) => length ** alpha;
}

/**
 * ((5 + length) / 6)^α, which is 1 for one token and grows more gently. Wu et al., "Google's neural machine translation
 * system" (2016), (14), where α = 0.2 … 0.6 served. Throws `ValueError`.
 */
export function gnmt(alpha: number): LengthPenalty {
  expectExponent(alpha);
  return (length) => ((5 + length) / 6) ** alpha;
}

const sampleLogProbs = (random: { uniform(): number }): number[] =>
  Array.from({ length: 4 }, () => Math.log(random.uniform()));

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Log-probabilities of the tokens of a hypothesis, at least one → its score, divided by length^α. */
export const scoreByLength = equation({
  id: 'decode.length',
  title: { en: 'Score with length normalisation', ru: 'Оценка с нормировкой по длине' },
  forms: [
    {
      source: 'beyond the lectures: Bahdanau et al. (2015)',
      tex: String.raw`s(y) = \frac{1}{T^\alpha} \sum_{t=1}^T \log p_t`,
      symbols: (logProbs: readonly number[], alpha: number) => ({
        T: logProbs.length,
        '\\alpha': alpha,
        p_t: indexed('t', (t) => Math.exp(logProbs[t - 1])),
      }),
    },
  ],
  sample: (random): [readonly number[], number] => [sampleLogProbs(random), 2 * random.uniform()],
  code: (logProbs, alpha) => {
    expectInteger('number of logProbs', logProbs.length, 1);
    return sum(logProbs) / byLength(alpha)(logProbs.length);
  },
  withoutGradient,
});

/** The same with GNMT's penalty. */
export const scoreByGnmt = equation({
  id: 'decode.gnmt',
  title: { en: "Score with GNMT's length penalty", ru: 'Оценка со штрафом за длину из GNMT' },
  forms: [
    {
      source: 'beyond the lectures: Wu et al. (2016), (14)',
      tex: String.raw`s(y) = \frac{(5 + 1)^\alpha}{(5 + T)^\alpha} \sum_{t=1}^T \log p_t`,
      symbols: (logProbs: readonly number[], alpha: number) => ({
        T: logProbs.length,
        '\\alpha': alpha,
        p_t: indexed('t', (t) => Math.exp(logProbs[t - 1])),
      }),
    },
  ],
  sample: (random): [readonly number[], number] => [sampleLogProbs(random), 2 * random.uniform()],
  code: (logProbs, alpha) => {
    expectInteger('number of logProbs', logProbs.length, 1);
    return sum(logProbs) / gnmt(alpha)(logProbs.length);
  },
  withoutGradient,
});
