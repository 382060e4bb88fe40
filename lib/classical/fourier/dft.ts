import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed } from '../../equations/symbols.js';
import { precise } from '../../float64/precise.js';
import {
  type ComplexTensor,
  complexSymbols,
  expectSignal,
  isReal,
  matricesOf,
  type Signal,
} from '../complex.js';

/** The matrices of cos(2πkn/N) and sin(2πkn/N): [N, N], symmetric. */
function waves(N: number): { c: Tensor2D; s: Tensor2D } {
  const of = (wave: (angle: number) => number) =>
    // kn and kn mod N turn equally far, and small angles are exact
    precise(
      Array.from({ length: N * N }, (_, at) =>
        wave((2 * Math.PI * ((Math.floor(at / N) * (at % N)) % N)) / N),
      ),
      [N, N],
    );
  return { c: of(Math.cos), s: of(Math.sin) };
}

/** Σ_n x_n e^{∓2πikn/N} as products with real matrices. */
const turned = (x: Signal<Tensor1D>, sign: 1 | -1): ComplexTensor<Tensor1D> =>
  tf.tidy(() => {
    const { re, im } = isReal(x) ? { re: x, im: undefined } : x;
    const { c, s } = waves(re.shape[0]);
    const product = (values: Tensor1D, matrix: Tensor2D) => tf.dot(values.toFloat(), matrix) as Tensor1D;
    const [cosines, sines] = [product(re, c), product(re, s).mul<Tensor1D>(sign)];
    if (!im) return { re: cosines, im: sines };
    return { re: cosines.sub<Tensor1D>(product(im, s).mul(sign)), im: sines.add<Tensor1D>(product(im, c)) };
  });

const sample = (random: Random): [Signal<Tensor1D>] => [{ re: random.tensor([5]), im: random.tensor([5]) }];

/** One table for every index 0 … N − 1, which is called `letter`. */
const tablesOf = (x: Signal<Tensor1D>, name: string, own: string, letter: string) => {
  const numbers = matricesOf(isReal(x) ? { re: x, im: tf.zerosLike(x) } : x);
  return numbers.map((_, at) => ({
    ...complexSymbols,
    N: numbers.length,
    [letter]: at,
    [`${name}_${own}`]: indexed(own, (index) => numbers[index]),
  }));
};

/**
 * Discrete Fourier transform by its definition, S3 2.2: how much of each frequency k/N there is in a signal, and with
 * which phase. x [N], real or { re, im } → { re, im } [N]. O(N²), on the tape; `fft` is the same, fast.
 * Throws `ShapeError`, `ValueError`.
 */
export const dft = equation({
  id: 'fourier.dft',
  title: { en: 'Discrete Fourier transform', ru: 'Дискретное преобразование Фурье' },
  forms: [
    {
      source: 'S3 2.2',
      tex: String.raw`X_k = \sum_{n=0}^{N-1} x_n \exp\left(-\frac{2 \pi i}{N} k n\right)`,
      symbols: (x: Signal<Tensor1D>) => tablesOf(x, 'x', 'n', 'k'),
      value: (X: ComplexTensor<Tensor1D>) => matricesOf(X),
    },
  ],
  sample,
  code: (x) => {
    expectSignal('x', x, ['N']);
    return turned(x, -1);
  },
});

/** Inverse of the discrete Fourier transform, by its definition. X [N] → { re, im } [N]. Throws `ShapeError`, `ValueError`. */
export const idft = equation({
  id: 'fourier.idft',
  title: { en: 'Inverse discrete Fourier transform', ru: 'Обратное дискретное преобразование Фурье' },
  forms: [
    {
      source: 'S3 2.2',
      tex: String.raw`x_n = \frac{1}{N} \sum_{k=0}^{N-1} X_k \exp\left(\frac{2 \pi i}{N} k n\right)`,
      symbols: (X: Signal<Tensor1D>) => tablesOf(X, 'X', 'k', 'n'),
      value: (x: ComplexTensor<Tensor1D>) => matricesOf(x),
    },
  ],
  sample,
  code: (X) => {
    expectSignal('X', X, ['N']);
    return tf.tidy(() => {
      const { re, im } = turned(X, 1);
      return { re: re.div<Tensor1D>(re.size), im: im.div<Tensor1D>(im.size) };
    });
  },
});
