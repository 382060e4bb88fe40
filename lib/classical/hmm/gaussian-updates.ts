import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed } from '../../equations/symbols.js';
import { columnOf } from '../notation.js';
import type { Rows } from '../rows.js';
import { eachState, withoutGradient } from './notation.js';
import { type Counts, countSymbols, expectCounts, expectSequences, samplePosteriors } from './updates.js';

type Vectors = readonly Rows[];

/** Σ_k Σ_t γ_t(i) f(o_t, i) / Σ_k Σ_t γ_t(i) for numbers f; undefined for a state that never was. */
function weighted<T>(
  posteriors: readonly Counts[],
  vectors: Vectors,
  i: number,
  f: (o: readonly number[], gamma: number) => void,
  then: (total: number) => T,
): T | undefined {
  let total = 0;
  for (const [k, { gamma }] of posteriors.entries())
    for (const [t, row] of gamma.entries()) {
      total += row[i];
      f(vectors[k][t], row[i]);
    }
  return total > 0 ? then(total) : undefined;
}

const vectorSymbols = (posteriors: readonly Counts[], vectors: Vectors) => ({
  ...countSymbols(posteriors, 0),
  'o_{k,t}': indexed(['k', 't'], (k, t) => columnOf(vectors[k - 1][t - 1])),
});

const sampleVectors = (random: Random): Vectors =>
  [4, 3].map((T) => Array.from({ length: T }, () => [random.normal(), random.normal()]));

/**
 * Update of the means of Gaussian states: the mean of what was seen, each as much as it belongs to the state. Posteriors of
 * K sequences and their vectors, the means of before [N, D] → means [N, D]. Throws `ShapeError`, `ValueError`.
 */
export const meanUpdate = equation({
  id: 'hmm.baum-welch-mean',
  title: { en: 'Baum–Welch: means', ru: 'Баум–Велш: средние' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (53), for several sequences',
      tex: String.raw`\hat{\mu}_i = \frac{\sum_{k=1}^K \sum_{t=1}^{T_k} \gamma_{k,t,i} o_{k,t}}{\sum_{k=1}^K \sum_{t=1}^{T_k} \gamma_{k,t,i}}`,
      symbols: (posteriors: readonly Counts[], vectors: Vectors, means: Rows) =>
        eachState(means, (i) => ({ ...vectorSymbols(posteriors, vectors), i })),
      value: (means: Rows) => means.map(columnOf),
    },
  ],
  sample: (random): [readonly Counts[], Vectors, Rows] => [
    samplePosteriors(random),
    sampleVectors(random),
    sampleVectors(random)[1],
  ],
  withoutGradient,
  code: (posteriors, vectors, means): Rows => {
    expectCounts(posteriors, 0, means.length);
    expectSequences(posteriors, vectors);
    return means.map((before, i) => {
      const sums = before.map(() => 0);
      const add = (o: readonly number[], gamma: number) =>
        o.forEach((value, d) => (sums[d] += gamma * value));
      return weighted(posteriors, vectors, i, add, (total) => sums.map((sum) => sum / total)) ?? before;
    });
  },
});

/**
 * Update of the covariances of Gaussian states around their new means; c on the diagonal keeps them from shrinking to
 * nothing. Posteriors of K sequences and their vectors, c ≥ 0, the new means [N, D], the covariances of before [N, D, D] →
 * covariances [N, D, D]. Throws `ShapeError`, `ValueError`.
 */
export const covarianceUpdate = equation({
  id: 'hmm.baum-welch-covariance',
  title: { en: 'Baum–Welch: covariances', ru: 'Баум–Велш: ковариации' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (54), for several sequences',
      tex: String.raw`\hat{\Sigma}_i = \frac{c I + \sum_{k=1}^K \sum_{t=1}^{T_k} \gamma_{k,t,i} (o_{k,t} - \hat{\mu}_i) (o_{k,t} - \hat{\mu}_i)^T}{\sum_{k=1}^K \sum_{t=1}^{T_k} \gamma_{k,t,i}}`,
      symbols: (
        posteriors: readonly Counts[],
        vectors: Vectors,
        smoothing: number,
        means: Rows,
        _covariances: readonly Rows[],
      ) =>
        eachState(means, (i) => ({
          ...vectorSymbols(posteriors, vectors),
          c: smoothing,
          i,
          I: means[0].map((_, d) => means[0].map((__, e) => (d === e ? 1 : 0))),
          '\\hat{\\mu}_i': indexed('i', (state) => columnOf(means[state - 1])),
        })),
    },
  ],
  sample: (random): [readonly Counts[], Vectors, number, Rows, readonly Rows[]] => [
    samplePosteriors(random),
    sampleVectors(random),
    0.3,
    sampleVectors(random)[1],
    [],
  ],
  withoutGradient,
  code: (posteriors, vectors, smoothing, means, covariances): readonly Rows[] => {
    expectCounts(posteriors, smoothing, means.length);
    expectSequences(posteriors, vectors);
    return means.map((mean, i) => {
      const sums = mean.map((_, d) => mean.map((__, e) => (d === e ? smoothing : 0)));
      const add = (o: readonly number[], gamma: number) => {
        const apart = o.map((value, d) => value - mean[d]);
        for (const [d, a] of apart.entries()) apart.forEach((b, e) => (sums[d][e] += gamma * a * b));
      };
      const whole = (total: number) => sums.map((row) => row.map((sum) => sum / total));
      return weighted(posteriors, vectors, i, add, whole) ?? covariances[i];
    });
  },
});
