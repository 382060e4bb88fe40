import * as tf from '@tensorflow/tfjs';
import { equations, seq2seq } from 'unrolled';
import { afterEach, describe, expect, it } from 'vitest';
import { backends } from '../support/backends.js';
import { distance, leaked } from '../support/numbers.js';

const { embed, expectTokens, lengthsOf, maskOf, reversed, dates } = seq2seq;
const int = (rows: number[][]) => tf.tensor2d(rows, undefined, 'int32');
const random = () => new equations.Random(4);

afterEach(() => tf.setBackend('wasm'));

describe('tokens', () => {
  it('are checked: type, places, padding behind the end only', () => {
    const check = (tokens: tf.Tensor2D) => () => expectTokens('source', tokens, 5);
    expect(check(int([[1, 4, 0, 0]]))).not.toThrow();
    expect(check(tf.tensor2d([[1]]))).toThrow('source: expected int32, received float32');
    expect(check(tf.tensor1d([1], 'int32') as never)).toThrow('source: expected [B, T], received [1]');
    expect(check(int([[1, 5]]))).toThrow('source[0][1]: expected an integer from 0 to 4, received 5');
    expect(check(int([[1], [-1]]))).toThrow('source[1][0]: expected an integer from 0 to 4, received -1');
    expect(check(int([[1, 0, 3]]))).toThrow('source[0][2]: expected <pad> behind <pad>, received 3');
    expect(check(int([[1], [0]]))).toThrow('source[1]: expected at least one token, received <pad> alone');
    expect(check(tf.zeros([1, 0], 'int32') as tf.Tensor2D)).toThrow('with at least one element');
  });

  it('have a mask and lengths', () => {
    const mask = maskOf(
      int([
        [4, 2, 0],
        [4, 4, 4],
      ]),
    );
    expect([mask.dtype, mask.arraySync()]).toEqual([
      'float32',
      [
        [1, 1, 0],
        [1, 1, 1],
      ],
    ]);
    expect(lengthsOf(mask)).toEqual([2, 3]);
    expect(lengthsOf(mask.cast('bool'))).toEqual([2, 3]);
    expect(leaked(() => maskOf(int([[1]])).dispose())).toBe(1); // the tokens
  });

  it.each(backends)('are embedded by the rows of a matrix, %s', async (backend) => {
    await tf.setBackend(backend);
    const E = random().tensor([5, 3]);
    const rows = E.arraySync();
    expect(embed(E, tf.tensor1d([4, 1], 'int32')).arraySync()).toEqual([rows[4], rows[1]]);
    const tokens = int([
      [4, 0, 1],
      [2, 2, 3],
    ]);
    expect(embed(E, tokens).arraySync()).toEqual(tokens.arraySync().map((row) => row.map((v) => rows[v])));
    // each row's gradient is how often it was taken
    const counted = tf.grad((E) => embed(E as tf.Tensor2D, tokens).sum())(E);
    expect(counted.arraySync()).toEqual([1, 1, 2, 1, 1].map((n) => [n, n, n]));
    expect(leaked(() => embed(E, tokens))).toBe(0);
  });
});

describe('a reversed source', () => {
  const xs = random().tensor([2, 3, 2]);
  const mask = tf.tensor2d([
    [1, 1, 0],
    [1, 1, 1],
  ]);

  it('has its padding at the end', () => {
    const [a, b] = xs.arraySync();
    expect(reversed(xs, mask).arraySync()).toEqual([
      [a[1], a[0], a[2]],
      [b[2], b[1], b[0]],
    ]);
    expect(reversed(xs).arraySync()).toEqual([
      [a[2], a[1], a[0]],
      [b[2], b[1], b[0]],
    ]);
  });

  it('is the source when it is turned round again', () => {
    expect(distance(reversed(reversed(xs, mask), mask), xs)).toBe(0);
  });

  it('may have one element', () => {
    const one = xs.slice([0, 0], [2, 1]);
    expect(distance(reversed(one), one)).toBe(0);
  });

  it('frees what it makes on the way, and names what does not fit', () => {
    expect(leaked(() => reversed(xs, mask))).toBe(0);
    expect(leaked(() => reversed(xs, tf.ones([2, 2])))).toBe(1); // the mask
    expect(() => reversed(xs, tf.ones([2, 2]))).toThrow('mask: expected [2, 3], received [2, 2]');
    expect(() => reversed(mask as never)).toThrow('xs: expected [B, S, I], received [2, 3]');
  });
});

describe('dates', () => {
  const all = dates(400, { seed: 3 });

  it('mean the same day in both spellings', () => {
    const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
    const kinds = new Set<string>();
    for (const { source, target } of all) {
      const text = source.join('');
      const [y, m, d] = target.join('').split('-').map(Number);
      expect(new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10)).toBe(target.join(''));
      const numbers = text.match(/\d+/g)!.map(Number);
      const name = months.findIndex((month) => text.includes(month)) + 1;
      const [day, month, year] = name > 0 ? [numbers[0], name, numbers[1]] : numbers;
      expect([day, month, year % 100]).toEqual([d, m, y % 100]);
      if (year > 99) expect(year).toBe(y);
      kinds.add(
        text
          .replace(/[a-z]{4,}/, 'MONTH')
          .replace(/[a-z]{3}/, 'MON')
          .replace(/\d+/g, '1'),
      );
    }
    // may is both a name and its first three letters
    expect([...kinds].sort()).toEqual(
      ['1 MON 1', '1 MONTH 1', '1.1.1', '1/1/1', 'MONTH 1, 1', 'MON 1, 1'].sort(),
    );
  });

  it('lie in a century and are drawn from a seed', () => {
    const years = all.map(({ target }) => Number(target.slice(0, 4).join('')));
    expect(Math.min(...years)).toBeGreaterThanOrEqual(1950);
    expect(Math.max(...years)).toBeLessThanOrEqual(2049);
    expect(Math.min(...years)).toBeLessThan(1960);
    expect(Math.max(...years)).toBeGreaterThan(2040);
    expect(dates(5, { seed: 3 })).toEqual(all.slice(0, 5));
    expect(dates(5)).toEqual(dates(5, { seed: 0 }));
    expect(dates(5)).not.toEqual(all.slice(0, 5));
    expect(dates(1)[0].target).toHaveLength(10);
    expect(all.some(({ source }) => source.join('').includes('/0'))).toBe(true);
  });

  it('are at least one', () => {
    expect(() => dates(0)).toThrow('count: expected an integer ≥ 1, received 0');
  });
});
