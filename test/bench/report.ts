/** What a number should be; `aim` is wished for, `must` is asked. */
export interface Limits {
  readonly must?: Bound;
  readonly aim?: Bound;
}
export type Bound = { readonly atMost: number } | { readonly atLeast: number };

export interface Measured extends Limits {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Three significant digits. */
export const rounded = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value === 0 ? '0' : value.toPrecision(3);

const keeps = (value: number, bound: Bound): boolean =>
  'atMost' in bound ? value <= bound.atMost : value >= bound.atLeast;

function judged(word: string, { value, unit }: Measured, bound: Bound | undefined): string[] {
  if (!bound) return [];
  const limit = 'atMost' in bound ? `≤ ${bound.atMost}` : `≥ ${bound.atLeast}`;
  const verdict = keeps(value, bound) ? 'within' : 'atMost' in bound ? 'OVER' : 'BELOW';
  return [`${verdict} ${word} ${limit} ${unit}`];
}

/** One line for each number, with what was asked of it. */
export function list(rows: readonly Measured[]): string {
  const lines = rows.map((row) => {
    const verdicts = [...judged('must', row, row.must), ...judged('aim', row, row.aim)];
    return [row.name, `${rounded(row.value)} ${row.unit}`, verdicts.join(', ')];
  });
  return columns(lines, ['left', 'right', 'left']);
}

/** A table with a head; a number that is not there is a dash. */
export function table(head: readonly string[], rows: readonly (string | number | undefined)[][]): string {
  const cells = rows.map((row) =>
    row.map((cell) => (cell === undefined ? '–' : typeof cell === 'number' ? rounded(cell) : cell)),
  );
  const isNumber = head.map((_, i) => rows.every((row) => typeof row[i] !== 'string'));
  return columns(
    [head, ...cells],
    isNumber.map((right) => (right ? 'right' : 'left')),
  );
}

function columns(lines: readonly (readonly string[])[], sides: readonly ('left' | 'right')[]): string {
  const widths = sides.map((_, i) => Math.max(0, ...lines.map((line) => line[i].length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (sides[i] === 'right' ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
