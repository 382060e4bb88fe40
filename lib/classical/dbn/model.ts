import { expectInteger } from '../../check.js';
import { ShapeError, ValueError } from '../../errors.js';
import type { CategoricalHMM } from '../hmm/model.js';
import { expectDistribution, expectDistributions, type Rows } from '../rows.js';

/** A discrete variable of each time slice. */
export interface Variable {
  readonly name: string;
  /** How many values it has: 0 … states − 1. */
  readonly states: number;
  /** The variables of the slice before that it depends on, possibly itself. */
  readonly parents: readonly string[];
  /** Its probabilities in the first slice, [states]. */
  readonly initial: readonly number[];
  /** A row of [states] probabilities for each combination of the parents' values, the last parent's changing fastest. */
  readonly transition: Rows;
}

/** A dynamic Bayesian network of two slices: hidden variables that follow those of before, and a symbol that all show. */
export interface DBN {
  readonly variables: readonly Variable[];
  /** A row of M probabilities for each combination of the variables' values, the last variable's changing fastest. */
  readonly emission: Rows;
}

/** How many joint states the variables have together. */
export const jointSize = (variables: readonly Variable[]): number =>
  variables.reduce((product, { states }) => product * states, 1);

/** Throws `ShapeError`, `ValueError` for a network whose parts do not fit or are no probabilities. */
export function expectDBN({ variables, emission }: DBN): void {
  if (variables.length === 0) throw new ValueError('variables', 'at least one variable', 'none');
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  if (byName.size < variables.length)
    throw new ValueError('variables', 'different names', variables.map(({ name }) => name).join(', '));
  for (const { name, states } of variables) expectInteger(`states of ${name}`, states, 1);
  for (const { name, states, parents, initial, transition } of variables) {
    const unknown = parents.find((parent) => !byName.has(parent));
    if (unknown !== undefined)
      throw new ValueError(`parents of ${name}`, `some of ${[...byName.keys()].join(', ')}`, unknown);
    if (new Set(parents).size < parents.length)
      throw new ValueError(`parents of ${name}`, 'each only once', parents.join(', '));
    expectDistribution(`initial of ${name}`, initial, states);
    const rows = jointSize(parents.map((parent) => byName.get(parent)!));
    expectDistributions(`transition of ${name}`, transition, [rows, states]);
  }
  if (!(emission[0]?.length > 0)) throw new ShapeError('emission', '[N, M] with at least one symbol', '[]');
  expectDistributions('emission', emission, [jointSize(variables), emission[0].length]);
}

/** The values of the variables in joint state i, counted from 0. */
function valuesOf(variables: readonly Variable[], i: number): Map<string, number> {
  const values = new Map<string, number>();
  let rest = i;
  for (const { name, states } of [...variables].reverse()) {
    values.set(name, rest % states);
    rest = Math.floor(rest / states);
  }
  return values;
}

/** P(variable has its value in joint state j | joint state i before). */
export function stepProbability(
  variables: readonly Variable[],
  child: Variable,
  i: number,
  j: number,
): number {
  const before = valuesOf(variables, i);
  const sizes = new Map(variables.map(({ name, states }) => [name, states]));
  const row = child.parents.reduce((at, parent) => at * sizes.get(parent)! + before.get(parent)!, 0);
  return child.transition[row][valuesOf(variables, j).get(child.name)!];
}

/** P(joint state) of the first slice, [N]. */
export const initialOf = ({ variables }: DBN): number[] =>
  variables.reduce<number[]>((joint, { initial }) => joint.flatMap((p) => initial.map((q) => p * q)), [1]);

/**
 * The same as one hidden Markov model over all N joint states: what the network stands for, at N² numbers for its steps.
 * Throws `ShapeError`, `ValueError`.
 */
export function flatHMM(dbn: DBN): CategoricalHMM {
  expectDBN(dbn);
  const { variables, emission } = dbn;
  const pi = initialOf(dbn);
  const step = (i: number, j: number) =>
    variables.reduce((p, variable) => p * stepProbability(variables, variable, i, j), 1);
  return { pi, A: pi.map((_, i) => pi.map((__, j) => step(i, j))), B: emission };
}

/**
 * A factorial hidden Markov model: chains that know nothing of each other and show one symbol together. π [N_d] and A
 * [N_d, N_d] of each chain, the emission as in `DBN`. The chains are called 1, 2 … Throws `ShapeError`, `ValueError`.
 * Ghahramani and Jordan, "Factorial hidden Markov models" (1997).
 */
export function factorialHMM(chains: readonly Pick<CategoricalHMM, 'pi' | 'A'>[], emission: Rows): DBN {
  const variables = chains.map(({ pi, A }, d) => {
    const name = String(d + 1);
    return { name, states: pi.length, parents: [name], initial: pi, transition: A };
  });
  const dbn = { variables, emission };
  expectDBN(dbn);
  return dbn;
}
