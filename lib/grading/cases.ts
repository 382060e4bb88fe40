import { Random } from '../equations/random.js';
import type { Check, Homework, Question } from './homework.js';
import { evaluate } from './transfer.js';
import type { Value } from './value.js';

/** A check with the inputs of one run, and what is right for them. */
export interface Case {
  readonly check: Check;
  readonly args: readonly Value[];
  readonly expected: Value;
  /** What each misconception of the question would return; where it throws there is no value. */
  readonly wrong: ReadonlyMap<string, Value>;
}

export interface Prepared {
  readonly question: Question;
  /** The public ones first: whatever a submission remembers of hidden inputs, no public message follows them. */
  readonly cases: readonly Case[];
}

/** The cases of a homework. Everything follows from the seed, so that one class gets the same inputs. */
export function prepare(homework: Homework, seed: number, { hidden }: { hidden: boolean }): Prepared[] {
  return homework.questions.map((question) => {
    const checks = [
      ...question.checks.filter((check) => !check.hidden),
      ...question.checks.filter((check) => hidden && check.hidden),
    ];
    const cases = checks.map((check) =>
      prepareCase(question, check, spread(seed, homework, question, check)),
    );
    return { question, cases };
  });
}

function prepareCase(question: Question, check: Check, seed: number): Case {
  const args = evaluate(() => check.inputs(new Random(seed)), []) as readonly Value[];
  const wrong = new Map<string, Value>();
  for (const misconception of question.misconceptions) {
    try {
      wrong.set(misconception.id, evaluate(misconception.answer, args));
    } catch {
      // a mistake that has no meaning for these inputs
    }
  }
  return { check, args, expected: evaluate(question.answer, args), wrong };
}

/** Every check draws its own numbers: FNV-1a of where it stands. */
function spread(seed: number, homework: Homework, question: Question, check: Check): number {
  let hash = 0x811c9dc5;
  for (const character of `${seed}/${homework.name}/${question.id}/${check.id}`)
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}
