import { Matrix } from 'ml-matrix';
import { equation } from '../../equations/equation.js';
import { definiteFactor, expectCovariance, logDensity } from '../covariance.js';
import { columnOf, plainNumbers, sampleCovariance } from '../notation.js';
import { expectFiniteRow, expectLength, type Rows } from '../rows.js';
import { type HMM, isGaussian, type Observations } from './model.js';

const differenceOf = (o: readonly number[], mean: readonly number[]): Matrix =>
  Matrix.columnVector(o.map((value, d) => value - mean[d]));

/**
 * Log-density of what a Gaussian state shows: o and its mean of D numbers, its covariance [D, D] → a number.
 * Throws `ShapeError`, `ValueError`. Rabiner, "A tutorial on hidden Markov models" (1989), with one component.
 */
export const gaussianEmission = equation({
  id: 'hmm.gaussian',
  title: { en: 'Gaussian emission', ru: 'Гауссовское наблюдение' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (50)',
      tex: String.raw`\log b = -\frac{1}{2} (D \log(2 \pi) + \log \det \Sigma + (o - \mu)^T \Sigma^{-1} (o - \mu))`,
      symbols: (o: readonly number[], mean: readonly number[], covariance: Rows) => ({
        D: o.length,
        o: columnOf(o),
        '\\mu': columnOf(mean),
        '\\Sigma': covariance,
        '\\pi': Math.PI,
      }),
    },
  ],
  sample: (random): [readonly number[], readonly number[], Rows] => [
    [random.normal(), random.normal(), random.normal()],
    [random.normal(), random.normal(), random.normal()],
    sampleCovariance(random, 3),
  ],
  withoutGradient: plainNumbers,
  code: (o, mean, covariance) => {
    expectFiniteRow('o', o);
    expectLength('mean', mean, o.length);
    expectFiniteRow('mean', mean);
    expectCovariance('covariance', covariance, o.length, 'definite');
    return logDensity(definiteFactor('covariance', covariance), differenceOf(o, mean));
  },
});

/** log b_j(o_t), how likely each state shows each observation: [T, N]. Model and observations must have been checked. */
export function logEmissions<M extends HMM>(hmm: M, observations: Observations<M>): number[][] {
  if (!isGaussian(hmm)) {
    const bySymbol = hmm.B[0].map((_, v) => hmm.B.map((row) => Math.log(row[v])));
    return (observations as readonly number[]).map((v) => bySymbol[v]);
  }
  const factors = hmm.covariances.map((covariance, i) => definiteFactor(`covariances[${i}]`, covariance));
  return (observations as Rows).map((o) =>
    factors.map((factor, i) => logDensity(factor, differenceOf(o, hmm.means[i]))),
  );
}
