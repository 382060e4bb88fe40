import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed, written } from '../../equations/symbols.js';
import { ShapeError } from '../../errors.js';
import { precise } from '../../float64/precise.js';
import { expectSignal } from '../complex.js';
import { collect, take } from '../linear.js';
import { type BoundaryMode, continuation } from './boundary.js';
import { type Filters, filtersOf, type WaveletName } from './filters.js';

/** One level of a wavelet transform. */
export interface WaveletLevel {
  /** What is left at half the resolution: [K]. */
  readonly approximation: Tensor1D;
  /** What was lost by it: [K]. */
  readonly detail: Tensor1D;
}

export interface BoundaryOptions {
  /** How the signal goes on outside of its samples; by default `symmetric`. */
  readonly mode?: BoundaryMode;
}

export interface IDWTOptions extends BoundaryOptions {
  /** Samples of the signal; by default as many as there may be, one too many if they were odd. */
  readonly length?: number;
}

/** Coefficients of N samples, and at which sample the filter's first number stands for the first of them: −s. */
function layoutOf(L: number, N: number, mode: BoundaryMode): { K: number; s: number } {
  if (mode === 'periodization') return { K: Math.ceil(N / 2), s: L / 2 - 1 };
  return { K: Math.floor((N + L - 1) / 2), s: L - 2 };
}

/** Most samples that K coefficients can come from. */
export const samplesOf = (L: number, K: number, mode: BoundaryMode): number =>
  mode === 'periodization' ? 2 * K : 2 * K - L + 2;

const filterMatrix = ({ scaling, wavelet }: Filters): Tensor2D =>
  precise([...scaling, ...wavelet], [2, scaling.length]);

const modes = ['symmetric', 'periodization', 'reflect', 'zero'] as const;
const sampleOptions = (random: Random): BoundaryOptions => ({ mode: modes[random.integer(0, modes.length)] });

const analysis = (x: Tensor1D, wavelet: WaveletName, { mode = 'symmetric' }: BoundaryOptions = {}) => {
  const { scaling: h, wavelet: g } = filtersOf(wavelet);
  const [values, at] = [x.dataSync(), continuation(mode)];
  const { K, s } = layoutOf(h.length, x.size, mode);
  return Array.from({ length: K }, (_, k) => ({
    L: h.length,
    k,
    s,
    h_j: indexed('j', (j) => h[j]),
    g_j: indexed('j', (j) => g[j]),
    x: written((n: Tensor) => {
      const index = at(n.dataSync()[0], x.size);
      return index < 0 ? 0 : values[index];
    }),
  }));
};

/**
 * Discrete wavelet transform, one level, S3 2.2: averages and differences of neighbours, weighted by a wavelet's filters
 * at every other sample; s = L − 2, with `periodization` L/2 − 1. x [N] → approximation and detail [⌊(N + L − 1)/2⌋], with
 * `periodization` [⌈N/2⌉]. The same numbers as PyWavelets. Throws `ShapeError`, `ValueError`.
 * Mallat (1989); Daubechies, "Orthonormal bases of compactly supported wavelets" (1988).
 */
export const dwt = equation({
  id: 'wavelet.dwt',
  title: { en: 'Discrete wavelet transform', ru: 'Дискретное вейвлет-преобразование' },
  forms: [
    {
      source: 'S3 2.2; Mallat (1989), approximation',
      tex: String.raw`a_k = \sum_{j=0}^{L-1} h_j x(2k + j - s)`,
      symbols: analysis,
      value: ({ approximation }: WaveletLevel) => Array.from(approximation.dataSync()),
    },
    {
      source: 'S3 2.2; Mallat (1989), detail',
      tex: String.raw`d_k = \sum_{j=0}^{L-1} g_j x(2k + j - s)`,
      symbols: analysis,
      value: ({ detail }: WaveletLevel) => Array.from(detail.dataSync()),
    },
  ],
  sample: (random): [Tensor1D, WaveletName, BoundaryOptions?] => [
    random.tensor([random.integer(6, 8)]),
    'db2',
    sampleOptions(random),
  ],
  code: (x, wavelet, { mode = 'symmetric' }: BoundaryOptions = {}): WaveletLevel => {
    expectSignal('x', x, ['N']);
    const filters = filtersOf(wavelet);
    const at = continuation(mode);
    const L = filters.scaling.length;
    const { K, s } = layoutOf(L, x.size, mode);
    const indices = Array.from({ length: K * L }, (_, place) =>
      at(2 * Math.floor(place / L) + (place % L) - s, x.size),
    );
    return tf.tidy(() => {
      const seen = take(x, indices).reshape<Tensor2D>([K, L]);
      const [approximation, detail] = tf.unstack(tf.matMul(filterMatrix(filters), seen, false, true));
      return { approximation: approximation as Tensor1D, detail: detail as Tensor1D };
    });
  },
});

