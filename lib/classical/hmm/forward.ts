import { logSumExp } from '../../decoding/distribution.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { sampleDistribution, sampleDistributions } from '../notation.js';
import { expectLength, expectRows, type Rows } from '../rows.js';
import { logEmissions } from './emission.js';
import { expectHMM, expectObservations, type HMM, type Observations } from './model.js';
import { eachState, exps, logs, sampleLogs, withoutGradient } from './notation.js';

/**
 * First step of the forward recursion: α_1(j) = P(o_1, state j at 1). logPi = log π and logB = log b_j(o_1), [N] each
 * → log α_1 [N]. Throws `ShapeError`. Rabiner, "A tutorial on hidden Markov models" (1989).
 */
export const forwardStart = equation({
  id: 'hmm.forward-start',
  title: { en: 'Forward recursion: the first step', ru: 'Прямой проход: первый шаг' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (19)',
      tex: String.raw`\log \alpha_{1,j} = \log \pi_j + \log b_{1,j}`,
      symbols: (logPi: readonly number[], logB: readonly number[]) =>
        eachState(logPi, (j) => ({
          '\\pi_j': Math.exp(logPi[j - 1]),
          'b_{1,j}': Math.exp(logB[j - 1]),
        })),
    },
  ],
  sample: (random): [readonly number[], readonly number[]] => [
    sampleDistribution(random, 3).map(Math.log),
    sampleLogs(random, 3),
  ],
  withoutGradient,
  code: (logPi, logB) => {
    expectLength('logB', logB, logPi.length);
    return logPi.map((value, j) => value + logB[j]);
  },
});

const stepSymbols = (logAlpha: readonly number[], logA: Rows, logB: readonly number[]) =>
  eachState(logB, (j) => ({
    N: logAlpha.length,
    j,
    '\\alpha_{t-1,i}': indexed('i', (i) => Math.exp(logAlpha[i - 1])),
    'a_{ij}': indexed(['i', 'j'], (i, k) => Math.exp(logA[i - 1][k - 1])),
    'b_{t,j}': indexed('j', (k) => Math.exp(logB[k - 1])),
  }));

/**
 * Forward recursion in log space: α_t(j) = P(o_1 … o_t, state j at t). logAlpha = log α_{t−1} [N], logA = log A [N, N],
 * logB = log b_j(o_t) [N] → log α_t [N]; −∞ where nothing leads. Throws `ShapeError`. Rabiner (1989).
 */
export const forwardStep = equation({
  id: 'hmm.forward',
  title: { en: 'Forward recursion', ru: 'Прямой проход' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (20), in log space',
      tex: String.raw`\log \alpha_{t,j} = \log \sum_{i=1}^N \exp(\log \alpha_{t-1,i} + \log a_{ij}) + \log b_{t,j}`,
      symbols: stepSymbols,
    },
    {
      source: 'Rabiner (1989), (20)',
      tex: String.raw`\alpha_{t,j} = \left(\sum_{i=1}^N \alpha_{t-1,i} a_{ij}\right) b_{t,j}`,
      symbols: stepSymbols,
      value: exps,
    },
  ],
  sample: (random): [readonly number[], Rows, readonly number[]] => [
    sampleLogs(random, 3),
    logs(sampleDistributions(random, 3, 3)),
    sampleLogs(random, 3),
  ],
  withoutGradient,
  code: (logAlpha, logA, logB) => {
    expectRows('logA', logA, [logAlpha.length, logAlpha.length]);
    expectLength('logB', logB, logAlpha.length);
    return logB.map((emission, j) => logSumExp(logAlpha.map((value, i) => value + logA[i][j])) + emission);
  },
});

/** log α_1 … log α_T, [T, N], from log b_j(o_t) [T, N]. */
export function forwardFrom(hmm: HMM, logB: Rows): Rows {
  const logA = logs(hmm.A);
  const logAlphas = [forwardStart(hmm.pi.map(Math.log), logB[0])];
  for (let t = 1; t < logB.length; t++) logAlphas.push(forwardStep(logAlphas[t - 1], logA, logB[t]));
  return logAlphas;
}

/**
 * Forward recursion over a sequence: log α_t(j) = log P(o_1 … o_t, state j at t) as [T, N].
 * Throws `ShapeError`, `ValueError`.
 */
export function hmmForward<M extends HMM>(hmm: M, observations: Observations<M>): Rows {
  expectHMM(hmm);
  expectObservations(hmm, observations);
  return forwardFrom(hmm, logEmissions(hmm, observations));
}

/**
 * How likely the model finds a sequence: log P(o_1 … o_T), or a log-density; −∞ for what it cannot produce. With the sign
 * turned and divided by T it is the loss per step. Throws `ShapeError`, `ValueError`.
 */
export const hmmLogLikelihood = <M extends HMM>(hmm: M, observations: Observations<M>): number =>
  logSumExp(hmmForward(hmm, observations)[observations.length - 1]);
