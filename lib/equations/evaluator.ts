import { ShapeError } from '../errors.js';
import { applyFunction } from './apply.js';
import {
  elementwise,
  emptyProduct,
  isNumber,
  map,
  multiply,
  type NumericArray,
  printShape,
  scalar,
  sized,
  stack,
  transpose,
} from './array.js';
import { convolve } from './convolution.js';
import { EquationError, type Span } from './errors.js';
import type { BigNode, Expression, PowerNode, ProductNode, SumNode, SymbolNode } from './expression.js';
import { norm, power } from './functions.js';
import type { Running, Table } from './table.js';

type Operation = (...values: NumericArray[]) => NumericArray;

const each =
  (f: (x: number, y: number) => number): Operation =>
  (a, b) => {
    const result = elementwise(sized(a, b), sized(b, a), f);
    return a.unsized && b.unsized ? { ...result, unsized: true } : result;
  };

const products: Record<ProductNode['by'], Operation> = {
  juxtaposition: multiply,
  // of two columns only the inner product can be meant
  dot: (a, b) => (isColumn(a) && isColumn(b) ? multiply(transpose(a), b) : multiply(a, b)),
  hadamard: each((x, y) => x * y),
  convolution: convolve,
};

const isColumn = ({ shape }: NumericArray): boolean => shape.length === 2 && shape[0] > 1 && shape[1] === 1;
const plus = each((x, y) => x + y);
const over = each((x, y) => x / y);
const larger = each(Math.max);
const smaller = each(Math.min);
const folds: Record<BigNode['by'], Operation> = {
  sum: plus,
  product: multiply,
  max: larger,
  min: smaller,
  argmax: larger,
  argmin: smaller,
};

/** Evaluates what `parse` has read, with the symbols of a table. */
export class Evaluator {
  constructor(
    private readonly tex: string,
    private readonly table: Table,
    private readonly running: Running = new Map(),
  ) {}

  /** Throws `EquationError`. */
  value(node: Expression): NumericArray {
    switch (node.kind) {
      case 'number':
        return scalar(node.value);
      case 'symbol':
        return this.symbol(node);
      case 'sum':
        return this.sum(node);
      case 'product':
        return this.combine(node, [node.left, node.right], products[node.by]);
      case 'fraction':
        return this.combine(node, [node.over, node.under], over);
      case 'root':
        return map(this.value(node.of), Math.sqrt);
      case 'power':
        return this.power(node);
      case 'transpose':
        return this.combine(node, [node.of], transpose);
      case 'application': {
        const meaning = this.table.meaning(this.tex, node.of, this.running);
        return this.combine(node, node.to, (...args) => applyFunction(this.tex, node, meaning, args));
      }
      case 'list':
        return this.combine(node, node.items, (...items) => {
          const rows = node.sideBySide || items.every(({ shape }) => shape.length === 1);
          return rows ? transpose(stack(items.map(transpose))) : stack(items);
        });
      case 'norm':
        return this.combine(node, [node.of], (of) => norm(of, node.norm));
      case 'big':
        return this.big(node);
    }
  }

  private symbol(node: SymbolNode): NumericArray {
    const meaning = this.table.meaning(this.tex, node, this.running);
    if (meaning.kind === 'value') return meaning.value;
    const problem = `${this.text(node)} is a function without an argument`;
    throw new EquationError('syntax', this.tex, node, problem, 'its argument in parentheses');
  }

  private sum({ terms }: SumNode): NumericArray {
    const signed = terms.map(({ sign, of }) => {
      const value = this.value(of);
      return sign < 0 ? map(value, (x) => -x) : value;
    });
    return signed.reduce((total, value, i) => {
      // a + b is what c is added to
      const before = { ...terms[0].of, end: terms[i - 1].of.end };
      const place = { start: before.start, end: terms[i].of.end };
      return this.fitting(place, [before, terms[i].of], [total, value], plus);
    });
  }

  private power({ of, exponent, elementwise: apart, ...place }: PowerNode): NumericArray {
    if (of.kind === 'symbol' && of.symbol.key === 'e' && !this.table.has('e'))
      return map(this.value(exponent), Math.exp);
    return this.combine(place, [of, exponent], (base, n) => power(base, n, apart));
  }

  private big(node: BigNode): NumericArray {
    const { letter, range, by } = node;
    if (this.running.has(letter))
      throw new EquationError('symbol', this.tex, node, `${letter} runs already`, 'another letter');
    const first = this.bound(range.from) + range.offsets[0];
    const last = this.bound(range.to) + range.offsets[1];
    const step = range.down ? -1 : 1;
    const fold = (operation: Operation, a: NumericArray, b: NumericArray) =>
      this.fitting(node, [node.body, node.body], [a, b], operation);
    let total: NumericArray | undefined;
    let at = first;
    for (let i = first; step * i <= step * last; i += step) {
      const inside = new Evaluator(this.tex, this.table, new Map([...this.running, [letter, i]]));
      const next = inside.value(node.body);
      if (by === 'argmax' || by === 'argmin') this.expectNumber(node, next);
      const before = total;
      total = total ? fold(folds[by], total, next) : next;
      // of equal ones the first
      if (before && total.data[0] !== before.data[0]) at = i;
    }
    if (by === 'sum') return total ?? scalar(0);
    if (by === 'product') return total ?? emptyProduct;
    if (!total)
      throw new EquationError('value', this.tex, node, `${by} of nothing`, 'bounds with something between');
    return by === 'argmax' || by === 'argmin' ? scalar(at) : total;
  }

  private expectNumber(node: BigNode, value: NumericArray): void {
    if (isNumber(value)) return;
    const problem = `${node.by} of ${printShape(value.shape)}`;
    throw new EquationError('shape', this.tex, node.body, problem, 'numbers to compare');
  }

  private bound(node: Expression): number {
    const value = this.value(node);
    if (isNumber(value) && Number.isInteger(value.data[0])) return value.data[0];
    throw new EquationError('value', this.tex, node, `${this.text(node)} is no bound`, 'an integer');
  }

  private combine(place: Span, nodes: readonly Expression[], operation: Operation): NumericArray {
    const values = nodes.map((node) => this.value(node));
    return this.fitting(place, nodes, values, operation);
  }

  /** Where shapes do not fit, says which parts those are. */
  private fitting(
    place: Span,
    nodes: readonly Expression[],
    values: readonly NumericArray[],
    operation: Operation,
  ): NumericArray {
    try {
      return operation(...values);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      const shapes = nodes.map((node, i) => `${this.text(node)} is ${printShape(values[i].shape)}`);
      const problem = `shapes do not fit: ${shapes.join(', ')}`;
      throw new EquationError('shape', this.tex, place, problem, error.expected, { cause: error });
    }
  }

  private text({ start, end }: Span): string {
    return this.tex.slice(start, end);
  }
}
