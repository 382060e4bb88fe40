import { indexOf } from '../equations/array.js';
import type { Text } from './homework.js';
import { isList, isRecord, Numbers, type Value } from './value.js';
import { describe } from './words.js';

/**
 * The first thing in which a result is not what was expected. `path` leads to it: ['dp', 'Wh']. It is kept until the whole
 * class is graded, so it describes values and holds none.
 */
export type Mismatch = { readonly path: readonly string[] } & (
  | { readonly kind: 'missing'; readonly received: Text }
  | { readonly kind: 'shape'; readonly expected: readonly number[]; readonly received: readonly number[] }
  | { readonly kind: 'length'; readonly expected: number; readonly received: number }
  | { readonly kind: 'finite'; readonly index: readonly number[]; readonly received: number }
  | {
      readonly kind: 'number';
      readonly index: readonly number[];
      readonly expected: number;
      readonly received: number;
      /** How many numbers of how many are wrong. */
      readonly wrong: number;
      readonly of: number;
    }
  /** Of another kind, or text or truth that is another. */
  | { readonly kind: 'other'; readonly expected: Text; readonly received: Text }
);

/** 1e-6 is far above the rounding of any order of summation and far below any mistake. */
export const TOLERANCE = 1e-6;

/**
 * What is wrong with a result: first its kind, then its shape, then whether its numbers are finite, then the numbers.
 * Undefined if nothing is. A number and a scalar tensor are the same; an object may hold more than was asked for.
 */
export function compare(expected: Value, received: Value, tolerance = TOLERANCE): Mismatch | undefined {
  return visit(asNumber(expected), asNumber(received), tolerance, []);
}

const asNumber = (value: Value): Value =>
  value instanceof Numbers && value.shape.length === 0 ? value.data[0]! : value;

function visit(
  expected: Value,
  received: Value,
  tolerance: number,
  path: readonly string[],
): Mismatch | undefined {
  if (expected instanceof Numbers) {
    if (!(received instanceof Numbers)) return other(expected, received, path);
    if (String(expected.shape) !== String(received.shape))
      return { kind: 'shape', path, expected: expected.shape, received: received.shape };
    return numbers(expected, received, tolerance, path);
  }
  if (typeof expected === 'number') {
    if (typeof received !== 'number') return other(expected, received, path);
    const one = (x: number) => new Numbers([], Float64Array.of(x));
    return numbers(one(expected), one(received), tolerance, path);
  }
  if (isList(expected)) {
    if (!isList(received)) return other(expected, received, path);
    if (expected.length !== received.length)
      return { kind: 'length', path, expected: expected.length, received: received.length };
    return first(expected, (item, i) =>
      visit(asNumber(item), asNumber(received[i]!), tolerance, [...path, String(i)]),
    );
  }
  if (isRecord(expected)) {
    if (!isRecord(received)) return other(expected, received, path);
    return first([...expected], ([key, item]) => {
      const own = received.get(key);
      if (own === undefined) return { kind: 'missing', path: [...path, key], received: describe(received) };
      return visit(asNumber(item), asNumber(own), tolerance, [...path, key]);
    });
  }
  return received === expected ? undefined : other(expected, received, path);
}

const other = (expected: Value, received: Value, path: readonly string[]): Mismatch => ({
  kind: 'other',
  path,
  expected: describe(expected),
  received: describe(received),
});

function numbers(
  expected: Numbers,
  received: Numbers,
  tolerance: number,
  path: readonly string[],
): Mismatch | undefined {
  let at = -1;
  let wrong = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const [a, b] = [received.data[i]!, expected.data[i]!];
    // written so that NaN is wrong; an expected infinity must be met
    const right = Number.isFinite(b) ? Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)) : a === b;
    if (right) continue;
    if (Number.isFinite(b) && !Number.isFinite(a))
      return { kind: 'finite', path, index: indexOf(i, expected.shape), received: a };
    wrong++;
    if (at < 0) at = i;
  }
  if (at < 0) return undefined;
  return {
    kind: 'number',
    path,
    index: indexOf(at, expected.shape),
    expected: expected.data[at]!,
    received: received.data[at]!,
    wrong,
    of: expected.data.length,
  };
}

function first<T>(
  items: readonly T[],
  find: (item: T, i: number) => Mismatch | undefined,
): Mismatch | undefined {
  for (const [i, item] of items.entries()) {
    const mismatch = find(item, i);
    if (mismatch) return mismatch;
  }
  return undefined;
}
