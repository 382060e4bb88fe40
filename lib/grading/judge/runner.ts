import type { Readable, Writable } from 'node:stream';
import type { Failure } from '../student.js';
import type { Value } from '../value.js';
import { decode, encode, LIMITS } from '../wire.js';
import { killGroup, type Launch, type Launched, MEMORY } from './sandbox.js';
import { MemoryWatch } from './watch.js';

/** How long a busy machine may take to start a process, in milliseconds; no time of the submission. */
const START = 30_000;

/** Why a process was ended. */
export type End = Exclude<Failure, 'missing' | 'cell' | 'threw'>;

/** A reply, or why there is none. */
export type Reply = { readonly value: Value } | { readonly failure: End };

interface Waiting {
  readonly settle: (reply: Reply) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * The judge's end of a runner. One request, one reply, each a length and then as many bytes. Whatever else comes ends the
 * process: nothing that it says is believed beyond being a value.
 */
export class Runner {
  private readonly launched: Launched;
  private readonly input: Writable;
  private received: Buffer[] = [];
  private size = 0;
  private waiting: Waiting | undefined;
  private over: End | undefined;
  private watch: MemoryWatch | undefined;
  private readonly ended: Promise<void>;

  constructor(launch: Launch, snapshot: string) {
    this.launched = launch(snapshot);
    const { process: child, pid } = this.launched;
    this.input = child.stdio[3] as Writable;
    const output = child.stdio[4] as Readable;
    this.input.on('error', () => this.finish('ended'));
    output.on('error', () => this.finish('ended'));
    output.on('data', (bytes: Buffer) => this.take(bytes));
    output.on('close', () => this.finish('ended'));
    child.on('error', () => this.finish('ended'));
    this.ended = new Promise((resolve) => {
      child.on('close', () => resolve());
      child.on('error', () => resolve());
    });
    void pid.then((id) => {
      if (id && !this.over) this.watch = new MemoryWatch(id, 1.25 * MEMORY, () => this.finish('memory'));
    });
  }

  /** Waits until it answers at all. */
  ready(): Promise<Reply> {
    return this.request(new Map([['call', '']]), START);
  }

  /** Asks and waits for so many milliseconds. After a failure the process has ended. */
  request(value: Value, milliseconds: number): Promise<Reply> {
    if (this.over) return Promise.resolve({ failure: this.over });
    const body = encode(value);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(body.length);
    return new Promise((settle) => {
      const timer = setTimeout(() => this.finish('time'), milliseconds);
      this.waiting = { settle, timer };
      this.input.write(Buffer.concat([head, body]));
    });
  }

  /** Ends the process, and waits until nothing of it is left. */
  async close(): Promise<void> {
    this.finish('ended');
    await this.ended;
  }

  private take(bytes: Buffer): void {
    this.received.push(bytes);
    this.size += bytes.length;
    if (this.size >= 4 && this.received[0]!.length < 4) this.received = [Buffer.concat(this.received)];
    const length = this.size < 4 ? 0 : this.received[0]!.readUInt32BE();
    // more than one reply, or one to no request
    if (!this.waiting || length > LIMITS.bytes || (this.size >= 4 && this.size > 4 + length)) {
      this.finish('protocol');
    } else if (this.size >= 4 && this.size === 4 + length) {
      const body = Buffer.concat(this.received).subarray(4);
      this.received = [];
      this.size = 0;
      this.reply(body);
    }
  }

  private reply(body: Buffer): void {
    let value: Value;
    try {
      value = decode(body);
    } catch {
      this.finish('protocol');
      return;
    }
    this.settle({ value });
  }

  private settle(reply: Reply): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (!waiting) return;
    clearTimeout(waiting.timer);
    waiting.settle(reply);
  }

  private finish(why: End): void {
    if (this.over) return;
    // a process that dies while it holds much memory was refused more
    this.over = why === 'ended' && this.waiting && (this.watch?.peak ?? 0) > MEMORY / 2 ? 'memory' : why;
    this.watch?.stop();
    killGroup(this.launched.process);
    this.settle({ failure: this.over });
  }
}
