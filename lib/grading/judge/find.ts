import { lstat, readdir } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';

/** A notebook to grade; `refused` says why it must not even be opened. */
export interface Found {
  /** The student, by the path under the folder of submissions: 'ada/hw3'. */
  readonly name: string;
  readonly file: string;
  readonly refused?: string;
}

const isNotebook = (name: string): boolean => name.endsWith('.ipynb');
/** What Jupyter and version control leave beside a notebook. */
const SKIPPED = new Set(['.ipynb_checkpoints', '.git', 'node_modules', '.venv']);
const DEPTH = 8;

/** The notebook, or all notebooks under a folder, by name. Links are named, never followed. */
export async function findSubmissions(path: string): Promise<Found[]> {
  const stat = await lstat(path);
  if (!stat.isDirectory()) return [notebook(path, basename(path), stat.isSymbolicLink())];
  const found: Found[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const file = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name) && depth < DEPTH) await visit(file, depth + 1);
      } else if (isNotebook(entry.name))
        found.push(notebook(file, relative(path, file), entry.isSymbolicLink()));
      else if (entry.isSymbolicLink()) found.push(notebook(file, relative(path, file), true));
    }
  };
  await visit(path, 0);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const notebook = (file: string, name: string, link: boolean): Found => ({
  file,
  name: name
    .replace(/\.ipynb$/, '')
    .split(sep)
    .join('/'),
  ...(link ? { refused: 'It is a link to another file.' } : {}),
});
