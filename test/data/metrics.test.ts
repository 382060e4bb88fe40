import { describe, expect, it } from 'vitest';
import { mostFrequent, seasonalNaive } from '../../lib/data/baselines.js';
import { births } from '../../lib/data/births.js';
import { accuracy, mae, mase, rmse } from '../../lib/data/metrics.js';
import { ShapeError, ValueError } from '../../lib/errors.js';

describe('errors of forecasts', () => {
  it('are those of a hand-made example', () => {
    expect(mae([1, 2, 3], [2, 2, 7])).toBeCloseTo(5 / 3, 12);
    expect(rmse([1, 2, 3], [2, 2, 7])).toBeCloseTo(Math.sqrt(17 / 3), 12);
    // the naive forecast of 1 2 4 3 with period 2 is off by 3 and 1
    expect(mase([5, 5], [6, 8], { train: [1, 2, 4, 3], period: 2 })).toBeCloseTo(2 / 2, 12);
  });

  it('take typed arrays', () => {
    expect(mae(Float32Array.of(1, 2), [2, 4])).toBe(1.5);
  });

  it('refuse lists that do not pair, empty ones and NaN', () => {
    expect(() => mae([1], [1, 2])).toThrow(ShapeError);
    expect(() => mae([], [])).toThrow(ValueError);
    expect(() => rmse([1, Number.NaN], [1, 2])).toThrow('predicted[1]: expected a finite number');
    expect(() => mase([1], [1], { train: [1, 2, 1, 2], period: 2 })).toThrow('a series that does not repeat');
  });
});

describe('accuracy', () => {
  it('is the share of labels that are right', () => {
    expect(accuracy(['a', 'b', 'a', 'a'], ['a', 'a', 'a', 'b'])).toBe(0.5);
  });

  it('refuses lists that do not pair, and empty ones', () => {
    expect(() => accuracy(['a'], [])).toThrow(ShapeError);
    expect(() => accuracy([], [])).toThrow(ValueError);
  });
});

describe('seasonalNaive', () => {
  it('says again what was one period earlier', () => {
    expect(seasonalNaive([1, 2, 3, 4, 5], 2)).toEqual([1, 2, 3]);
    expect(seasonalNaive([1, 2, 3, 4, 5], 2, 4)).toEqual([3]);
  });

  it('is exact on a series that repeats', () => {
    const series = Array.from({ length: 30 }, (_, t) => Math.sin((2 * Math.PI * (t % 7)) / 7));
    expect(mae(seasonalNaive(series, 7), series.slice(7))).toBe(0);
  });

  it('has the error on the births of 2003 that the book names', async () => {
    const { dates, counts } = await births();
    const from = dates.indexOf('2003-01-01');
    expect(mae(seasonalNaive(counts, 7, from), counts.slice(from))).toBeCloseTo(447.04, 1);
    expect(mae(seasonalNaive(counts, 364, from), counts.slice(from))).toBeCloseTo(351.15, 1);
  });

  it('refuses periods that reach behind the beginning', () => {
    expect(() => seasonalNaive([1, 2, 3], 0)).toThrow('period');
    expect(() => seasonalNaive([1, 2, 3], 3)).toThrow('period');
    expect(() => seasonalNaive([1, 2, 3, 4], 2, 1)).toThrow('from: expected an integer from 2 to 3');
  });
});

describe('mostFrequent', () => {
  const train = [
    { name: 'Anna', label: 'f' },
    { name: 'Emma', label: 'f' },
    { name: 'Joshua', label: 'm' },
    { name: 'John', label: 'm' },
    { name: 'Ian', label: 'm' },
  ];

  it('is the majority class without a key', () => {
    expect(mostFrequent(train)({ name: 'Eva', label: 'f' })).toBe('m');
  });

  it('asks the examples with the same key, and all of them where there is none', () => {
    const byLastLetter = mostFrequent(train, ({ name }) => name.at(-1));
    expect(['Maria', 'Ben', 'Kate'].map((name) => byLastLetter({ name, label: '' }))).toEqual([
      'f',
      'm',
      'm',
    ]);
  });

  it('takes the first of labels that are equally frequent', () => {
    expect(mostFrequent([{ label: 'x' }, { label: 'y' }])({ label: 'x' })).toBe('x');
  });

  it('refuses an empty training set', () => {
    expect(() => mostFrequent([])).toThrow(ValueError);
  });
});
