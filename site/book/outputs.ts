import { existsSync, readFileSync } from 'node:fs';
import type { ICell, INotebookContent, IOutput } from '@jupyterlab/nbformat';
import { type Lang, notebookFile, ROOT } from './layout';

/** What each cell of a chapter printed when its notebook was last executed, by the cell's id. */
export function savedOutputs(lang: Lang, chapter: string, root = ROOT): Record<string, IOutput[]> {
  const file = notebookFile(lang, chapter, root);
  if (!existsSync(file)) return {};
  const { cells } = JSON.parse(readFileSync(file, 'utf8')) as INotebookContent;
  const code = cells.filter((cell: ICell) => cell.cell_type === 'code');
  return Object.fromEntries(code.map((cell) => [cell.id as string, cell.outputs as IOutput[]]));
}
