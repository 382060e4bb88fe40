import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { written } from '../../equations/symbols.js';
import { ValueError } from '../../errors.js';
import { precise } from '../../float64/precise.js';
import { type ComplexTensor, expectSignal } from '../complex.js';
import { collect, collected } from '../linear.js';
import { irfft } from './fft.js';
import { expectFrames, type FrameOptions, frameCount, frameIndices } from './frames.js';
import { zeroOutside } from './stft.js';
import { hamming } from './window.js';

export interface ISTFTOptions extends FrameOptions {
  /** Samples of the signal. */
  readonly length: number;
}

/** Below this part of the largest sum of squared windows a sample counts as seen by none. */
const unseen = 1e-10;

/**
 * Inverse of the short-time Fourier transform: the signal whose STFT is nearest to X, which is the signal itself if X is
 * an STFT. The frames are weighted and added where they overlap. X [M, K] → x [length].
 * Throws `ShapeError`, and `ValueError` where some sample is in no window (the "NOLA" condition).
 * Griffin and Lim, "Signal estimation from modified short-time Fourier transform" (1984).
 */
export const istft = equation({
  id: 'fourier.istft',
  title: { en: 'Inverse short-time Fourier transform', ru: 'Обратное кратковременное преобразование Фурье' },
  forms: [
    {
      source: 'beyond the lectures: Griffin and Lim (1984)',
      tex: String.raw`x_n = \frac{\sum_{m=0}^{M-1} w(n - m H + c) y(m, n - m H + c)}{\sum_{m=0}^{M-1} w(n - m H + c)^2}`,
      symbols: (X: ComplexTensor<Tensor2D>, { window, hop, length }: ISTFTOptions) => {
        const [L, at] = [window.length, zeroOutside(window)];
        const [re, im] = [X.re.arraySync(), X.im.arraySync()];
        // the real signal of one frame, by the definition
        const sampleOf = (m: number, j: number) => {
          let sum = 0;
          for (let k = 0; k < L; k++) {
            const [angle, half, sign] = [(2 * Math.PI * k * j) / L, Math.min(k, L - k), 2 * k > L ? -1 : 1];
            sum += re[m][half] * Math.cos(angle) - sign * im[m][half] * Math.sin(angle);
          }
          return sum / L;
        };
        return Array.from({ length }, (_, n) => ({
          n,
          M: re.length,
          H: hop,
          c: Math.floor(L / 2),
          w: written((j: Tensor) => at(j.dataSync()[0])),
          y: written((m: Tensor, j: Tensor) => sampleOf(m.dataSync()[0], j.dataSync()[0])),
        }));
      },
      value: (x: Tensor1D) => Array.from(x.dataSync()),
    },
  ],
  sample: (random: Random): [ComplexTensor<Tensor2D>, ISTFTOptions] => [
    { re: random.tensor([4, 3]), im: random.tensor([4, 3]) },
    { window: hamming(random.integer(4, 6)), hop: 2, length: 7 },
  ],
  code: (X, { window, hop, length }): Tensor1D => {
    expectInteger('length', length, 1);
    expectFrames({ window, hop }, length);
    const [M, L] = [frameCount(length, hop), window.length];
    expectSignal('X', X, [M, Math.floor(L / 2) + 1]);
    const indices = frameIndices(M, L, hop, length);
    const squares = collected(
      indices,
      length,
    )(Float64Array.from(indices, (_, place) => window[place % L] ** 2));
    const least = unseen * squares.reduce((a, b) => Math.max(a, b));
    const gap = squares.findIndex((square) => square <= least);
    if (gap >= 0)
      throw new ValueError('hop', 'windows that together see every sample', `none at sample ${gap}`);
    return tf.tidy(() => {
      const frames = irfft(X, L).mul(precise(window, [L]));
      return collect(frames.reshape([M * L]), indices, length).div<Tensor1D>(precise(squares, [length]));
    });
  },
});
