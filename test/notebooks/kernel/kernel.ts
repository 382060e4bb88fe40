import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensurePython } from '../../../notebooks/python.js';

const driver = fileURLToPath(new URL('./driver.py', import.meta.url));
const notebooks = fileURLToPath(new URL('../../../notebooks/en', import.meta.url));

export interface Output {
  readonly type: string;
  readonly name?: string;
  readonly text?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly transient?: { readonly display_id?: string };
  readonly execution_count?: number;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
}

export interface Reply {
  readonly status: string;
  readonly execution_count?: number;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
}

/** What came of a cell: its reply and everything that it showed. */
export interface Result {
  readonly reply: Reply;
  readonly outputs: readonly Output[];
  readonly states: readonly string[];
}

export const textOf = ({ outputs }: Pick<Result, 'outputs'>, stream: 'stdout' | 'stderr'): string =>
  outputs.flatMap(({ name, text }) => (name === stream ? [text] : [])).join('');
export const resultOf = ({ outputs }: Result): unknown =>
  outputs.find(({ type }) => type === 'execute_result')?.data?.['text/plain'];
export const errorOf = ({ outputs }: Pick<Result, 'outputs'>): Output | undefined =>
  outputs.find(({ type }) => type === 'error');

interface CellOptions {
  readonly silent?: boolean;
  readonly stop_on_error?: boolean;
}

/** The real kernel, driven by Jupyter's own client in Python. */
export class Kernel {
  private waiting: ((answer: { value?: unknown; problem?: string }) => void)[] = [];
  private readonly ended: Promise<unknown>;
  pid = 0;

  private constructor(private readonly python: ChildProcess) {
    this.ended = new Promise((resolve) => python.once('exit', resolve));
    createInterface({ input: python.stdout! }).on('line', (line) => this.waiting.shift()!(JSON.parse(line)));
  }

  static async start(folder = notebooks): Promise<Kernel> {
    const python = spawn(ensurePython(), [driver, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    const kernel = new Kernel(python);
    kernel.pid = (await kernel.ask('start')) as number;
    return kernel;
  }

  /** Runs a cell and waits for its end. */
  async run(code: string, options: CellOptions = {}): Promise<Result> {
    return this.result(await this.send(code, options));
  }

  /** Sends a cell; its id stands for it in the other methods. */
  send = (code: string, options: CellOptions = {}) =>
    this.ask('send', { code, ...options }) as Promise<string>;
  result = (request: string) => this.ask('result', { request }) as Promise<Result>;
  /** Waits until a cell shows a text. */
  shows = (request: string, text: string) => this.ask('shows', { request, text });
  outputs = (request: string) => this.ask('outputs', { request }) as Promise<readonly Output[]>;
  interrupt = () => this.ask('interrupt');
  shutdown = () => this.ask('shutdown') as Promise<number>;
  request = (what: string, content: object = {}) =>
    this.ask('request', { what, content }) as Promise<Record<string, unknown>>;

  async stop(): Promise<void> {
    this.python.stdin!.end();
    await this.ended;
  }

  /** As if the machine had lost Jupyter. */
  killJupyter = () => this.python.kill('SIGKILL');

  private ask(command: string, parameters: object = {}): Promise<unknown> {
    this.python.stdin!.write(`${JSON.stringify([command, parameters])}\n`);
    return new Promise((resolve, reject) => {
      this.waiting.push(({ value, problem }) =>
        problem === undefined ? resolve(value) : reject(new Error(problem)),
      );
    });
  }
}

/** A process that ended is not alive, although its parent may not have heard of it yet. */
export const isAlive = (pid: number): boolean => {
  try {
    if (existsSync('/proc/self/stat')) return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
