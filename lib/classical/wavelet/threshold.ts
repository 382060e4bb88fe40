import type { Tensor1D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed } from '../../equations/symbols.js';
import { ValueError } from '../../errors.js';
import { expectSignal } from '../complex.js';
import type { WaveletName } from './filters.js';
import { type WavedecOptions, wavedec, waverec } from './levels.js';

function expectThreshold(threshold: number): void {
  if (!(threshold >= 0 && Number.isFinite(threshold)))
    throw new ValueError('threshold', 'a number ≥ 0', String(threshold));
}

/**
 * Soft threshold: what is smaller goes, all else moves towards 0 by as much. d [K], λ ≥ 0 → [K].
 * Throws `ShapeError`, `ValueError`. Donoho, "De-noising by soft-thresholding" (1995).
 */
export const softThreshold = equation({
  id: 'wavelet.soft-threshold',
  title: { en: 'Soft threshold', ru: 'Мягкий порог' },
  forms: [
    {
      source: 'beyond the lectures: Donoho (1995)',
      tex: String.raw`d'_k = \max(d_k - \lambda, 0) - \max(-d_k - \lambda, 0)`,
      symbols: (d: Tensor1D, threshold: number) => {
        const values = d.dataSync();
        return Array.from(values, (_, k) => ({
          k,
          d_k: indexed('k', (at) => values[at]),
          '\\lambda': threshold,
        }));
      },
      value: (d: Tensor1D) => Array.from(d.dataSync()),
    },
  ],
  sample: (random: Random): [Tensor1D, number] => [random.tensor([8]), 0.5 + random.uniform() / 2],
  code: (d, threshold): Tensor1D => {
    expectSignal('d', d, ['K']);
    expectThreshold(threshold);
    return tf.tidy(() => tf.relu(d.sub(threshold)).sub<Tensor1D>(tf.relu(d.neg().sub(threshold))));
  },
});

export interface DenoiseOptions extends WavedecOptions {
  /** λ; by default σ √(2 ln N), where the noise σ is guessed from the median of the finest details. */
  readonly threshold?: number;
}

/** A signal without small details: x [N] → [N]. Throws `ShapeError`, `ValueError`. Donoho (1995). */
export function denoise(x: Tensor1D, wavelet: WaveletName, options: DenoiseOptions = {}): Tensor1D {
  if (options.threshold !== undefined) expectThreshold(options.threshold);
  return tf.tidy(() => {
    const [approximation, ...details] = wavedec(x, wavelet, options);
    const threshold =
      options.threshold ?? noiseOf(details[details.length - 1]) * Math.sqrt(2 * Math.log(x.size));
    const kept = details.map((detail) => softThreshold(detail, threshold));
    return waverec([approximation, ...kept], wavelet, { mode: options.mode, length: x.size });
  });
}

/** The deviation of Gaussian noise by its median size, which a few large details of the signal do not move. */
function noiseOf(details: Tensor1D): number {
  const sizes = Array.from(details.dataSync(), Math.abs).sort((a, b) => a - b);
  const [lower, upper] = [sizes[Math.ceil(sizes.length / 2) - 1], sizes[Math.floor(sizes.length / 2)]];
  return (lower + upper) / 2 / 0.6744897501960817;
}
