import type { Answer, Student } from '../student.js';
import { isList, isRecord, type Value } from '../value.js';
import { LIMITS } from '../wire.js';
import { type End, Runner } from './runner.js';
import type { Launch } from './sandbox.js';
import type { CodeCell } from './submission.js';

/** What a cell of a submission did wrong. It is left out from then on; the others run. */
export interface CellProblem {
  readonly cell: CodeCell;
  readonly failure: End | 'threw';
  readonly message: string;
}

/** Milliseconds that a submission pays for each process that it makes necessary by ending one. */
const RESTART = 500;

/**
 * One submission on its way through its questions. Each question gets a fresh process, which runs all cells first. The
 * time for student code is one budget of the whole submission, and each question gets an equal share of what is left: a
 * loop that never ends costs at most the budget, once, and never the turn of another question. A cell that does not
 * come back is left out afterwards.
 */
export class Session {
  readonly problems: CellProblem[] = [];
  private readonly left: Set<CodeCell>;

  constructor(
    private readonly launch: Launch,
    private readonly snapshot: string,
    cells: readonly CodeCell[],
    /** Milliseconds of student code that are left. */
    private budget: number,
  ) {
    this.left = new Set(cells);
  }

  /** Lets `use` work with a fresh process; `questions` is how many have to share the time, this one included. */
  async with<T>(questions: number, use: (student: Student) => Promise<T>): Promise<T> {
    while (this.budget > 0) {
      // one share is kept back, so that a cell that loops never takes the last
      const turn = new Turn(this.budget / (questions + 1));
      const runner = new Runner(this.launch, this.snapshot);
      try {
        const ready = await runner.ready();
        if ('failure' in ready) throw new Error(`a runner does not start: ${ready.failure}`);
        if (await this.runCells(runner, turn))
          return await use({ call: (name, calls) => call(runner, turn, name, calls) });
      } finally {
        await runner.close();
        this.budget -= turn.spent;
      }
      this.budget -= RESTART;
    }
    return use({ call: async () => [{ failure: 'time', message: '' }] });
  }

  /** Runs the cells; false when one does not come back, which is then left out. */
  private async runCells(runner: Runner, turn: Turn): Promise<boolean> {
    for (const cell of this.left) {
      const request = new Map<string, Value>([
        ['cell', cell.source],
        ['name', String(cell.number)],
      ]);
      const reply = await turn.ask(runner, request);
      if ('failure' in reply) {
        this.left.delete(cell);
        this.problems.push({ cell, failure: reply.failure, message: '' });
        return false;
      }
      const error = isRecord(reply.value) ? reply.value.get('error') : undefined;
      // every process runs them again; once is enough to say
      if (error !== undefined && !this.problems.some((one) => one.cell === cell))
        this.problems.push({ cell, failure: 'threw', message: words(error) });
    }
    return true;
  }
}

/** The time of one question. */
class Turn {
  spent = 0;
  constructor(private readonly share: number) {}

  get remaining(): number {
    return this.share - this.spent;
  }

  async ask(runner: Runner, value: Value) {
    const start = performance.now();
    const reply = await runner.request(value, Math.max(1, this.remaining));
    this.spent += performance.now() - start;
    return reply;
  }
}

/** What an error says. The runner shortens it, and whoever has taken the runner's place is not heard: it is kept. */
const words = (error: Value): string =>
  typeof error === 'string' && error.length <= LIMITS.error ? error : '';

async function call(
  runner: Runner,
  turn: Turn,
  name: string,
  calls: readonly (readonly Value[])[],
): Promise<Answer[]> {
  const request = new Map<string, Value>([
    ['call', name],
    ['args', calls],
  ]);
  const reply = await turn.ask(runner, request);
  if ('failure' in reply) return [{ failure: reply.failure, message: '' }];
  // the process may say anything at all
  const said = isRecord(reply.value) ? reply.value : new Map<string, Value>();
  if (said.has('missing')) return [{ failure: 'missing', message: '' }];
  const error = said.get('error');
  if (error !== undefined) return [{ failure: 'threw', message: words(error) }];
  const values = said.get('values');
  if (values === undefined || !isList(values) || values.length !== calls.length)
    return [{ failure: 'protocol', message: '' }];
  return values.map((value) => ({ value, mutated: said.get('mutated') === true }));
}
