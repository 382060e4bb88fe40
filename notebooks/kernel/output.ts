import { inspect } from 'node:util';
import type { StreamName } from './messages.js';
import { type Cell, currentCell } from './running.js';
import { jupyter } from './typescript.js';

export interface Sink {
  text(id: number, stream: StreamName, text: string): void;
  publish(id: number, type: string, content: object): void;
  isInterrupted(id: number): boolean;
}

type Bundle = Readonly<Record<string, unknown>>;

/** How values print: as the book's library has it, which is how the page prints them too. */
let printer: { inspect(value: unknown): string; format?(...values: unknown[]): string } = {
  inspect: (value) => inspect(value, { depth: 4, colors: false, breakLength: 100 }),
};

export const inspectValue = (value: unknown): string | undefined =>
  value === undefined ? undefined : printer.inspect(value);

/** Loads the library before the first cell does. It tells TensorFlow.js not to greet on stderr. */
export async function loadLibrary(): Promise<void> {
  const [unrolled, tensorflow]: string[] = ['unrolled', '@tensorflow/tfjs'];
  try {
    const { lab } = (await import(unrolled!)) as { lab?: typeof printer };
    if (lab?.inspect) printer = lab;
    await ((await import(tensorflow!)) as { ready(): Promise<void> }).ready();
  } catch {
    // not built or broken: the cell that imports it says so
  }
}

/** Everything that cells print or display goes to the cell that it comes from. */
export function captureOutput(sink: Sink): void {
  const emit = (send: (cell: Cell) => void) => {
    const cell = currentCell();
    if (cell && !cell.abandoned) send(cell);
  };
  for (const name of ['stdout', 'stderr'] as const)
    capture(name, (text) => emit(({ id }) => sink.text(id, name, text)));

  const shown = new WeakMap<Cell, Set<string>>();
  const show = (data: Bundle, id: string | undefined, update: boolean, metadata: object = {}) =>
    emit((cell) => {
      const content = { data, metadata, transient: id === undefined ? {} : { display_id: id } };
      sink.publish(cell.id, update ? 'update_display_data' : 'display_data', content);
    });
  const host = {
    display(bundle: Bundle, id?: string) {
      const cell = currentCell();
      if (!cell) return;
      const ids = shown.get(cell) ?? new Set();
      shown.set(cell, ids);
      show(bundle, id, id !== undefined && ids.has(id));
      if (id !== undefined) ids.add(id);
    },
    get stopped() {
      const cell = currentCell();
      return cell !== undefined && (cell.abandoned || sink.isInterrupted(cell.id));
    },
  };
  Object.assign(globalThis, { __unrolled__: host });
  // the display functions of `import * as tslab from 'tslab'`
  jupyter.lastWriteDisplayData = ({ data, metadata, transient }, update) =>
    show(data as Bundle, transient.display_id, update, metadata);
}

function capture(name: StreamName, send: (text: string) => void): void {
  const stream = process[name];
  // a server that was started in a terminal would make Node colour what it prints
  stream.isTTY = false;
  const decoder = new TextDecoder();
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    send(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
    const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
    if (done) queueMicrotask(done);
    return true;
  };
  for (const method of name === 'stdout'
    ? (['log', 'info', 'debug'] as const)
    : (['warn', 'error'] as const)) {
    const print = console[method];
    console[method] = (...values: unknown[]) =>
      printer.format ? print('%s', printer.format(...values)) : print(...values);
  }
}
