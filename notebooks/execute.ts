import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { withOutputs } from './outputs';

const script = fileURLToPath(new URL('./execute.py', import.meta.url));

export interface ExecuteOptions {
  /** The Python that has nbclient and the kernel. */
  readonly python: string;
  /** Where the notebook stands: its kernel starts there. */
  readonly folder: string;
  /** Seconds that one cell may take. */
  readonly timeout?: number;
  readonly onCell?: (id: string) => void;
}

interface Event {
  readonly begins?: string;
  readonly failed?: string;
  readonly notebook?: INotebookContent;
}

/** Runs every cell, also after one that fails, and gives the notebook with what they printed. */
export async function execute(
  notebook: INotebookContent,
  options: ExecuteOptions,
): Promise<INotebookContent> {
  const { python, folder, timeout = 600, onCell } = options;
  // outputs that are kept are those of the page's backend, whatever this machine could use instead
  const env = { ...process.env, UNROLLED_BACKEND: 'wasm' };
  const child = spawn(python, [script, folder, String(timeout)], { stdio: 'pipe', env });
  let complaints = '';
  child.stderr.on('data', (data) => {
    complaints += data;
  });
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  let executed: INotebookContent | undefined;
  let cell = '';
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    const event = JSON.parse(line) as Event;
    cell = event.begins ?? cell;
    if (event.begins) onCell?.(cell);
    if (event.failed) complaints = event.failed;
    executed = event.notebook ?? executed;
  });
  child.stdin.on('error', () => {
    // the process ended before it read the notebook; its exit code says so below
  });
  child.stdin.end(JSON.stringify(notebook));
  const status = await ended;
  lines.close();
  if (status !== 0 || !executed)
    throw new Error(`the notebook could not be run${cell && `, in the cell ${cell}`}: ${complaints.trim()}`);
  // Jupyter also writes down what it ran on, which is not kept
  return withOutputs(notebook, executed);
}
