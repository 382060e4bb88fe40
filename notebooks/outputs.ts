import type { ICell, INotebookContent, IOutput, MultilineString } from '@jupyterlab/nbformat';

const joined = (text: MultilineString | undefined): string =>
  Array.isArray(text) ? text.join('') : (text ?? '');

const codeCells = ({ cells }: INotebookContent): ICell[] => cells.filter((cell) => cell.cell_type === 'code');
const outputsOf = (cell: ICell): IOutput[] => cell.outputs as IOutput[];

/** What a cell printed, as text: one entry for each output. */
export function printed(outputs: readonly IOutput[]): string[] {
  return outputs.map((output) => {
    if (output.output_type === 'stream') return joined(output.text as MultilineString);
    if (output.output_type === 'error') return `${output.ename}: ${output.evalue}`;
    return joined((output.data as Record<string, MultilineString> | undefined)?.['text/plain']);
  });
}

export interface Failed {
  readonly cell: string;
  readonly message: string;
}

/** The cells that failed, or wrote to stderr: neither has a place in the book. */
export function failures(notebook: INotebookContent): Failed[] {
  return codeCells(notebook).flatMap((cell) =>
    outputsOf(cell).flatMap((output): Failed[] => {
      const id = String(cell.id);
      if (output.output_type === 'error')
        return [
          {
            cell: id,
            message: `throws ${[printed([output])[0], ...(output.traceback as string[])].join('\n')}`,
          },
        ];
      if (output.output_type === 'stream' && output.name === 'stderr')
        return [{ cell: id, message: `writes to stderr: ${joined(output.text as MultilineString).trim()}` }];
      return [];
    }),
  );
}

/** A notebook with what the cells of the same ids printed in another, and nothing else of that. */
export function withOutputs(notebook: INotebookContent, executed: INotebookContent): INotebookContent {
  const ran = new Map(codeCells(executed).map((cell) => [cell.id, cell]));
  const cells = notebook.cells.map((cell): ICell => {
    const { outputs = [], execution_count = null }: Partial<ICell> = ran.get(cell.id) ?? {};
    return cell.cell_type === 'code' ? { ...cell, execution_count, outputs } : cell;
  });
  return { ...notebook, cells };
}

/**
 * A notebook with the outputs that were saved for the same code; undefined when some code has changed, because a cell
 * may print what an earlier one made.
 */
export function keepOutputs(
  notebook: INotebookContent,
  saved: INotebookContent,
): INotebookContent | undefined {
  const code = (content: INotebookContent) =>
    JSON.stringify(codeCells(content).map(({ id, source }) => [id, source]));
  return code(notebook) === code(saved) ? withOutputs(notebook, saved) : undefined;
}
