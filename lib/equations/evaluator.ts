import { ShapeError } from '../errors.js';
import { applyFunction } from './apply.js';
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
  stack,
  transpose,
} from './array.js';
import { convolve } from './convolution.js';
import { EquationError } from './errors.js';
import type { BigNode, Expression, NormNode, PowerNode, ProductNode } from './expression.js';
import { singleVector } from './functions.js';
import type { Running, Table } from './table.js';

/** The product of no factors. Beside a square matrix it is the identity of its size, otherwise the number 1. */
export const emptyProduct: NumericArray = scalar(1);

/** `emptyProduct` in the size of what it meets. */
export const sized = (a: NumericArray, other: NumericArray): NumericArray =>
  a === emptyProduct &&
  other !== emptyProduct &&
  other.shape.length === 2 &&
  other.shape[0] === other.shape[1]
    ? identity(other.shape[0])
    : a;

/** Evaluates what `parse` has read, with the symbols of a table. */
export class Evaluator {
  constructor(
    private readonly tex: string,
    private readonly table: Table,
    private readonly running: Running = new Map(),
  ) {}

  value(node: Expression): NumericArray {
    switch (node.kind) {
      case 'number':
        return scalar(node.value);
      case 'symbol': {
        const meaning = this.table.meaning(this.tex, node, this.running);
        if (meaning.kind === 'value') return meaning.value;
        const problem = `${this.text(node)} is a function without an argument`;
        throw new EquationError('syntax', this.tex, node, problem, 'its argument in parentheses');
      }
      case 'sum':
        return this.sum(node);
      case 'product':
        return this.product(node);
      case 'fraction': {
        const [over, under] = [this.value(node.over), this.value(node.under)];
        return this.fitting(
          node,
          [
            [node.over, over],
            [node.under, under],
          ],
          () => elementwise(over, under, (x, y) => x / y),
        );
      }
      case 'root':
        return map(this.value(node.of), Math.sqrt);
      case 'power':
        return this.power(node);
      case 'transpose': {
        const of = this.value(node.of);
        return of === emptyProduct ? of : this.fitting(node, [[node.of, of]], () => transpose(of));
      }
      case 'application': {
        const meaning = this.table.meaning(this.tex, node.of, this.running);
        const args = node.to.map((argument) => this.value(argument));
        const parts = node.to.map((argument, i) => [argument, args[i]] as const);
        return this.fitting(node, parts, () => applyFunction(this.tex, node, meaning, args));
      }
      case 'list': {
        const parts = node.items.map((item) => this.value(item));
        const flat = parts.every(({ shape }) => shape.length === 1); // rows: the code's own vectors
        return this.fitting(
          node,
          node.items.map((item, i) => [item, parts[i]] as const),
          () => (node.sideBySide || flat ? transpose(stack(parts.map(transpose))) : stack(parts)),
        );
      }
      case 'norm':
        return this.norm(node);
      case 'big':
        return this.big(node);
    }
  }

  private sum({ terms }: Extract<Expression, { kind: 'sum' }>): NumericArray {
    const [first, ...more] = terms;
    const start = this.value(first.of);
    let total = first.sign < 0 ? map(start, (x) => -x) : start;
    let before = first.of;
    for (const { sign, of } of more) {
      const [left, right] = [total, this.value(of)];
      const place = { start: first.of.start, end: of.end };
      total = this.fitting(
        place,
        [
          [before, left],
          [of, right],
        ],
        () => elementwise(sized(left, right), sized(right, left), (x, y) => x + sign * y),
      );
      before = { ...first.of, end: of.end };
    }
    return total;
  }

  private product(node: ProductNode): NumericArray {
    const [left, right] = [this.value(node.left), this.value(node.right)];
    const compute = (): NumericArray => {
      switch (node.by) {
        case 'hadamard':
          return elementwise(sized(left, right), sized(right, left), (x, y) => x * y);
        case 'convolution':
          return convolve(left, right);
        case 'dot':
          if (isColumn(left) && isColumn(right)) return multiply(transpose(left), right);
          return multiply(left, right);
        case 'juxtaposition':
          if (left === emptyProduct || right === emptyProduct) return left === emptyProduct ? right : left;
          return multiply(left, right);
      }
    };
    return this.fitting(
      node,
      [
        [node.left, left],
        [node.right, right],
      ],
      compute,
    );
  }

