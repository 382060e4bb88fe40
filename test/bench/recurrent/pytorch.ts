import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Contender } from '../race';
import type { CellName, Pass, Shape } from './shapes';

const script = fileURLToPath(new URL('./pytorch.py', import.meta.url));

export interface PyTorch {
  readonly version: string;
  readonly threads: number;
  /** Undefined for peepholes, which PyTorch does not have. */
  contender(cell: CellName, pass: Pass, shape: Shape): Contender | undefined;
  close(): void;
}

/** PyTorch in a process of its own, which answers run by run. Undefined if that Python has no torch. */
export async function pytorch(python: string): Promise<PyTorch | undefined> {
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => {}); // no such program: there will be no line either
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) return undefined;
  const { version, threads } = JSON.parse(first.value) as { version: string; threads: number };
  return {
    version,
    threads,
    contender(cell, pass, { batch, steps, inputs, hidden }) {
      if (cell === 'peephole') return undefined;
      const job = JSON.stringify({ cell, pass, batch, steps, inputs, hidden });
      return {
        name: 'PyTorch',
        async once() {
          child.stdin.write(`${job}\n`);
          const { value, done } = await lines.next();
          if (done) throw new Error('PyTorch ended');
          return Number(value);
        },
      };
    },
    close: () => child.stdin.end(),
  };
}
