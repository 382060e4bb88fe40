import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { formatWithOptions as nodeFormat, inspect as nodeInspect } from 'node-inspect-extracted';

/** How every kernel of the book prints: the same text in Jupyter, in the page and in plain Node. */
const options = { depth: 4, colors: false, breakLength: 100 } as const;

type Printer<T> = (this: T, depth: number, context: { depth?: number | null }) => string;
const custom = Symbol.for('nodejs.util.inspect.custom');

/**
 * What a kernel prints for the value of a cell's last expression: Node's `util.inspect`, in which a tensor shows its
 * shape and values, a tensor inside of something else (an object of parameters) its shape, and an error its name and
 * message without the stack, whose paths differ from machine to machine.
 */
export const inspect = (value: unknown): string => withoutStacks(() => nodeInspect(value, options));

/** What a kernel prints for `console.log(...values)`: text as it is, `%d` and the like filled in, the rest inspected. */
export const format = (...values: unknown[]): string => withoutStacks(() => nodeFormat(options, ...values));

/** `Tensor [2, 3]`, then its values when it is printed for itself. */
function printTensor(tensor: Tensor, alone: boolean): string {
  const type = tensor.dtype === 'float32' ? '' : ` ${tensor.dtype}`;
  const head = `Tensor [${tensor.shape.join(', ')}]${type}`;
  if (tensor.isDisposed) return `${head}, disposed`;
  if (tensor.rank === 0) return `${head} ${scalarText(tensor)}`;
  if (!alone) return head;
  return tensor.toString().replace(/^Tensor/, head);
}

const scalarText = (tensor: Tensor): string => {
  const value: unknown = tensor.dataSync()[0];
  if (tensor.dtype === 'bool') return String(Boolean(value));
  return typeof value === 'number' ? String(Number(value.toPrecision(7))) : String(value);
};

/** An error as its own toString() has it, with what else it carries. */
const printError: Printer<Error> = function () {
  const text = Error.prototype.toString.call(this);
  return this.cause === undefined ? text : `${text} (cause: ${this.cause})`;
};

// console.log of a tensor must read well too, so tensors know how they are printed, in Node's inspect as in ours
Object.defineProperty(tf.Tensor.prototype, custom, {
  configurable: true,
  value: function (depth, context) {
    return printTensor(this, depth === context.depth);
  } satisfies Printer<Tensor>,
});

/** Errors print short while `print` runs, and only then: elsewhere the stack is what one wants. */
function withoutStacks(print: () => string): string {
  Object.defineProperty(Error.prototype, custom, { configurable: true, value: printError });
  try {
    return print();
  } finally {
    delete (Error.prototype as { [custom]?: unknown })[custom];
  }
}
