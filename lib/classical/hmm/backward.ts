import { logSumExp } from '../../decoding/distribution.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { sampleDistributions } from '../notation.js';
import { expectLength, expectRows, type Rows } from '../rows.js';
import { logEmissions } from './emission.js';
import { expectHMM, expectObservations, type HMM, type Observations } from './model.js';
import { eachState, exps, logs, sampleLogs, withoutGradient } from './notation.js';

/**
 * Backward recursion in log space: β_t(i) = P(o_{t+1} … o_T | state i at t), with β_T(i) = 1. logA = log A [N, N], logB =
 * log b_j(o_{t+1}) [N], logBeta = log β_{t+1} [N] → log β_t [N]. Throws `ShapeError`.
 * Rabiner, "A tutorial on hidden Markov models" (1989).
 */
export const backwardStep = equation({
  id: 'hmm.backward',
  title: { en: 'Backward recursion', ru: 'Обратный проход' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (25), in log space',
      tex: String.raw`\log \beta_{t,i} = \log \sum_{j=1}^N \exp(\log a_{ij} + \log b_{t+1,j} + \log \beta_{t+1,j})`,
      symbols: (logA: Rows, logB: readonly number[], logBeta: readonly number[]) =>
        eachState(logBeta, (i) => ({
          N: logBeta.length,
          i,
          'a_{ij}': indexed(['i', 'j'], (k, j) => Math.exp(logA[k - 1][j - 1])),
          'b_{t+1,j}': indexed('j', (j) => Math.exp(logB[j - 1])),
          '\\beta_{t+1,j}': indexed('j', (j) => Math.exp(logBeta[j - 1])),
        })),
    },
    {
      source: 'Rabiner (1989), (25)',
      tex: String.raw`\beta_t = A (b_{t+1} \odot \beta_{t+1})`,
      symbols: (logA, logB, logBeta) => ({
        A: logA.map(exps),
        'b_{t+1}': logB.map((value) => [Math.exp(value)]),
        '\\beta_{t+1}': logBeta.map((value) => [Math.exp(value)]),
      }),
      value: (logBeta: readonly number[]) => exps(logBeta).map((value) => [value]),
    },
  ],
  sample: (random): [Rows, readonly number[], readonly number[]] => [
    logs(sampleDistributions(random, 3, 3)),
    sampleLogs(random, 3),
    sampleLogs(random, 3),
  ],
  withoutGradient,
  code: (logA, logB, logBeta) => {
    const N = logBeta.length;
    expectRows('logA', logA, [N, N]);
    expectLength('logB', logB, N);
    return logA.map((row) => logSumExp(row.map((value, j) => value + logB[j] + logBeta[j])));
  },
});

/** log β_1 … log β_T, [T, N], from log b_j(o_t) [T, N]. */
export function backwardFrom(hmm: HMM, logB: Rows): Rows {
  const logA = logs(hmm.A);
  const logBetas: (readonly number[])[] = [hmm.pi.map(() => 0)];
  for (let t = logB.length - 1; t > 0; t--) logBetas.push(backwardStep(logA, logB[t], logBetas.at(-1)!));
  return logBetas.reverse();
}

/**
 * Backward recursion over a sequence: log β_t(i) = log P(o_{t+1} … o_T | state i at t) as [T, N].
 * Throws `ShapeError`, `ValueError`.
 */
export function hmmBackward<M extends HMM>(hmm: M, observations: Observations<M>): Rows {
  expectHMM(hmm);
  expectObservations(hmm, observations);
  return backwardFrom(hmm, logEmissions(hmm, observations));
}
