import { allEquations } from '../equations/equation.js';
import type { Random } from '../equations/random.js';
import { ValueError } from '../errors.js';

/** The same sentence in both languages of the course. */
export type Text = Readonly<Record<'en' | 'ru', string>>;

/**
 * What a student's function is given and returns: float tensors (64-bit; the student sees tensors of tfjs), numbers,
 * text, booleans, null, and arrays and plain objects of these.
 */
export type Arguments = readonly unknown[];

/** One kind of input that a question is checked with; its inputs are drawn anew from the seed of each run. */
export interface Check<A extends Arguments = Arguments> {
  /** Unique in its question, lower-case words with hyphens: 'several-sequences'. */
  readonly id: string;
  /** What kind of input it is. All that a student reads of a hidden check, apart from its hint. */
  readonly title: Text;
  readonly points: number;
  /** Hidden checks are run by the teacher only and never tell their inputs or values. Default: public. */
  readonly hidden?: true;
  /** Where to look when it fails. Needed by hidden checks. */
  readonly hint?: Text;
  /** Draws the arguments; runs on the backend float64, its tensors are freed. */
  readonly inputs: (random: Random) => A;
}

/** A wrong version that students write, and the sentence that helps whoever wrote it. */
export interface Misconception<A extends Arguments = Arguments> {
  /** Unique in its question: 'h-t-instead-of-h-t-1'. */
  readonly id: string;
  readonly says: Text;
  /** What the wrong version returns; may throw or return undefined for inputs on which it means nothing. */
  readonly answer: (...args: A) => unknown;
}

/** How a backward pass is held against the difference quotients of the student's own forward pass. */
export interface Differences<A extends Arguments = Arguments> {
  /** The student's function to differentiate. */
  readonly forward: string;
  /** What it is given, from the arguments of the backward pass. */
  readonly arguments: (...args: A) => Arguments;
  /** The gradient of what it returns, of the same structure: a number for a loss (usually 1), a tensor for a tensor. */
  readonly upstream: (...args: A) => unknown;
  /** Where in the backward pass's result stands the gradient by which argument of `forward`: `{ 'dp.Wh': '0.Wh' }`. */
  readonly by: Readonly<Record<string, string>>;
}

export interface Question<A extends Arguments = Arguments> {
  /** Unique in its homework, also the grade id in nbgrader: 'q3'. */
  readonly id: string;
  readonly title: Text;
  /** The function that the student writes, by the name the statement gives it. */
  readonly calls: string;
  /** Ids of the equations to re-read when an answer is wrong. */
  readonly equations: readonly string[];
  /** The page that shows them, with links to it: 'homework/lstm-and-gru-cells'. */
  readonly page: string;
  /** The right result; runs on the backend float64. */
  readonly answer: (...args: A) => unknown;
  /** |received − expected| ≤ tolerance · max(1, |expected|), element by element. Default 1e-6. */
  readonly tolerance?: number;
  readonly checks: readonly Check<A>[];
  readonly misconceptions: readonly Misconception<A>[];
  readonly differences?: Differences<A>;
}

export interface Homework {
  readonly number: number;
  /** The name of its page and notebooks: 'lstm-and-gru-cells'. */
  readonly name: string;
  readonly title: Text;
  /**
   * What a submission may import from `unrolled`, and the file under lib/ that holds it:
   * `{ 'recurrent.initLSTM': 'recurrent/lstm/init' }`. Nothing else of the library, and nothing that these files do
   * not import themselves, is in the sandbox.
   */
  readonly library: Readonly<Record<string, string>>;
  readonly questions: readonly Question[];
}

/** A question whose functions agree on the types of their arguments. */
export function question<A extends Arguments>(definition: Question<A>): Question {
  // from here on nobody knows the types: the arguments come from the question's own checks
  return definition as unknown as Question;
}

/** A homework whose parts can be told apart and add up. @throws ValueError that names the part that does not fit */
export function homework(definition: Homework): Homework {
  const { number, name, library, questions } = definition;
  if (!(Number.isInteger(number) && number >= 0))
    throw new ValueError(`${name}.number`, 'an integer from 0', String(number));
  for (const path of Object.keys(library))
    if (!/^\w+\.\w+$/.test(path))
      throw new ValueError(`${name}.library`, 'names like recurrent.initLSTM', path);
  if (questions.length === 0) throw new ValueError(name, 'at least one question', 'none');
  unique(name, questions);
  for (const { id, calls, checks, misconceptions, differences, equations } of questions) {
    const at = `${name}.${id}`;
    if (!/^[A-Za-z_]\w*$/.test(calls)) throw new ValueError(`${at}.calls`, 'a function name', calls);
    if (equations.length === 0) throw new ValueError(`${at}.equations`, 'an equation to re-read', 'none');
    if (!checks.some(({ hidden }) => !hidden)) throw new ValueError(`${at}.checks`, 'a public one', 'none');
    unique(at, checks);
    unique(at, misconceptions);
    for (const { id: check, points, hidden, hint } of checks) {
      if (!(Number.isFinite(points) && points > 0))
        throw new ValueError(`${at}.${check}.points`, 'a number above 0', String(points));
      if (hidden && !hint) throw new ValueError(`${at}.${check}.hint`, 'a hint of a hidden check', 'none');
    }
    if (differences && Object.keys(differences.by).length === 0)
      throw new ValueError(`${at}.differences.by`, 'something to differentiate by', 'nothing');
  }
  return definition;
}

/**
 * The homeworks of a course, which can be told apart. The equations that they name have to be loaded by then.
 * @throws ValueError that names the homework that does not fit
 */
export function homeworks(all: readonly Homework[]): readonly Homework[] {
  const known = new Set(allEquations().map(({ id }) => id));
  for (const [i, { name, number, questions }] of all.entries()) {
    const twin = all.slice(0, i).find((other) => other.number === number || other.name === name);
    if (twin)
      throw new ValueError(name, 'a name and number of its own', `those of ${twin.name}, ${twin.number}`);
    for (const { id, equations } of questions) {
      const unknown = equations.find((equation) => !known.has(equation));
      if (unknown !== undefined)
        throw new ValueError(`${name}.${id}.equations`, 'equations of files that a plan imports', unknown);
    }
  }
  return all;
}

function unique(within: string, parts: readonly { readonly id: string }[]): void {
  const seen = new Set<string>();
  for (const { id } of parts) {
    if (!/^[a-z0-9-]+$/.test(id))
      throw new ValueError(`id in ${within}`, 'lower-case letters, digits and hyphens', id);
    if (seen.has(id)) throw new ValueError(`id in ${within}`, 'ids that differ', `${id} twice`);
    seen.add(id);
  }
}

/** The points of a question: the sum of its checks. */
export const pointsOf = ({ checks }: Question): number => checks.reduce((sum, { points }) => sum + points, 0);
