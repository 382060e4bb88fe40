import type { Tensor1D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../../check.js';
import { ValueError } from '../../errors.js';
import { expectSignal } from '../complex.js';
import { type BoundaryOptions, dwt, type IDWTOptions, idwt } from './dwt.js';
import { filtersOf, type WaveletName } from './filters.js';

export interface WavedecOptions extends BoundaryOptions {
  /** How often the approximation is taken apart; by default as often as the signal's length gives sense to. */
  readonly level?: number;
}

/** How often N samples can be taken apart until the filter is longer than what is left. Throws `ValueError`. */
export function maxLevel(N: number, wavelet: WaveletName): number {
  expectInteger('N', N, 1);
  const { length } = filtersOf(wavelet).scaling;
  let level = 0;
  while (N >= 2 ** (level + 1) * (length - 1)) level++;
  return level;
}

/**
 * Discrete wavelet transform of several levels, S3 2.2: the approximation is taken apart again and again.
 * x [N] → [approximation, coarsest detail, …, finest detail]. Throws `ShapeError`, and `ValueError` for a level that is
 * too high. Mallat (1989).
 */
export function wavedec(x: Tensor1D, wavelet: WaveletName, { mode, level }: WavedecOptions = {}): Tensor1D[] {
  expectSignal('x', x, ['N']);
  const most = maxLevel(x.size, wavelet);
  if (most === 0) {
    const least = 2 * (filtersOf(wavelet).scaling.length - 1);
    throw new ValueError('x', `at least ${least} samples for one level of ${wavelet}`, String(x.size));
  }
  expectInteger('level', level ?? most, 1, most);
  return tf.tidy(() => {
    const details: Tensor1D[] = [];
    let approximation = x;
    for (let step = 0; step < (level ?? most); step++) {
      const parts = dwt(approximation, wavelet, { mode });
      approximation = parts.approximation;
      details.unshift(parts.detail);
    }
    return [approximation, ...details];
  });
}

/** Inverse of `wavedec`: parts → x [length]. Throws `ShapeError`, `ValueError`. */
export function waverec(
  parts: readonly Tensor1D[],
  wavelet: WaveletName,
  { mode, length }: IDWTOptions = {},
): Tensor1D {
  if (parts.length < 2)
    throw new ValueError('parts', 'an approximation and at least one detail', String(parts.length));
  return tf.tidy(() => {
    const [coarsest, ...details] = parts;
    return details.reduce((approximation, detail, i) => {
      const next = details[i + 1];
      // an odd approximation had one sample less than its parts can hold
      return idwt({ approximation, detail }, wavelet, { mode, length: next ? next.size : length });
    }, coarsest);
  });
}
