import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { split } from '../../lib/data/split.js';
import { ValueError } from '../../lib/errors.js';

const items = Array.from({ length: 100 }, (_, id) => ({ id, label: id < 80 ? 'a' : 'b' }));

describe('split', () => {
  it('puts every example on exactly one side', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.double({ min: 0.2, max: 0.8, noNaN: true }),
        fc.nat(),
        (n, test, seed) => {
          const all = Array.from({ length: n + 10 }, (_, i) => i);
          const parts = split(all, { test, seed });
          expect([...parts.train, ...parts.test].sort((a, b) => a - b)).toEqual(all);
          expect(parts.test.length).toBe(Math.round(all.length * test));
        },
      ),
    );
  });

  it('keeps the proportions of the labels', () => {
    const { train, test } = split(items, { test: 0.25, seed: 1, by: ({ label }) => label });
    const count = (side: typeof items, label: string) => side.filter((item) => item.label === label).length;
    expect([count(test, 'a'), count(test, 'b'), count(train, 'a'), count(train, 'b')]).toEqual([
      20, 5, 60, 15,
    ]);
  });

  it('is decided by the seed, and mixes', () => {
    const ids = (seed: number) => split(items, { test: 0.2, seed }).train.map(({ id }) => id);
    expect(ids(1)).toEqual(ids(1));
    expect(ids(1)).not.toEqual(ids(2));
    expect(ids(1)).not.toEqual([...ids(1)].sort((a, b) => a - b));
    const labels = split(items, { test: 0.2, seed: 1, by: ({ label }) => label }).train.map(
      ({ label }) => label,
    );
    expect(labels.indexOf('b')).toBeLessThan(60);
  });

  it('leaves the given list as it is', () => {
    const list = [3, 1, 2, 4];
    split(list, { test: 0.5, seed: 1 });
    expect(list).toEqual([3, 1, 2, 4]);
  });

  it('refuses a share that leaves a side empty', () => {
    for (const test of [0, 1, -0.5, 1.5, Number.NaN, 0.01]) {
      expect(() => split([1, 2, 3], { test, seed: 1 })).toThrow(ValueError);
    }
    expect(() => split([], { test: 0.5, seed: 1 })).toThrow('test: expected a share between 0 and 1');
  });
});
