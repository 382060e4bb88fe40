import { readLines } from '../../feedback.js';
import type { Lang } from '../../words.js';
import { plain } from './escape.js';
import { questionIds, type Report } from './report.js';

const HEAD: Readonly<Record<Lang, readonly [string, string]>> = {
  en: ['student', 'points'],
  ru: ['студент', 'баллы'],
};
const HIDDEN: Readonly<Record<Lang, string>> = { en: 'hidden check', ru: 'скрытая проверка' };
const WIDEST = 40;

/** A table with a row for each submission, and its notes below it. */
export function table(reports: readonly Report[], lang: Lang): string {
  const ids = questionIds(reports);
  const [student, points] = HEAD[lang];
  const rows = [
    [student, ...ids, points],
    ...reports.map((one) => [
      short(plain(one.name)),
      ...ids.map((id) => {
        const question = one.questions.find((candidate) => candidate.id === id);
        return question ? `${question.points}/${question.of}` : '–';
      }),
      `${one.points}/${one.of}`,
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, i) => (i ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  '),
  );
  lines.splice(1, 0, '─'.repeat(lines[0]!.length));
  const notes = reports.flatMap(({ name, notes }) =>
    notes.map((note) => `${short(plain(name))}: ${plain(note)}`),
  );
  return [...lines, ...(notes.length ? ['', ...notes] : [])].join('\n');
}

/** What one submission's checks say, for a student who grades one file. */
export function details({ questions }: Report, lang: Lang): string {
  return questions
    .filter(({ checks }) => checks.some(({ right }) => !right))
    .map((question) =>
      [
        `${question.id} · ${question.title}`,
        ...question.checks.flatMap((check) => [
          `  ${check.right ? '✓' : '✗'} ${check.title}${check.hidden ? ` (${HIDDEN[lang]})` : ''}`,
          ...check.says.map((sentence) => `      ${plain(sentence)}`),
        ]),
        ...question.advice.map((sentence) => `  → ${sentence}`),
        ...readLines(question, lang).map((line) => `  ${line}`),
      ].join('\n'),
    )
    .join('\n\n');
}

/** [#####·····] 5/10 ada */
export function bar(done: number, of: number, name: string, width = 24): string {
  const filled = Math.round((width * done) / of);
  return `[${'#'.repeat(filled)}${'·'.repeat(width - filled)}] ${done}/${of} ${short(plain(name))}`;
}

const short = (text: string): string => (text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text);
