import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ICell, INotebookContent } from '@jupyterlab/nbformat';
import { type Lang, notebookFile, ROOT, shown } from '../site/book';
import { type Compiled, serialize } from './compile/notebook';

export const readNotebook = (file: string): INotebookContent | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as INotebookContent) : undefined;

const picturesOf = (notebook: string): string => join(dirname(notebook), 'pictures');
const contents = (picture: { readonly svg: string } | { readonly copy: string }): Buffer =>
  'svg' in picture ? Buffer.from(picture.svg) : readFileSync(picture.copy);

/** Writes a notebook and the pictures it shows. */
export function writeNotebook(file: string, { notebook, pictures }: Compiled): void {
  mkdirSync(picturesOf(file), { recursive: true });
  writeFileSync(file, serialize(notebook));
  for (const [name, picture] of pictures) writeFileSync(join(picturesOf(file), name), contents(picture));
}

/** All of a cell but what running it leaves behind. */
const written = ({ outputs: _, execution_count: __, ...cell }: ICell): ICell => cell as ICell;
const asText = (value: unknown): string => serialize(value as INotebookContent);

/** How a notebook in the repository differs from what the book compiles to, one message for each cell or picture. */
export function differences(file: string, { notebook, pictures }: Compiled): string[] {
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
  for (const [name, picture] of pictures) {
    const path = join(picturesOf(file), name);
    if (!existsSync(path) || !readFileSync(path).equals(contents(picture)))
      found.push(`${shown(path)} is not the book's`);
  }
  return found;
}

/** Notebooks and pictures of a language that no chapter has any more. */
export function leftovers(lang: Lang, compiled: ReadonlyMap<string, Compiled>, root = ROOT): string[] {
  const folder = dirname(notebookFile(lang, 'any', root));
  const wanted = new Set([...compiled.keys()].map((chapter) => notebookFile(lang, chapter, root)));
  const shownPictures = [...compiled.values()].flatMap(({ pictures }) => [...pictures.keys()]);
  for (const name of shownPictures) wanted.add(join(folder, 'pictures', name));
  return [folder, join(folder, 'pictures')]
    .filter(existsSync)
    .flatMap((dir) =>
      readdirSync(dir, { withFileTypes: true }).map((entry) => ({ entry, path: join(dir, entry.name) })),
    )
    .filter(
      ({ entry, path }) =>
        entry.isFile() && /\.(ipynb|svg|png|jpe?g|gif|webp)$/.test(entry.name) && !wanted.has(path),
    )
    .map(({ path }) => path);
}

export const removeAll = (files: readonly string[]): void => {
  for (const file of files) rmSync(file);
};
