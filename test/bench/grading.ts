import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUDGET } from '../../lib/grading/judge/batch';
import { resident } from '../../lib/grading/judge/watch';
import { notebook } from '../grading/notebook';
import { ensureSandbox } from '../grading/sandbox';
import { pageCells } from '../grading/solution';
import type { Measured } from './report';

const command = fileURLToPath(new URL('../../lib/dist/grading/judge/main.js', import.meta.url));
const CLASS = 200;
const JOBS = 2;

/** A class's homework 3, hidden checks included: how long a submission takes, and what judge and runners hold together. */
export async function measureGrading(size = CLASS): Promise<Measured[]> {
  ensureSandbox();
  const all = await grade(classOf(size));
  const loops = await grade({ loops: ['for (;;);', ...pageCells('lstm-and-gru-cells', true)] });
  return [
    {
      name: `grading a class of ${size}, homework 3, for each submission`,
      value: all.seconds / size,
      unit: 's',
      must: { atMost: 1.5 },
    },
    { name: 'judge and runners together', value: all.bytes / 1e6, unit: 'MB', must: { atMost: 600 } },
    {
      name: 'a submission that loops',
      value: loops.seconds,
      unit: 's',
      must: { atMost: BUDGET / 1000 + 5 },
    },
  ];
}

/** Right answers, mistakes, cells that fail, and notebooks as they were given out. */
function classOf(size: number): Record<string, readonly string[]> {
  const right = pageCells('lstm-and-gru-cells', true);
  const kinds: readonly (readonly string[])[] = [
    right,
    right.map((cell) => cell.replace('.add(p.bf)', '')),
    right.map((cell) => cell.replace('error.matMul(W, false, true)', 'error.matMul(W)')),
    [...right, 'notThere();'],
    pageCells('lstm-and-gru-cells', false),
  ];
  return Object.fromEntries(
    Array.from({ length: size }, (_, i) => [`student-${i}`, kinds[i % kinds.length]!]),
  );
}

async function grade(submissions: Record<string, readonly string[]>) {
  const folder = mkdtempSync(join(tmpdir(), 'unrolled-class-'));
  try {
    for (const [name, cells] of Object.entries(submissions))
      writeFileSync(join(folder, `${name}.ipynb`), notebook(cells, { unrolled: { homework: 3 } }));
    const start = performance.now();
    const args = [command, folder, '--hidden', '--jobs', String(JOBS), '--seed', '1'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    let bytes = 0;
    const timer = setInterval(() => (bytes = Math.max(bytes, residentTree(child.pid!))), 250);
    const code = await new Promise((resolve) => child.on('close', resolve));
    clearInterval(timer);
    if (code !== 0) throw new Error(`grading ended with ${code}`);
    return { seconds: (performance.now() - start) / 1000, bytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Bytes that a process and all that it has started hold. */
function residentTree(root: number): number {
  const parents = new Map<number, { parent: number; bytes: number }>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // the command in brackets may hold anything
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(pid), { parent: Number(fields[1]), bytes: resident(Number(pid)) });
    } catch {
      // it has ended meanwhile
    }
  }
  const belongs = (pid: number): boolean =>
    pid === root || (parents.has(pid) && belongs(parents.get(pid)!.parent));
  return [...parents].reduce((sum, [pid, { bytes }]) => sum + (belongs(pid) ? bytes : 0), 0);
}