/**
 * Inverse of one level of the discrete wavelet transform: every coefficient brings its filter back to where it was read.
 * approximation and detail [K] → x [length]. Throws `ShapeError`, `ValueError`. Mallat (1989).
 */
export const idwt = equation({
  id: 'wavelet.idwt',
  title: { en: 'Inverse discrete wavelet transform', ru: 'Обратное дискретное вейвлет-преобразование' },
  forms: [
    {
      source: 'S3 2.2; Mallat (1989)',
      tex: String.raw`x_n = \sum_{k=0}^{K-1} (a_k h(n - 2k + s) + d_k g(n - 2k + s))`,
      symbols: (
        level: WaveletLevel,
        wavelet: WaveletName,
        { mode = 'symmetric', length }: IDWTOptions = {},
      ) => {
        const filters = filtersOf(wavelet);
        const [a, d] = [level.approximation.dataSync(), level.detail.dataSync()];
        const L = filters.scaling.length;
        const { s } = layoutOf(L, 2 * a.length, mode);
        const most = samplesOf(L, a.length, mode);
        // with periodization the filters go around
        const turns = mode === 'periodization' ? [-2, -1, 0, 1, 2] : [0];
        const filter = (values: readonly number[]) =>
          written((j: Tensor) =>
            turns.reduce((sum, turn) => sum + (values[j.dataSync()[0] + turn * most] ?? 0), 0),
          );
        return Array.from({ length: length ?? most }, (_, n) => ({
          n,
          s,
          K: a.length,
          a_k: indexed('k', (k) => a[k]),
          d_k: indexed('k', (k) => d[k]),
          h: filter(filters.scaling),
          g: filter(filters.wavelet),
        }));
      },
      value: (x: Tensor1D) => Array.from(x.dataSync()),
    },
  ],
  sample: (random): [WaveletLevel, WaveletName, IDWTOptions?] => [
    { approximation: random.tensor([5]), detail: random.tensor([5]) },
    'db2',
    sampleOptions(random),
  ],
  code: ({ approximation, detail }, wavelet, { mode = 'symmetric', length } = {}): Tensor1D => {
    expectSignal('approximation', approximation, ['K']);
    const K = approximation.size;
    expectSignal('detail', detail, [K]);
    const filters = filtersOf(wavelet);
    continuation(mode);
    const L = filters.scaling.length;
    const most = samplesOf(L, K, mode);
    if (most < 2) throw new ShapeError('approximation', `[K] with K ≥ ${L / 2}`, `[${K}]`);
    const N = length ?? most;
    expectInteger('length', N, most - 1, most);
    const { s } = layoutOf(L, N, mode);
    const indices = Array.from({ length: K * L }, (_, place) => {
      const n = 2 * Math.floor(place / L) + (place % L) - s;
      const index = mode === 'periodization' ? ((n % most) + most) % most : n;
      return index < N ? index : -1;
    });
    return tf.tidy(() => {
      const brought = tf.matMul(tf.stack([approximation, detail], 1), filterMatrix(filters)); // [K, L]
      return collect(brought.reshape([K * L]), indices, N) as Tensor1D;
    });
  },
});
