import type { Encoded, HomeworkTest } from '../homework/test.js';
import type { Case } from './cases.js';
import { compare } from './compare.js';
import type { Homework, Question } from './homework.js';
import { evaluate } from './transfer.js';
import { Foreign, isList, isRecord, Numbers, type Value } from './value.js';

/** Ten digits are enough for any tolerance here. */
const short = (x: number): number => Number(x.toPrecision(10));

export function encode(value: Value): Encoded {
  if (value instanceof Numbers) return { shape: [...value.shape], data: Array.from(value.data, short) };
  if (value instanceof Foreign) throw new TypeError(`${value.what} is nothing that a test can hold`);
  if (isList(value)) return value.map(encode);
  if (isRecord(value)) return Object.fromEntries([...value].map(([key, item]) => [key, encode(item)]));
  return typeof value === 'number' ? short(value) : value;
}

/** What a notebook or a page needs to run one check: its inputs and what is right for them, without the plan's code. */
export function testOf(
  homework: Homework,
  question: Question,
  { check, args, expected, wrong }: Case,
): HomeworkTest {
  const { calls, equations, page, tolerance, differences } = question;
  const onTensors = (of: (...args: readonly unknown[]) => unknown): Encoded => encode(evaluate(of, args));
  const mistakes = question.misconceptions.flatMap(({ id, says }) => {
    const gives = wrong.get(id);
    if (gives === undefined || gives instanceof Foreign || !compare(expected, gives, tolerance)) return [];
    return [{ gives: encode(gives), says }];
  });
  return {
    id: `hw${homework.number}.${question.id}`,
    question: question.title,
    title: check.title,
    points: check.points,
    calls,
    equations,
    page,
    given: args.map(encode),
    expected: encode(expected),
    ...(tolerance !== undefined && { tolerance }),
    ...(check.hidden ? { hint: check.hint! } : { mistakes }),
    ...(differences &&
      !check.hidden && {
        differences: {
          forward: differences.forward,
          given: onTensors(differences.arguments) as readonly Encoded[],
          upstream: onTensors(differences.upstream),
          by: differences.by,
        },
      }),
  };
}

/** The student's functions that the checks of a question call. */
export const functionsOf = ({ calls, differences }: Question): string[] =>
  differences ? [calls, differences.forward] : [calls];
