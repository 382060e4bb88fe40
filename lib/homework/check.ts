import { ValueError } from '../errors.js';
import type { Case, Prepared } from '../grading/cases.js';
import { feedback, feedbackText } from '../grading/feedback.js';
import { gradeQuestion } from '../grading/grade.js';
import { inThisProcess } from '../grading/own.js';
import { fromValue } from '../grading/transfer.js';
import type { Lang } from '../grading/words.js';
import { decode, type Encoded, type HomeworkTest } from './test.js';
import { loadTests } from './tests.js';

/** The functions of a student, by the names that the statement gives them. */
export type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

/** What a check found wrong. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/**
 * Runs the public checks of a question, `check('hw3.q1', { lstmGates })`, in 64-bit, and prints what is right.
 * Throws `CheckFailed` that says what is wrong and, where it can tell, which mistake that is; `ValueError` for an
 * unknown question.
 */
export async function check(id: string, functions: Functions, lang: Lang = 'en'): Promise<void> {
  for (const test of await loadTests(id)) await runTest(test, functions, lang);
}

/** Runs one check. Throws `CheckFailed`; of a hidden check it says no more than the hint. */
export async function runTest(test: HomeworkTest, functions: Functions, lang: Lang = 'en'): Promise<void> {
  const result = await gradeQuestion(prepare(test), inThisProcess(functions));
  const said = { ...feedback(result, { lang, audience: 'public' }), id: test.id };
  const text = feedbackText(said, lang, !test.hint);
  if (said.checks.some(({ right }) => !right)) throw new CheckFailed(text);
  console.log(text);
}

/** What the grader works with, made of numbers alone: there is nothing here that could compute an answer. */
function prepare(test: HomeworkTest): Prepared {
  const { calls, equations, page, title, points, hint, mistakes = [], differences } = test;
  const none = () => {
    throw new ValueError('test', 'numbers', 'a function');
  };
  const given = (value: Encoded) => fromValue(decode(value));
  const check: Case['check'] = {
    id: 'only',
    title,
    points,
    inputs: none,
    ...(hint && { hidden: true, hint }),
  };
  const question: Prepared['question'] = {
    id: test.id,
    title: test.question,
    calls,
    equations,
    page,
    answer: none,
    tolerance: test.tolerance,
    checks: [check],
    misconceptions: mistakes.map(({ says }, i) => ({ id: String(i), says, answer: none })),
    ...(differences && {
      differences: {
        forward: differences.forward,
        by: differences.by,
        arguments: () => differences.given.map(given),
        upstream: () => given(differences.upstream),
      },
    }),
  };
  const wrong = new Map(mistakes.map(({ gives }, i) => [String(i), decode(gives)]));
  return {
    question,
    cases: [{ check, args: test.given.map(decode), expected: decode(test.expected), wrong }],
  };
}
