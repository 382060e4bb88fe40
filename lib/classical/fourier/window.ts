import { expectInteger } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';

const sample = (random: Random): [number] => [random.integer(4, 9)];
const withoutGradient = { en: 'plain numbers', ru: 'просто числа' };

const symbols = (L: number) => Array.from({ length: L }, (_, n) => ({ L, n, '\\pi': Math.PI }));

const cosineWindow = (L: number, a: number, b: number): number[] => {
  expectInteger('L', L, 1);
  return Array.from({ length: L }, (_, n) => a - b * Math.cos((2 * Math.PI * n) / L));
};

/**
 * Hann's window of L samples, periodic: 0 at the first one, as it would be at the one after the last. Windows that are
 * shifted by L/2 add up to 1. Throws `ValueError`. Harris, "On the use of windows for harmonic analysis" (1978).
 */
export const hann = equation({
  id: 'fourier.hann',
  title: { en: 'Hann window', ru: 'Окно Ханна' },
  forms: [
    {
      source: 'S3 2.2; Harris (1978)',
      tex: String.raw`w_n = \frac{1}{2} - \frac{1}{2} \cos\left(\frac{2 \pi n}{L}\right)`,
      symbols,
    },
  ],
  sample,
  withoutGradient,
  code: (L): number[] => cosineWindow(L, 0.5, 0.5),
});

/** Hamming's window of L samples, periodic; nowhere 0. Throws `ValueError`. Harris (1978). */
export const hamming = equation({
  id: 'fourier.hamming',
  title: { en: 'Hamming window', ru: 'Окно Хэмминга' },
  forms: [
    {
      source: 'S3 2.2; Harris (1978)',
      tex: String.raw`w_n = 0.54 - 0.46 \cos\left(\frac{2 \pi n}{L}\right)`,
      symbols,
    },
  ],
  sample,
  withoutGradient,
  code: (L): number[] => cosineWindow(L, 0.54, 0.46),
});

/** L samples as they are. Throws `ValueError`. */
export function rectangular(L: number): number[] {
  expectInteger('L', L, 1);
  return Array.from({ length: L }, () => 1);
}
