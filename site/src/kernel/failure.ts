import { CellSyntaxError } from './compile';

/** A line of a cell that an error came through. */
export interface Frame {
  readonly cell: string;
  readonly line: number;
  /** What stands there. */
  readonly code?: string;
}

/** What a failing cell shows: its error, the cells that it came through, and the line of this cell to point at. */
export interface Failure {
  readonly ename: string;
  readonly evalue: string;
  /** The innermost first. */
  readonly frames?: readonly Frame[];
  readonly line?: number;
}

const frame = /cell-([\w-]+)\.ts:(\d+)/g;

/**
 * Reads an error as the reader needs it: only frames of cells. `sources` holds the text of the
 * cells by name, for the line that is quoted.
 */
export function failure(error: unknown, cell: string, sources: ReadonlyMap<string, string>): Failure {
  if (!(error instanceof Error)) {
    return { ename: 'Thrown', evalue: String(error) };
  }
  const places =
    error instanceof CellSyntaxError
      ? [{ cell, line: error.line }]
      : [...(error.stack ?? '').matchAll(frame)].map(([, name, line]) => ({
          cell: name,
          line: Number(line),
        }));
  const frames = places.map((place) => ({
    ...place,
    code: sources.get(place.cell)?.split('\n')[place.line - 1]?.trim(),
  }));
  const line = frames.find((place) => place.cell === cell)?.line;
  return { ename: error.name, evalue: error.message, frames, line };
}
