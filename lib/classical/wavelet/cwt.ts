import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectPositive } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed, written } from '../../equations/symbols.js';
import { ValueError } from '../../errors.js';
import { precise } from '../../float64/precise.js';
import { asMatrix, type ComplexTensor, expectSignal, matricesOf, squaredModulus, times } from '../complex.js';
import { columns, fftOfRows, ifftOfRows } from '../fourier/fft.js';
import type { RateOptions } from '../fourier/spectrum.js';
import { powerOfTwo } from '../fourier/transform.js';
import { MORLET, morlet } from './morlet.js';

export interface MorletOptions {
  /** Angular frequency ω₀ of the wavelet; by default 6. */
  readonly omega?: number;
}

function expectScales(scales: readonly number[], omega: number): void {
  if (scales.length === 0) throw new ValueError('scales', 'at least one scale', 'none');
  scales.forEach((scale, i) => expectPositive(`scales[${i}]`, scale));
  expectPositive('omega', omega);
}

/** Wavelets ψ(m/a)/√a of every scale at m = 0, 1, …, and at … −2, −1 from the end back: [S, size]. */
function kernels(scales: readonly number[], omega: number, size: number): ComplexTensor {
  const moments = scales.flatMap((scale) =>
    Array.from({ length: size }, (_, m) => (2 * m < size ? m : m - size) / scale),
  );
  const { re, im } = morlet(precise(moments, [moments.length]), omega);
  const roots = precise(scales.map(Math.sqrt), [scales.length, 1]);
  const rows = (part: Tensor1D) => part.reshape([scales.length, size]).div(roots);
  return { re: rows(re), im: rows(im) };
}

/**
 * Continuous wavelet transform with Morlet's wavelet, S3 2.2: how much the signal looks like a wave of some scale a
 * around sample b. Scales in samples; x [N] is 0 outside. x [N], S scales → { re, im } [S, N]. The convolutions are
 * done by `fft`. Throws `ShapeError`, `ValueError`.
 * Grossmann and Morlet, "Decomposition of Hardy functions into square integrable wavelets of constant shape" (1984).
 */
export const cwt = equation({
  id: 'wavelet.cwt',
  title: { en: 'Continuous wavelet transform', ru: 'Непрерывное вейвлет-преобразование' },
  forms: [
    {
      source: 'S3 2.2; Torrence and Compo (1998), (2)',
      tex: String.raw`W_{ab} = \frac{1}{\sqrt{a}} \sum_{n=0}^{N-1} x_n \psi^*\left(\frac{n - b}{a}\right)`,
      symbols: (x: Tensor1D, scales: readonly number[], { omega = MORLET }: MorletOptions = {}) => {
        const [values, N] = [x.dataSync(), x.size];
        const conjugate = written((t: Tensor1D) => {
          const [moment] = t.dataSync();
          const size = Math.PI ** -0.25 * Math.exp((-moment * moment) / 2);
          const matrix = asMatrix(size * Math.cos(omega * moment), -size * Math.sin(omega * moment));
          return precise(matrix.flat(), [2, 2]);
        });
        return scales.flatMap((a) =>
          Array.from(values, (_, b) => ({
            N,
            a,
            b,
            x_n: indexed('n', (n) => values[n]),
            '\\psi^*': conjugate,
          })),
        );
      },
      value: (W: ComplexTensor<Tensor2D>) => matricesOf(W),
    },
  ],
  sample: (random: Random): [Tensor1D, readonly number[], MorletOptions?] => [
    random.tensor([6]),
    [1 + random.uniform(), 3 + random.uniform()],
    { omega: 2 + random.uniform() },
  ],
  code: (x, scales, { omega = MORLET } = {}): ComplexTensor<Tensor2D> => {
    expectSignal('x', x, ['N']);
    expectScales(scales, omega);
    const N = x.size;
    const size = powerOfTwo(2 * N);
    return tf.tidy(() => {
      const X = fftOfRows(
        x
          .toFloat()
          .pad([[0, size - N]])
          .reshape([1, size]),
      );
      const W = ifftOfRows(times(X, fftOfRows(kernels(scales, omega, size))));
      return { re: columns(W.re, 0, N) as Tensor2D, im: columns(W.im, 0, N) as Tensor2D };
    });
  },
});

export interface ScaleOptions extends MorletOptions, RateOptions {}

/**
 * The frequency of the wave that Morlet's wavelet of a scale (in samples) looks like, in Hz. Throws `ValueError`.
 */
export const frequencyOf = equation({
  id: 'wavelet.frequency',
  title: { en: 'Frequency of a scale', ru: 'Частота масштаба' },
  forms: [
    {
      source: 'S3 2.2; Grossmann and Morlet (1984)',
      tex: String.raw`f = \frac{\omega_0 r}{2 \pi a}`,
      symbols: (scale: number, { omega = MORLET, rate = 1 }: ScaleOptions = {}) => ({
        a: scale,
        '\\omega_0': omega,
        r: rate,
        '\\pi': Math.PI,
      }),
    },
  ],
  sample: (random: Random): [number, ScaleOptions?] => [
    1 + random.uniform(),
    { omega: 4 + random.uniform(), rate: 2 + random.uniform() },
  ],
  withoutGradient: { en: 'a plain number', ru: 'просто число' },
  code: (scale, { omega = MORLET, rate = 1 } = {}): number => {
    expectPositive('scale', scale);
    expectPositive('omega', omega);
    expectPositive('rate', rate);
    return (omega * rate) / (2 * Math.PI * scale);
  },
});

/** The scale, in samples, of a frequency in Hz: the way back from `frequencyOf`. Throws `ValueError`. */
export function scaleOf(frequency: number, { omega = MORLET, rate = 1 }: ScaleOptions = {}): number {
  expectPositive('frequency', frequency);
  // f a is the same for every scale
  return frequencyOf(1, { omega, rate }) / frequency;
}

export interface Scalogram {
  /** |W|² of every scale at every sample: [S, N]. */
  readonly power: Tensor2D;
  /** s. */
  readonly times: readonly number[];
  /** Of each scale, Hz. */
  readonly frequencies: readonly number[];
}

/** How strong each scale is at each time: |CWT|². x [N], S scales. Throws `ShapeError`, `ValueError`. */
export function scalogram(
  x: Tensor1D,
  scales: readonly number[],
  { omega = MORLET, rate = 1 }: ScaleOptions = {},
): Scalogram {
  expectSignal('x', x, ['N']);
  expectScales(scales, omega);
  const frequencies = scales.map((scale) => frequencyOf(scale, { omega, rate }));
  const times = Array.from({ length: x.size }, (_, n) => n / rate);
  return { power: tf.tidy(() => squaredModulus(cwt(x, scales, { omega }))), times, frequencies };
}
