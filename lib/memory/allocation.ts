import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed } from '../equations/symbols.js';
import { elements, everywhere, inside, sampleGates, sampleWeights } from './notation.js';

/**
 * Retention ψ: how much of each location is not freed by the read heads that have just read it. Free gates [B, R], read
 * weights of the step before [B, R, N] → [B, N]. Graves et al. (2016). Throws `ShapeError`.
 */
export const retention = equation({
  id: 'dnc.retention',
  title: { en: 'Retention', ru: 'Удержание' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`\psi_t(n) = \prod_{i=1}^R (1 - f_t(i) w_{t-1}(i, n))`,
      symbols: (freeGates: Tensor2D, readWeights: Tensor3D) =>
        everywhere([freeGates.shape[0], readWeights.shape[2]], (b, n) => ({
          n,
          R: freeGates.shape[1],
          f_t: elements(inside(freeGates, b)),
          'w_{t-1}': elements(inside(readWeights, b)),
        })),
      value: (psi: Tensor2D) => everywhere(psi.shape, (...at) => inside(psi, ...at)),
    },
  ],
  sample: (random): [Tensor2D, Tensor3D] => [sampleGates(random, [2, 2]), sampleWeights(random, [2, 2, 4])],
  code: (freeGates, readWeights): Tensor2D => {
    expectShape('freeGates', freeGates, ['B', 'R']);
    expectShape('readWeights', readWeights, [...freeGates.shape, 'N']);
    return tf.tidy(() => tf.prod<Tensor2D>(tf.sub(1, freeGates.expandDims(2).mul(readWeights)), 1));
  },
});

/**
 * Usage u: a location is in use if it was, or has just been written to, and is retained. usage u_{t−1}, write weights
 * w^w_{t−1}, retention ψ_t, all [B, N] → u_t [B, N], in [0, 1]. Graves et al. (2016). Throws `ShapeError`.
 */
export const usage = equation({
  id: 'dnc.usage',
  title: { en: 'Usage', ru: 'Занятость' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`u_t = (u_{t-1} + w_{t-1} - u_{t-1} \odot w_{t-1}) \odot \psi_t`,
      symbols: (before: Tensor2D, writeWeights: Tensor2D, psi: Tensor2D) => ({
        'u_{t-1}': before,
        'w_{t-1}': writeWeights,
        '\\psi_t': psi,
      }),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D, Tensor2D] => [
    sampleGates(random, [2, 4]),
    sampleWeights(random, [2, 4]),
    sampleGates(random, [2, 4]),
  ],
  code: (before, writeWeights, psi): Tensor2D => {
    expectShape('before', before, ['B', 'N']);
    expectShape('writeWeights', writeWeights, before.shape);
    expectShape('psi', psi, before.shape);
    return tf.tidy(() => before.add(writeWeights).sub(before.mul(writeWeights)).mul(psi));
  },
});

/**
 * Allocation a: how much to write to each location because it is free. The free list φ orders the locations from the
 * least used; each gets what those before it left. usage [B, N] in [0, 1] → [B, N] of sum ≤ 1. Of equally used
 * locations the lower comes first.
 *
 * The paper sorts and ignores that the order jumps when the gradient is taken. Here nothing is sorted: which locations
 * come before which is a comparison, through which no gradient flows; that is the same. Graves et al. (2016).
 * Throws `ShapeError`.
 */
export const allocation = equation({
  id: 'dnc.allocation',
  title: { en: 'Allocation', ru: 'Выделение памяти' },
  forms: [
    {
      // φ(j) is the j-th least used location
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`a_t(\phi_j) = (1 - u_t(\phi_j)) \prod_{i=1}^{j-1} u_t(\phi_i)`,
      symbols: (u: Tensor2D) =>
        everywhere(u.shape, (b, j) => ({
          j,
          u_t: elements(inside(u, b)),
          '\\phi_j': indexed('j', (n) => freeList(inside(u, b))[n - 1]),
        })),
      value: (a: Tensor2D, u) => everywhere(a.shape, (b, j) => inside(a, b, freeList(inside(u, b))[j - 1])),
    },
  ],
  sample: (random): [Tensor2D] => [sampleGates(random, [2, 5])],
  code: (u): Tensor2D => {
    expectShape('u', u, ['B', 'N']);
    const N = u.shape[1];
    return tf.tidy(() => {
      const other = u.expandDims<Tensor3D>(1); // [B, 1, N]
      const usedAsMuch = tf.greaterEqual(u.expandDims<Tensor3D>(2), other).toFloat(); // [b, i, j]: u(i) ≥ u(j)
      const usedLess = tf.sub(1, usedAsMuch.transpose([0, 2, 1]));
      const index = tf.range(0, N, 1, 'int32');
      const lower = tf.greater(index.expandDims(1), index.expandDims(0)).toFloat(); // [i, j]: i > j
      const before = lower.mul(usedAsMuch).add(tf.sub(1, lower).mul(usedLess)); // j comes before i
      const factors = before.mul(other).add(tf.sub(1, before));
      return tf.sub(1, u).mul(tf.prod<Tensor2D>(factors, 2));
    });
  },
});

/** The locations, counted from 1, from the least used to the most used. */
const freeList = (u: { dataSync(): ArrayLike<number> }): number[] => {
  const used = Array.from(u.dataSync());
  return [...used.keys()].sort((i, j) => used[i] - used[j]).map((i) => i + 1);
};
