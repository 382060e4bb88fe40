import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { ShapeError } from '../../errors.js';
import {
  asMatrix,
  type ComplexTensor,
  complexSymbols,
  expectSignal,
  isReal,
  matricesOf,
  type Signal,
} from '../complex.js';
import { linear, type RowMap } from '../linear.js';
import { transform } from './transform.js';

// tf.spectral computes in 32-bit complex numbers, has no kernel for float64 and wasm, and on cpu takes O(N²) where N is
// no power of two

/** A row is all real parts, then all imaginary ones. */
const partsOf = (row: Float64Array): [Float64Array, Float64Array] => [
  row.subarray(0, row.length / 2),
  row.subarray(row.length / 2),
];

const forward: RowMap = (row) => {
  const [re, im] = partsOf(row);
  transform(re, im);
  return row;
};

/** Without 1/N the inverse transform is the adjoint. */
const backward: RowMap = (row) => {
  const [re, im] = partsOf(row);
  transform(im, re);
  return row;
};

const ofRows = (x: Signal, map: RowMap, adjoint: RowMap): ComplexTensor =>
  tf.tidy(() => {
    const { re, im } = isReal(x) ? { re: x, im: tf.zerosLike(x) } : x;
    const axis = re.rank - 1;
    const packed = linear(tf.concat([re.toFloat(), im.toFloat()], axis), map, adjoint);
    const [first, second] = tf.split(packed, 2, axis);
    return { re: first, im: second };
  });

/** `fft` without checks. */
export const fftOfRows = (x: Signal): ComplexTensor => ofRows(x, forward, backward);

/** `ifft` without checks. */
export const ifftOfRows = (X: Signal): ComplexTensor =>
  tf.tidy(() => {
    const { re, im } = ofRows(X, backward, forward);
    const N = re.shape[re.rank - 1];
    return { re: re.div(N), im: im.div(N) };
  });

/**
 * Fast Fourier transform: what `dft` is, in O(N log N), for any N. x […, N], real or { re, im } → { re, im } […, N];
 * each row by itself. Computed in 64-bit on every backend, differentiable. Throws `ShapeError`, `ValueError`.
 * Cooley and Tukey (1965); Bluestein (1970) where N is no power of two.
 */
export const fft = equation({
  id: 'fourier.fft',
  title: { en: 'Fast Fourier transform', ru: 'Быстрое преобразование Фурье' },
  forms: [
    {
      source: 'S3 2.2; Cooley and Tukey (1965)',
      tex: String.raw`X_k = E_k + \exp\left(-\frac{2 \pi i}{N} k\right) O_k`,
      symbols: (x: Signal) => {
        const { re, im } = isReal(x) ? { re: x, im: tf.zerosLike(x) } : x;
        const N = re.size;
        const half = (first: 0 | 1) => (k: number) => {
          const parts = [re, im].map((part) => part.dataSync());
          let [sumRe, sumIm] = [0, 0];
          for (let n = first; n < N; n += 2) {
            const angle = (-4 * Math.PI * k * ((n - first) / 2)) / N;
            sumRe += parts[0][n] * Math.cos(angle) - parts[1][n] * Math.sin(angle);
            sumIm += parts[0][n] * Math.sin(angle) + parts[1][n] * Math.cos(angle);
          }
          return asMatrix(sumRe, sumIm);
        };
        return Array.from({ length: N }, (_, k) => ({
          ...complexSymbols,
          N,
          k,
          E_k: indexed('k', half(0)),
          O_k: indexed('k', half(1)),
        }));
      },
      value: (X: ComplexTensor) => matricesOf(X),
    },
  ],
  sample: (random): [Signal] => {
    const N = 2 * random.integer(3, 6);
    return [{ re: random.tensor([N]), im: random.tensor([N]) }];
  },
  code: (x) => {
    expectSignal('x', x);
    return fftOfRows(x);
  },
});

/** Inverse of `fft`: X […, N] → { re, im } […, N]. Throws `ShapeError`, `ValueError`. */
export function ifft(X: Signal): ComplexTensor {
  expectSignal('X', X);
  return ifftOfRows(X);
}

/** `fft` of a real signal without the half that mirrors the other: x […, N] → { re, im } […, ⌊N/2⌋ + 1]. Throws `ShapeError`, `ValueError`. */
export function rfft(x: Tensor): ComplexTensor {
  expectSignal('x', x);
  return tf.tidy(() => {
    const N = x.shape[x.rank - 1];
    const { re, im } = fftOfRows(x);
    return { re: columns(re, 0, Math.floor(N / 2) + 1), im: columns(im, 0, Math.floor(N / 2) + 1) };
  });
}

/**
 * Inverse of `rfft`: X […, ⌊N/2⌋ + 1] → the real signal […, N]. What is imaginary at the frequency 0, and at N/2, no
 * real signal has, and it is passed over. Throws `ShapeError`, `ValueError`.
 */
export function irfft(X: ComplexTensor, N: number): Tensor {
  expectSignal('X', X);
  expectInteger('N', N, 1);
  const K = Math.floor(N / 2) + 1;
  const { shape } = X.re;
  if (shape[shape.length - 1] !== K)
    throw new ShapeError('X', `[…, ${K}] for N = ${N}`, `[${shape.join(', ')}]`);
  return tf.tidy(() => {
    const axis = shape.length - 1;
    // X_{N−k} is the conjugate of X_k
    const mirror = (part: Tensor) => tf.reverse(columns(part, 1, N - K), axis);
    const whole = {
      re: tf.concat([X.re, mirror(X.re)], axis),
      im: tf.concat([X.im, mirror(X.im).neg()], axis),
    };
    return ifftOfRows(whole).re;
  });
}

/** So many columns of […, N] from one on. */
export const columns = (x: Tensor, from: number, count: number): Tensor => {
  const rest = x.shape.slice(0, -1);
  return x.slice([...rest.map(() => 0), from], [...rest, count]);
};
