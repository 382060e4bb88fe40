import { ValueError } from '../errors.js';
import { host } from './host.js';
import { escapeHtml, formatValue } from './text.js';

const expectText = (argument: string, value: string) => {
  if (typeof value !== 'string') throw new ValueError(argument, 'text', typeof value);
};

/** Shows HTML that you wrote, as it is. What comes from elsewhere goes through `escapeHtml` first. */
export function show(html: string): void {
  expectText('html', html);
  host()?.display({ 'text/html': html, 'text/plain': html.replace(/<[^>]*>/g, '').trim() });
}

/** Shows a drawing, given as the text of an `<svg>` element. Throws `ValueError` for anything else. */
export function svg(text: string): void {
  expectText('text', text);
  if (!/^\s*(<\?xml[^>]*>\s*)?<svg[\s>]/.test(text)) {
    throw new ValueError('text', 'an <svg> element', text.trim().slice(0, 40) || 'nothing');
  }
  host()?.display({ 'image/svg+xml': text, 'text/plain': '[drawing]' });
}

/** What can stand in a table. */
export type TableValue = string | number | boolean | null | undefined;
export type TableRow = { readonly [column: string]: TableValue };
export interface TableColumns {
  readonly columns: { readonly [column: string]: ArrayLike<TableValue> };
}

/**
 * Shows a table: rows as objects whose keys are the columns, or `{columns: {name: values}}`.
 * Throws `ValueError` for a table without a row or column, and for columns that differ in length.
 */
export function table(content: readonly TableRow[] | TableColumns): void {
  const { names, rows } = readCells(content);
  if (names.length === 0 || rows.length === 0)
    throw new ValueError('table', 'at least one row and column', 'none');
  const display = host();
  if (!display) return;
  display.display({ 'text/html': tableHtml(names, rows), 'text/plain': tableText(names, rows) });
}

interface Cells {
  readonly names: readonly string[];
  readonly rows: readonly (readonly TableValue[])[];
}

function readCells(content: readonly TableRow[] | TableColumns): Cells {
  if (Array.isArray(content)) return fromRows(content);
  if (typeof content === 'object' && content && 'columns' in content) return fromColumns(content);
  throw new ValueError('table', 'an array of rows, or {columns}', typeof content);
}

function fromRows(rows: readonly TableRow[]): Cells {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { names, rows: rows.map((row) => names.map((name) => row[name])) };
}

function fromColumns({ columns }: TableColumns): Cells {
  const names = Object.keys(columns);
  const lengths = names.map((name) => columns[name].length);
  const odd = lengths.findIndex((length) => length !== lengths[0]);
  if (odd > 0) {
    throw new ValueError(
      `columns.${names[odd]}`,
      `${lengths[0]} values, as ${names[0]} has`,
      String(lengths[odd]),
    );
  }
  const rows = Array.from({ length: lengths[0] ?? 0 }, (_, i) => names.map((name) => columns[name][i]));
  return { names, rows };
}

const isNumeric = ({ rows }: Cells, column: number) => rows.some((row) => typeof row[column] === 'number');

function tableHtml(names: Cells['names'], rows: Cells['rows']): string {
  const align = names.map((_, i) => (isNumeric({ names, rows }, i) ? 'right' : 'left'));
  const cell = (tag: 'th' | 'td', text: string, i: number) =>
    `<${tag} style="text-align:${align[i]};padding:0.2em 0.8em">${escapeHtml(text)}</${tag}>`;
  const line = (cells: string[]) => `<tr>${cells.join('')}</tr>`;
  const head = line(names.map((name, i) => cell('th', name, i)));
  const body = rows.map((row) => line(row.map((value, i) => cell('td', formatValue(value), i))));
  return `<table style="color:inherit;font-variant-numeric:tabular-nums"><thead>${head}</thead><tbody>${body.join('')}</tbody></table>`;
}

function tableText(names: Cells['names'], rows: Cells['rows']): string {
  const lines = [names, ...rows.map((row) => row.map(formatValue))];
  const widths = names.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const pad = (text: string, i: number) =>
    isNumeric({ names, rows }, i) ? text.padStart(widths[i]) : text.padEnd(widths[i]);
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}
