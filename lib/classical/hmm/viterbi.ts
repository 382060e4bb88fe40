import { firstLargest } from '../../decoding/distribution.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed } from '../../equations/symbols.js';
import { sampleDistributions } from '../notation.js';
import { expectLength, expectRows, type Rows } from '../rows.js';
import { logEmissions } from './emission.js';
import { forwardStart } from './forward.js';
import { expectHMM, expectObservations, type HMM, type Observations } from './model.js';
import { eachState, logs, sampleLogs, withoutGradient } from './notation.js';
import { expectPossible } from './posterior.js';

const chainSymbols = (logDelta: readonly number[], logA: Rows) => ({
  N: logDelta.length,
  '\\delta_{t-1,i}': indexed('i', (i) => Math.exp(logDelta[i - 1])),
  'a_{ij}': indexed(['i', 'j'], (i, j) => Math.exp(logA[i - 1][j - 1])),
});

const sampleChain = (random: Random, N: number): [readonly number[], Rows] => [
  sampleLogs(random, N),
  logs(sampleDistributions(random, N, N)),
];

/**
 * Recursion of Viterbi in log space: δ_t(j) is how likely the best path is that ends in state j at t. logDelta = log δ_{t−1}
 * [N], logA = log A [N, N], logB = log b_j(o_t) [N] → log δ_t [N]. Throws `ShapeError`.
 * Viterbi, "Error bounds for convolutional codes" (1967); Rabiner (1989).
 */
export const viterbiStep = equation({
  id: 'hmm.viterbi',
  title: { en: 'Viterbi’s recursion', ru: 'Рекурсия Витерби' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (33a), in log space',
      tex: String.raw`\log \delta_{t,j} = \max_{1 \le i \le N} (\log \delta_{t-1,i} + \log a_{ij}) + \log b_{t,j}`,
      symbols: (logDelta: readonly number[], logA: Rows, logB: readonly number[]) =>
        eachState(logB, (j) => ({
          ...chainSymbols(logDelta, logA),
          j,
          'b_{t,j}': indexed('j', (k) => Math.exp(logB[k - 1])),
        })),
    },
  ],
  sample: (random): [readonly number[], Rows, readonly number[]] => [
    ...sampleChain(random, 3),
    sampleLogs(random, 3),
  ],
  withoutGradient,
  code: (logDelta, logA, logB) => {
    expectRows('logA', logA, [logDelta.length, logDelta.length]);
    expectLength('logB', logB, logDelta.length);
    return logB.map((emission, j) => Math.max(...logDelta.map((value, i) => value + logA[i][j])) + emission);
  },
});

/**
 * Where the best path into each state comes from, ψ_t(j); of equally good ones the state with the lowest number. logDelta =
 * log δ_{t−1} [N], logA = log A [N, N] → for each j a state, counted from 0. Throws `ShapeError`. Rabiner (1989).
 */
export const viterbiPointer = equation({
  id: 'hmm.viterbi-pointer',
  title: { en: 'Where the best path comes from', ru: 'Откуда приходит лучший путь' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (33b), in log space',
      tex: String.raw`\psi_{t,j} = \operatorname*{argmax}_{1 \le i \le N} (\log \delta_{t-1,i} + \log a_{ij})`,
      symbols: (logDelta: readonly number[], logA: Rows) =>
        eachState(logDelta, (j) => ({ ...chainSymbols(logDelta, logA), j })),
      value: (from: readonly number[]) => from.map((i) => i + 1),
    },
  ],
  sample: (random): [readonly number[], Rows] => {
    const [logDelta, logA] = sampleChain(random, 6);
    // the first state is often the best, but not always
    return [[0, ...logDelta.slice(1)], logA];
  },
  withoutGradient,
  code: (logDelta, logA) => {
    expectRows('logA', logA, [logDelta.length, logDelta.length]);
    return logDelta.map((_, j) => firstLargest(logDelta.map((value, i) => value + logA[i][j])));
  },
});

export interface BestPath {
  /** The states, counted from 0: T of them. */
  readonly states: number[];
  /** log P(states, observations), the largest that there is. */
  readonly logProbability: number;
}

/**
 * The most likely path of states behind a sequence, found by the recursion of Viterbi and followed back from its end. Of
 * equally likely paths it is the one whose last state has the lowest number, then the last but one, and so on.
 * Throws `ShapeError`, and `ValueError`, also for a sequence that the model cannot produce. Viterbi (1967).
 */
export function viterbi<M extends HMM>(hmm: M, observations: Observations<M>): BestPath {
  expectHMM(hmm);
  expectObservations(hmm, observations);
  const [logB, logA] = [logEmissions(hmm, observations), logs(hmm.A)];
  let logDelta = forwardStart(hmm.pi.map(Math.log), logB[0]);
  const pointers: (readonly number[])[] = [];
  for (const emission of logB.slice(1)) {
    pointers.push(viterbiPointer(logDelta, logA));
    logDelta = viterbiStep(logDelta, logA, emission);
  }
  const last = firstLargest(logDelta);
  expectPossible('observations', logDelta[last]);
  const states = [last];
  for (const from of pointers.reverse()) states.push(from[states[states.length - 1]]);
  return { states: states.reverse(), logProbability: logDelta[last] };
}
