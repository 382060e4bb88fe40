/**
 * What runs inside the sandbox: it runs the cells of a submission one by one and calls its functions by name. It holds no
 * tests and decides nothing. Student code can do with this process what it likes, and with nothing else.
 */
import { readSync, writeSync } from 'node:fs';
import { startupSnapshot } from 'node:v8';
import * as tf from '@tensorflow/tfjs';
import { registerFloat64 } from '../../float64/register.js';
import { answer } from '../transfer.js';
import type { Value } from '../value.js';
import { decode, encode, LIMITS } from '../wire.js';
import { Cells } from './cells.js';

/** The descriptors that the judge opens for a runner; 0 to 2 lead nowhere. */
const [INPUT, OUTPUT] = [3, 4];

registerFloat64();
void tf.setBackend('float64');
startupSnapshot.setDeserializeMainFunction(() => void serve());

/** Answers the judge's questions, one after another, until it hangs up. */
async function serve(): Promise<void> {
  // a promise that nobody waits for is the student's own affair
  process.on('unhandledRejection', () => {});
  process.on('uncaughtException', () => {});
  const cells = new Cells();
  for (;;) {
    const request = receive();
    if (request === undefined) process.exit();
    send(await reply(request as ReadonlyMap<string, Value>, cells));
  }
}

async function reply(request: ReadonlyMap<string, Value>, cells: Cells): Promise<Value> {
  const cell = request.get('cell');
  try {
    if (cell !== undefined) {
      await cells.run(String(cell), String(request.get('name')));
      return new Map<string, Value>([['ok', true]]);
    }
    return await call(cells, String(request.get('call')), request.get('args') as readonly Value[][]);
  } catch (error) {
    return new Map<string, Value>([['error', sentence(error)]]);
  }
}

async function call(cells: Cells, name: string, calls: readonly Value[][]): Promise<Value> {
  const f = cells.function(name);
  if (!f) return new Map([['missing', true]]);
  const values: Value[] = [];
  let mutated = false;
  for (const args of calls) {
    const given = await answer(f, args);
    values.push(given.value);
    mutated ||= given.mutated;
  }
  return new Map<string, Value>([
    ['values', values],
    ['mutated', mutated],
  ]);
}

function sentence(error: unknown): string {
  try {
    if (!(error instanceof Error)) return String(error).slice(0, LIMITS.error);
    const { name, message, line } = error as Error & { line?: number };
    return `${name}: ${message}${line === undefined ? '' : ` (line ${line})`}`.slice(0, LIMITS.error);
  } catch {
    // nothing that could be read
    return '…';
  }
}

function receive(): Value | undefined {
  const head = read(4);
  if (!head) return undefined;
  const body = read(head.readUInt32BE());
  return body && decode(body);
}

function read(length: number): Buffer | undefined {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const count = readSync(INPUT, bytes, at, length - at, null);
    if (count === 0) return undefined;
    at += count;
  }
  return bytes;
}

function send(value: Value): void {
  let body: Uint8Array;
  try {
    body = encode(value);
  } catch {
    // what is too large to be sent is no answer
    body = encode(new Map());
  }
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  const frame = Buffer.concat([head, body]);
  for (let at = 0; at < frame.length; ) at += writeSync(OUTPUT, frame, at);
}
