import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import type { Random } from '../equations/random.js';
import { indexed } from '../equations/symbols.js';
import { ValueError } from '../errors.js';
import { precise } from '../float64/precise.js';
import { columnOf } from '../recurrent/layout.js';

/** Throws unless every number is −1 or 1. */
export function expectBipolar(argument: string, values: ArrayLike<number>): void {
  const wrong = Array.from(values).find((value) => value !== -1 && value !== 1);
  if (wrong !== undefined) throw new ValueError(argument, 'numbers −1 and 1', String(wrong));
}

/** Random patterns of −1 and 1: [P, N]. */
export const randomPatterns = (random: Random, P: number, N: number): Tensor2D =>
  precise(
    Array.from({ length: P * N }, () => (random.uniform() < 0.5 ? -1 : 1)),
    [P, N],
  ) as Tensor2D;

/** XᵀX/N without its diagonal: no unit is connected with itself. */
const correlations = (patterns: Tensor2D): Tensor2D =>
  tf.tidy(() => {
    const N = patterns.shape[1];
    const whole = tf.matMul(patterns, patterns, true).div<Tensor2D>(N);
    return whole.mul<Tensor2D>(tf.sub(1, tf.eye(N)));
  });

/**
 * Weights that store patterns, S3 1.4: units that are alike in many patterns pull each other. w_ij = w_ji, w_ii = 0.
 * patterns [P, N] of −1 and 1 → W [N, N]. Throws `ShapeError`.
 * Hopfield, "Neural networks and physical systems with emergent collective computational abilities" (1982).
 */
export const hebb = equation({
  id: 'hopfield.hebb',
  title: { en: 'Hebb’s rule', ru: 'Правило Хебба' },
  forms: [
    {
      source: 'S3 1.4',
      tex: String.raw`W = \frac{1}{N} \sum_{\mu=1}^P (x_\mu x_\mu^T - I)`,
      symbols: (patterns: Tensor2D) => ({
        P: patterns.shape[0],
        N: patterns.shape[1],
        'x_\\mu': indexed('\\mu', (mu) => columnOf(patterns, mu - 1)),
        I: tf.eye(patterns.shape[1]),
      }),
    },
  ],
  sample: (random): [Tensor2D] => [randomPatterns(random, 3, 5)],
  code: (patterns) => {
    expectShape('patterns', patterns, ['P', 'N']);
    return correlations(patterns);
  },
});

/** The same for units that are 0 or 1: they are stored as −1 and 1. patterns [P, N] of 0 and 1 → W [N, N]. Throws `ShapeError`. */
export const hebbBinary = equation({
  id: 'hopfield.hebb-binary',
  title: { en: 'Hebb’s rule for zeros and ones', ru: 'Правило Хебба для нулей и единиц' },
  forms: [
    {
      source: 'S3 1.4; Hopfield (1982)',
      tex: String.raw`W = \frac{1}{N} \sum_{\mu=1}^P ((2 b_\mu - 1) (2 b_\mu - 1)^T - I)`,
      symbols: (patterns: Tensor2D) => ({
        P: patterns.shape[0],
        N: patterns.shape[1],
        'b_\\mu': indexed('\\mu', (mu) => columnOf(patterns, mu - 1)),
        I: tf.eye(patterns.shape[1]),
      }),
    },
  ],
  sample: (random): [Tensor2D] => [
    precise(
      Array.from({ length: 15 }, () => (random.uniform() < 0.5 ? 0 : 1)),
      [3, 5],
    ) as Tensor2D,
  ],
  code: (patterns) => {
    expectShape('patterns', patterns, ['P', 'N']);
    return tf.tidy(() => correlations(patterns.mul<Tensor2D>(2).sub<Tensor2D>(1)));
  },
});

/**
 * Energy of a state, S3 1.4: the deeper, the better the units agree with their weights. Asynchronous updates under
 * symmetric weights never raise it. W [N, N], s [N] → a number. Throws `ShapeError`. Hopfield (1982).
 */
export const energy = equation({
  id: 'hopfield.energy',
  title: { en: 'Energy', ru: 'Энергия' },
  forms: [
    {
      source: 'S3 1.4; Hopfield (1982)',
      tex: String.raw`E = -\frac{1}{2} \sum_{i=1}^N \sum_{j=1}^N w_{ij} s_i s_j`,
      symbols: (W: Tensor2D, s: Tensor1D) => {
        const [w, state, N] = [W.dataSync(), s.dataSync(), s.shape[0]];
        return {
          N,
          'w_{ij}': indexed(['i', 'j'], (i, j) => w[(i - 1) * N + j - 1]),
          s_i: indexed('i', (i) => state[i - 1]),
        };
      },
    },
    {
      source: 'S3 1.4; Hopfield (1982)',
      tex: String.raw`E = -\frac{1}{2} s^T W s`,
      symbols: (W, s) => ({ W, s: s.reshape([-1, 1]) }),
    },
  ],
  sample: (random): [Tensor2D, Tensor1D] => [random.tensor([4, 4]), random.tensor([4])],
  code: (W, s): Scalar => {
    expectShape('W', W, ['N', 'N']);
    expectShape('s', s, [W.shape[0]]);
    return tf.tidy(() => tf.dot(s, tf.dot(W, s)).div<Scalar>(-2));
  },
});
