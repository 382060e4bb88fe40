import type { Value } from './value.js';

/** Why a call of a student's function brought no value. */
export type Failure =
  /** There is no function of that name. */
  | 'missing'
  /** It is not there because the cell of its question did not run. */
  | 'cell'
  | 'threw'
  /** It did not end in time. */
  | 'time'
  | 'memory'
  /** The process ended, whatever it said last. */
  | 'ended'
  /** It sent something that is no answer. */
  | 'protocol';

export type Answer =
  | { readonly value: Value /** The function changed what it was given. */; readonly mutated: boolean }
  | { readonly failure: Failure /** What the student's error says. */; readonly message: string };

/** Whoever can call a student's functions: a runner in its sandbox, or the page or notebook that holds them. */
export interface Student {
  /** The answers of one function to several lists of arguments, or the one failure that stopped them. */
  call(name: string, calls: readonly (readonly Value[])[]): Promise<readonly Answer[]>;
}
