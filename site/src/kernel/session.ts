import { lab } from 'unrolled';
import { failure } from './failure';
import type { Bundle, Ending, Shown } from './messages';
import { type Modules, Namespace } from './namespace';
import { Spool } from './spool';

export interface Run {
  readonly how: Ending;
  readonly line?: number;
}

const printing = ['log', 'info', 'debug', 'warn', 'error'] as const;

/**
 * Cells of one page, run one after another; what they show goes out as they show it. Works in Node as in a worker.
 * From the first cell to `close()` the console prints into the cell that ran last.
 */
export class Session {
  private readonly namespace: Namespace;
  private readonly sources = new Map<string, string>();
  private readonly console = printing.map((method) => [method, console[method]] as const);
  private spool: Spool | undefined;
  private cell = '';
  private stopped = false;

  constructor(modules: Modules) {
    this.namespace = new Namespace(modules);
    const session = this;
    globalThis.__unrolled__ = {
      display: (bundle, id) => session.spool?.display(bundle as Bundle, id),
      get stopped() {
        return session.stopped;
      },
    };
    for (const method of printing)
      console[method] = (...values: unknown[]) => session.spool?.print(`${lab.format(...values)}\n`);
  }

  close(): void {
    globalThis.__unrolled__ = undefined;
    for (const [method, print] of this.console) console[method] = print;
  }

  /** Asks the running cell to end: loops that `breathe` do so at their next step. */
  stop(): void {
    this.stopped = true;
  }

  async run(cell: string, code: string, send: (items: Shown[]) => void): Promise<Run> {
    const spool = new Spool(send);
    this.spool = spool;
    this.cell = cell;
    this.stopped = false;
    this.sources.set(cell, code);
    try {
      const { given, value } = await this.namespace.run(code, cell);
      if (given && value !== undefined)
        spool.add({ kind: 'result', data: { 'text/plain': lab.inspect(value) } });
      return { how: 'done' };
    } catch (error) {
      if (error instanceof Error && error.name === 'Stopped') return { how: 'stopped' };
      return { how: 'failed', line: this.fail(error) };
    } finally {
      spool.flush();
    }
  }

  /** Shows an error in the cell that ran last, such as a rejected promise that nobody awaits. */
  fail(error: unknown): number | undefined {
    const failed = failure(error, this.cell, this.sources);
    this.spool?.add({ kind: 'error', failure: failed });
    this.spool?.flush();
    return failed.line;
  }
}
