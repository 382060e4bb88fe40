import { ShapeError } from '../errors.js';

/** A number (shape []), vector, matrix or more, in 64-bit, row-major. */
export interface NumericArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** A number that stands for so many times the identity of a size yet unknown: the product of no factors. */
  readonly unsized?: true;
}

/** Numbers as one writes them: 2, [1, 2], [[1, 2], [3, 4]]. */
export type Numbers = number | readonly Numbers[];

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
export const printShape = (shape: readonly number[]): string =>
  shape.length ? `[${shape.join(', ')}]` : 'a number';

/** Where an element of a row-major array stands. */
export function indexOf(element: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = element;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

export const scalar = (x: number): NumericArray => ({ shape: [], data: Float64Array.of(x) });

/** An array of nested lists. Throws `ShapeError` for lists of different lengths. */
export function dense(numbers: Numbers): NumericArray {
  if (typeof numbers === 'number') return scalar(numbers);
  const parts = numbers.map(dense);
  const inner = parts[0]?.shape ?? [];
  const odd = parts.find(({ shape }) => String(shape) !== String(inner));
  if (odd) throw new ShapeError('nested lists', printShape(inner), printShape(odd.shape));
  return { shape: [parts.length, ...inner], data: Float64Array.from(parts.flatMap(({ data }) => [...data])) };
}

/** Rows and columns; a vector (one axis) is a row, a number 1 by 1. Throws `ShapeError` above two axes. */
export function matrixSize({ shape }: NumericArray): [number, number] {
  if (shape.length > 2) throw new ShapeError('matrix', 'a matrix', printShape(shape));
  return [shape.length === 2 ? shape[0] : 1, shape.length === 0 ? 1 : shape[shape.length - 1]];
}

/** A number, or a matrix that holds just one. */
export const isNumber = ({ shape }: NumericArray): boolean => shape.length <= 2 && sizeOf(shape) === 1;

export const map = (a: NumericArray, f: (x: number) => number): NumericArray => ({
  ...a,
  data: a.data.map((x) => f(x)),
});

/**
 * Element by element. One side may be smaller: a number, a column [m, 1] beside a matrix [m, n] (the same for every
 * column), a row [n] (the same for every row). Throws `ShapeError`; a column and a row do not meet.
 */
export function elementwise(
  a: NumericArray,
  b: NumericArray,
  f: (x: number, y: number) => number,
): NumericArray {
  const rank = Math.max(a.shape.length, b.shape.length);
  const pad = (shape: readonly number[]) => [...Array<number>(rank - shape.length).fill(1), ...shape];
  const [left, right] = [pad(a.shape), pad(b.shape)];
  const covers = (big: readonly number[], small: readonly number[]) =>
    big.every((size, axis) => small[axis] === size || small[axis] === 1);
  const shape = covers(left, right) ? left : covers(right, left) ? right : undefined;
  if (!shape)
    throw new ShapeError(
      'operands',
      'equal shapes, a column [m, 1], a row [n] or a number',
      printShape(b.shape),
    );
  const [atA, atB] = [stretched(left, shape), stretched(right, shape)];
  return {
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => f(a.data[atA(i)], b.data[atB(i)])),
  };
}

/** Where element i of `shape` stands in an array of the smaller shape. */
function stretched(small: readonly number[], shape: readonly number[]): (i: number) => number {
  return (i) => {
    let at = 0;
    let stride = 1;
    let rest = i;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const index = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
      if (small[axis] !== 1) at += index * stride;
      stride *= small[axis];
    }
    return at;
  };
}

/** Matrix product; a number scales. Throws `ShapeError`. */
export function multiply(a: NumericArray, b: NumericArray): NumericArray {
  if (a.unsized && isNumber(b)) return map(a, (x) => x * b.data[0]);
  if (isNumber(a)) return map(b, (x) => a.data[0] * x);
  if (isNumber(b)) return map(a, (x) => x * b.data[0]);
  const [m, k] = matrixSize(a);
  const [rows, n] = matrixSize(b);
  if (k !== rows)
    throw new ShapeError('product', 'matrices [m, k] and [k, n], or a number', printShape(b.shape));
  const data = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++)
      for (let s = 0; s < k; s++) data[i * n + j] += a.data[i * k + s] * b.data[s * n + j];
  return { shape: m * n === 1 ? [] : [m, n], data };
}

/** Throws `ShapeError` above two axes. */
export function transpose(a: NumericArray): NumericArray {
  const [m, n] = matrixSize(a);
  if (a.shape.length === 0) return a;
  return {
    shape: [n, m],
    data: Float64Array.from({ length: m * n }, (_, i) => a.data[(i % m) * n + Math.floor(i / m)]),
  };
}

/** One below the other: equal numbers of columns. Throws `ShapeError`. */
export function stack(parts: readonly NumericArray[]): NumericArray {
  const sizes = parts.map(matrixSize);
  const odd = parts.find((_, i) => sizes[i][1] !== sizes[0][1]);
  if (odd) throw new ShapeError('list', 'equal numbers of columns', printShape(odd.shape));
  const rows = sizes.reduce((sum, [m]) => sum + m, 0);
  return { shape: [rows, sizes[0][1]], data: Float64Array.from(parts.flatMap(({ data }) => [...data])) };
}

/** The product of no factors: beside a square matrix the identity of its size, otherwise the number 1. */
export const emptyProduct: NumericArray = { ...scalar(1), unsized: true };

/** An `unsized` number in the size of what it meets. */
export const sized = (a: NumericArray, { shape }: NumericArray): NumericArray =>
  a.unsized && shape.length === 2 && shape[0] === shape[1]
    ? map(identity(shape[0]), (x) => x * a.data[0])
    : a;

export const identity = (n: number): NumericArray => ({
  shape: [n, n],
  data: Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
});
