import { promiseHooks } from 'node:v8';

/** One execution of a cell. What it starts (timers, promises) stays its own after it ended. */
export interface Cell {
  /** Of the execute request, which its outputs name as their parent. */
  readonly id: number;
  /** As in tracebacks: `Cell [3]`. */
  readonly label: string;
  /** Ended before its code did, by an interrupt or an error aside: whatever its code still does is void. */
  abandoned: boolean;
  /** Ends the cell with an error; one that has ended already gets the error as one more output. */
  fail(error: unknown): void;
}

let latest: Cell | undefined;
let current: Cell | undefined;
const owner = Symbol('cell');
type Owned = Promise<unknown> & { [owner]?: Cell };

/** Runs the code of a cell: everything that follows from it, now or later, belongs to the cell. */
export function runAs(cell: Cell, run: () => void): void {
  latest = current = cell;
  run();
  current = undefined;
}

/** The cell whose code runs now; for what belongs to none, the latest. */
export const currentCell = (): Cell | undefined => current ?? latest;

/** The cell that made a promise. */
export const ownerOf = (promise: Promise<unknown>): Cell | undefined => (promise as Owned)[owner] ?? latest;

/** Code that was torn off, or that threw, did not say that it ended. */
export function leaveCell(): void {
  current = undefined;
}

/** Node's own, for the kernel's use: those that cells see belong to their cell. */
export const { setImmediate: later, setTimeout: after } = globalThis;

/**
 * Follows cells through promises and timers. AsyncLocalStorage would do it as well, but up to Node 22 it keeps a
 * stack which Node checks, and code that is torn off by an interrupt leaves that stack in disorder: Node aborts.
 */
export function followCells(): void {
  promiseHooks.createHook({
    init(promise) {
      if (current) (promise as Owned)[owner] = current;
    },
    before(promise) {
      current = (promise as Owned)[owner];
    },
    after: leaveCell,
  });
  for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
    const start = globalThis[name] as (callback: unknown, ...rest: unknown[]) => unknown;
    const follow = (callback: unknown, ...rest: unknown[]) => {
      const cell = current;
      if (!cell || typeof callback !== 'function') return start(callback, ...rest);
      const fire = (...values: unknown[]) => {
        // an interrupted loop of timers must end, although nothing can stop the function that awaits the next one
        if (cell.abandoned) return;
        current = cell;
        callback(...values);
        current = undefined;
      };
      return start(fire, ...rest);
    };
    // with the symbol by which util.promisify knows them
    Object.defineProperties(follow, Object.getOwnPropertyDescriptors(start));
    Object.assign(globalThis, { [name]: follow });
  }
}
