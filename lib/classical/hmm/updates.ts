import type { Tensor } from '@tensorflow/tfjs';
import { expectNotNegative } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed, type SymbolTable, written } from '../../equations/symbols.js';
import { ShapeError } from '../../errors.js';
import { sampleDistribution, sampleDistributions } from '../notation.js';
import { expectLength, type Rows } from '../rows.js';
import type { HMM } from './model.js';
import { eachState, sampleLogs, withoutGradient } from './notation.js';
import { type Posterior, posteriorOf } from './posterior.js';

// The M-step of Baum and Welch: one equation for each parameter, from the posteriors of all sequences. The smoothing c is
// added to every count, as if each thing had been seen c times; what was never seen at all stays as it is.

/** γ and ξ of one sequence. */
export type Counts = Pick<Posterior, 'gamma' | 'xi'>;

export function expectCounts(posteriors: readonly Counts[], smoothing: number, N: number): void {
  if (posteriors.length === 0) throw new ShapeError('posteriors', '[K] with at least one sequence', '[0]');
  for (const [k, { gamma }] of posteriors.entries()) expectLength(`posteriors[${k}].gamma[0]`, gamma[0], N);
  expectNotNegative('smoothing', smoothing);
}

/** Sequences of observations as long as what is known of them. */
export function expectSequences(
  posteriors: readonly Counts[],
  sequences: readonly (readonly unknown[])[],
): void {
  expectLength('sequences', sequences, posteriors.length);
  for (const [k, { gamma }] of posteriors.entries())
    expectLength(`sequences[${k}]`, sequences[k], gamma.length);
}

/** Counts with c added to each, divided by their sum; without any, the row of before. */
function shares(counts: readonly number[], c: number, before: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count + c, 0);
  return total > 0 ? counts.map((count) => (count + c) / total) : before;
}

/** What all of the written updates speak of. */
export const countSymbols = (posteriors: readonly Counts[], c: number): SymbolTable => ({
  K: posteriors.length,
  N: posteriors[0].gamma[0].length,
  c,
  T_k: indexed('k', (k) => posteriors[k - 1].gamma.length),
  '\\gamma_{k,t,i}': indexed(['k', 't', 'i'], (k, t, i) => posteriors[k - 1].gamma[t - 1][i - 1]),
});

/** Posteriors of two sequences of different lengths under a model of three states. */
export function samplePosteriors(random: Random): Counts[] {
  return [4, 3].map((T) => {
    // a symbol of its own for each step: B holds any likelihoods, as its rows need not sum to 1 here
    const B = Array.from({ length: 3 }, () => sampleLogs(random, T).map(Math.exp));
    const hmm: HMM = { pi: sampleDistribution(random, 3), A: sampleDistributions(random, 3, 3), B };
    return posteriorOf(hmm, [...Array(T).keys()]);
  });
}

/**
 * Update of π: how often sequences begin in each state. Posteriors of K sequences, c ≥ 0, the π of before [N] → π [N].
 * Throws `ShapeError`, `ValueError`. Baum et al. (1970); Rabiner, "A tutorial on hidden Markov models" (1989).
 */
export const initialUpdate = equation({
  id: 'hmm.baum-welch-initial',
  title: { en: 'Baum–Welch: initial probabilities', ru: 'Баум–Велш: начальные вероятности' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (40a), for several sequences',
      tex: String.raw`\hat{\pi}_i = \frac{c + \sum_{k=1}^K \gamma_{k,1,i}}{N c + K}`,
      symbols: (posteriors: readonly Counts[], smoothing: number, pi: readonly number[]) =>
        eachState(pi, (i) => ({ ...countSymbols(posteriors, smoothing), i })),
    },
  ],
  sample: (random): [readonly Counts[], number, readonly number[]] => [
    samplePosteriors(random),
    0.3,
    sampleDistribution(random, 3),
  ],
  withoutGradient,
  code: (posteriors, smoothing, pi) => {
    expectCounts(posteriors, smoothing, pi.length);
    const counts = pi.map((_, i) => posteriors.reduce((sum, { gamma }) => sum + gamma[0][i], 0));
    return shares(counts, smoothing, pi);
  },
});

