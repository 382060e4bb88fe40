import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Graded, type GradeOptions, gradeAll } from '../../lib/grading/judge/batch.js';
import { findSubmissions } from '../../lib/grading/judge/find.js';
import { example } from './example.js';
import { notebook } from './notebook.js';

export type Submissions = Readonly<Record<string, readonly string[] | string | Uint8Array>>;

/** A folder of submissions: cells, or the file as it is. It is removed after `use`. */
export async function withFolder<T>(files: Submissions, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'unrolled-submissions-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      const raw = typeof content === 'string' || content instanceof Uint8Array;
      writeFileSync(join(folder, `${name}.ipynb`), raw ? content : notebook(content));
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Grades submissions to the example homework in the sandbox, hidden checks included; by name. */
export const grade = (
  files: Submissions,
  options: Partial<GradeOptions> = {},
): Promise<Readonly<Record<string, Graded>>> =>
  withFolder(files, async (folder) => {
    const found = await findSubmissions(folder);
    const graded = await gradeAll(found, { homeworks: [example], seed: 11, hidden: true, ...options });
    return Object.fromEntries(graded.map((one) => [one.name, one]));
  });
