import { type Feedback, type FeedbackOptions, feedback } from '../../feedback.js';
import type { Lang } from '../../words.js';
import type { Graded, Note } from '../batch.js';

/** What all reports of a batch have in common. */
export interface ReportOptions extends FeedbackOptions {
  readonly seed: number;
  readonly hidden: boolean;
}

/** A graded submission in words, for one audience and language; every report is made of this. */
export interface Report {
  readonly name: string;
  readonly homework: string;
  readonly questions: readonly Feedback[];
  readonly points: number;
  readonly of: number;
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** What stands beside a check that students do not have. */
export const HIDDEN = { en: 'hidden check', ru: 'скрытая проверка' } as const satisfies Record<Lang, string>;

export const report = (graded: Graded, options: ReportOptions): Report => ({
  name: graded.name,
  homework: graded.homework?.title[options.lang] ?? '',
  questions: graded.questions.map((question) => feedback(question, options)),
  points: graded.points,
  of: graded.of,
  notes: graded.notes.map((note) => inWords(note, options.lang)),
  seconds: graded.seconds,
});

/** The questions of all of them, in order: q2 before q10. */
export const questionIds = (reports: readonly Report[]): string[] =>
  [...new Set(reports.flatMap(({ questions }) => questions.map(({ id }) => id)))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );

/** The line by which a student finds a cell: Jupyter shows no numbers of cells. */
function beginning(source: string): string {
  const lines = source.split('\n').map((line) => line.trim());
  const first = lines.find((line) => line && !line.startsWith('//')) ?? lines[0]!;
  return first.length > 40 ? `${first.slice(0, 39)}…` : first;
}

function inWords(note: Note, lang: Lang): string {
  switch (note.kind) {
    case 'unreadable':
      return note.says[lang];
    case 'homework':
      return {
        en: 'Which homework is it? Its notebook does not say; name it with --homework.',
        ru: 'Какое это задание? В блокноте этого нет; укажите его через --homework.',
      }[lang];
    case 'other':
      return {
        en: `This notebook says that it is homework ${note.said}; it was graded as homework ${note.graded}.`,
        ru: `В этом блокноте записано домашнее задание ${note.said}, а проверялось ${note.graded}.`,
      }[lang];
    case 'twice':
      return {
        en: `The cell "${note.id}" is there more than once; later definitions hold.`,
        ru: `Ячейка «${note.id}» встречается несколько раз; действуют более поздние определения.`,
      }[lang];
    case 'gone':
      return {
        en: `The cell "${note.id}" is missing; its function is looked for in the others.`,
        ru: `Ячейки «${note.id}» нет; её функция ищется в остальных.`,
      }[lang];
    case 'cell': {
      const { cell, failure, message } = note.problem;
      const says = {
        threw: {
          en: `failed: ${message.slice(0, 300)}`,
          ru: `завершилась ошибкой: ${message.slice(0, 300).replace(/\(line (\d+)\)$/, '(строка $1)')}`,
        },
        time: { en: 'does not end; it is left out', ru: 'не заканчивается, она пропущена' },
        memory: {
          en: 'needs too much memory; it is left out',
          ru: 'требует слишком много памяти, она пропущена',
        },
        ended: { en: 'ends the program; it is left out', ru: 'завершает программу, она пропущена' },
        protocol: { en: 'disturbs the grader; it is left out', ru: 'мешает проверке, она пропущена' },
      }[failure];
      const [word, open, close] = { en: ['Cell', '“', '”'], ru: ['Ячейка', '«', '»'] }[lang];
      return `${word} ${cell.number}, ${open}${beginning(cell.source)}${close}, ${says[lang]}`;
    }
  }
}
