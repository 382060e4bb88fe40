import type { NumericArray } from './array.js';
import { EquationError } from './errors.js';
import { Evaluator } from './evaluator.js';
import type { Expression } from './expression.js';
import { parse } from './parse.js';
import type { SymbolTable } from './symbols.js';
import { Table } from './table.js';
import { numbersOnly } from './tensors.js';

/** What the sides of a written equation come to. */
export interface Sides {
  /** Undefined where the left-hand side names something that the table does not hold: what the equation defines. */
  readonly left?: NumericArray;
  /** Each side behind an `=`. */
  readonly right: readonly NumericArray[];
}

/** Evaluates both sides of a written equation. Throws `EquationError`. */
export function evaluateSides(tex: string, symbols: SymbolTable): Sides {
  return numbersOnly(() => {
    const table = new Table(symbols);
    const { left, right } = parse(tex, table.vocabulary);
    const evaluator = new Evaluator(tex, table);
    return {
      left: left && !isNew(left, tex, table) ? evaluator.value(left) : undefined,
      right: right.map((side) => evaluator.value(side)),
    };
  });
}

/** Whether the left-hand side is a name without a meaning, or a function of one, `\log p`: a definition. */
function isNew(left: Expression, tex: string, table: Table): boolean {
  const named = left.kind === 'application' ? left.of : left;
  if (named.kind !== 'symbol') return false;
  try {
    table.meaning(tex, named, new Map());
    return left.kind === 'application' && left.to.some((to) => isNew(to, tex, table));
  } catch (error) {
    if (error instanceof EquationError && error.kind === 'symbol') return true;
    throw error;
  }
}

/**
 * Evaluates a formula as written: an expression, or the last side of an equation. The arithmetic is 64-bit and its own,
 * independent of the code that it checks. Columns may stand side by side, one for each example of a batch. The result
 * is a number (shape []) or an array. Throws `EquationError` that shows the place.
 *
 * @example evaluate('W x + b', { W: [[1, 2], [3, 4]], x: [[1], [1]], b: [[0], [1]] }) // { shape: [2, 1], data: [3, 8] }
 */
export function evaluate(tex: string, symbols: SymbolTable): NumericArray {
  return evaluateSides(tex, symbols).right.at(-1)!;
}
