import { expectInteger, expectNotNegative } from '../../check.js';
import { draw } from '../../decoding/sample.js';
import { Random } from '../../equations/random.js';
import { ShapeError } from '../../errors.js';
import { definiteFactor } from '../covariance.js';
import { sampleDistribution, sampleDistributions } from '../notation.js';
import { expectFiniteRow, expectRows, type Rows } from '../rows.js';
import {
  type CategoricalHMM,
  expectHMM,
  type GaussianHMM,
  type HMM,
  isGaussian,
  type Observations,
} from './model.js';

/** A model of N states and M symbols to begin learning with: all equally likely, but for some noise. */
export function randomHMM(states: number, symbols: number, seed: number): CategoricalHMM {
  expectInteger('states', states, 1);
  expectInteger('symbols', symbols, 1);
  const random = new Random(seed);
  return {
    pi: sampleDistribution(random, states),
    A: sampleDistributions(random, states, states),
    B: sampleDistributions(random, states, symbols),
  };
}

/**
 * A Gaussian model of N states to begin learning with: the mean of each is one of the observations, its covariance that of
 * them all, with `smoothing` added to the variances. Throws `ShapeError`, `ValueError`.
 */
export function randomGaussianHMM(
  states: number,
  sequences: readonly Rows[],
  seed: number,
  smoothing = 0,
): GaussianHMM {
  expectInteger('states', states, 1);
  expectNotNegative('smoothing', smoothing);
  const all = sequences.flat();
  if (all.length < states)
    throw new ShapeError('sequences', `at least ${states} observations`, String(all.length));
  const D = all[0].length;
  expectRows('observations', all, [all.length, D]);
  for (const [t, o] of all.entries()) expectFiniteRow(`observations[${t}]`, o);
  const random = new Random(seed);
  const mean = all[0].map((_, d) => all.reduce((sum, o) => sum + o[d], 0) / all.length);
  const covariance = mean.map((_, d) =>
    mean.map((__, e) => {
      const sum = all.reduce((total, o) => total + (o[d] - mean[d]) * (o[e] - mean[e]), 0);
      return sum / all.length + (d === e ? smoothing : 0);
    }),
  );
  const pi = sampleDistribution(random, states);
  return {
    pi,
    A: sampleDistributions(random, states, states),
    means: random.shuffled(all).slice(0, states),
    covariances: pi.map(() => covariance),
  };
}

/**
 * Lets the model run for T steps: the states that it went through and what it showed. The same seed gives the same.
 * Throws `ShapeError`, `ValueError`.
 */
export function sampleHMM<M extends HMM>(
  hmm: M,
  T: number,
  seed: number,
): { readonly states: number[]; readonly observations: Observations<M> } {
  expectHMM(hmm);
  expectInteger('T', T, 1);
  const random = new Random(seed);
  const next = (probabilities: readonly number[]) => draw(probabilities, random.uniform());
  const states = [next(hmm.pi)];
  while (states.length < T) states.push(next(hmm.A[states[states.length - 1]]));
  const observations = isGaussian(hmm)
    ? states.map(gaussianDraws(hmm, random))
    : states.map((state) => next((hmm as CategoricalHMM).B[state]));
  return { states, observations: observations as unknown as Observations<M> };
}

/** mean + L z, where L Lᵀ is the covariance of the state. */
function gaussianDraws({ means, covariances }: GaussianHMM, random: Random): (state: number) => number[] {
  const roots = covariances.map((covariance, i) =>
    definiteFactor(`covariances[${i}]`, covariance).root.to2DArray(),
  );
  return (state) => {
    const z = means[state].map(() => random.normal());
    return means[state].map((mean, d) => roots[state][d].reduce((sum, l, e) => sum + l * z[e], mean));
  };
}
