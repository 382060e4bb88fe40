import { EquationError, type Span } from '../errors.js';
import type { WrittenSymbol } from '../symbol.js';
import { type Item, items, list, type TexNode, textOf } from '../tree.js';

/** What the reader of a formula knows about its letters. */
export interface Vocabulary {
  /** Letters that together are one symbol, although written in italics: `score`. */
  readonly words: readonly string[];
  /** f(x) applies f if f is a function, and multiplies if it is not. */
  readonly isFunction: (symbol: WrittenSymbol) => boolean;
}

/** A line of a formula, read from left to right. */
export class Line {
  private next = 0;
  /** What closes the norms that are open here; bars look the same on both sides. */
  readonly bars: string[] = [];

  constructor(
    readonly tex: string,
    readonly items: readonly Item[],
    readonly vocabulary: Vocabulary,
    /** What the line stands in: the place to point at if it is empty. */
    private readonly around: Span,
  ) {}

  /** The part of the formula inside a command: a numerator, what stands under a root. */
  inside(body: TexNode | readonly TexNode[] | null | undefined, around: Span): Line {
    return this.of(items(list(body)), around);
  }

  of(line: readonly Item[], around: Span): Line {
    return new Line(this.tex, line, this.vocabulary, around);
  }

  get here(): Item | undefined {
    return this.items[this.next];
  }

  /** The item read last. */
  get last(): Item {
    return this.items[this.next - 1];
  }

  ahead(i: number): Item | undefined {
    return this.items[this.next + i];
  }

  /** Reads one item. Throws where the line ends. */
  take(): Item {
    const item = this.here;
    if (item) {
      this.next++;
      return item;
    }
    const end = this.last?.end;
    const at = end === undefined ? this.around : { start: end, end: end + 1 };
    throw this.wrong(
      at,
      end === undefined ? 'nothing is written here' : 'it ends here',
      'a symbol or a number',
    );
  }

  sees(text: string): boolean {
    return textOf(this.here) === text;
  }

  skip(text: string): boolean {
    const seen = this.sees(text);
    if (seen) this.next++;
    return seen;
  }

  /** Throws unless everything has been read. */
  end(): void {
    if (this.here) throw this.unreadable(this.here);
  }

  unreadable(item: Item): EquationError {
    const text = this.tex.slice(item.start, item.end) || item.node.type;
    return this.wrong(item, `cannot read ${text} here`, 'a symbol, a number, an operator or a parenthesis');
  }

  wrong({ start, end }: Span, problem: string, expected: string): EquationError {
    return new EquationError('syntax', this.tex, { start, end }, problem, expected);
  }
}
