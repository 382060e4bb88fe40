import { expectInteger, expectNotNegative } from '../../check.js';
import { Stopped, ValueError } from '../../errors.js';
import { breathe } from '../../lab/host.js';
import { live } from '../../lab/live.js';
import type { Rows } from '../rows.js';
import { covarianceUpdate, meanUpdate } from './gaussian-updates.js';
import {
  type CategoricalHMM,
  expectHMM,
  expectObservations,
  type HMM,
  isGaussian,
  type Observations,
} from './model.js';
import { type Posterior, posteriorOf } from './posterior.js';
import { randomGaussianHMM, randomHMM } from './random.js';
import { emissionUpdate, initialUpdate, transitionUpdate } from './updates.js';

export interface BaumWelchOptions {
  /** At most so many updates of the whole model from each start; 100 by default. */
  readonly iterations?: number;
  /** It has converged when an update adds no more than this to the log-likelihood of all sequences; 1e-6 by default. */
  readonly tolerance?: number;
  /** Added to every count, and to the sums of squares of a Gaussian model; 0 by default. */
  readonly smoothing?: number;
  /** So many random models of the same size are tried as well, and the best result is kept; none by default. */
  readonly restarts?: number;
  /** Of the random models. */
  readonly seed?: number;
  readonly onProgress?: (progress: BaumWelchProgress) => void;
}

export interface BaumWelchProgress {
  /** 0 for the model given, then the restarts. */
  readonly start: number;
  /** Counted from 1. */
  readonly iteration: number;
  /** log P of all sequences under the updated model. */
  readonly logLikelihood: number;
}

export interface BaumWelchResult<M extends HMM> {
  readonly hmm: M;
  /** log P of all sequences before the first update and after each, of the best start. Without smoothing it never falls. */
  readonly logLikelihoods: readonly number[];
  /** Whether the last update added no more than the tolerance. */
  readonly converged: boolean;
  /** The reader stopped it early. */
  readonly stopped: boolean;
}

/**
 * Learns a model from sequences without being told the states: the algorithm of Baum and Welch, which is expectation
 * maximisation. Each iteration finds what the model makes of the sequences (`hmmPosteriors`) and updates it by that
 * (`hmm.baum-welch…`). It ends in a maximum near the start and not always in the best. With smoothing what never falls is
 * the log-likelihood plus the logarithm of the prior that the smoothing stands for. A probability of 0 stays 0 without
 * smoothing; a state that is never visited stays as it is.
 * Throws `ShapeError`, `ValueError`. Baum et al., "A maximization technique occurring in the statistical analysis of
 * probabilistic functions of Markov chains" (1970).
 */
export async function baumWelch<M extends HMM>(
  hmm: M,
  sequences: readonly Observations<M>[],
  {
    iterations = 100,
    tolerance = 1e-6,
    smoothing = 0,
    restarts = 0,
    seed = 1,
    onProgress,
  }: BaumWelchOptions = {},
): Promise<BaumWelchResult<M>> {
  expectHMM(hmm);
  if (sequences.length === 0) throw new ValueError('sequences', 'at least one sequence', 'none');
  for (const [k, sequence] of sequences.entries()) expectObservations(hmm, sequence, `sequences[${k}]`);
  expectInteger('iterations', iterations, 1);
  expectNotNegative('tolerance', tolerance);
  expectNotNegative('smoothing', smoothing);
  expectInteger('restarts', restarts, 0);
  const panel = live('Baum–Welch');
  const results: Omit<BaumWelchResult<M>, 'stopped'>[] = [];
  let stopped = false;

  async function from(start: number, model: M): Promise<void> {
    let now: M = model;
    let seen = expectation(now, sequences);
    const logLikelihoods = [seen.logLikelihood];
    let converged = false;
    try {
      for (let iteration = 1; iteration <= iterations && !converged; iteration++) {
        await breathe();
        now = maximization(now, sequences, seen.posteriors, smoothing);
        seen = expectation(now, sequences);
        logLikelihoods.push(seen.logLikelihood);
        converged = Math.abs(seen.logLikelihood - logLikelihoods[iteration - 1]) <= tolerance;
        const values = { 'log-likelihood': seen.logLikelihood };
        panel.update({ step: start * iterations + iteration, total: (restarts + 1) * iterations, values });
        onProgress?.({ start, iteration, logLikelihood: seen.logLikelihood });
      }
    } finally {
      // also what there is when the reader stops it
      results.push({ hmm: now, logLikelihoods, converged });
    }
  }

  try {
    await from(0, hmm);
    for (let restart = 1; restart <= restarts; restart++)
      await from(restart, another(hmm, sequences, seed + restart - 1, smoothing));
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped = true;
  } finally {
    panel.end();
  }
  const best = results.reduce((a, b) => (last(b.logLikelihoods) > last(a.logLikelihoods) ? b : a));
  return { ...best, stopped };
}

const last = (numbers: readonly number[]): number => numbers[numbers.length - 1];

/** The E-step. */
function expectation<M extends HMM>(hmm: M, sequences: readonly Observations<M>[]) {
  const posteriors = sequences.map((sequence, k) => posteriorOf(hmm, sequence, `sequences[${k}]`));
  const logLikelihood = posteriors.reduce((sum, posterior) => sum + posterior.logLikelihood, 0);
  return { posteriors, logLikelihood };
}

/** The M-step. */
function maximization<M extends HMM>(
  hmm: M,
  sequences: readonly Observations<M>[],
  posteriors: readonly Posterior[],
  smoothing: number,
): M {
  const pi = initialUpdate(posteriors, smoothing, hmm.pi);
  const A = transitionUpdate(posteriors, smoothing, hmm.A);
  if (!isGaussian(hmm)) {
    const symbols = sequences as readonly (readonly number[])[];
    return {
      pi,
      A,
      B: emissionUpdate(posteriors, symbols, smoothing, (hmm as CategoricalHMM).B),
    } as unknown as M;
  }
  const vectors = sequences as readonly Rows[];
  const means = meanUpdate(posteriors, vectors, hmm.means);
  const covariances = covarianceUpdate(posteriors, vectors, smoothing, means, hmm.covariances);
  return { pi, A, means, covariances } as unknown as M;
}

/** A random model of the same size. */
const another = <M extends HMM>(
  hmm: M,
  sequences: readonly Observations<M>[],
  seed: number,
  smoothing: number,
): M =>
  (isGaussian(hmm)
    ? randomGaussianHMM(hmm.pi.length, sequences as readonly Rows[], seed, smoothing)
    : randomHMM(hmm.pi.length, (hmm as CategoricalHMM).B[0].length, seed)) as unknown as M;
