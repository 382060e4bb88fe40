import type { Tensor } from '@tensorflow/tfjs';
import { ShapeError, ValueError } from './errors.js';

/** A size that must be met, or a letter for one that may be anything: `['B', 3]` is any batch of three features. */
export type Size = number | string;

const print = (shape: readonly Size[]) => `[${shape.join(', ')}]`;

/** Throws `ShapeError` that prints both shapes; a letter that comes twice must be the same size both times. */
export function expectShape(argument: string, tensor: Tensor, expected: readonly Size[]): void {
  const shape = tensor.shape;
  const letters = new Map<string, number>();
  const fits =
    shape.length === expected.length &&
    expected.every((size, axis) => {
      if (typeof size === 'number') return shape[axis] === size;
      if (!letters.has(size)) letters.set(size, shape[axis]);
      return letters.get(size) === shape[axis];
    });
  if (!fits) throw new ShapeError(argument, print(expected), print(shape));
  if (tensor.size === 0)
    throw new ShapeError(argument, `${print(expected)} with at least one element`, print(shape));
}

/** Throws `ValueError` that names the first element that is NaN or infinite. */
export function expectFinite(argument: string, tensor: Tensor): void {
  const values = tensor.dataSync();
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    const index: number[] = [];
    let rest = i;
    for (const size of [...tensor.shape].reverse()) {
      index.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    throw new ValueError(argument, 'finite numbers', `${values[i]} at ${print(index)}`);
  }
}

/** Throws `ValueError` unless `value` is an integer in [from, to]. */
export function expectInteger(argument: string, value: number, from: number, to = Infinity): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  const range = to === Infinity ? `an integer ≥ ${from}` : `an integer from ${from} to ${to}`;
  throw new ValueError(argument, range, String(value));
}

/** Throws `ValueError` unless `value` is a finite number above zero. */
export function expectPositive(argument: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value)))
    throw new ValueError(argument, 'a number above 0', String(value));
}

/** Throws `ValueError` unless `value` is a finite number from zero upwards. */
export function expectNotNegative(argument: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value))) throw new ValueError(argument, 'a number ≥ 0', String(value));
}
