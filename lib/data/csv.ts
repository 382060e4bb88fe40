import { dsvFormat } from 'd3-dsv';
import { ValueError } from '../errors.js';

/** What a column holds. Dates are written 1994-01-31 and stay text, which sorts and plots as dates. */
export type ColumnType = 'text' | 'number' | 'date';

export interface CsvOptions<C extends { readonly [column: string]: ColumnType }> {
  /** The columns to read, by their names in the first line; others are left out. */
  readonly columns: C;
  /** By default the comma, semicolon or tab that occurs most often in the first line. */
  readonly delimiter?: string;
}

export type CsvRow<C> = { [K in keyof C]: C[K] extends 'number' ? number : string };

/**
 * Rows of a CSV text whose first line names the columns. Quoted fields may hold delimiters and line breaks; empty lines
 * are skipped. Throws `ValueError` that names line and column: a column that is missing or there twice, a line that is
 * too long or too short, a field that is no number or date.
 */
export function readCsv<C extends { readonly [column: string]: ColumnType }>(
  text: string,
  { columns, delimiter }: CsvOptions<C>,
): CsvRow<C>[] {
  const wanted = Object.entries(columns);
  if (wanted.length === 0) throw new ValueError('columns', 'at least one column', 'none');
  const [head, ...rows] = parse(text, delimiter ?? guessDelimiter(text));
  if (!head) throw new ValueError('text', 'a first line with the names of the columns', 'an empty text');
  const names = head.fields.map((name) => name.trim());
  const places = wanted.map(([name, type]) => ({ name, type, place: placeOf(name, names) }));
  if (rows.length === 0) throw new ValueError('text', 'at least one line below the names', 'none');
  return rows.map(({ line, fields }) => {
    if (fields.length !== names.length) {
      throw new ValueError(
        `line ${line}`,
        `${names.length} fields, as in the first line`,
        String(fields.length),
      );
    }
    const values = places.map(({ name, type, place }) => [
      name,
      read(fields[place].trim(), type, `line ${line}, column “${name}”`),
    ]);
    return Object.fromEntries(values) as CsvRow<C>;
  });
}

interface Row {
  /** Counted from 1, in the text. */
  readonly line: number;
  readonly fields: readonly string[];
}

function parse(text: string, delimiter: string): Row[] {
  let line = 1;
  const rows = dsvFormat(delimiter)
    .parseRows(text.replace(/^\uFEFF/, ''))
    .map((fields) => {
      const row = { line, fields };
      line += 1 + fields.reduce((breaks, field) => breaks + (field.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
      return row;
    });
  return rows.filter(({ fields }) => fields.length > 1 || fields[0].trim() !== '');
}

function guessDelimiter(text: string): string {
  const first = text.trimStart().split(/\r?\n/, 1)[0];
  const count = (sign: string) => first.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function placeOf(name: string, names: readonly string[]): number {
  const place = names.indexOf(name);
  if (place < 0)
    throw new ValueError(`column “${name}”`, `one of ${names.join(', ')}`, 'a name that is not there');
  if (names.lastIndexOf(name) !== place)
    throw new ValueError(`column “${name}”`, 'one column of this name', 'several');
  return place;
}

function read(field: string, type: ColumnType, where: string): string | number {
  const received = field === '' ? 'an empty field' : `“${field}”`;
  if (type === 'number') {
    const number = Number(field);
    if (field !== '' && Number.isFinite(number)) return number;
    throw new ValueError(where, 'a number, such as 12.5', received);
  }
  if (type === 'date' && !isDate(field)) throw new ValueError(where, 'a date, such as 1994-01-31', received);
  return field;
}

/** Written year-month-day, and a day that exists. */
function isDate(field: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(field) ? Date.parse(field) : Number.NaN;
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(field);
}
