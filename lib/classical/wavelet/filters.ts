import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed } from '../../equations/symbols.js';
import { ShapeError, ValueError } from '../../errors.js';
import { daubechies } from './daubechies.js';

/** Daubechies' wavelets by their vanishing moments; `haar` is `db1`. */
export type WaveletName =
  | 'haar'
  | 'db1'
  | 'db2'
  | 'db3'
  | 'db4'
  | 'db5'
  | 'db6'
  | 'db7'
  | 'db8'
  | 'db9'
  | 'db10';

export interface Filters {
  /** h, of an even length L: what averages. */
  readonly scaling: readonly number[];
  /** g: what sees differences. */
  readonly wavelet: readonly number[];
}

/**
 * Wavelet filter that belongs to a scaling filter of an even length L: backwards, with every other sign turned. It is
 * orthogonal to the scaling filter and its shifts by 2. Throws `ShapeError`. Mallat, "A theory for multiresolution signal
 * decomposition" (1989).
 */
export const mirrored = equation({
  id: 'wavelet.mirror',
  title: { en: 'Quadrature mirror filter', ru: 'Квадратурный зеркальный фильтр' },
  forms: [
    {
      source: 'S3 2.2; Mallat (1989)',
      tex: String.raw`g_j = (-1)^j h_{L-1-j}`,
      symbols: (h: readonly number[]) =>
        h.map((_, j) => ({ L: h.length, j, h_j: indexed('j', (at) => h[at]) })),
    },
  ],
  sample: (random: Random): [readonly number[]] => [Array.from({ length: 6 }, random.normal)],
  withoutGradient: { en: 'plain numbers', ru: 'просто числа' },
  code: (h): number[] => {
    if (h.length === 0 || h.length % 2 === 1)
      throw new ShapeError('h', '[L] with an even L', `[${h.length}]`);
    return h.map((_, j) => (j % 2 === 0 ? 1 : -1) * h[h.length - 1 - j]);
  },
});

/** Both filters of a wavelet. Throws `ValueError` for a name that is not known. */
export function filtersOf(wavelet: WaveletName): Filters {
  const moments = wavelet === 'haar' ? 1 : Number(/^db([1-9]\d*)$/.exec(wavelet)?.[1]);
  const scaling = daubechies[moments - 1];
  if (!scaling) throw new ValueError('wavelet', `haar or db1 to db${daubechies.length}`, String(wavelet));
  return { scaling, wavelet: mirrored(scaling) };
}
