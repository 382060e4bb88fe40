/**
 * The kernel `unrolled`: tslab's compiler under a faithful Jupyter protocol. Cells run in this thread; another
 * (server.ts) holds the sockets. Usage: node launcher.js <connection file>
 */
import { Worker } from 'node:worker_threads';
import type { Request, Response } from './messages.js';
import { Slot } from './messages.js';
import { captureOutput, inspectValue, loadLibrary } from './output.js';
import { after, type Cell, currentCell, followCells, later, leaveCell, ownerOf, runAs } from './running.js';
import { Session } from './session.js';
import { mendTensorflow } from './tensorflow.js';
import { describe, type ErrorContent, installStackTraces } from './traceback.js';
import { isCompleteCode } from './typescript.js';

/** How long an interrupted cell may take to end by its own means, as the library's loops do. */
const grace = 400;

const memory = new Int32Array(new SharedArrayBuffer(8));
Atomics.store(memory, Slot.interrupted, -1);
// until everything is loaded
Atomics.store(memory, Slot.critical, 1);
const server = new Worker(new URL('./server.js', import.meta.url), {
  workerData: { connectionFile: process.argv[2], memory },
});
server.on('exit', (code) => process.exit(code));

const send = (response: Response) => server.postMessage(response);
const publish = (id: number, type: string, content: object) =>
  send({ id, publish: type, content: JSON.stringify(content, plain) });
const reply = (id: number, content: object, status: 'ok' | 'error' = 'ok') =>
  send({ id, reply: status, content: JSON.stringify({ status, ...content }) });

/** Typed arrays would become objects with a key per index; in JSON they are arrays like any other. */
const plain = (_key: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float64Array) : value;

type Outcome = { readonly value: string | undefined } | { readonly error: unknown };

class Interrupted extends Error {
  override readonly name = 'Interrupted';
  describe(): ErrorContent {
    return { ename: this.name, evalue: this.message, traceback: [`${this.name}: ${this.message}`] };
  }
}

const session = new Session(memory);
let count = 0;
let running: Cell | undefined;

const isInterrupted = (id: number) => Atomics.load(memory, Slot.interrupted) === id;

/** Runs a cell and waits for its end, which may come from outside: the code of an interrupted one never returns. */
function outcomeOf(id: number, label: string, code: string): Promise<Outcome> {
  return new Promise((resolve) => {
    let open = true;
    const end = (outcome: Outcome) => {
      if (open) resolve(outcome);
      open = false;
    };
    const cell: Cell = {
      id,
      label,
      abandoned: false,
      fail(error) {
        if (cell.abandoned) return;
        cell.abandoned = open;
        if (open) end({ error });
        else publish(id, 'error', describe(error));
      },
    };
    running = cell;
    const run = async () => inspectValue(await session.run(cell, code));
    // on its own turn: when the code is torn off, everything below it on the stack goes with it;
    // and one turn after its end, when promises that nobody handled have been reported
    const start = () =>
      run().then(
        (value) => later(end, { value }),
        (error) => later(end, { error }),
      );
    later(() => (isInterrupted(id) ? interrupt(id) : runAs(cell, start)));
  });
}

async function execute(id: number, content: Request['content']): Promise<void> {
  const { code, silent } = content as { code: string; silent?: boolean };
  if (!silent) publish(id, 'execute_input', { code, execution_count: ++count });
  const outcome = await outcomeOf(id, `Cell [${count}]`, code);
  running = undefined;
  const succeeded = 'value' in outcome;
  session.end(succeeded);
  if (succeeded) {
    if (outcome.value !== undefined && !silent) {
      const data = { 'text/plain': outcome.value };
      publish(id, 'execute_result', { execution_count: count, data, metadata: {} });
    }
    reply(id, { execution_count: count, payload: [], user_expressions: {} });
  } else {
    const error = describe(outcome.error);
    if (!silent) publish(id, 'error', error);
    reply(id, { ...error, execution_count: count }, 'error');
  }
}

function interrupt(id: number): void {
  if (running?.id !== id) return;
  leaveCell();
  running.fail(new Interrupted('the cell was interrupted'));
  mendTensorflow();
}

/** Jupyter counts characters, and so does JavaScript except for those beyond the basic plane. */
const offset = (code: string, position: number) => [...code].slice(0, position).join('').length;
const position = (code: string, at: number) => [...code.slice(0, at)].length;

const actions: Record<Request['type'], (id: number, content: Request['content']) => void> = {
  execute: (id, content) => void execute(id, content),
  interrupt: (id, { since }) => void after(() => interrupt(id), Number(since) + grace - Date.now()),
  leave: () => process.exit(0),
  complete: (id, { code, cursor_pos }) => {
    const text = String(code);
    const { candidates, start, end } = session.complete(text, offset(text, Number(cursor_pos)));
    const [cursor_start, cursor_end] = [position(text, start), position(text, end)];
    reply(id, { matches: candidates, cursor_start, cursor_end, metadata: {} });
  },
  inspect: (id, { code, cursor_pos }) => {
    const text = session.inspect(String(code), offset(String(code), Number(cursor_pos)));
    reply(id, {
      found: text !== undefined,
      data: text === undefined ? {} : { 'text/plain': text },
      metadata: {},
    });
  },
  is_complete: (id, { code }) => {
    const { completed, indent } = isCompleteCode(String(code));
    const content = completed ? { status: 'complete' } : { status: 'incomplete', indent };
    reply(id, content);
  },
};

function act({ id, type, content }: Request): void {
  try {
    actions[type](id, content);
  } catch (error) {
    // tslab's compiler met something that it does not know how to complete or explain
    reply(id, describe(error), 'error');
  }
}

/** What nobody caught belongs to a cell; packages that would rather end the process (wasm's loader) may not. */
function catchErrors(): void {
  const listeners = {
    uncaughtException: (error: unknown) => {
      const cell = currentCell();
      leaveCell();
      cell?.fail(error);
    },
    unhandledRejection: (reason: unknown, promise: Promise<unknown>) => ownerOf(promise)?.fail(reason),
  };
  for (const [event, listener] of Object.entries(listeners)) {
    process.on(event, listener);
    process.on('newListener', (name, other) => {
      if (name === event && other !== listener) queueMicrotask(() => process.off(event, other));
    });
  }
}

installStackTraces();
captureOutput({ text: (id, stream, text) => send({ id, stream, text }), publish, isInterrupted });
followCells();
catchErrors();
let loaded = false;
const loading = loadLibrary().then(() => {
  Atomics.store(memory, Slot.critical, 0);
  loaded = true;
});
server.on('message', (request: Request) => {
  // without a promise where it can be: an interrupt must not wait in the queue that a cell's promises fill
  if (loaded) act(request);
  else void loading.then(() => act(request));
});
