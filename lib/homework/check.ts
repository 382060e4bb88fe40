import { numbersOnly } from '../equations/tensors.js';
import { ValueError } from '../errors.js';
import { inFloat64 } from '../float64/scope.js';
import type { Case, Prepared } from '../grading/cases.js';
import { compare } from '../grading/compare.js';
import { gradeQuestion, type QuestionResult } from '../grading/grade.js';
import type { Answer, Student } from '../grading/student.js';
import { fromValue, toValue } from '../grading/transfer.js';
import type { Value } from '../grading/value.js';
import { explain, explainAgreement, type Lang } from '../grading/words.js';
import { decode, type HomeworkTest } from './test.js';
import { loadTests } from './tests.js';

/** The functions of a student, by the names that the statement gives them. */
export type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

/** What a check found wrong. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/**
 * Runs the public checks of a question, `check('hw3.q1', { lstmGates })`, in 64-bit, and says what is right. It is the
 * public part only: homework is graded with more.
 * Throws `CheckFailed` that says what is wrong and, where it can tell, which mistake that is; `ValueError` for an
 * unknown question.
 */
export async function check(id: string, functions: Functions, lang: Lang = 'en'): Promise<void> {
  for (const test of await loadTests(id)) await runTest(test, functions, lang);
}

/** Runs one check. Throws `CheckFailed`; of a hidden check it says no more than the hint. */
export async function runTest(test: HomeworkTest, functions: Functions, lang: Lang = 'en'): Promise<void> {
  const result = await gradeQuestion(prepare(test), studentOf(functions));
  const name = `${test.id}, ${test.title[lang]}`;
  const [{ problem }] = result.checks;
  if (problem) throw new CheckFailed(`${name}. ${test.hint ? test.hint[lang] : complaint(result, lang)}`);
  console.log(test.hint ? SAYS.hidden[lang](name) : SAYS.right[lang](name));
}

const SAYS = {
  right: {
    en: (name: string) => `${name}: right. These are the public checks; homework is graded with more.`,
    ru: (name: string) => `${name}: верно. Это открытая часть проверок; при сдаче будут и другие.`,
  },
  hidden: {
    en: (name: string) => `${name}: right.`,
    ru: (name: string) => `${name}: верно.`,
  },
};

function complaint({ question, checks, diagnosis }: QuestionResult, lang: Lang): string {
  const { misconception, agreement } = diagnosis;
  return [
    explain(checks[0].problem!, question.calls, lang),
    ...(misconception ? [misconception.says[lang]] : []),
    ...(agreement ? [explainAgreement(agreement, question.differences!.forward, lang)] : []),
  ].join('\n');
}

/** What the grader works with, made of numbers alone: there is nothing here that could compute an answer. */
function prepare(test: HomeworkTest): Prepared {
  const { mistakes = [], differences } = test;
  const wrong = new Map(mistakes.map(({ gives }, i) => [String(i), decode(gives)]));
  const none = () => {
    throw new ValueError('test', 'numbers', 'a function');
  };
  const only: Case = {
    check: { id: 'public', title: test.title, points: test.points, inputs: none },
    args: test.given.map(decode),
    expected: decode(test.expected),
    wrong,
  };
  const given = (value: Parameters<typeof decode>[0]) => fromValue(decode(value));
  const question: Prepared['question'] = {
    id: test.id,
    title: test.title,
    calls: test.calls,
    parameters: test.parameters,
    equations: [],
    page: '',
    answer: none,
    tolerance: test.tolerance,
    checks: [only.check],
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
  return { question, cases: [only] };
}

const studentOf = (functions: Functions): Student => ({
  async call(name, calls) {
    const answers: Answer[] = [];
    for (const args of calls) {
      const answer = callOnce(functions[name], args);
      answers.push(answer);
      if ('failure' in answer) break;
    }
    return answers;
  },
});

function callOnce(of: Functions[string] | undefined, args: readonly Value[]): Answer {
  if (typeof of !== 'function') return { failure: 'missing', message: '' };
  try {
    return inFloat64(() =>
      numbersOnly(() => {
        const given = args.map(fromValue);
        const value = toValue(of(...(given as never[])));
        const mutated = args.some((before, i) => compare(before, toValue(given[i]), 0) !== undefined);
        return { value, mutated };
      }),
    );
  } catch (error) {
    const { name = 'Error', message = String(error) } = error as Partial<Error>;
    return { failure: 'threw', message: `${name}: ${message}` };
  }
}
