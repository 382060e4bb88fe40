import type { Tensor } from '@tensorflow/tfjs';
import type { Numbers } from './array.js';

/** Numbers, nested lists, tensors (read in 64-bit where the float64 backend holds them) and what is made of them. */
export type SymbolValue = Numbers | Tensor | WrittenFunction | Indexed;

/**
 * A function that an equation names, with the derivative for a written prime: `f` and `f'`. It is given tensors, in the
 * shapes of the formula (a number as a tensor of shape []).
 */
export interface WrittenFunction {
  readonly kind: 'function';
  readonly of: (...args: never[]) => Tensor | number;
  readonly derivative?: (...args: never[]) => Tensor | number;
}

/** A symbol with an index: `h_t` at any written index, `h_{t-1}`, `h_{k}`; with two, `\alpha_{ts}`. */
export interface Indexed {
  readonly kind: 'indexed';
  /** The index letters as they stand in the key of the table: key `h_t`, letter `t`. */
  readonly letters: readonly string[];
  readonly at: (...indices: number[]) => Numbers | Tensor;
}

/**
 * Keys are TeX as written in the form (`W_f`, `h_{t-1}`, `\frac{\partial L}{\partial h_t}`), in any spelling
 * (`\hat y_t` is `\hat{y}_{t}`). A symbol is looked up first literally; an `indexed` value matches the key's pattern at
 * any index (key `h_t` reads `h_{t-1}`, key `\frac{\partial h_j}{\partial h_{j-1}}` reads
 * `\frac{\partial h_t}{\partial h_{t-1}}` but not `\frac{\partial h_t}{\partial h_k}`). The letters in a written index
 * must have a number: from a `\sum_{t=1}^T` around it, or from the table (`t: 2`, `T: 5`). What does not carry its
 * index, like a tensor under the key `h_t`, is refused where that index runs.
 */
export type SymbolTable = Readonly<Record<string, SymbolValue>>;

export const written = (
  of: WrittenFunction['of'],
  derivative?: WrittenFunction['derivative'],
): WrittenFunction => ({
  kind: 'function',
  of,
  derivative,
});

/** `indexed('t', (t) => at(xs, t))`, `indexed(['t', 's'], (t, s) => …)`. */
export const indexed = (letters: string | readonly string[], at: Indexed['at']): Indexed => ({
  kind: 'indexed',
  letters: typeof letters === 'string' ? [letters] : letters,
  at,
});
