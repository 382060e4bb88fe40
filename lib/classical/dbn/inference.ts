import { expectInteger } from '../../check.js';
import { ValueError } from '../../errors.js';
import type { Rows } from '../rows.js';
import { type DBN, expectDBN, initialOf } from './model.js';
import { type Potential, sumOut } from './potential.js';
import { dbnFilterStep, dbnPredict, dbnSmoothStep } from './steps.js';

export interface DBNBeliefs {
  /** Of each joint state at each step, [T, N]; the last variable changes fastest. */
  readonly joint: Rows;
  /** Of each variable alone, by its name: [T, states]. */
  readonly marginals: Readonly<Record<string, Rows>>;
  /** log P(all observations). */
  readonly logLikelihood: number;
}

interface Run {
  readonly predicted: Rows;
  readonly filtered: Rows;
  readonly logLikelihood: number;
}

function run(dbn: DBN, observations: readonly number[]): Run {
  expectDBN(dbn);
  if (observations.length === 0) throw new ValueError('observations', 'at least one step', 'none');
  const M = dbn.emission[0].length;
  for (const [t, symbol] of observations.entries()) expectInteger(`observations[${t}]`, symbol, 0, M - 1);
  const [predicted, filtered]: (readonly number[])[][] = [[], []];
  let logLikelihood = 0;
  for (const [t, symbol] of observations.entries()) {
    const before = t === 0 ? initialOf(dbn) : dbnPredict(dbn, filtered[t - 1]);
    const likelihood = dbn.emission.map((row) => row[symbol]);
    const seen = before.reduce((sum, p, j) => sum + p * likelihood[j], 0);
    if (!(seen > 0))
      throw new ValueError(`observations[${t}]`, 'what the network can show', 'a probability of 0');
    predicted.push(before);
    filtered.push(dbnFilterStep(before, likelihood));
    logLikelihood += Math.log(seen);
  }
  return { predicted, filtered, logLikelihood };
}

function beliefs({ variables }: DBN, joint: Rows, logLikelihood: number): DBNBeliefs {
  const [axes, sizes] = [variables.map(({ name }) => name), variables.map(({ states }) => states)];
  const alone = (name: string, values: readonly number[]): readonly number[] =>
    axes
      .filter((axis) => axis !== name)
      .reduce<Potential>((potential, axis) => sumOut(potential, axis), { axes, sizes, values }).values;
  return {
    joint,
    marginals: Object.fromEntries(axes.map((name) => [name, joint.map((row) => alone(name, row))])),
    logLikelihood,
  };
}

/**
 * What is known of each slice from all that was seen up to it: P(variables at t | o_1 … o_t), exactly. observations: symbols
 * from 0. Throws `ShapeError`, and `ValueError`, also for what the network cannot show.
 */
export function dbnFilter(dbn: DBN, observations: readonly number[]): DBNBeliefs {
  const { filtered, logLikelihood } = run(dbn, observations);
  return beliefs(dbn, filtered, logLikelihood);
}

/**
 * What is known of each slice from all that was seen, before and after: P(variables at t | o_1 … o_T), exactly.
 * Throws `ShapeError`, and `ValueError`, also for what the network cannot show.
 */
export function dbnSmooth(dbn: DBN, observations: readonly number[]): DBNBeliefs {
  const { predicted, filtered, logLikelihood } = run(dbn, observations);
  const smoothed = [filtered[filtered.length - 1]];
  for (let t = filtered.length - 2; t >= 0; t--)
    smoothed.push(dbnSmoothStep(dbn, filtered[t], predicted[t + 1], smoothed[smoothed.length - 1]));
  return beliefs(dbn, smoothed.reverse(), logLikelihood);
}
