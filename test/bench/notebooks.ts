import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readNotebook } from '../../notebooks/committed';
import { execute } from '../../notebooks/execute';
import { ensurePython } from '../../notebooks/python';
import { chapters, LANGS, notebookFile, shown } from '../../site/book';
import { type Measured, median } from './report';

const script = fileURLToPath(new URL('./kernel-start.py', import.meta.url));

/** How long the Jupyter kernel takes to be ready, and every notebook of the book to run in it. */
export async function measureNotebooks(runs: number): Promise<Measured[]> {
  const python = ensurePython();
  const starts = Array.from({ length: runs }, () => {
    const { stdout, status, stderr } = spawnSync(python, [script], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the kernel does not start: ${stderr}`);
    return Number(stdout);
  });
  const measured: Measured[] = [{ name: 'start of the Jupyter kernel', value: median(starts), unit: 's' }];
  for (const lang of LANGS)
    for (const name of chapters()) {
      const file = notebookFile(lang, name);
      const notebook = existsSync(file) ? readNotebook(file) : undefined;
      if (!notebook) continue;
      const start = performance.now();
      await execute(notebook, { python, folder: dirname(file) });
      measured.push({ name: shown(file), value: (performance.now() - start) / 1000, unit: 's' });
      console.log(`  ${shown(file)}`);
    }
  return measured;
}
