import * as tf from '@tensorflow/tfjs';
import { equations } from 'unrolled';

/** Numbers from which each backend makes its own tensor. */
export interface Input {
  readonly values: readonly number[];
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
let seed = 0;

/** Seeded, and float32 numbers from the start, so that both backends begin alike. */
function drawn(
  shape: readonly number[],
  dtype: Input['dtype'],
  draw: (random: equations.Random) => number,
): Input {
  const random = new equations.Random(++seed);
  return { shape, dtype, values: Array.from({ length: size(shape) }, () => Math.fround(draw(random))) };
}

export const normal = (...shape: number[]) => drawn(shape, 'float32', (random) => random.normal());
export const between = (low: number, high: number, ...shape: number[]) =>
  drawn(shape, 'float32', (random) => low + (high - low) * random.uniform());
/** −3, −2.75, … 3: exact in every precision, ties and zeros included. */
export const quarters = (...shape: number[]) =>
  drawn(shape, 'float32', (random) => random.integer(-12, 13) / 4);
export const ints = (low: number, high: number, ...shape: number[]) =>
  drawn(shape, 'int32', (random) => random.integer(low, high));
export const bools = (...shape: number[]) => drawn(shape, 'bool', (random) => random.integer(0, 2));
export const numbers = (
  values: number[],
  dtype: Input['dtype'] = 'float32',
  shape = [values.length],
): Input => ({
  values: dtype === 'float32' ? values.map(Math.fround) : values,
  shape,
  dtype,
});

export const tensorOf = ({ values, shape, dtype }: Input): tf.Tensor =>
  tf.tensor([...values], [...shape], dtype);

/** A call that is made on two backends with the same inputs. */
export interface Case {
  readonly name: string;
  readonly inputs: readonly Input[];
  // biome-ignore lint/suspicious/noExplicitAny: each case knows the ranks of its own tensors
  readonly run: (...tensors: any[]) => tf.Tensor | tf.Tensor[];
}

/** Short for a case; the name ends with the shapes. */
export const of = (name: string, inputs: readonly Input[], run: Case['run']): Case => ({
  name: `${name} ${inputs.map(({ shape, dtype }) => `${dtype}[${shape}]`).join(' ')}`,
  inputs,
  run,
});
