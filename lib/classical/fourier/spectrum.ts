import type { Scalar, Tensor1D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectPositive } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed } from '../../equations/symbols.js';
import { precise } from '../../float64/precise.js';
import { type ComplexTensor, expectSignal, modulus, squaredModulus } from '../complex.js';
import { rfft } from './fft.js';

export interface RateOptions {
  /** Samples a second, Hz; by default 1: time is counted in samples. */
  readonly rate?: number;
}

/** The frequencies of `rfft` in Hz: 0, rate/N, … up to rate/2. Throws `ValueError`. */
export function frequencies(N: number, { rate = 1 }: RateOptions = {}): number[] {
  expectInteger('N', N, 1);
  expectPositive('rate', rate);
  return Array.from({ length: Math.floor(N / 2) + 1 }, (_, k) => (k * rate) / N);
}

/** Frequencies 0 and N/2 come once in the spectrum of a real signal, all others twice. */
const countsOf = (N: number): number[] => frequencies(N).map((_, k) => (k === 0 || 2 * k === N ? 1 : 2));

/** Each X_k as an arrow [re; im]. */
const arrows = (x: Tensor1D) => {
  const { re, im } = rfft(x);
  const [a, b] = [re.dataSync(), im.dataSync()];
  return Array.from(a, (value, k) => [[value], [b[k]]]);
};

const symbols = (x: Tensor1D) => {
  const [numbers, N] = [arrows(x), x.size];
  return numbers.map((_, k) => ({
    N,
    k,
    X_k: indexed('k', (at) => numbers[at]),
    c_k: indexed('k', (at) => countsOf(N)[at]),
  }));
};

const sample = (random: Random): [Tensor1D] => [random.tensor([random.integer(6, 8)])];

/**
 * How strong each frequency is, S3 2.2: a wave A cos(2πkn/N + φ) has A at k. x [N] → [⌊N/2⌋ + 1], in units of x.
 * Throws `ShapeError`, `ValueError`.
 */
export const amplitudeSpectrum = equation({
  id: 'fourier.amplitude',
  title: { en: 'Amplitude spectrum', ru: 'Амплитудный спектр' },
  forms: [
    {
      source: 'S3 2.2',
      tex: String.raw`A_k = \frac{c_k}{N} \|X_k\|`,
      symbols,
      value: (A: Tensor1D) => Array.from(A.dataSync()),
    },
  ],
  sample,
  code: (x): Tensor1D => {
    expectSignal('x', x, ['N']);
    return tf.tidy(() => {
      const counts = precise(countsOf(x.size), [countsOf(x.size).length]);
      return modulus(rfft(x) as ComplexTensor<Tensor1D>).mul<Tensor1D>(counts.div(x.size));
    });
  },
});

/**
 * How the power, the mean square of the signal, is shared among frequencies; all together they are it (Parseval).
 * x [N] → [⌊N/2⌋ + 1], in squared units of x. Throws `ShapeError`, `ValueError`.
 */
export const powerSpectrum = equation({
  id: 'fourier.power',
  title: { en: 'Power spectrum', ru: 'Спектр мощности' },
  forms: [
    {
      source: 'S3 2.2',
      tex: String.raw`P_k = \frac{c_k}{N^2} \|X_k\|^2`,
      symbols,
      value: (P: Tensor1D) => Array.from(P.dataSync()),
    },
  ],
  sample,
  code: (x): Tensor1D => {
    expectSignal('x', x, ['N']);
    return tf.tidy(() => {
      const counts = precise(countsOf(x.size), [countsOf(x.size).length]);
      return squaredModulus(rfft(x) as ComplexTensor<Tensor1D>).mul<Tensor1D>(counts.div(x.size ** 2));
    });
  },
});

/** Energy of a signal: the same in time and in frequency. x [N] → a number. Throws `ShapeError`, `ValueError`. */
export const signalEnergy = equation({
  id: 'fourier.parseval',
  title: { en: 'Parseval’s theorem', ru: 'Равенство Парсеваля' },
  forms: [
    {
      source: 'beyond the lectures: Parseval (1799)',
      tex: String.raw`E = \sum_{n=0}^{N-1} x_n^2 = \frac{1}{N} \sum_{k=0}^{N-1} \|X_k\|^2`,
      symbols: (x: Tensor1D) => {
        const [values, half, N] = [x.dataSync(), arrows(x), x.size];
        // the upper half mirrors the lower one
        const whole = Array.from(values, (_, k) => half[Math.min(k, N - k)]);
        return {
          N,
          x_n: indexed('n', (n) => values[n]),
          X_k: indexed('k', (k) => whole[k]),
        };
      },
    },
  ],
  sample,
  code: (x): Scalar => {
    expectSignal('x', x, ['N']);
    return tf.tidy(() => x.square().sum<Scalar>());
  },
});

export interface Spectrum {
  /** Hz. */
  readonly frequencies: readonly number[];
  /** In units of the signal. */
  readonly amplitude: Tensor1D;
  /** In its squared units. */
  readonly power: Tensor1D;
}

/** Amplitudes and powers of a real signal with their frequencies. x [N]. Throws `ShapeError`, `ValueError`. */
export function spectrum(x: Tensor1D, options: RateOptions = {}): Spectrum {
  expectSignal('x', x, ['N']);
  const hertz = frequencies(x.size, options);
  return { frequencies: hertz, amplitude: amplitudeSpectrum(x), power: powerSpectrum(x) };
}
