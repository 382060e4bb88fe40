import type { Ending, Reply, Request, Shown } from './messages';
import { spawn } from './spawn';

/** How long a cell may take to notice that it is to stop. */
const patience = 400;

export interface Ended {
  readonly how: Ending;
  readonly line?: number;
  /** The worker is no more, and with it all variables. */
  readonly lost: boolean;
}

type Listener = (items: readonly Shown[]) => void;
export type Question =
  | { readonly type: 'check'; readonly equation: string; readonly seed: number }
  | { readonly type: 'compute'; readonly figure: string; readonly input: unknown };

/** A worker and what it is busy with. It starts with the first job, and again after it was ended. */
export class Connection {
  private worker: Worker | undefined;
  /** Who waits for which job; told undefined when the worker ends. */
  private readonly jobs = new Map<number, (reply: Reply | undefined) => void>();
  /** Cells keep showing after their end: a timer may still print. */
  private readonly listeners = new Map<number, Listener>();
  private count = 0;
  private patience: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly broken: (message: string) => void) {}

  /** Loads the worker without running anything. */
  start(): void {
    if (this.worker) return;
    const worker = spawn();
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.broken(event.message || 'the worker could not be loaded');
      this.end();
    };
    this.worker = worker;
  }

  async run(cell: string, code: string, shown: Listener): Promise<Ended> {
    const reply = await this.send((job) => ({ type: 'run', job, cell, code }), shown);
    clearTimeout(this.patience);
    this.patience = undefined;
    if (reply?.type !== 'ended') return { how: 'stopped', lost: true };
    return { how: reply.how, line: reply.line, lost: false };
  }

  /** The answer to a question that shows nothing; undefined when the worker ended first. */
  async ask<T>(question: Question): Promise<T | undefined> {
    const reply = await this.send((job) => ({ ...question, job }));
    if (reply?.type === 'failed') throw new Error(reply.message);
    return reply?.type === 'answer' ? (reply.value as T) : undefined;
  }

  /** Asks the running cell to end; takes the worker from it when it does not listen. */
  stop(): void {
    if (!this.worker || this.patience) return;
    this.worker.postMessage({ type: 'stop' } satisfies Request);
    this.patience = setTimeout(() => this.end(), patience);
  }

  end(): void {
    clearTimeout(this.patience);
    this.patience = undefined;
    this.worker?.terminate();
    this.worker = undefined;
    this.listeners.clear();
    const jobs = [...this.jobs.values()];
    this.jobs.clear();
    for (const ended of jobs) ended(undefined);
  }

  private send(request: (job: number) => Request, shown?: Listener): Promise<Reply | undefined> {
    this.start();
    const job = ++this.count;
    if (shown) this.listeners.set(job, shown);
    return new Promise((ended) => {
      this.jobs.set(job, ended);
      this.worker!.postMessage(request(job));
    });
  }

  private receive(reply: Reply): void {
    if (reply.type === 'shown') {
      this.listeners.get(reply.job)?.(reply.items);
      return;
    }
    const ended = this.jobs.get(reply.job);
    this.jobs.delete(reply.job);
    ended?.(reply);
  }
}
