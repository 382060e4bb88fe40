interface NotebookFile {
  readonly cells: {
    readonly id: string;
    readonly cell_type: string;
    source: string | string[];
    outputs?: unknown[];
    execution_count?: number | null;
  }[];
}

/** The notebook with the reader's code in its cells: they have the same ids as the page's. */
export function filled<T extends NotebookFile>(file: T, edited: ReadonlyMap<string, string>): T {
  const cells = file.cells.map((cell) => {
    const code = edited.get(cell.id);
    if (cell.cell_type !== 'code' || code === undefined) return cell;
    // what it printed was printed by other code
    return { ...cell, source: code.split(/(?<=\n)/), outputs: [], execution_count: null };
  });
  return { ...file, cells };
}

/** Saves what `href` points to, filled, under the given name. */
export async function download(
  href: string,
  name: string,
  edited: ReadonlyMap<string, string>,
): Promise<void> {
  const response = await fetch(href);
  if (!response.ok) throw new Error(`${response.status}: ${href}`);
  const text = `${JSON.stringify(filled(await response.json(), edited), null, 1)}\n`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/x-ipynb+json' }));
  link.download = name;
  link.click();
  // the browser reads it after the click
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
