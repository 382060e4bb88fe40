import type { Tensor } from '@tensorflow/tfjs';
import { ShapeError, ValueError } from '../errors.js';
import { type Numbers, printShape, sized } from './array.js';
import { difference } from './compare.js';
import type { Form } from './equation.js';
import { EquationError } from './errors.js';
import { evaluateSides } from './evaluate.js';
import type { SymbolTable, SymbolValue } from './symbols.js';
import { numbersOnly, toArray } from './tensors.js';

/**
 * Compares one written form with the result of the code: every side of the equation, at every table that the form's
 * `symbols` gives. Returns the worst error, max |a − b| / max(1e-8, |a| + |b|) with |a| the largest element. Computes on
 * the current backend; `checkEquation` does it on float64. Throws `EquationError`.
 */
export function checkForm<A extends readonly unknown[], R>(form: Form<A, R>, args: A, result: R): number {
  return numbersOnly(() => {
    const symbols = form.symbols(...args);
    const value = (form.value ? form.value(result, ...args) : result) as SymbolValue;
    if (!isList(symbols)) return formError(form.tex, symbols, value);
    const values = Array.isArray(value) ? (value as readonly SymbolValue[]) : [value];
    if (values.length !== symbols.length || symbols.length === 0)
      throw new ValueError(
        `value of ${form.source}`,
        `one value for each table`,
        `${values.length} for ${symbols.length}`,
      );
    return Math.max(...symbols.map((table, i) => formError(form.tex, table, values[i])));
  });
}

const isList = (symbols: SymbolTable | readonly SymbolTable[]): symbols is readonly SymbolTable[] =>
  Array.isArray(symbols);

function formError(tex: string, table: SymbolTable, value: SymbolValue): number {
  const expected = toArray(value as Numbers | Tensor);
  const { left, right } = evaluateSides(tex, table);
  const errors = [left ?? expected, ...right].map((side) => {
    try {
      return difference(sized(side, expected), expected);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      const problem = `written it is ${printShape(side.shape)}`;
      const wanted = `${printShape(expected.shape)} as the code gives`;
      throw new EquationError('shape', tex, { start: 0, end: tex.length }, problem, wanted, { cause: error });
    }
  });
  return Math.max(...errors);
}
