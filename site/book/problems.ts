import { shown } from './layout';

/** One thing that is wrong in a page of the book, and where. */
export interface Problem {
  readonly line: number;
  readonly message: string;
}

/** Collects what is wrong in one page, so that an author sees all of it at once. */
export class Problems {
  private readonly found: Problem[] = [];

  constructor(readonly file: string) {}

  add(at: Place, message: string): void {
    this.found.push({ line: lineOf(at), message });
  }

  throwIfAny(): void {
    const [first, ...rest] = this.found.sort((a, b) => a.line - b.line);
    if (first) throw new BookError(this.file, [first, ...rest]);
  }
}

/** A page that cannot be built: every problem with its file and line. */
export class BookError extends Error {
  override readonly name: string = 'BookError';
  readonly line: number;
  constructor(
    readonly file: string,
    readonly problems: readonly [Problem, ...Problem[]],
  ) {
    super(problems.map((p) => `${shown(file)}:${p.line}: ${p.message}`).join('\n'));
    this.line = problems[0].line;
  }
}

/** The English page has changed since it was translated. The page still builds; a test names it. */
export class StaleTranslation extends BookError {
  override readonly name = 'StaleTranslation';
}

/** A line number, or a node of a syntax tree. */
export type Place = number | { readonly position?: { readonly start: { readonly line: number } } };

export const lineOf = (at: Place): number => (typeof at === 'number' ? at : (at.position?.start.line ?? 1));
