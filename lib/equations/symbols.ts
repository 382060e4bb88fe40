import type { Tensor } from '@tensorflow/tfjs';

/** Numbers, tensors (read in 64-bit where the float64 backend holds them) and what can be made of them. */
export type SymbolValue = number | Tensor | WrittenFunction | Indexed;

/** A function that an equation names, with the derivative for a written prime: `f` and `f'`. */
export interface WrittenFunction {
  readonly kind: 'function';
  readonly of: (...args: any[]) => Tensor | number;
  readonly derivative?: (...args: any[]) => Tensor | number;
}

/** A symbol with a time index: `h_t` at any written index, `h_{t-1}`, `h_{k}`. */
export interface Indexed {
  readonly kind: 'indexed';
  /** The index letter as it stands in the key of the table: key `h_t`, letter `t`. */
  readonly letter: string;
  readonly at: (index: number) => Tensor | number;
}

/**
 * Keys are TeX as written in the form (`W_f`, `h_{t-1}`, `\frac{\partial L}{\partial h_t}`). A key is looked up first
 * literally; an `indexed` value matches the key's pattern at any index expression (key `h_t` reads `h_{t-1}`), for
 * which the letters in it must have a number: from a `\sum_{t=1}^T`, or from the table itself (`t: 2`, `T: 5`).
 */
export type SymbolTable = Readonly<Record<string, SymbolValue>>;

export const written = (of: WrittenFunction['of'], derivative?: WrittenFunction['derivative']): WrittenFunction => ({
  kind: 'function',
  of,
  derivative,
});

export const indexed = (letter: string, at: Indexed['at']): Indexed => ({ kind: 'indexed', letter, at });
