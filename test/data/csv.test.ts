import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../lib/data/csv.js';
import { ValueError } from '../../lib/errors.js';

const births = 'date,births,note\n1994-01-01,8096,New Year\n1994-01-02,7772,"Sunday, rain"\n';

describe('readCsv', () => {
  it('reads the columns that are asked for, typed', () => {
    expect(readCsv(births, { columns: { births: 'number', date: 'date' } })).toEqual([
      { births: 8096, date: '1994-01-01' },
      { births: 7772, date: '1994-01-02' },
    ]);
    expect(readCsv(births, { columns: { note: 'text' } })[1].note).toBe('Sunday, rain');
  });

  it('finds the delimiter, or takes the given one', () => {
    for (const sign of [',', ';', '\t']) {
      expect(readCsv(`a${sign}b\n1${sign}2\n`, { columns: { b: 'number' } })).toEqual([{ b: 2 }]);
    }
    expect(readCsv('a|b,c\n1|2\n', { columns: { 'b,c': 'number' }, delimiter: '|' })).toEqual([{ 'b,c': 2 }]);
  });

  it('reads what spreadsheets write: a mark in front, Windows line ends, spaces, empty lines', () => {
    const text = '\uFEFFa, b\r\n1 ,2\r\n\r\n3,4\r\n   \r\n';
    expect(readCsv(text, { columns: { a: 'number', b: 'number' } })).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
  });

  it('gives back any texts that are quoted as CSV wants it', () => {
    const field = fc.string().filter((text) => text.trim() === text && !/[\r\uFEFF]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 5 }), (rows) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = ['a,b', ...rows.map((row) => row.map(quote).join(','))].join('\n');
        expect(readCsv(text, { columns: { a: 'text', b: 'text' } })).toEqual(
          rows.map(([a, b]) => ({ a, b })),
        );
      }),
    );
  });

  it('names line and column of a field that it cannot read', () => {
    const columns = { births: 'number', date: 'date' } as const;
    const read = (line: string) => () => readCsv(`date,births\n1994-01-01,1\n${line}\n`, { columns });
    expect(read('1994-01-02,many')).toThrow(
      'line 3, column “births”: expected a number, such as 12.5, received “many”',
    );
    expect(read('1994-01-02,')).toThrow(
      'line 3, column “births”: expected a number, such as 12.5, received an empty field',
    );
    expect(read('1994-01-02,Infinity')).toThrow('line 3, column “births”');
    expect(read('2.1.1994,5')).toThrow(
      'line 3, column “date”: expected a date, such as 1994-01-31, received “2.1.1994”',
    );
    expect(read('1994-02-30,5')).toThrow('line 3, column “date”');
    expect(read('1994-01-02')).toThrow('line 3: expected 2 fields, as in the first line, received 1');
    expect(read('1994-01-02,5,6')).toThrow('line 3: expected 2 fields, as in the first line, received 3');
    expect(read('1994-01-02,x')).toThrow(ValueError);
  });

  it('counts lines through line breaks inside of quotes, and through empty lines', () => {
    const text = 'a,b\n"one\ntwo\r\nthree",1\n\n"four",x\n';
    expect(() => readCsv(text, { columns: { b: 'number' } })).toThrow('line 6, column “b”');
  });

  it('names columns that are missing or there twice', () => {
    expect(() => readCsv(births, { columns: { day: 'date' } })).toThrow(
      'column “day”: expected one of date, births, note, received a name that is not there',
    );
    expect(() => readCsv('a,a\n1,2\n', { columns: { a: 'number' } })).toThrow(
      'column “a”: expected one column of this name',
    );
  });

  it('refuses empty texts and empty questions', () => {
    expect(() => readCsv('', { columns: { a: 'text' } })).toThrow(
      'a first line with the names of the columns',
    );
    expect(() => readCsv('\n \n', { columns: { a: 'text' } })).toThrow(
      'a first line with the names of the columns',
    );
    expect(() => readCsv('a,b\n', { columns: { a: 'text' } })).toThrow('at least one line below the names');
    expect(() => readCsv(births, { columns: {} })).toThrow('columns: expected at least one column');
  });
});
