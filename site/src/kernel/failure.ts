import { CellSyntaxError } from './compile';

/** What a failing cell shows: nbformat's `error` output, and the line of this cell to point at. */
export interface Failure {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
  readonly line?: number;
}

const frame = /cell-([\w-]+)\.ts:(\d+)/g;

/**
 * Reads an error as the reader needs it: only frames of cells, the innermost first. `sources` holds the text of the
 * cells by name, for the line that is quoted.
 */
export function failure(error: unknown, cell: string, sources: ReadonlyMap<string, string>): Failure {
  if (!(error instanceof Error)) {
    const evalue = String(error);
    return { ename: 'Thrown', evalue, traceback: [`Thrown: ${evalue}`] };
  }
  const head = `${error.name}: ${error.message}`;
  const frames =
    error instanceof CellSyntaxError
      ? [{ name: cell, line: error.line }]
      : [...(error.stack ?? '').matchAll(frame)].map(([, name, line]) => ({ name, line: Number(line) }));
  const traceback = frames.map(({ name, line }) => {
    const quoted = sources.get(name)?.split('\n')[line - 1]?.trim();
    return `    at ${name}, line ${line}${quoted ? `: ${quoted}` : ''}`;
  });
  const line = frames.find(({ name }) => name === cell)?.line;
  return { ename: error.name, evalue: error.message, traceback: [head, ...traceback], line };
}
