import { csvFormatRows } from 'd3-dsv';
import { questionIds, type Report, type ReportOptions } from './report.js';

/** A row for each submission; the questions are columns. A spreadsheet takes no name for a formula. */
export function gradebook(reports: readonly Report[], { seed }: ReportOptions): string {
  const ids = questionIds(reports);
  const rows = reports.map((one) => [
    text(one.name),
    text(one.homework),
    ...ids.map((id) => String(one.questions.find((question) => question.id === id)?.points ?? '')),
    String(one.points),
    String(one.of),
    String(seed),
    text(one.notes.join(' ')),
  ]);
  return `${csvFormatRows([['student', 'homework', ...ids, 'points', 'of', 'seed', 'notes'], ...rows])}\n`;
}

const text = (value: string): string => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
