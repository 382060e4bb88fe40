/** A notebook with these code cells, as text. */
export const notebook = (
  cells: readonly string[],
  metadata: object = { unrolled: { homework: 0 } },
): string =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata,
    cells: cells.map((source, i) => ({
      cell_type: 'code',
      id: `cell-${i}`,
      metadata: {},
      outputs: [],
      execution_count: null,
      source,
    })),
  });
