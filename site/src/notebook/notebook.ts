import type { Connection, Ended, Question } from '../kernel/connection';
import type { Ending, Shown } from '../kernel/messages';
import { extend } from './outputs';

export type Status = 'idle' | 'running' | Ending;

export interface CellState {
  readonly status: Status;
  /** Undefined until the cell has shown something here: the book's own output still stands. */
  readonly outputs?: readonly Shown[];
  /** The outputs are those of an earlier run. */
  readonly old?: boolean;
  /** How many cells had been run when this one was. */
  readonly count?: number;
  /** The line that failed. */
  readonly line?: number;
  readonly milliseconds?: number;
}

export interface PageState {
  readonly running?: string;
  readonly queue: readonly string[];
  /** Variables are gone that cells above had made. */
  readonly lost: boolean;
  readonly started: boolean;
  /** The cell that failed while others waited for it. */
  readonly halted?: string;
}

interface Cell {
  /** The book's code. */
  source: string;
  /** The code as it stands in the editor. */
  code: () => string;
  state: CellState;
}

/** A cell that has not been run here. */
export const untouched: CellState = { status: 'idle' };

/** The connection brings the worker's code with it, so it is loaded when it is first needed. */
const connect = async (broken: (message: string) => void): Promise<Connection> => {
  const module = await import('../kernel/connection');
  return new module.Connection(broken);
};

const initial: PageState = { queue: [], lost: false, started: false };

/**
 * The cells of one page, what they show, and the worker they share: one namespace. Cells run one after another; the
 * worker starts with the first. Also an external store for React: states are replaced, never changed.
 */
export class Notebook {
  private readonly cells = new Map<string, Cell>();
  private readonly listeners = new Set<() => void>();
  private connection: Promise<Connection> | undefined;
  /** Checks and figures compute beside the cells: a cell that never ends must not stop them. */
  private assistant: Promise<Connection> | undefined;
  private page = initial;
  private count = 0;
  private working: Promise<void> | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly pageState = (): PageState => this.page;
  cellState(id: string): CellState {
    return this.cells.get(id)?.state ?? untouched;
  }

  /** Which cell of the page it is, from 1. */
  place(id: string): number {
    return [...this.cells.keys()].indexOf(id) + 1;
  }

  /** Cells enter in the order of the page. */
  enter(id: string, source: string, code: () => string): void {
    this.cells.set(id, { source, code, state: this.cellState(id) });
    this.changed();
  }

  /** The cells that the reader has changed, with their code. */
  edited(): ReadonlyMap<string, string> {
    const codes = [...this.cells].map(([id, { source, code }]) => [id, source, code()] as const);
    return new Map(codes.filter(([, source, code]) => code !== source).map(([id, , code]) => [id, code]));
  }
  readonly isEdited = (): boolean => [...this.cells.values()].some(({ source, code }) => code() !== source);

  run(id: string): void {
    this.enqueue([id]);
  }
  runAll(): void {
    this.enqueue([...this.cells.keys()]);
  }
  /** The cells above this one, and this one. */
  runThrough(id: string): void {
    const ids = [...this.cells.keys()];
    this.enqueue(ids.slice(0, ids.indexOf(id) + 1));
  }

  /** Loads what the first run will need. */
  prepare(): void {
    this.connection ??= connect((message) => this.breakdown(message));
    this.connection.then(
      (connection) => connection.start(),
      () => {},
    );
  }

  stop(): void {
    this.setPage({ queue: [] });
    if (this.page.running) void this.connection?.then((connection) => connection.stop());
  }

  /** The reader has seen where the cells halted. */
  readonly seen = (): void => this.setPage({ halted: undefined });

  /** Ends the worker, and with it all variables. */
  async restart(): Promise<void> {
    this.setPage({ queue: [] });
    (await this.connection)?.end();
    await this.working;
    this.count = 0;
    this.setPage(initial);
  }

  /** Computes what a check or a figure shows; undefined when the page is left first. */
  async ask<T>(question: Question): Promise<T | undefined> {
    this.assistant ??= connect(() => {});
    return (await this.assistant).ask<T>(question);
  }

  /** The page is left. */
  close(): void {
    this.page = { ...this.page, queue: [] };
    for (const connection of [this.connection, this.assistant]) void connection?.then((one) => one.end());
    this.connection = undefined;
    this.assistant = undefined;
  }

  private enqueue(ids: readonly string[]): void {
    const { queue, running } = this.page;
    const more = ids.filter((id) => id !== running && !queue.includes(id));
    this.setPage({ queue: [...queue, ...more] });
    this.working ??= this.work().finally(() => {
      this.working = undefined;
    });
  }

  private async work(): Promise<void> {
    while (this.page.queue.length > 0) {
      const [id, ...queue] = this.page.queue;
      this.setPage({ running: id, queue, started: true, lost: false, halted: undefined });
      const done = await this.execute(id);
      const halted = done || this.page.queue.length === 0 ? undefined : id;
      // what follows most likely needs what this cell did not do
      this.setPage({ running: undefined, halted, ...(!done && { queue: [] }) });
    }
  }

  private async execute(id: string): Promise<boolean> {
    const cell = this.cells.get(id)!;
    const begun = performance.now();
    this.set(id, {
      status: 'running',
      count: undefined,
      line: undefined,
      milliseconds: undefined,
      old: true,
    });
    // the old output stays until there is a new one, so that the page does not jump
    let fresh = false;
    const show = (items: readonly Shown[]) => {
      this.set(id, { outputs: extend(fresh ? cell.state.outputs : [], items), old: false });
      fresh = true;
    };
    const { how, line, lost } = await this.send(id, cell.code(), show);
    if (!fresh && how !== 'stopped') show([]);
    this.count = lost ? 0 : this.count + 1;
    const count = lost ? undefined : this.count;
    this.set(id, { status: how, line, count, milliseconds: performance.now() - begun });
    if (lost) this.setPage({ lost });
    return how === 'done';
  }

  private async send(id: string, code: string, show: (items: readonly Shown[]) => void): Promise<Ended> {
    try {
      this.prepare();
      return await (await this.connection!).run(id, code, show);
    } catch (error) {
      // the kernel's code did not arrive: offline before the first visit was over
      this.connection = undefined;
      this.breakdown((error as Error).message);
      return { how: 'failed', lost: true };
    }
  }

  /** The worker could not be loaded, or broke. */
  private breakdown(message: string): void {
    const { running } = this.page;
    if (!running) return;
    const failure = { ename: 'KernelError', evalue: message };
    const outputs = extend(this.cellState(running).outputs, [{ kind: 'error', failure }]);
    this.set(running, { outputs, old: false });
  }

  private set(id: string, change: Partial<CellState>): void {
    const cell = this.cells.get(id);
    if (!cell) return;
    cell.state = { ...cell.state, ...change };
    this.changed();
  }

  private setPage(change: Partial<PageState>): void {
    this.page = { ...this.page, ...change };
    this.changed();
  }

  /** Tells everybody who listens. */
  changed(): void {
    for (const listener of this.listeners) listener();
  }
}
