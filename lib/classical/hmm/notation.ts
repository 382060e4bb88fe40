import type { Text } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import type { Rows } from '../rows.js';

// what the written equations of hidden Markov models share

export const withoutGradient: Text = {
  en: 'plain numbers without a tape; hmm.likelihood is the same recursion on tensors',
  ru: 'обычные числа без ленты; hmm.likelihood — та же рекурсия на тензорах',
};

/** One number for each state i, told from 1. */
export const eachState = <T>(states: readonly unknown[], of: (j: number) => T): T[] =>
  states.map((_, j) => of(j + 1));

/** Logarithms of numbers between 0 and 1 that need not sum to 1. */
export const sampleLogs = (random: Random, n: number): number[] =>
  Array.from({ length: n }, () => -2 * random.uniform());

export const logs = (rows: Rows): number[][] => rows.map((row) => row.map(Math.log));
export const exps = (row: readonly number[]): number[] => row.map(Math.exp);
