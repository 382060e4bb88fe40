import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectFinite, expectShape, type Size } from '../check.js';
import { written } from '../equations/symbols.js';
import { ShapeError } from '../errors.js';
import { precise } from '../float64/precise.js';

/** Complex numbers as two tensors of one shape: of real tensors every backend and the tape know everything. */
export interface ComplexTensor<T extends Tensor = Tensor> {
  readonly re: T;
  readonly im: T;
}

/** Real or complex numbers. */
export type Signal<T extends Tensor = Tensor> = T | ComplexTensor<T>;

export const isReal = <T extends Tensor>(x: Signal<T>): x is T => x instanceof tf.Tensor;

/**
 * Throws unless x holds finite numbers, at least one, in this shape or else in rows […, N]; both parts of a complex x in
 * the same one.
 */
export function expectSignal(argument: string, x: Signal, shape?: readonly Size[]): void {
  const parts = Object.entries(isReal(x) ? { [argument]: x } : { re: x.re, im: x.im });
  for (const [name, tensor] of parts) {
    if (!shape && tensor.rank === 0) throw new ShapeError(name, '[…, N]', '[]');
    expectShape(name, tensor, shape ?? tensor.shape);
    if (!isReal(x)) expectShape(name, tensor, x.re.shape);
    expectFinite(name, tensor);
  }
}

/** |z|². */
export const squaredModulus = <T extends Tensor>({ re, im }: ComplexTensor<T>): T =>
  tf.tidy(() => re.square().add<T>(im.square()));

/** |z|; its slope at 0, where it has none, is taken for 0. */
export const modulus = <T extends Tensor>(z: ComplexTensor<T>): T =>
  tf.tidy(() => {
    const squared = squaredModulus(z);
    // √ is asked at 1 instead of 0, where its slope is infinite
    const zero = precise(
      Array.from(squared.dataSync(), (value) => (value === 0 ? 1 : 0)),
      squared.shape,
    );
    return squared.add(zero).sqrt().sub<T>(zero);
  });

/** Products of complex numbers, element by element. */
export const times = (a: ComplexTensor, b: ComplexTensor): ComplexTensor => ({
  re: a.re.mul(b.re).sub(a.im.mul(b.im)),
  im: a.re.mul(b.im).add(a.im.mul(b.re)),
});

/** A complex number as a real matrix, which adds and multiplies alike: formulas that are written with i are read so. */
export const asMatrix = (re: number, im: number): number[][] => [
  [re, -im],
  [im, re],
];

/** Every complex number of a tensor, in the order of its elements, as a matrix. */
export function matricesOf({ re, im }: ComplexTensor): number[][][] {
  const parts = im.dataSync();
  return Array.from(re.dataSync(), (value, n) => asMatrix(value, parts[n]));
}

/** What formulas that are written with i need: i, e to a complex power, π. */
export const complexSymbols = {
  i: asMatrix(0, 1),
  '\\pi': Math.PI,
  '\\exp': written((z: Tensor) => {
    const [[re], [im]] = z.arraySync() as number[][];
    return precise(asMatrix(Math.exp(re) * Math.cos(im), Math.exp(re) * Math.sin(im)).flat(), [2, 2]);
  }),
};
