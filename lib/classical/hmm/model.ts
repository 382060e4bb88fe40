import { ShapeError, ValueError } from '../../errors.js';
import { expectCovariance } from '../covariance.js';
import {
  expectDistribution,
  expectDistributions,
  expectFiniteRow,
  expectLength,
  expectRows,
  type Rows,
} from '../rows.js';

/** What every hidden Markov model of N states has. */
interface Chain {
  /** π [N], the probability of beginning in each state. */
  readonly pi: readonly number[];
  /** A [N, N], row i the probabilities of coming from state i into each state. */
  readonly A: Rows;
}

/** A hidden Markov model that shows one of M symbols, 0 … M − 1, in each state. */
export interface CategoricalHMM extends Chain {
  /** B [N, M], row i the probabilities of the symbols in state i. */
  readonly B: Rows;
}

/** A hidden Markov model that shows D numbers, normally distributed around the mean of its state. */
export interface GaussianHMM extends Chain {
  /** [N, D] */
  readonly means: Rows;
  /** [N, D, D], symmetric and positive definite. */
  readonly covariances: readonly Rows[];
}

export type HMM = CategoricalHMM | GaussianHMM;

/** A sequence that a model shows: symbols, or rows of D numbers. */
export type Observations<M extends HMM = HMM> = M extends GaussianHMM ? Rows : readonly number[];

export const isGaussian = (hmm: HMM): hmm is GaussianHMM => 'means' in hmm;

/** Throws `ShapeError`, `ValueError` for a model whose parts do not fit or are no probabilities. */
export function expectHMM(hmm: HMM): void {
  const N = hmm.pi.length;
  if (N === 0) throw new ShapeError('pi', '[N] with at least one state', '[0]');
  expectDistribution('pi', hmm.pi, N);
  expectDistributions('A', hmm.A, [N, N]);
  if (!isGaussian(hmm)) {
    expectLength('B', hmm.B, N);
    if (hmm.B[0].length === 0) throw new ShapeError('B[0]', '[M] with at least one symbol', '[0]');
    expectDistributions('B', hmm.B, [N, hmm.B[0].length]);
    return;
  }
  expectLength('means', hmm.means, N);
  const D = hmm.means[0].length;
  if (D === 0) throw new ShapeError('means[0]', '[D] with at least one number', '[0]');
  expectRows('means', hmm.means, [N, D]);
  for (const [i, mean] of hmm.means.entries()) expectFiniteRow(`means[${i}]`, mean);
  expectLength('covariances', hmm.covariances, N);
  for (const [i, covariance] of hmm.covariances.entries())
    expectCovariance(`covariances[${i}]`, covariance, D, 'definite');
}

/**
 * Throws `ValueError` for a sequence without a step, a symbol that the model does not know and numbers that are not
 * finite, `ShapeError` for a wrong number of them. The model must have been checked.
 */
export function expectObservations<M extends HMM>(
  hmm: M,
  observations: Observations<M>,
  argument = 'observations',
): void {
  if (observations.length === 0) throw new ValueError(argument, 'at least one step', 'none');
  for (const [t, o] of observations.entries()) {
    const name = `${argument}[${t}]`;
    if (isGaussian(hmm)) {
      if (!Array.isArray(o)) throw new ShapeError(name, `[${hmm.means[0].length}]`, String(o));
      expectLength(name, o, hmm.means[0].length);
      expectFiniteRow(name, o);
    } else if (!(Number.isInteger(o) && (o as number) >= 0 && (o as number) < hmm.B[0].length))
      throw new ValueError(name, `a symbol from 0 to ${hmm.B[0].length - 1}`, String(o));
  }
}
