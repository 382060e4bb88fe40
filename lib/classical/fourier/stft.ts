import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed, written } from '../../equations/symbols.js';
import { precise } from '../../float64/precise.js';
import { type ComplexTensor, complexSymbols, expectSignal, matricesOf, squaredModulus } from '../complex.js';
import { take } from '../linear.js';
import { rfft } from './fft.js';
import { expectFrames, type FrameOptions, frameCount, frameIndices } from './frames.js';
import { frequencies, type RateOptions } from './spectrum.js';
import { hamming } from './window.js';

export interface STFTOptions extends FrameOptions, RateOptions {}

/** Where the frames and frequencies of an STFT are. */
export interface STFTAxes {
  /** The middle of each frame, s. */
  readonly times: readonly number[];
  /** Hz. */
  readonly frequencies: readonly number[];
}

/** Complex numbers [M, K]: M frames, K = ⌊L/2⌋ + 1 frequencies. */
export interface STFT extends ComplexTensor<Tensor2D>, STFTAxes {}

/** A number of the signal, 0 outside of it. */
export const zeroOutside =
  (values: ArrayLike<number>) =>
  (n: number): number =>
    n >= 0 && n < values.length ? values[n] : 0;

/**
 * Short-time Fourier transform, S3 2.2: the spectrum of one frame of L samples after the other, each weighted by a
 * window. Frame m is centred at sample m·hop, with zeros around the signal. x [N] → M = 1 + ⌈(N − 1)/hop⌉ frames of
 * ⌊L/2⌋ + 1 frequencies. Throws `ShapeError`, `ValueError`.
 * Allen, "Short term spectral analysis, synthesis, and modification by discrete Fourier transform" (1977).
 */
export const stft = equation({
  id: 'fourier.stft',
  title: { en: 'Short-time Fourier transform', ru: 'Кратковременное преобразование Фурье' },
  forms: [
    {
      source: 'S3 2.2; Allen (1977)',
      tex: String.raw`X_{mk} = \sum_{n=0}^{L-1} w_n x(n + m H - c) \exp\left(-\frac{2 \pi i}{L} k n\right)`,
      symbols: (x: Tensor1D, { window, hop }: STFTOptions) => {
        const [at, L] = [zeroOutside(x.dataSync()), window.length];
        const K = Math.floor(L / 2) + 1;
        return Array.from({ length: frameCount(x.size, hop) * K }, (_, place) => ({
          ...complexSymbols,
          L,
          H: hop,
          c: Math.floor(L / 2),
          m: Math.floor(place / K),
          k: place % K,
          w_n: indexed('n', (n) => window[n]),
          x: written((n: Tensor1D) => at(n.dataSync()[0])),
        }));
      },
      value: (X: STFT) => matricesOf(X),
    },
  ],
  sample: (random: Random): [Tensor1D, STFTOptions] => [
    random.tensor([9]),
    { window: hamming(random.integer(4, 6)), hop: random.integer(2, 4) },
  ],
  code: (x, { window, hop, rate = 1 }): STFT => {
    expectSignal('x', x, ['N']);
    expectFrames({ window, hop }, x.size);
    const L = window.length;
    const hertz = frequencies(L, { rate });
    const M = frameCount(x.size, hop);
    const times = Array.from({ length: M }, (_, m) => (m * hop) / rate);
    const { re, im } = tf.tidy(() => {
      const frames = take(x, frameIndices(M, L, hop, x.size)).reshape([M, L]);
      const { re, im } = rfft(frames.mul(precise(window, [L])));
      return { re: re as Tensor2D, im: im as Tensor2D };
    });
    return { re, im, times, frequencies: hertz };
  },
});

export interface Spectrogram extends STFTAxes {
  /** |X|² of every frame and frequency: [M, K]. */
  readonly power: Tensor2D;
}

/** How strong each frequency is at each time: |STFT|². x [N]. Throws `ShapeError`, `ValueError`. */
export function spectrogram(x: Tensor1D, options: STFTOptions): Spectrogram {
  const { re, im, times, frequencies } = stft(x, options);
  const power = squaredModulus({ re, im });
  tf.dispose([re, im]);
  return { power, times, frequencies };
}
