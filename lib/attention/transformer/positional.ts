import type { Tensor2D } from '@tensorflow/tfjs';
import { expectInteger } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { ValueError } from '../../errors.js';
import { precise } from '../../float64/precise.js';

const places = (N: number, d: number) =>
  Array.from({ length: (N * d) / 2 }, (_, k) => ({ n: Math.floor(k / (d / 2)), i: k % (d / 2), d }));
const picked = (P: Tensor2D, odd: 0 | 1): number[] => {
  const [N, d] = P.shape;
  const values = P.dataSync();
  return places(N, d).map(({ n, i }) => values[n * d + 2 * i + odd]);
};

/**
 * Where an element stands, as waves of ever longer periods: attention by itself does not know the order of what it looks
 * at. N elements, counted from 0, of d features (even) → [N, d]. Throws `ValueError`. Vaswani et al. (2017), 3.5.
 */
export const positionalEncoding = equation({
  id: 'transformer.position',
  title: { en: 'Positional encoding', ru: 'Позиционное кодирование' },
  forms: [
    {
      source: 'S4; Vaswani et al. (2017)',
      tex: String.raw`P_{n,2i} = \sin\left(\frac{n}{10000^{2i/d}}\right)`,
      symbols: (N: number, d: number) => places(N, d),
      value: (P: Tensor2D) => picked(P, 0),
    },
    {
      source: 'S4; Vaswani et al. (2017)',
      tex: String.raw`P_{n,2i+1} = \cos\left(\frac{n}{10000^{2i/d}}\right)`,
      symbols: (N, d) => places(N, d),
      value: (P: Tensor2D) => picked(P, 1),
    },
  ],
  sample: (random): [number, number] => [
    // far enough for the slow waves to have moved
    random.integer(30, 40),
    2 * random.integer(2, 4),
  ],
  withoutGradient: {
    en: 'it depends on nothing but two integers',
    ru: 'зависит только от двух целых чисел',
  },
  code: (N, d): Tensor2D => {
    expectInteger('N', N, 1);
    expectInteger('d', d, 2);
    if (d % 2 !== 0) throw new ValueError('d', 'an even number', String(d));
    const values = Array.from({ length: N * d }, (_, k) => {
      const [n, j] = [Math.floor(k / d), k % d];
      const angle = n / 10000 ** ((j - (j % 2)) / d);
      return j % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    });
    return precise(values, [N, d]) as Tensor2D;
  },
});
