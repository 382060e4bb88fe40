import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ICell, INotebookContent } from '@jupyterlab/nbformat';
import { fileName, type Lang, ROOT, shown } from '../site/book';
import { serialize } from './compile/notebook';

export const readNotebook = (file: string): INotebookContent | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as INotebookContent) : undefined;

/** Where nbgrader looks for the instructor's version of a homework: each language is an assignment of its own. */
export function instructorFile(lang: Lang, page: string): string {
  const assignment = `${fileName(page)}-${lang}`;
  return join(ROOT, 'notebooks', 'homework', 'course', 'source', assignment, `${fileName(page)}.ipynb`);
}

export function writeNotebook(file: string, notebook: INotebookContent): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, serialize(notebook));
}

/** All of a cell but what running it leaves behind. */
const written = ({ outputs: _, execution_count: __, ...cell }: ICell): ICell => cell as ICell;
const asText = (value: unknown): string => serialize(value as INotebookContent);

/** How a notebook in the repository differs from what the book compiles to, one message for each cell. */
export function differences(file: string, notebook: INotebookContent): string[] {
  const saved = readNotebook(file);
  if (!saved) return [`${shown(file)} is missing`];
  const found: string[] = [];
  const { cells: _, ...head } = notebook;
  const { cells: __, ...savedHead } = saved;
  if (asText(head) !== asText(savedHead)) found.push(`${shown(file)}: other metadata`);
  for (let i = 0; i < Math.max(notebook.cells.length, saved.cells.length); i++) {
    const [fresh, old] = [notebook.cells[i], saved.cells[i]];
    if (!fresh || !old || asText(written(fresh)) !== asText(written(old)))
      found.push(
        `${shown(file)}: cell ${i + 1}, ${old?.id ?? 'missing'}, is not the book's ${fresh?.id ?? 'end'}`,
      );
  }
  return found;
}
