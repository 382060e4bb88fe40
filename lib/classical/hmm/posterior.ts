import { logSumExp } from '../../decoding/distribution.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { ValueError } from '../../errors.js';
import { sampleDistributions } from '../notation.js';
import { expectLength, expectRows, type Rows } from '../rows.js';
import { backwardFrom } from './backward.js';
import { logEmissions } from './emission.js';
import { forwardFrom } from './forward.js';
import { expectHMM, expectObservations, type HMM, type Observations } from './model.js';
import { eachState, logs, sampleLogs, withoutGradient } from './notation.js';

/** Throws `ValueError` where nothing is possible: there is nothing to share out. */
export function expectPossible(argument: string, logProbability: number): void {
  if (logProbability === -Infinity)
    throw new ValueError(argument, 'what the model can produce', 'a probability of 0');
}

/**
 * Which state it was at t, given the whole sequence: γ_t(i) = P(state i at t | o). logAlpha = log α_t and logBeta = log β_t,
 * [N] each → γ_t [N]. Throws `ShapeError`, and `ValueError` where all of them are −∞.
 * Rabiner, "A tutorial on hidden Markov models" (1989).
 */
export const statePosterior = equation({
  id: 'hmm.state-posterior',
  title: { en: 'Posterior of a state', ru: 'Апостериорная вероятность состояния' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (27)',
      tex: String.raw`\gamma_{t,i} = \frac{\alpha_{t,i} \beta_{t,i}}{\sum_{j=1}^N \alpha_{t,j} \beta_{t,j}}`,
      symbols: (logAlpha: readonly number[], logBeta: readonly number[]) =>
        eachState(logAlpha, (i) => ({
          N: logAlpha.length,
          i,
          '\\alpha_{t,i}': indexed('i', (k) => Math.exp(logAlpha[k - 1])),
          '\\beta_{t,i}': indexed('i', (k) => Math.exp(logBeta[k - 1])),
        })),
    },
  ],
  sample: (random): [readonly number[], readonly number[]] => [sampleLogs(random, 3), sampleLogs(random, 3)],
  withoutGradient,
  code: (logAlpha, logBeta) => {
    expectLength('logBeta', logBeta, logAlpha.length);
    const together = logAlpha.map((value, i) => value + logBeta[i]);
    const total = logSumExp(together);
    expectPossible('logAlpha', total);
    return together.map((value) => Math.exp(value - total));
  },
});

/**
 * Which step it was from t to t + 1, given the whole sequence: ξ_t(i, j) = P(state i at t, j at t + 1 | o). logAlpha = log
 * α_t [N], logA = log A [N, N], logB = log b_j(o_{t+1}) [N], logBeta = log β_{t+1} [N] → ξ_t [N, N]. Throws `ShapeError`,
 * and `ValueError` where no step is possible. Rabiner (1989).
 */
export const transitionPosterior = equation({
  id: 'hmm.transition-posterior',
  title: { en: 'Posterior of a transition', ru: 'Апостериорная вероятность перехода' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (37)',
      tex: String.raw`\xi_{t,i,j} = \frac{\alpha_{t,i} a_{ij} b_{t+1,j} \beta_{t+1,j}}{\sum_{k=1}^N \sum_{l=1}^N \alpha_{t,k} a_{kl} b_{t+1,l} \beta_{t+1,l}}`,
      symbols: (
        logAlpha: readonly number[],
        logA: Rows,
        logB: readonly number[],
        logBeta: readonly number[],
      ) =>
        eachState(logAlpha, (i) =>
          eachState(logB, (j) => ({
            N: logAlpha.length,
            i,
            j,
            '\\alpha_{t,i}': indexed('i', (k) => Math.exp(logAlpha[k - 1])),
            'a_{ij}': indexed(['i', 'j'], (k, l) => Math.exp(logA[k - 1][l - 1])),
            'b_{t+1,j}': indexed('j', (l) => Math.exp(logB[l - 1])),
            '\\beta_{t+1,j}': indexed('j', (l) => Math.exp(logBeta[l - 1])),
          })),
        ).flat(),
      value: (xi: Rows) => xi.flat(),
    },
  ],
  sample: (random): [readonly number[], Rows, readonly number[], readonly number[]] => [
    sampleLogs(random, 3),
    logs(sampleDistributions(random, 3, 3)),
    sampleLogs(random, 3),
    sampleLogs(random, 3),
  ],
  withoutGradient,
  code: (logAlpha, logA, logB, logBeta) => {
    const N = logAlpha.length;
    expectRows('logA', logA, [N, N]);
    expectLength('logB', logB, N);
    expectLength('logBeta', logBeta, N);
    const together = logA.map((row, i) => row.map((value, j) => logAlpha[i] + value + logB[j] + logBeta[j]));
    const total = logSumExp(together.map(logSumExp));
    expectPossible('logAlpha', total);
    return together.map((row) => row.map((value) => Math.exp(value - total)));
  },
});

/** What a sequence says of the states behind it. */
export interface Posterior {
  /** γ [T, N]: P(state i at t | o). */
  readonly gamma: Rows;
  /** ξ [T − 1, N, N]: P(state i at t, j at t + 1 | o). */
  readonly xi: readonly Rows[];
  /** log P(o). */
  readonly logLikelihood: number;
}

/** The same for a model and a sequence that have been checked. Throws `ValueError` for a sequence of probability 0. */
export function posteriorOf<M extends HMM>(
  hmm: M,
  observations: Observations<M>,
  argument = 'observations',
): Posterior {
  const logB = logEmissions(hmm, observations);
  const [logAlphas, logBetas, logA] = [forwardFrom(hmm, logB), backwardFrom(hmm, logB), logs(hmm.A)];
  const logLikelihood = logSumExp(logAlphas[logB.length - 1]);
  expectPossible(argument, logLikelihood);
  return {
    gamma: logAlphas.map((logAlpha, t) => statePosterior(logAlpha, logBetas[t])),
    xi: logAlphas
      .slice(0, -1)
      .map((logAlpha, t) => transitionPosterior(logAlpha, logA, logB[t + 1], logBetas[t + 1])),
    logLikelihood,
  };
}

/**
 * Posteriors of the states and of the transitions, by the forward and the backward recursion; the most likely state of
 * each step is the largest of γ_t, which need not make a possible path as `viterbi` does.
 * Throws `ShapeError`, and `ValueError`, also for a sequence that the model cannot produce.
 */
export function hmmPosteriors<M extends HMM>(hmm: M, observations: Observations<M>): Posterior {
  expectHMM(hmm);
  expectObservations(hmm, observations);
  return posteriorOf(hmm, observations);
}
