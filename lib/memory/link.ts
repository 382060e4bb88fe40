import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed } from '../equations/symbols.js';
import { columnIn, elements, everywhere, inside, sampleWeights } from './notation.js';

/**
 * Precedence p: to what degree each location was the last one written to. p_{t−1} and the write weights w_t [B, N] →
 * p_t [B, N], of sum ≤ 1. Graves et al. (2016). Throws `ShapeError`.
 */
export const precedence = equation({
  id: 'dnc.precedence',
  title: { en: 'Precedence', ru: 'Предшествование' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`p_t = (1 - \sum_{i=1}^N w_i) p_{t-1} + w_t`,
      symbols: (before: Tensor2D, w: Tensor2D) =>
        everywhere(w.shape.slice(0, 1), (b) => ({
          N: w.shape[1],
          'p_{t-1}': columnIn(before, b),
          w_t: columnIn(w, b),
          w_i: indexed('i', (i) => inside(w, b, i)),
        })),
      value: (p: Tensor2D) => everywhere(p.shape.slice(0, 1), (b) => columnIn(p, b)),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D] => [sampleWeights(random, [2, 4]), sampleWeights(random, [2, 4])],
  code: (before, w): Tensor2D => {
    expectShape('before', before, ['B', 'N']);
    expectShape('w', w, before.shape);
    return tf.tidy(() => tf.sub(1, w.sum(1, true)).mul(before).add(w));
  },
});

/**
 * Temporal links L: L[i, j] says to what degree i was written to right after j. L_{t−1} [B, N, N], write weights w_t and
 * precedence p_{t−1} [B, N] → L_t [B, N, N] with zeros on the diagonal; rows and columns have sums ≤ 1.
 * S3 5.6; Graves et al. (2016). Throws `ShapeError`.
 */
export const links = equation({
  id: 'dnc.link',
  title: { en: 'Temporal links', ru: 'Временные связи' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016), i ≠ j',
      tex: String.raw`L_t(i, j) = (1 - w_t(i) - w_t(j)) L_{t-1}(i, j) + w_t(i) p_{t-1}(j)`,
      symbols: (before: Tensor3D, w: Tensor2D, p: Tensor2D) =>
        everywhere(before.shape, (b, i, j) => ({ b, i, j }))
          .filter(({ i, j }) => i !== j)
          .map(({ b, i, j }) => ({
            i,
            j,
            w_t: elements(inside(w, b)),
            'p_{t-1}': elements(inside(p, b)),
            'L_{t-1}': elements(inside(before, b)),
          })),
      value: (L: Tensor3D) =>
        everywhere(L.shape, (b, i, j) => ({ b, i, j }))
          .filter(({ i, j }) => i !== j)
          .map(({ b, i, j }) => inside(L, b, i, j)),
    },
    {
      source: 'Graves et al. (2016), on the diagonal',
      tex: String.raw`L_t(i, i) = 0`,
      symbols: (before) => everywhere(before.shape.slice(0, 2), () => ({})),
      value: (L: Tensor3D) => everywhere(L.shape.slice(0, 2), (b, i) => inside(L, b, i, i)),
    },
  ],
  sample: (random): [Tensor3D, Tensor2D, Tensor2D] => [
    sampleWeights(random, [2, 4, 4]),
    sampleWeights(random, [2, 4]),
    sampleWeights(random, [2, 4]),
  ],
  code: (before, w, p): Tensor3D => {
    expectShape('before', before, ['B', 'N', 'N']);
    const [B, N] = before.shape;
    expectShape('w', w, [B, N]);
    expectShape('p', p, [B, N]);
    return tf.tidy(() => {
      const [to, from] = [w.expandDims<Tensor3D>(2), w.expandDims<Tensor3D>(1)]; // w(i) by row, w(j) by column
      const all = tf
        .sub(1, to)
        .sub(from)
        .mul(before)
        .add(to.mul(p.expandDims(1)));
      return all.mul<Tensor3D>(tf.sub(1, tf.eye(N)));
    });
  },
});
