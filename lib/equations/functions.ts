import { ShapeError } from '../errors.js';
import {
  elementwise,
  identity,
  isNumber,
  map,
  matrixSize,
  multiply,
  type NumericArray,
  printShape,
  scalar,
} from './array.js';
import type { NormNode } from './expression.js';
import { eliminate } from './inverse.js';
import { word } from './symbol.js';

/** A function that every equation may use without a word in its symbol table. */
export interface KnownFunction {
  /** How many arguments; undefined for one or more. */
  readonly arity?: number;
  /** Throws `ShapeError`. */
  readonly of: (...args: NumericArray[]) => NumericArray;
  readonly derivative?: (x: NumericArray) => NumericArray;
}

const each = (f: (x: number) => number, derivative?: (x: number) => number): KnownFunction => ({
  arity: 1,
  of: (x) => map(x, f),
  derivative: derivative && ((x) => map(x, derivative)),
});

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const sigmoid = each(logistic, (x) => logistic(x) * (1 - logistic(x)));
const relu = each(
  (x) => Math.max(0, x),
  (x) => (x > 0 ? 1 : 0),
);
const log = each(Math.log, (x) => 1 / x);

/** The only column or row that x is. Throws `ShapeError` for a matrix: it may be a batch of columns. */
function singleVector(x: NumericArray): Float64Array {
  const [m, n] = matrixSize(x);
  if (m > 1 && n > 1)
    throw new ShapeError('vector', 'a single column [m, 1] or row [n]', printShape(x.shape));
  return x.data;
}

/** The diagonal matrix of a column or row. */
function diag(x: NumericArray): NumericArray {
  const vector = singleVector(x);
  const n = vector.length;
  const data = new Float64Array(n * n);
  vector.forEach((value, i) => {
    data[i * n + i] = value;
  });
  return { shape: [n, n], data };
}

/**
 * Every column sums to one: features stand below each other, examples side by side. (A single row is one example.)
 * An equation in rows puts its own softmax into its symbol table.
 */
function softmax(x: NumericArray): NumericArray {
  const [m, n] = matrixSize(x);
  const [length, count] = m === 1 ? [n, 1] : [m, n];
  const data = new Float64Array(x.data.length);
  for (let c = 0; c < count; c++) {
    const column = Array.from({ length }, (_, r) => x.data[r * count + c]);
    const top = Math.max(...column);
    const powers = column.map((value) => Math.exp(value - top));
    const total = powers.reduce((a, b) => a + b, 0);
    powers.forEach((power, r) => {
      data[r * count + c] = power / total;
    });
  }
  return { shape: x.shape, data };
}

/** Powers of numbers and square matrices, or of each element. Throws `ShapeError`. */
export function power(base: NumericArray, exponent: NumericArray, apart: boolean): NumericArray {
  if (!isNumber(exponent)) throw new ShapeError('exponent', 'a number', printShape(exponent.shape));
  const [n] = exponent.data;
  if (apart || isNumber(base)) return map(base, (x) => x ** n);
  const [rows, columns] = matrixSize(base);
  if (rows !== columns || !Number.isInteger(n))
    throw new ShapeError(
      'power',
      'a number, or a square matrix with an integer exponent; x^{\\odot 2} is the power of each element',
      printShape(base.shape),
    );
  const factor = n < 0 ? eliminate(base).inverse : base;
  return Array.from({ length: Math.abs(n) }, () => factor).reduce(multiply, identity(rows));
}

/** |x| of a number; ‖x‖ of a vector; only ‖W‖_F of a matrix, which might otherwise be a batch. Throws `ShapeError`. */
export function norm(x: NumericArray, which: NormNode['norm']): NumericArray {
  const sizes = [...(which === 'F' ? x.data : singleVector(x))].map(Math.abs);
  if (which === 'absolute' && sizes.length > 1)
    throw new ShapeError('absolute value', 'a number; a vector has \\|x\\|', printShape(x.shape));
  if (which === '\\infty') return scalar(Math.max(...sizes));
  if (which === '1') return scalar(sizes.reduce((a, b) => a + b, 0));
  return scalar(Math.hypot(...sizes));
}

/** Of several arguments element by element, of one its largest (smallest) element. */
const extreme = (pick: (x: number, y: number) => number): KnownFunction => ({
  of: (first, ...rest) =>
    rest.length > 0
      ? rest.reduce((a, b) => elementwise(a, b, pick), first)
      : scalar(first.data.reduce((x, y) => pick(x, y))),
});

const named: Record<string, KnownFunction> = {
  tanh: each(Math.tanh, (x) => 1 - Math.tanh(x) ** 2),
  sigmoid,
  relu,
  ReLU: relu,
  exp: each(Math.exp, Math.exp),
  log,
  ln: log,
  sin: each(Math.sin, Math.cos),
  cos: each(Math.cos, (x) => -Math.sin(x)),
  softmax: { arity: 1, of: softmax },
  diag: { arity: 1, of: diag },
  det: { arity: 1, of: (x) => scalar(eliminate(x).determinant) },
  max: extreme(Math.max),
  min: extreme(Math.min),
};

/** By the key of the symbol: `\tanh`, `\mathrm{tanh}` and `\operatorname{tanh}` are one. */
export const knownFunctions: ReadonlyMap<string, KnownFunction> = new Map([
  ['\\sigma', sigmoid],
  ...Object.entries(named).map(([name, f]) => [word(name), f] as const),
]);

/** Also in italics, `softmax(x)`, these are one symbol; `ln` in italics is rather l times n. */
export const knownWords: readonly string[] = Object.keys(named).filter((name) => name.length > 3);
