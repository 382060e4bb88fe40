export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it should not exceed. */
  readonly limit?: number;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const rounded = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** A table for the terminal. */
export function table(rows: readonly Measured[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows
    .map(({ name, value, unit, limit }) => {
      const verdict = limit === undefined ? '' : `  ${value <= limit ? 'within' : 'OVER'} ${limit} ${unit}`;
      return `${name.padEnd(width)}  ${rounded(value).padStart(6)} ${unit}${verdict}`;
    })
    .join('\n');
}
