import { describe, expect, it } from 'vitest';
import { births } from '../../lib/data/births.js';
import { firstNames } from '../../lib/data/names.js';
import { pronunciations } from '../../lib/data/pronunciations.js';
import { loadTable } from '../../lib/data/tables.js';

describe('births', () => {
  it('has every day of ten years, as the package has them', async () => {
    const { dates, counts } = await births();
    expect(dates).toHaveLength(3652);
    expect(counts).toHaveLength(3652);
    expect([dates[0], counts[0]]).toEqual(['1994-01-01', 8096]);
    expect([dates[3651], counts[3651]]).toEqual(['2003-12-31', 12374]);
    expect(counts[dates.indexOf('2000-02-29')]).toBeGreaterThan(11_000);
  });

  it('has fewer births on Sundays than on Tuesdays', async () => {
    const { dates, counts } = await births();
    const meanOn = (weekday: number) => {
      const days = counts.filter((_, t) => new Date(dates[t]).getUTCDay() === weekday);
      return days.reduce((a, b) => a + b) / days.length;
    };
    expect(meanOn(0)).toBeLessThan(0.7 * meanOn(2));
  });

  it('gives each caller a copy of its own', async () => {
    const { counts } = await births();
    counts[0] = -1;
    expect((await births()).counts[0]).toBe(8096);
  });
});

describe('first names', () => {
  it('has each name once, with one label', async () => {
    const names = await firstNames();
    expect(new Set(names.map(({ name }) => name.toLowerCase())).size).toBe(names.length);
    const count = (label: string) => names.filter((n) => n.label === label).length;
    expect([count('female'), count('male')]).toEqual([4525, 3478]);
  });

  it('leaves out names of both lists, keeps the others', async () => {
    const names = await firstNames();
    const labelOf = (name: string) => names.find((n) => n.name === name)?.label;
    expect(labelOf('Alex')).toBeUndefined();
    expect(labelOf('Robin')).toBeUndefined();
    expect(labelOf('Mary')).toBe('female');
    expect(labelOf('Anne-Marie')).toBe('female');
    expect(labelOf('Thomas')).toBe('male');
  });

  it('comes in the same order everywhere', async () => {
    const names = (await firstNames()).map(({ name }) => name);
    expect(names).toEqual([...names].sort());
  });
});

describe('pronunciations', () => {
  it('has every sixteenth word of 3 to 8 letters, in order, once', async () => {
    const words = (await pronunciations()).map(({ word }) => word);
    expect(words).toHaveLength(5235);
    expect(words).toEqual([...new Set(words)].sort());
    expect(words.every((word) => /^[a-z]{3,8}$/.test(word))).toBe(true);
  });

  it('has phonemes without stress', async () => {
    const all = await pronunciations();
    expect(all[0]).toEqual({ word: 'aaa', phonemes: ['T', 'R', 'IH', 'P', 'AH', 'L', 'EY'] });
    expect(all.find(({ word }) => word === 'aborted')?.phonemes.join(' ')).toBe('AH B AO R T IH D');
    expect(new Set(all.flatMap(({ phonemes }) => phonemes)).size).toBe(39);
  });
});

it('says what writes a table that is not there', async () => {
  const missing = loadTable('births', () => Promise.reject(new Error('no such file')));
  await expect(missing).rejects.toThrow(
    'the table “births” could not be loaded. It is written by `npm run build:lib`',
  );
});
