import { expectInteger, expectNotNegative } from '../../check.js';
import { ValueError } from '../../errors.js';
import { expectLength } from '../rows.js';
import type { CategoricalHMM } from './model.js';
import { type Counts, emissionUpdate, initialUpdate, transitionUpdate } from './updates.js';

export interface CountOptions {
  /** N */
  readonly states: number;
  /** M */
  readonly symbols: number;
  /** Added to every count, so that what was not seen is not impossible; 0 by default. */
  readonly smoothing?: number;
}

type Sequences = readonly (readonly number[])[];

/**
 * A model from sequences whose states are known, as for tagging: the same counts as in `baumWelch`, of states that are
 * certain. paths: the states of each sequence, from 0; sequences: their symbols. What was never seen is equally likely.
 * Throws `ShapeError`, `ValueError`.
 */
export function countHMM(
  paths: Sequences,
  sequences: Sequences,
  { states: N, symbols: M, smoothing = 0 }: CountOptions,
): CategoricalHMM {
  expectInteger('states', N, 1);
  expectInteger('symbols', M, 1);
  expectNotNegative('smoothing', smoothing);
  if (paths.length === 0) throw new ValueError('paths', 'at least one path', 'none');
  expectLength('sequences', sequences, paths.length);
  for (const [k, path] of paths.entries()) {
    if (path.length === 0) throw new ValueError(`paths[${k}]`, 'at least one step', 'none');
    expectLength(`sequences[${k}]`, sequences[k], path.length);
    for (const [t, state] of path.entries()) {
      expectInteger(`paths[${k}][${t}]`, state, 0, N - 1);
      expectInteger(`sequences[${k}][${t}]`, sequences[k][t], 0, M - 1);
    }
  }
  const certain = (i: number): number[] => Array.from({ length: N }, (_, n) => (n === i ? 1 : 0));
  const posteriors: Counts[] = paths.map((path) => ({
    gamma: path.map(certain),
    xi: path.slice(1).map((to, t) => certain(path[t]).map((from) => certain(to).map((p) => p * from))),
  }));
  const even = (n: number): number[] => Array<number>(n).fill(1 / n);
  const rows = (n: number): number[][] => Array.from({ length: N }, () => even(n));
  return {
    pi: initialUpdate(posteriors, smoothing, even(N)),
    A: transitionUpdate(posteriors, smoothing, rows(N)),
    B: emissionUpdate(posteriors, sequences, smoothing, rows(M)),
  };
}
