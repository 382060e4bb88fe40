import type { Case, Prepared } from './cases.js';
import { compare, type Mismatch } from './compare.js';
import { type Agreement, checkDifferences } from './differences.js';
import type { Check, Misconception, Question } from './homework.js';
import type { Failure, Student } from './student.js';
import type { Value } from './value.js';

/** Why a check brings no points. */
export type Problem =
  | { readonly kind: 'mismatch'; readonly mismatch: Mismatch }
  | { readonly kind: 'failure'; readonly failure: Failure; readonly message: string }
  /** The values are right, but the function changed its arguments. */
  | { readonly kind: 'mutated' };

export interface CheckResult {
  readonly check: Check;
  readonly points: number;
  readonly problem?: Problem;
}

/** What helps, beyond what is wrong where. */
export interface Diagnosis {
  /** The wrong version whose values these are. */
  readonly misconception?: Misconception;
  /** How the backward pass compares with the student's own forward pass. */
  readonly agreement?: Agreement;
}

export interface QuestionResult {
  readonly question: Question;
  readonly checks: readonly CheckResult[];
  readonly points: number;
  readonly of: number;
  /** From the public checks alone. */
  readonly diagnosis: Diagnosis;
  /** For the teacher: from all checks, if one cause explains them all. */
  readonly fullDiagnosis: Diagnosis;
  /** An earlier question with failed checks whose function this answer calls. */
  readonly builtOn?: Question;
}

interface Wrong {
  readonly one: Case;
  readonly received: Value;
}

/** Runs the checks of a question and says what is wrong. Nothing that a submission does makes it throw. */
export async function gradeQuestion(
  { question, cases }: Prepared,
  student: Student,
): Promise<QuestionResult> {
  const open = await run(
    question,
    cases.filter(({ check }) => !check.hidden),
    student,
  );
  // before any hidden input is known to the submission
  const diagnosis = await diagnose(question, open, student);
  const hidden = await run(
    question,
    cases.filter(({ check }) => check.hidden),
    student,
  );
  const checks = [...open.checks, ...hidden.checks];
  return {
    question,
    checks,
    points: checks.reduce((sum, { points }) => sum + points, 0),
    of: cases.reduce((sum, { check }) => sum + check.points, 0),
    diagnosis,
    fullDiagnosis: { ...diagnosis, ...misconceptionOf(question, [...open.wrong, ...hidden.wrong]) },
  };
}

interface Run {
  readonly checks: readonly CheckResult[];
  /** The results that are not right. */
  readonly wrong: readonly Wrong[];
}

async function run(question: Question, cases: readonly Case[], student: Student): Promise<Run> {
  const checks: CheckResult[] = [];
  const wrong: Wrong[] = [];
  for (const one of cases) {
    const { check } = one;
    const [answer] = await student.call(question.calls, [one.args]);
    if (!answer || 'failure' in answer) {
      const { failure, message } = answer ?? { failure: 'protocol', message: '' };
      checks.push({ check, points: 0, problem: { kind: 'failure', failure, message } });
      continue;
    }
    const mismatch = compare(one.expected, answer.value, question.tolerance);
    if (mismatch) {
      checks.push({ check, points: 0, problem: { kind: 'mismatch', mismatch } });
      wrong.push({ one, received: answer.value });
    } else if (answer.mutated) checks.push({ check, points: 0, problem: { kind: 'mutated' } });
    else checks.push({ check, points: check.points });
  }
  return { checks, wrong };
}

async function diagnose(question: Question, { wrong }: Run, student: Student): Promise<Diagnosis> {
  const found = misconceptionOf(question, wrong);
  const [first] = wrong;
  if (found.misconception || !first || !question.differences) return found;
  const agreement = await checkDifferences(first.one, first.received, question.differences, student);
  return agreement ? { agreement } : {};
}

/** The misconception that gives the student's values wherever they are wrong. */
function misconceptionOf(
  { misconceptions, tolerance }: Question,
  wrong: readonly Wrong[],
): Pick<Diagnosis, 'misconception'> {
  if (wrong.length === 0) return {};
  const misconception = misconceptions.find(({ id }) =>
    wrong.every(({ one, received }) => {
      const value = one.wrong.get(id);
      return value !== undefined && !compare(value, received, tolerance);
    }),
  );
  return misconception ? { misconception } : {};
}
