import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../site/book';
import { isRight, readNumber } from '../../site/src/components/numbers';

const source = join(ROOT, 'site', 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.tsx?$/.test(file),
);
const texts = files.map((file) => readFileSync(join(source, file), 'utf8')).join('\n');
const used = new Map(
  [...texts.matchAll(/\bid: '([\w.]+)',\s*message:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)].map(
    ([, id, single, double]) => [id, single ?? double],
  ),
);
const russian = JSON.parse(readFileSync(join(ROOT, 'site', 'i18n', 'ru', 'code.json'), 'utf8')) as Record<
  string,
  { message: string }
>;

describe('the words of the interface', () => {
  it('are all found', () => {
    expect(used.size).toBeGreaterThan(50);
    // `translate` itself is called as often as a text is found, or more: one id may be used twice
    expect((texts.match(/\bid: '(unrolled|theme)\./g) ?? []).length).toBe(
      [...texts.matchAll(/\bid: '(?:unrolled|theme)\.[\w.]+',\s*message:/g)].length,
    );
  });

  it.each([...used])('%s is in Russian: %s', (id, message) => {
    expect(russian[id]?.message).toMatch(/[а-яё]/i);
    const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    expect(holes(russian[id].message)).toEqual(holes(message));
  });

  it('has nothing left over', () => {
    expect(Object.keys(russian).filter((id) => id.startsWith('unrolled.') && !used.has(id))).toEqual([]);
  });
});

describe('a number that a reader types', () => {
  it.each([
    ['12', 12],
    [' 1 024 ', 1024],
    ['0,5', 0.5],
    ['-1e-3', -0.001],
    ['−2', -2],
    ['12 apples', Number.NaN],
    ['', Number.NaN],
  ])('%j is %d', (typed, value) => expect(readNumber(typed)).toBe(value));

  it.each([
    [32, 32, 0, true],
    [33, 32, 0, false],
    [0.334, 1 / 3, 0.001, true],
    [0.335, 1 / 3, 0.001, false],
    [1e6 + 1, 1e6, 0, false],
    [Number.NaN, 0, 1, false],
  ])('%d for %d within %d: %s', (given, value, tolerance, right) =>
    expect(isRight(given, value, tolerance)).toBe(right),
  );
});
