import type { Span } from './errors.js';
import type { WrittenSymbol } from './symbol.js';

/** What a written formula means, after all questions of notation are settled. Every node knows where it stands. */
export type Expression =
  | NumberNode
  | SymbolNode
  | SumNode
  | ProductNode
  | FractionNode
  | RootNode
  | PowerNode
  | TransposeNode
  | ApplicationNode
  | ListNode
  | NormNode
  | BigNode;

export interface NumberNode extends Span {
  readonly kind: 'number';
  readonly value: number;
}

/** `h_{t-1}`, `\hat{y}_t`, `\frac{\partial L}{\partial W_h}`. */
export interface SymbolNode extends Span {
  readonly kind: 'symbol';
  readonly symbol: WrittenSymbol;
}

export interface SumNode extends Span {
  readonly kind: 'sum';
  readonly terms: readonly { readonly sign: 1 | -1; readonly of: Expression }[];
}

/** Side by side or `\cdot`, `\odot`, `*`. */
export interface ProductNode extends Span {
  readonly kind: 'product';
  readonly by: 'juxtaposition' | 'dot' | 'hadamard' | 'convolution';
  readonly left: Expression;
  readonly right: Expression;
}

export interface FractionNode extends Span {
  readonly kind: 'fraction';
  readonly over: Expression;
  readonly under: Expression;
}

export interface RootNode extends Span {
  readonly kind: 'root';
  readonly of: Expression;
}

/** `x^2`; with `\odot` in the exponent (`x^{\odot 2}`) element by element. */
export interface PowerNode extends Span {
  readonly kind: 'power';
  readonly of: Expression;
  readonly exponent: Expression;
  readonly elementwise: boolean;
}

export interface TransposeNode extends Span {
  readonly kind: 'transpose';
  readonly of: Expression;
}

/** `f(x)`, `\tanh^2(x)`, `\max(a, b)`, `p(y \mid x)`. */
export interface ApplicationNode extends Span {
  readonly kind: 'application';
  readonly of: SymbolNode;
  readonly to: readonly Expression[];
}

/** `[a, b]` and `[a; b]`: one below the other, but side by side where `[a, b]` multiplies what stands right of it. */
export interface ListNode extends Span {
  readonly kind: 'list';
  readonly items: readonly Expression[];
  readonly semicolon: boolean;
  readonly sideBySide: boolean;
}

/** `|x|` of numbers or `\|x\|` with what stands at its foot: 1, 2, `\infty`, F. */
export interface NormNode extends Span {
  readonly kind: 'norm';
  readonly of: Expression;
  readonly norm: 'absolute' | 'plain' | '1' | '2' | 'F' | '\\infty';
}

/** `\sum`, `\prod`, `\max`, `\operatorname{argmax}` … over an index; the body reaches to the next + or −. */
export interface BigNode extends Span {
  readonly kind: 'big';
  readonly by: 'sum' | 'product' | 'max' | 'min' | 'argmax' | 'argmin';
  /** The running letter. */
  readonly letter: string;
  readonly range: Range;
  readonly body: Expression;
}

/** First and last value in the order of running; `down` runs from a large value to a small one. */
export interface Range {
  readonly from: Expression;
  readonly to: Expression;
  /** What is added to the bounds as written: `k < j` starts at k + 1. */
  readonly offsets: readonly [number, number];
  readonly down: boolean;
}

/** `a = b = c`: the left-hand side and what it is said to equal. */
export interface WrittenEquation {
  /** Undefined for an expression without `=`. */
  readonly left?: Expression;
  readonly right: readonly Expression[];
}
