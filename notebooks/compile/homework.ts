import { prepare } from '../../lib/grading/cases';
import type { Homework, Question } from '../../lib/grading/homework';
import { HOMEWORKS } from '../../lib/grading/homework/index';
import { functionsOf, testOf } from '../../lib/grading/homework-test';
import type { Cell, CellKind, HomeworkOutline, Lang } from '../../site/book';

const BEGIN = '// BEGIN HIDDEN TESTS';
const END = '// END HIDDEN TESTS';

/** What pages and notebooks may know of the homework. */
export const outlines = (): HomeworkOutline[] =>
  HOMEWORKS.map(({ name, number, questions }) => ({
    name,
    number,
    questions: questions.map((question) => ({
      id: question.id,
      functions: functionsOf(question),
      points: publicPoints(question),
    })),
  }));

const publicPoints = ({ checks }: Question): number =>
  checks.reduce((sum, { hidden, points }) => sum + (hidden ? 0 : points), 0);

/** nbgrader's metadata of a cell, in its schema 3. */
export interface NbgraderCell {
  readonly grade: boolean;
  readonly grade_id: string;
  readonly locked: boolean;
  readonly points?: number;
  readonly schema_version: 3;
  readonly solution: boolean;
  readonly task: false;
}

/** A cell of a homework's notebook: given code is locked, a solution is the student's, checks are graded. */
export function nbgraderCell(id: string, kind: CellKind, points?: number): NbgraderCell {
  const solution = kind === 'solution';
  return {
    grade: points !== undefined,
    grade_id: id,
    locked: !solution,
    ...(points !== undefined && { points }),
    schema_version: 3,
    solution,
    task: false,
  };
}

/** A cell that nbgrader gives points for. */
export interface GradedCell {
  readonly cell: Cell;
  readonly points: number;
}

const WORDS = {
  en: (title: string, points: number) => `// Checked when it is graded: ${title}. Points: ${points}.`,
  ru: (title: string, points: number) => `// Проверяется при сдаче: ${title}. Баллы: ${points}.`,
};

/**
 * The cells of the hidden checks, by question. A student's notebook says what kind of input is checked; the
 * instructor's holds the check, between marks that nbgrader cuts at, with inputs drawn from `seed`.
 */
export function hiddenCells(
  name: string,
  lang: Lang,
  seed?: number,
): ReadonlyMap<string, readonly GradedCell[]> {
  const homework = HOMEWORKS.find((one) => one.name === name)!;
  const codes = seed === undefined ? undefined : hiddenCodes(homework, lang, seed);
  return new Map(
    homework.questions.map(({ id, checks }) => [
      id,
      checks
        .filter(({ hidden }) => hidden)
        .map((check): GradedCell => {
          const own = `${id}-${check.id}`;
          const code = [WORDS[lang](check.title[lang], check.points), ...(codes ? [codes.get(own)!] : [])];
          return {
            cell: { id: own, kind: 'check', flags: [], code: code.join('\n'), line: 1 },
            points: check.points,
          };
        }),
    ]),
  );
}

function hiddenCodes(homework: Homework, lang: Lang, seed: number): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const { question, cases } of prepare(homework, seed, { hidden: true }))
    for (const one of cases.filter(({ check }) => check.hidden)) {
      const test = JSON.stringify(testOf(homework, question, one));
      const own = `{ ${question.calls} }${lang === 'en' ? '' : `, '${lang}'`}`;
      const code = [
        BEGIN,
        "import { homework } from 'unrolled';",
        `await homework.runTest(${test}, ${own});`,
        END,
      ];
      codes.set(`${question.id}-${one.check.id}`, code.join('\n'));
    }
  return codes;
}
