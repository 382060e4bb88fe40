import type { Tensor2D } from '@tensorflow/tfjs';
import { indexed } from '../../equations/symbols.js';

/** Why the equations of statistics have no gradient here. */
export const withoutGradient = {
  en: 'a function of plain numbers, 64-bit on every backend: no tensor, no tape',
  ru: 'функция обычных чисел, 64-битных при любом бэкенде: тензоров и ленты нет',
};

/** x_1 … x_n of a list, and no others. */
export const numbered = (letter: string, x: ArrayLike<number>) => indexed(letter, (i) => x[i - 1]);

/** x_1 … x_T of a process: zero before and behind. */
export const padded = (letter: string, x: ArrayLike<number>) => indexed(letter, (t) => x[t - 1] ?? 0);

/** Sequence b of a batch [B, T]. */
export const sequence = (batch: Tensor2D, b: number): Float64Array => {
  const T = batch.shape[1];
  return Float64Array.from(batch.dataSync().slice(b * T, (b + 1) * T));
};
