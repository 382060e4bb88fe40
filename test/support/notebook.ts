import type { ICell, INotebookContent, IOutput } from '@jupyterlab/nbformat';

/** A notebook for the TypeScript kernel: one cell for each source, named c0, c1, … */
export function notebookOf(...sources: readonly string[]): INotebookContent {
  const kernelspec = { name: 'unrolled', display_name: 'Unrolled (TypeScript)', language: 'typescript' };
  const cells = sources.map(
    (source, i): ICell => ({
      cell_type: 'code',
      id: `c${i}`,
      metadata: {},
      source: [source],
      outputs: [],
      execution_count: null,
    }),
  );
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}

export const outputsOf = ({ cells }: INotebookContent, id: string): IOutput[] =>
  (cells.find((cell) => cell.id === id)?.outputs ?? []) as IOutput[];