/**
 * Update of A: of all steps that leave state i, the part that goes to j. Posteriors of K sequences, c ≥ 0, the A of before
 * [N, N] → A [N, N]. Throws `ShapeError`, `ValueError`. Baum et al. (1970); Rabiner (1989).
 */
export const transitionUpdate = equation({
  id: 'hmm.baum-welch',
  title: { en: 'Baum–Welch: transitions', ru: 'Баум–Велш: переходы' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (40b), for several sequences',
      tex: String.raw`\hat{a}_{ij} = \frac{c + \sum_{k=1}^K \sum_{t=1}^{T_k - 1} \xi_{k,t,i,j}}{N c + \sum_{k=1}^K \sum_{t=1}^{T_k - 1} \gamma_{k,t,i}}`,
      symbols: (posteriors: readonly Counts[], smoothing: number, A: Rows) =>
        eachState(A, (i) =>
          eachState(A, (j) => ({
            ...countSymbols(posteriors, smoothing),
            i,
            j,
            '\\xi_{k,t,i,j}': indexed(
              ['k', 't', 'i', 'j'],
              (k, t, from, to) => posteriors[k - 1].xi[t - 1][from - 1][to - 1],
            ),
          })),
        ).flat(),
      value: (A: Rows) => A.flat(),
    },
  ],
  sample: (random): [readonly Counts[], number, Rows] => [
    samplePosteriors(random),
    0.3,
    sampleDistributions(random, 3, 3),
  ],
  withoutGradient,
  code: (posteriors, smoothing, A): Rows => {
    expectCounts(posteriors, smoothing, A.length);
    const counts = A.map((row) => row.map(() => 0));
    for (const { xi } of posteriors)
      for (const step of xi)
        for (const [i, row] of step.entries()) row.forEach((p, j) => (counts[i][j] += p));
    return counts.map((row, i) => shares(row, smoothing, A[i]));
  },
});

const sampleSymbols = (random: Random): number[][] =>
  [4, 3].map((T) => Array.from({ length: T }, () => random.integer(0, 3)));

/**
 * Update of B: of all steps in state i, the part that shows the symbol v. Posteriors of K sequences and their symbols, c ≥
 * 0, the B of before [N, M] → B [N, M]. Throws `ShapeError`, `ValueError`. Baum et al. (1970); Rabiner (1989).
 */
export const emissionUpdate = equation({
  id: 'hmm.baum-welch-emission',
  title: { en: 'Baum–Welch: symbols', ru: 'Баум–Велш: символы' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (40c), for several sequences',
      tex: String.raw`\hat{b}_{iv} = \frac{c + \sum_{k=1}^K \sum_{t=1}^{T_k} \gamma_{k,t,i} \delta(o_{k,t}, v)}{M c + \sum_{k=1}^K \sum_{t=1}^{T_k} \gamma_{k,t,i}}`,
      symbols: (
        posteriors: readonly Counts[],
        sequences: readonly (readonly number[])[],
        smoothing: number,
        B: Rows,
      ) =>
        eachState(B, (i) =>
          B[0].map((_, v) => ({
            ...countSymbols(posteriors, smoothing),
            i,
            v,
            M: B[0].length,
            'o_{k,t}': indexed(['k', 't'], (k, t) => sequences[k - 1][t - 1]),
            '\\delta': written((x: Tensor, y: Tensor) => (x.dataSync()[0] === y.dataSync()[0] ? 1 : 0)),
          })),
        ).flat(),
      value: (B: Rows) => B.flat(),
    },
  ],
  sample: (random): [readonly Counts[], readonly (readonly number[])[], number, Rows] => [
    samplePosteriors(random),
    sampleSymbols(random),
    0.3,
    sampleDistributions(random, 3, 3),
  ],
  withoutGradient,
  code: (posteriors, sequences, smoothing, B): Rows => {
    expectCounts(posteriors, smoothing, B.length);
    expectSequences(posteriors, sequences);
    const counts = B.map((row) => row.map(() => 0));
    for (const [k, { gamma }] of posteriors.entries())
      for (const [t, row] of gamma.entries()) row.forEach((p, i) => (counts[i][sequences[k][t]] += p));
    return counts.map((row, i) => shares(row, smoothing, B[i]));
  },
});
