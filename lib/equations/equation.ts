import { ValueError } from '../errors.js';
import type { Random } from './random.js';
import type { SymbolTable, SymbolValue } from './symbols.js';

/** A text in both languages of the book. */
export interface Text {
  readonly en: string;
  readonly ru: string;
}

/** One way in which a lecture writes the equation. */
export interface Form<A extends readonly unknown[], R> {
  /** Where it stands: 'S2(11)', 'S3 2.3'. */
  readonly source: string;
  /** What the page shows and the evaluator reads: one `left = right`. */
  readonly tex: string;
  /**
   * What each written symbol stands for, given the arguments of the code. An array of tables means one
   * evaluation per table (an example of the batch, a time step), each compared with the value of the same index.
   */
  readonly symbols: (...args: A) => SymbolTable | readonly SymbolTable[];
  /** What the left-hand side stands for, in the layout of this form; by default the code's result itself. */
  readonly value?: (result: R, ...args: A) => SymbolValue | readonly SymbolValue[];
}

/** A form that a lecture prints and that does not hold as printed; the checks prove that it differs. */
export interface Erratum<A extends readonly unknown[], R> extends Form<A, R> {
  readonly why: Text;
}

export interface EquationSpec<A extends readonly unknown[], R> {
  readonly id: string;
  readonly title: Text;
  /** The first form is the one that the book shows by default. */
  readonly forms: readonly [Form<A, R>, ...Form<A, R>[]];
  readonly errata?: readonly Erratum<A, R>[];
  /** Random arguments for the checks: distinct values, B ≥ 2, H ≠ I, non-zero initial states. */
  readonly sample: (random: Random) => A;
  readonly code: (...args: A) => R;
  /** Set where nothing can be differentiated, with the reason: the result is discrete, or no tensor. */
  readonly withoutGradient?: Text;
}

/** A function that knows how it is written. */
export type Equation<A extends readonly unknown[], R> = ((...args: A) => R) & EquationSpec<A, R>;

/** An equation of which no more is known: it can be looked at and checked, not called. */
export type AnyEquation = Equation<never[], unknown>;

const registry = new Map<string, AnyEquation>();

/** Makes the function of a written equation and enters it in the registry. The function is `spec.code` itself. */
export function equation<A extends readonly unknown[], R>(spec: EquationSpec<A, R>): Equation<A, R> {
  if (registry.has(spec.id)) throw new ValueError('id', 'an id that is not yet taken', spec.id);
  const made = Object.assign((...args: A): R => spec.code(...args), spec) as Equation<A, R>;
  Object.defineProperty(made, 'name', { value: spec.id });
  registry.set(spec.id, made as unknown as AnyEquation);
  return made;
}

/** Every registered equation, in the order of registration. */
export const allEquations = (): AnyEquation[] => [...registry.values()];

/** The equation with this id; throws `ValueError` that lists the ids that exist. */
export function findEquation(id: string): AnyEquation {
  const found = registry.get(id);
  if (!found) throw new ValueError('equation id', `one of ${[...registry.keys()].join(', ')}`, id);
  return found;
}
