import * as tf from '@tensorflow/tfjs';
import { ValueError } from '../errors.js';
import { FLOAT64 } from '../float64/backend.js';
import { registerFloat64 } from '../float64/register.js';
import { prepare } from './cases.js';
import { type Feedback, feedback } from './feedback.js';
import { gradeQuestion } from './grade.js';
import { HOMEWORKS } from './homework/index.js';
import type { Homework, Question } from './homework.js';
import type { Answer, Student } from './student.js';
import { fromValue, toValue } from './transfer.js';
import type { Value } from './value.js';
import { encode, sameBytes } from './wire.js';
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
  print(inWords(said, lang, hidden));
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

/** Functions of this very process: no sandbox, for one's own code. They run on the backend float64. */
function inThisProcess(functions: Readonly<Record<string, unknown>>): Student {
  return {
    async call(name, calls) {
      const f = Object.getOwnPropertyDescriptor(functions, name)?.value;
      if (typeof f !== 'function') return [{ failure: 'missing', message: '' }];
      registerFloat64();
      const former = tf.getBackend();
      await tf.setBackend(FLOAT64);
      tf.engine().startScope();
      try {
        const answers: Answer[] = [];
        for (const args of calls) answers.push(await answer(f as (...args: unknown[]) => unknown, args));
        return answers;
      } catch (error) {
        return [{ failure: 'threw', message: String(error) }];
      } finally {
        tf.engine().endScope();
        if (former) await tf.setBackend(former);
      }
    },
  };
}

async function answer(f: (...args: unknown[]) => unknown, args: readonly Value[]): Promise<Answer> {
  const given = args.map((arg) => fromValue(arg));
  const value = toValue(await f(...given));
  return { value, mutated: !sameBytes(encode(given.map((arg) => toValue(arg))), encode(args)) };
}

function inWords(
  { id, title, points, of, checks, advice, read }: Feedback,
  lang: Lang,
  hidden: boolean,
): string {
  const lines = [`${id} · ${title}: ${points} / ${of}`];
  for (const one of checks) {
    lines.push(`${one.right ? '✓' : '✗'} ${one.title}`);
    for (const sentence of one.says) lines.push(`  ${sentence}`);
  }
  lines.push(...advice.map((sentence) => `→ ${sentence}`));
  if (read.length)
    lines.push(`${lang === 'ru' ? 'Перечитайте' : 'Read again'}: ${read.map(({ url }) => url).join(' ')}`);
  if (!hidden)
    lines.push(
      lang === 'ru'
        ? 'Это открытая часть проверки; при сдаче есть и скрытая.'
        : 'This is the public part; there are hidden checks as well.',
    );
  return lines.join('\n');
}
