import { readLines } from '../../feedback.js';
import type { Lang } from '../../words.js';
import { plain } from './escape.js';
import { HIDDEN, questionIds, type Report } from './report.js';

const HEAD = {
  en: { student: 'student', homework: 'homework', points: 'points' },
  ru: { student: 'студент', homework: 'задание', points: 'баллы' },
} as const satisfies Record<Lang, object>;
const WIDEST = 40;

/** A table with a row for each submission, and its notes below it. It says the homework where there are several. */
export function table(reports: readonly Report[], lang: Lang): string {
  const ids = questionIds(reports);
  const head = HEAD[lang];
  const several = new Set(reports.map(({ homework }) => homework).filter(Boolean)).size > 1;
  const labels = (name: string, homework: string) => (several ? [name, homework || '–'] : [name]);
  const words = several ? 2 : 1;
  const rows = [
    [...labels(head.student, head.homework), ...ids, head.points],
    ...reports.map((one) => [
      ...labels(short(plain(one.name)), one.homework),
      ...ids.map((id) => {
        const question = one.questions.find((candidate) => candidate.id === id);
        return question ? `${question.points}/${question.of}` : '–';
      }),
      `${one.points}/${one.of}`,
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, i) => (i < words ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
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
