import { classical } from 'unrolled';
import { describe, expect, it } from 'vitest';
import reference from '../reference/markov.json' with { type: 'json' };
import { expectClose } from './numbers.js';

const { baumWelch, hmmLogLikelihood, hmmPosteriors, kalmanFilter, kalmanSmoother, viterbi } = classical;

const learnedFrom = async <M extends classical.HMM>(
  hmm: M,
  sequences: readonly classical.Observations<M>[],
  iterations: number,
) => (await baumWelch(hmm, sequences, { iterations, tolerance: 0 })).hmm;

describe(`hidden Markov models against ${reference['made by']}`, () => {
  const { categorical, gaussian } = reference;

  function compare<M extends classical.HMM>(
    hmm: M,
    observations: classical.Observations<M>,
    want: (typeof categorical.sequences)[number] | (typeof gaussian.sequences)[number],
  ) {
    expect(hmmLogLikelihood(hmm, observations)).toBeCloseTo(want.logLikelihood, 9);
    expectClose(hmmPosteriors(hmm, observations).gamma, want.gamma, 1e-10);
    const { states, logProbability } = viterbi(hmm, observations);
    expect(states).toEqual(want.states);
    expect(logProbability).toBeCloseTo(want.logProbability, 9);
  }

  it.each(categorical.sequences)('symbols: likelihood, posteriors, best path', (want) => {
    compare(categorical.hmm, want.observations, want);
  });

  it.each(gaussian.sequences)('Gaussian: likelihood, posteriors, best path', (want) => {
    compare(gaussian.hmm, want.observations, want);
  });

  it.each([1, 2, 3])('steps of Baum and Welch: %i', async (iterations) => {
    const symbols = categorical.sequences.map(({ observations }) => observations);
    const want = categorical.learned[iterations - 1];
    const got = await learnedFrom(categorical.hmm, symbols, iterations);
    expectClose(got.pi, want.pi, 1e-10);
    expectClose(got.A, want.A, 1e-10);
    expectClose(got.B, want.B, 1e-10);
    const vectors = gaussian.sequences.map(({ observations }) => observations);
    const wanted = gaussian.learned[iterations - 1];
    const learned = await learnedFrom(gaussian.hmm, vectors, iterations);
    expectClose(learned.pi, wanted.pi, 1e-10);
    expectClose(learned.A, wanted.A, 1e-10);
    expectClose(learned.means, wanted.means, 1e-10);
    expectClose(learned.covariances, wanted.covariances, 1e-9);
  });
});

describe(`the Kalman filter against ${reference['made by']}`, () => {
  it.each(reference.kalman.map((c, i) => ({ ...c, name: ['complete', 'with gaps'][i] })))('$name', (c) => {
    const filtered = kalmanFilter(c.model, c.ys);
    expectClose(filtered.predicted.means, c.predicted.means, 1e-9);
    expectClose(filtered.predicted.covariances, c.predicted.covariances, 1e-9);
    expectClose(filtered.means, c.filtered.means, 1e-9);
    expectClose(filtered.covariances, c.filtered.covariances, 1e-9);
    expect(filtered.logLikelihood).toBeCloseTo(c.logLikelihood, 8);
    const smoothed = kalmanSmoother(c.model, c.ys);
    expectClose(smoothed.means, c.smoothed.means, 1e-9);
    expectClose(smoothed.covariances, c.smoothed.covariances, 1e-9);
    expect(smoothed.logLikelihood).toBe(filtered.logLikelihood);
  });
});
