import { lstat, readdir } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';

/** A file to grade, whatever it turns out to be. */
export interface Found {
  /** The student: 'ada' for the only one under the folder ada, otherwise the path, 'ada/hw3'. */
  readonly name: string;
  readonly file: string;
}

/** What Jupyter and version control leave beside a notebook. */
const SKIPPED = new Set(['.ipynb_checkpoints', '.git', 'node_modules', '.venv']);
const DEPTH = 8;

/**
 * The notebook, or all notebooks under a folder, by name. So that nobody's work is passed over in silence, links, which
 * are never followed, and folders that cannot be read are found as well, and refused when they are graded. Skipped are
 * files of other names, hidden copies of Jupyter's, `.git`, `node_modules` and `.venv`, and all that lies deeper than
 * eight folders.
 */
export async function findSubmissions(path: string): Promise<Found[]> {
  const stat = await lstat(path);
  if (!stat.isDirectory()) return [submission(path, basename(path))];
  const found: Found[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const file = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (SKIPPED.has(entry.name) || depth >= DEPTH) continue;
        await visit(file, depth + 1).catch(() => found.push(submission(file, relative(path, file))));
      } else if (entry.name.endsWith('.ipynb') || entry.isSymbolicLink())
        found.push(submission(file, relative(path, file)));
    }
  };
  await visit(path, 0);
  return byStudent(found).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A register knows students, not files: whoever has a folder and one notebook in it is called as the folder. */
function byStudent(found: readonly Found[]): Found[] {
  // the file ada.ipynb beside the folder ada counts as well, so that no two have one name
  const top = ({ name }: Found) => name.split('/')[0]!;
  const alone = (one: Found) => !found.some((other) => other !== one && top(other) === top(one));
  return found.map((one) => (alone(one) ? { ...one, name: top(one) } : one));
}

const submission = (file: string, name: string): Found => ({
  file,
  name: name
    .replace(/\.ipynb$/, '')
    .split(sep)
    .join('/'),
});