  private power(node: PowerNode): NumericArray {
    const { of, elementwise: each } = node;
    const exponent = this.value(node.exponent);
    if (of.kind === 'symbol' && of.symbol.key === 'e' && !this.table.has('e')) return map(exponent, Math.exp);
    const base = this.value(of);
    return this.fitting(
      node,
      [
        [of, base],
        [node.exponent, exponent],
      ],
      () => {
        if (!isNumber(exponent)) throw new ShapeError('exponent', 'a number as exponent', '');
        const [n] = exponent.data;
        if (each || isNumber(base)) return map(base, (x) => x ** n);
        const [rows, columns] = matrixSize(base);
        if (rows !== columns || !Number.isInteger(n) || n < 0)
          throw new ShapeError(
            'power',
            'a number or a square matrix to a power ≥ 0; x^{\\odot 2} squares each element',
            '',
          );
        return Array.from({ length: n }, () => base).reduce(multiply, identity(rows));
      },
    );
  }

  private norm(node: NormNode): NumericArray {
    const of = this.value(node.of);
    return this.fitting(node, [[node.of, of]], () => {
      const values = [...(node.norm === 'F' ? of.data : singleVector(of))].map(Math.abs);
      if (node.norm === 'absolute' && values.length > 1)
        throw new ShapeError('absolute value', 'a number; the norm of a vector is \\|x\\|', '');
      if (node.norm === '\\infty') return scalar(Math.max(...values));
      if (node.norm === '1') return scalar(values.reduce((a, b) => a + b, 0));
      return scalar(Math.hypot(...values));
    });
  }

  private big(node: BigNode): NumericArray {
    const { letter, range, by } = node;
    if (this.running.has(letter))
      throw new EquationError(
        'symbol',
        this.tex,
        node,
        `${letter} runs already`,
        'another letter for this sum',
      );
    const bound = (at: Expression): number => {
      const value = this.value(at);
      if (isNumber(value) && Number.isInteger(value.data[0])) return value.data[0];
      throw new EquationError('value', this.tex, at, `${this.text(at)} is no bound`, 'an integer');
    };
    const first = bound(range.from) + range.offsets[0];
    const last = bound(range.to) + range.offsets[1];
    const step = range.down ? -1 : 1;
    let total: NumericArray | undefined;
    for (let i = first; step * i <= step * last; i += step) {
      const running = new Map([...this.running, [letter, i]]);
      const next = new Evaluator(this.tex, this.table, running).value(node.body);
      const former = total;
      total = !former
        ? next
        : this.fitting(
            node,
            [
              [node.body, former],
              [node.body, next],
            ],
            () =>
              by === 'product'
                ? multiply(former, next)
                : elementwise(sized(former, next), sized(next, former), (x, y) => x + y),
          );
    }
    return total ?? (by === 'sum' ? scalar(0) : emptyProduct);
  }

  /** Says which written parts do not fit, with their shapes. */
  private fitting(
    place: { readonly start: number; readonly end: number },
    parts: readonly (readonly [Expression, NumericArray])[],
    compute: () => NumericArray,
  ): NumericArray {
    try {
      return compute();
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      const shapes = parts
        .map(([node, { shape }]) => `${this.text(node)} is ${printShape(shape)}`)
        .join(', ');
      const problem = `shapes do not fit: ${shapes}`;
      throw new EquationError('shape', this.tex, place, problem, error.expected, { cause: error });
    }
  }

  private text({ start, end }: { readonly start: number; readonly end: number }): string {
    return this.tex.slice(start, end);
  }
}

/** A column of more than a number; two of them have only one product, the inner one. */
const isColumn = ({ shape }: NumericArray): boolean => shape.length === 2 && shape[0] > 1 && shape[1] === 1;
