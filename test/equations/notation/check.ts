import { equations } from 'unrolled';
import { expect } from 'vitest';

/** A formula, what its symbols stand for, and its value worked out by hand. */
export type Row = [notation: string, tex: string, table: equations.SymbolTable, expected: equations.Numbers];

/** To twelve digits, and the shape. */
export function check([, tex, table, expected]: Row): void {
  const rounded = ({ shape, data }: equations.NumericArray) => ({
    shape,
    data: [...data].map((x) => Number(x.toPrecision(12))),
  });
  expect(rounded(equations.evaluate(tex, table))).toEqual(rounded(equations.dense(expected)));
}

export const W = [
  [1, 2],
  [3, 4],
];
export const a = [[5], [6]];
export const b = [[7], [8]];
export const s = (x: number): number => 1 / (1 + Math.exp(-x));
