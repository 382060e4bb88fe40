import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../lib/grading/compare.js';
import { Foreign, Numbers, type Value } from '../../lib/grading/value.js';
import { describe as inWords } from '../../lib/grading/words.js';

const numbers = (shape: number[], ...data: number[]) => new Numbers(shape, Float64Array.from(data));
const record = (entries: Record<string, Value>) => new Map(Object.entries(entries));
const right = (expected: Value, received: Value, tolerance?: number) =>
  expect(compare(expected, received, tolerance)).toBeUndefined();
const wrong = (expected: Value, received: Value, part: object, tolerance?: number) =>
  expect(compare(expected, received, tolerance)).toMatchObject(part);

describe('numbers', () => {
  test('within the tolerance, relative above 1 and absolute below', () => {
    right(1, 1 + 0.9e-6);
    wrong(1, 1 + 1.1e-6, { kind: 'number', index: [], expected: 1, wrong: 1, of: 1 });
    right(1e6, 1e6 + 0.9);
    wrong(1e6, 1e6 + 1.1, { kind: 'number' });
    right(1e-9, 0);
    right(0, -0);
    right(10, 10.9, 0.1);
    wrong(10, 11.1, { kind: 'number', received: 11.1 }, 0.1);
  });

  test.each([Number.NaN, Infinity, -Infinity])('%d is never a number that was expected', (x) => {
    wrong(0, x, { kind: 'finite', received: x });
    wrong(numbers([2, 2], 0, 0, 0, 0), numbers([2, 2], 0, 0, x, 0), { kind: 'finite', index: [1, 0] });
  });

  test('an infinity that is meant must be met', () => {
    right(numbers([2], -Infinity, 1), numbers([2], -Infinity, 1));
    wrong(numbers([2], -Infinity, 1), numbers([2], Infinity, 1), { kind: 'number', index: [0] });
    wrong(numbers([2], -Infinity, 1), numbers([2], -1e300, 1), { kind: 'number', index: [0] });
    wrong(-Infinity, Number.NaN, { kind: 'number' });
  });

  test('the first that differs, and how many do', () => {
    wrong(numbers([2, 3], 1, 2, 3, 4, 5, 6), numbers([2, 3], 1, 2, 9, 4, 5, 7), {
      kind: 'number',
      path: [],
      index: [0, 2],
      expected: 3,
      received: 9,
      wrong: 2,
      of: 6,
    });
  });

  test('a scalar tensor is a number and a number a scalar tensor', () => {
    right(numbers([], 2), 2);
    right(2, numbers([], 2));
    right([2], [numbers([], 2)]);
    right(record({ a: numbers([], 2) }), record({ a: 2 }));
    wrong(2, numbers([1], 2), { kind: 'other' });
  });
});

describe('kinds', () => {
  const kinds: Value[] = [
    null,
    true,
    'text',
    [],
    new Map(),
    numbers([1], 1),
    new Foreign('undefined'),
    new Foreign('a function'),
  ];
  test('of another kind is wrong, whatever it holds', () => {
    for (const expected of kinds.slice(0, 6))
      for (const received of kinds) {
        if (expected === received) right(expected, received);
        else
          wrong(expected, received, {
            kind: 'other',
            path: [],
            expected: inWords(expected),
            received: inWords(received),
          });
      }
    for (const received of kinds) wrong(1, received, { kind: 'other', expected: inWords(1) });
  });

  test('shapes', () => {
    wrong(numbers([1, 2], 1, 2), numbers([2, 1], 1, 2), {
      kind: 'shape',
      expected: [1, 2],
      received: [2, 1],
    });
    right(numbers([0, 2]), numbers([0, 2]));
  });

  test('text and truth', () => {
    right('a', 'a');
    wrong('a', 'b', { kind: 'other', expected: inWords('a'), received: inWords('b') });
    wrong(true, false, { kind: 'other' });
    wrong(false, 0, { kind: 'other' });
    wrong(null, new Foreign('undefined'), { kind: 'other' });
  });

  test('lists and objects say where', () => {
    wrong([1, 2], [1], { kind: 'length', expected: 2, received: 1 });
    wrong([1, [2, 3]], [1, [2, 4]], { kind: 'number', path: ['1', '1'] });
    wrong(record({ a: [1], b: 2 }), record({ a: [0], b: 0 }), { kind: 'number', path: ['a', '0'] });
    wrong(record({ a: record({ b: 1 }) }), record({ a: record({}) }), { kind: 'missing', path: ['a', 'b'] });
    right(record({ a: 1 }), record({ a: 1, cache: 'more' }));
  });
});

test('everything equals itself and nothing with a number moved', () => {
  const data = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(data, fc.nat(), fc.double({ min: 0.01, max: 10, noNaN: true }), (values, at, by) => {
      const expected = numbers([values.length], ...values);
      right(expected, numbers([values.length], ...values));
      const moved = values.map((x, i) => (i === at % values.length ? x + by : x));
      wrong(expected, numbers([values.length], ...moved), {
        kind: 'number',
        index: [at % values.length],
        wrong: 1,
      });
    }),
  );
});
