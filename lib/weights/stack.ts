import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape, type Size } from '../check.js';
import {
  type CellName,
  type CellParams,
  conversions,
  expectParams,
  type Gate,
  type GateName,
  type Gates,
} from './cells.js';

/** The weights of one cell as frameworks keep them, each with all gates one below the other. */
export interface Stack {
  /** On the input, [gates · H, I]. */
  readonly W: Tensor2D;
  /** On the state, [gates · H, H]. */
  readonly U: Tensor2D;
  /** Added to x W, [gates · H]; by default zeros. */
  readonly b?: Tensor1D;
  /** Added to h U, [gates · H]; by default zeros. */
  readonly c?: Tensor1D;
  /** Peepholes, [3 · H]: no candidate has one. */
  readonly V?: Tensor1D;
}

/** A stack with all that a framework may want of it. */
export type Stacked = Required<Omit<Stack, 'V'>> & Pick<Stack, 'V'>;

/**
 * Parameters of a cell from a stack with its gates in this order. Throws `ShapeError` for parts that do not fit together,
 * under the names that the framework calls them by; `inputs` is the I that W must have, if that is known.
 */
export function fromStack<C extends CellName>(
  cell: C,
  order: readonly GateName[],
  { W, U, b, c, V }: Stack,
  called: (part: keyof Stack) => string,
  inputs: Size = 'I',
): CellParams[C] {
  expectShape(called('U'), U, [`${order.length} · H`, 'H']);
  const H = U.shape[1];
  const rows = order.length * H;
  expectShape(called('U'), U, [rows, H]);
  expectShape(called('W'), W, [rows, inputs]);
  if (b) expectShape(called('b'), b, [rows]);
  if (c) expectShape(called('c'), c, [rows]);
  const seeing = order.filter((name) => name !== 'c');
  if (V) expectShape(called('V'), V, [seeing.length * H]);
  return tf.tidy(() => {
    const none = tf.zeros<tf.Rank.R1>([rows]);
    const parts = {
      W: cut(order, tf.transpose(W), 1),
      U: cut(order, tf.transpose(U), 1),
      b: cut(order, b ?? none, 0),
      c: cut(order, c ?? none, 0),
      ...(V && { V: cut(seeing, V, 0) }),
    };
    const gate = (name: GateName) => Object.entries(parts).map(([part, of]) => [part, of[name]]);
    const gates = Object.fromEntries(order.map((name) => [name, Object.fromEntries(gate(name))]));
    return conversions[cell].params(gates as Required<Gates>);
  });
}

/** The inverse of `fromStack`. Throws `ValueError` and `ShapeError` for parameters that are not the cell's. */
export function toStack<C extends CellName>(cell: C, order: readonly GateName[], p: CellParams[C]): Stacked {
  expectParams(cell, p);
  return tf.tidy(() => {
    const gates = conversions[cell].gates(p);
    const all = (part: keyof Gate): Tensor[] => order.flatMap((name) => gates[name]![part] ?? []);
    const V = all('V');
    return {
      W: tf.transpose(tf.concat(all('W') as Tensor2D[], 1)),
      U: tf.transpose(tf.concat(all('U') as Tensor2D[], 1)),
      b: tf.concat(all('b') as Tensor1D[]),
      c: tf.concat(all('c') as Tensor1D[]),
      ...(V.length > 0 && { V: tf.concat(V as Tensor1D[]) }),
    };
  });
}

/** The parts of a matrix or vector in which gates stand one after the other along an axis, by their names. */
function cut(order: readonly GateName[], all: Tensor, axis: number): { [name in GateName]?: Tensor } {
  const parts = tf.split(all, order.length, axis);
  return Object.fromEntries(order.map((name, g) => [name, parts[g]]));
}
