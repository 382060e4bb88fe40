import { ValueError } from '../errors.js';
import { prepare } from './cases.js';
import { type Feedback, feedback, feedbackText } from './feedback.js';
import { gradeQuestion } from './grade.js';
import { HOMEWORKS } from './homework/index.js';
import type { Homework, Question } from './homework.js';
import { inThisProcess } from './own.js';
import type { Lang } from './words.js';

export interface CheckOptions {
  readonly lang?: Lang;
  /** The hidden checks, too; they say no more than their hint. Default: the public part only. */
  readonly hidden?: boolean;
  /** Of the inputs; default 1. */
  readonly seed?: number;
  /** Where the text goes; default `console.log`. */
  readonly print?: (text: string) => void;
  readonly homeworks?: readonly Homework[];
}

/**
 * Checks functions where they are written, in a notebook or on the page: `await check('hw2.q3', { backward })`. Prints
 * what the grader would say about its public part, and returns it.
 * @throws ValueError for a question that does not exist
 */
export async function check(
  id: string,
  functions: Readonly<Record<string, unknown>>,
  { lang = 'en', hidden = false, seed = 1, print = console.log, homeworks = HOMEWORKS }: CheckOptions = {},
): Promise<Feedback> {
  const [homework, question] = findQuestion(id, homeworks);
  const [prepared] = prepare({ ...homework, questions: [question] }, seed, { hidden });
  const result = await gradeQuestion(prepared!, inThisProcess(functions));
  const said = feedback(result, { lang, audience: 'public' });
  print(feedbackText(said, lang, !hidden));
  return said;
}

function findQuestion(id: string, homeworks: readonly Homework[]): [Homework, Question] {
  const all = homeworks.flatMap((homework) =>
    homework.questions.map((question) => ({
      homework,
      question,
      name: `hw${homework.number}.${question.id}`,
    })),
  );
  const found = all.find(({ name }) => name === id);
  if (!found) throw new ValueError('id', `one of ${all.map(({ name }) => name).join(', ')}`, id);
  return [found.homework, found.question];
}
