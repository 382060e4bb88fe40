import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ValueError } from '../../errors.js';
import { type Prepared, prepare } from '../cases.js';
import { gradeQuestion, type QuestionResult } from '../grade.js';
import { type Homework, homeworks, type Text } from '../homework.js';
import { snapshotRunner } from './bundle.js';
import type { Found } from './find.js';
import { builtOn, ownCells, withFailedCell } from './own-cells.js';
import { type Launch, launchTrusted, openSandbox } from './sandbox.js';
import { type CellProblem, Session } from './session.js';
import { readSubmission, type Submission, SubmissionError } from './submission.js';

/** Milliseconds of student code in one submission. */
export const BUDGET = 20_000;

export interface GradeOptions {
  readonly homeworks: readonly Homework[];
  /** Of all submissions; otherwise each notebook says in its metadata which it is. */
  readonly homework?: number | undefined;
  readonly hidden?: boolean | undefined;
  readonly jobs?: number | undefined;
  readonly seed: number;
  readonly trust?: boolean | undefined;
  readonly budget?: number | undefined;
  /** Called after each submission. */
  readonly progress?: ((graded: Graded, done: number, of: number) => void) | undefined;
}

/** A line of the report about a submission as a whole. */
export type Note =
  | { readonly kind: 'unreadable'; readonly says: Text }
  | { readonly kind: 'homework' }
  /** It was graded as another homework than it says it is. */
  | { readonly kind: 'other'; readonly said: number; readonly graded: number }
  | { readonly kind: 'twice'; readonly id: string }
  /** Of a notebook of nbgrader's: the cell of a question has been deleted. */
  | { readonly kind: 'gone'; readonly id: string }
  | { readonly kind: 'cell'; readonly problem: CellProblem };

export interface Graded {
  readonly name: string;
  readonly homework?: Homework;
  readonly questions: readonly QuestionResult[];
  readonly points: number;
  readonly of: number;
  readonly notes: readonly Note[];
  readonly seconds: number;
}

/**
 * Grades submissions, some at a time. Nothing that one does changes another or stops the batch.
 * @throws SandboxMissing or ValueError, before anything is run
 */
export async function gradeAll(found: readonly Found[], options: GradeOptions): Promise<Graded[]> {
  const { jobs = availableParallelism(), budget = BUDGET } = options;
  if (!(Number.isInteger(jobs) && jobs > 0)) throw new ValueError('jobs', 'an integer above 0', String(jobs));
  if (!(Number.isFinite(budget) && budget > 0))
    throw new ValueError('budget', 'a number of milliseconds above 0', String(budget));
  homeworks(options.homeworks);
  const folder = await mkdtemp(join(tmpdir(), 'unrolled-grade-'));
  try {
    const judge = new Judge(options, folder, options.trust ? launchTrusted : await openSandbox(folder));
    const results: Graded[] = new Array(found.length);
    let next = 0;
    let done = 0;
    const work = async () => {
      while (next < found.length) {
        const index = next++;
        results[index] = await judge.grade(found[index]!);
        options.progress?.(results[index]!, ++done, found.length);
      }
    };
    await Promise.all(Array.from({ length: jobs }, work));
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whoever names the wrong homework on the command line reads it before anything else. */
const otherNote = ({ homework: said }: Submission, { number: graded }: Homework): Note[] =>
  said === undefined || said === graded ? [] : [{ kind: 'other', said, graded }];

/** Cells of questions that are not there as they were given out. */
function cellNotes({ gradeIds }: Submission, { questions }: Homework): Note[] {
  const twice = questions.filter(({ id }) => gradeIds.get(id)! > 1);
  const gone = questions.filter(({ id }) => gradeIds.size > 0 && !gradeIds.has(id));
  return [
    ...twice.map(({ id }): Note => ({ kind: 'twice', id })),
    ...gone.map(({ id }): Note => ({ kind: 'gone', id })),
  ];
}

/** What is the same for all submissions of a homework. */
interface Plan {
  readonly prepared: readonly Prepared[];
  readonly snapshot: string;
}

class Judge {
  private readonly plans = new Map<Homework, Promise<Plan>>();

  constructor(
    private readonly options: GradeOptions,
    private readonly folder: string,
    private readonly launch: Launch,
  ) {}

  async grade({ name, file }: Found): Promise<Graded> {
    const start = performance.now();
    const nothing = { name, questions: [], points: 0, of: 0 };
    const seconds = () => (performance.now() - start) / 1000;
    let submission: Submission;
    try {
      submission = await readSubmission(file);
    } catch (error) {
      if (!(error instanceof SubmissionError)) throw error;
      return this.withHomework(nothing, { kind: 'unreadable', says: error.says }, seconds());
    }
    const homework = this.homeworkOf(submission);
    if (!homework) return { ...nothing, notes: [{ kind: 'homework' }], seconds: seconds() };
    const { prepared, snapshot } = await this.plan(homework);
    const session = new Session(this.launch, snapshot, submission.cells, this.options.budget ?? BUDGET);
    const questions: QuestionResult[] = [];
    for (const [i, one] of prepared.entries()) {
      const result = await session.with(prepared.length - i, (student) => gradeQuestion(one, student));
      const own = ownCells(submission.cells, one.question);
      const failed = session.problems.some(({ cell }) => own.includes(cell));
      const wrong = failed ? undefined : builtOn(own, questions);
      questions.push({ ...(failed ? withFailedCell(result) : result), ...(wrong && { builtOn: wrong }) });
    }
    return {
      name,
      homework,
      questions,
      points: questions.reduce((sum, { points }) => sum + points, 0),
      of: questions.reduce((sum, { of }) => sum + of, 0),
      notes: [
        ...otherNote(submission, homework),
        ...cellNotes(submission, homework),
        ...session.problems.map((problem): Note => ({ kind: 'cell', problem })),
      ],
      seconds: seconds(),
    };
  }

  /** A submission that cannot be read still counts with nothing of all points, if the homework is known. */
  private async withHomework(
    nothing: Omit<Graded, 'notes' | 'seconds'>,
    note: Note,
    seconds: number,
  ): Promise<Graded> {
    const homework = this.options.homeworks.find(({ number }) => number === this.options.homework);
    const of = homework
      ? (await this.plan(homework)).prepared
          .flatMap(({ cases }) => cases)
          .reduce((sum, { check }) => sum + check.points, 0)
      : 0;
    return { ...nothing, ...(homework ? { homework } : {}), of, notes: [note], seconds };
  }

  private homeworkOf(submission: Submission): Homework | undefined {
    const wanted = this.options.homework ?? submission.homework;
    return this.options.homeworks.find(({ number }) => number === wanted);
  }

  private plan(homework: Homework): Promise<Plan> {
    const known = this.plans.get(homework) ?? this.makePlan(homework);
    this.plans.set(homework, known);
    return known;
  }

  private async makePlan(homework: Homework): Promise<Plan> {
    const { seed, hidden = false } = this.options;
    const snapshot = await snapshotRunner(homework, this.folder);
    return { prepared: prepare(homework, seed, { hidden }), snapshot };
  }
}
