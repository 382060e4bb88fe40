/** A place in a TeX string: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What is wrong with a written equation: it cannot be read (`syntax`), a symbol stands for nothing (`symbol`), shapes
 * do not fit (`shape`), or a function of the symbol table failed (`value`).
 */
export type EquationErrorKind = 'syntax' | 'symbol' | 'shape' | 'value';

/** A written equation that cannot be read or evaluated. The message shows the place with carets under it. */
export class EquationError extends Error {
  override readonly name = 'EquationError';
  /** The TeX that the complaint is about. */
  readonly snippet: string;

  constructor(
    readonly kind: EquationErrorKind,
    readonly tex: string,
    readonly at: Span,
    readonly problem: string,
    readonly expected: string,
    options?: ErrorOptions,
  ) {
    const carets = ' '.repeat(at.start) + '^'.repeat(Math.max(1, at.end - at.start));
    super(`${problem}; expected ${expected}\n  ${tex.replace(/\s/g, ' ')}\n  ${carets}`, options);
    this.snippet = tex.slice(at.start, at.end);
  }
}
