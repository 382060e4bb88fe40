import { ShapeError, ValueError } from '../errors.js';

/** Numbers as rows of a matrix. */
export type Rows = readonly (readonly number[])[];

/** How far the sum of probabilities may be from 1. */
const tolerance = 1e-6;

/** Throws `ShapeError` unless there are so many, `ValueError` unless they are probabilities that sum to 1. */
export function expectDistribution(argument: string, row: readonly number[], size: number): void {
  expectLength(argument, row, size);
  const wrong = row.findIndex((p) => !(p >= 0 && p <= 1));
  if (wrong >= 0)
    throw new ValueError(`${argument}[${wrong}]`, 'a probability from 0 to 1', String(row[wrong]));
  const sum = row.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) > tolerance)
    throw new ValueError(argument, 'probabilities that sum to 1', `a sum of ${sum}`);
}

/** Throws `ShapeError` unless there are so many. */
export function expectLength(argument: string, list: readonly unknown[], size: number): void {
  if (list.length !== size) throw new ShapeError(argument, `[${size}]`, `[${list.length}]`);
}

/** Throws `ShapeError` unless these are so many rows of so many numbers. */
export function expectRows(argument: string, rows: Rows, [m, n]: readonly [number, number]): void {
  expectLength(argument, rows, m);
  for (const [i, row] of rows.entries()) expectLength(`${argument}[${i}]`, row, n);
}

/** So many rows of probabilities that each sum to 1. Throws `ShapeError`, `ValueError`. */
export function expectDistributions(argument: string, rows: Rows, [m, n]: readonly [number, number]): void {
  expectLength(argument, rows, m);
  for (const [i, row] of rows.entries()) expectDistribution(`${argument}[${i}]`, row, n);
}

/** Throws `ValueError` that names the first number that is NaN or infinite. */
export function expectFiniteRow(argument: string, row: readonly number[]): void {
  const wrong = row.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new ValueError(`${argument}[${wrong}]`, 'a finite number', String(row[wrong]));
}
