import type { QuestionResult } from '../grade.js';
import type { Question } from '../homework.js';
import type { CodeCell } from './submission.js';

const DECLARES = '(function|const|let|var)\\s+';

/** The cells that answer a question: those with its grade id, and those that define its function. */
export const ownCells = (cells: readonly CodeCell[], { id, calls }: Question): CodeCell[] =>
  cells.filter(
    ({ gradeId, source }) => gradeId === id || new RegExp(`\\b${DECLARES}${calls}\\b`).test(source),
  );

/** The same result; a function that is missing is put down to its cell. */
export const withFailedCell = (result: QuestionResult): QuestionResult => ({
  ...result,
  checks: result.checks.map((one) =>
    one.problem?.kind === 'failure' && one.problem.failure === 'missing'
      ? { ...one, problem: { ...one.problem, failure: 'cell' } }
      : one,
  ),
});

/** The earliest question with failed checks whose function these cells name, other than where they define it. */
export const builtOn = (
  cells: readonly CodeCell[],
  earlier: readonly QuestionResult[],
): Question | undefined =>
  earlier
    .filter(({ checks }) => checks.some(({ problem }) => problem))
    .find(({ question: { calls } }) => {
      const named = new RegExp(`\\b${calls}\\b(?<!\\b${DECLARES}${calls})`);
      return cells.some(({ source }) => named.test(source));
    })?.question;
