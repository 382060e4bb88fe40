import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectPositive, expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { example, examplesOf } from '../../recurrent/layout.js';
import { project } from '../multi-head.js';

/** Scale and shift of a normalisation, [D] each. */
export type NormParams = { readonly gamma: Tensor1D; readonly beta: Tensor1D };

/** Mean and variance of each row, in plain numbers. */
const moments = (rows: Tensor2D) =>
  examplesOf(rows).map((n) => {
    const x = Array.from(example(rows, n).dataSync());
    const mean = x.reduce((a, b) => a + b, 0) / x.length;
    return [mean, x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length];
  });

/**
 * Layer normalisation: every element by itself, over its features, to mean β and deviation γ. x [B, N, D] → [B, N, D].
 * `epsilon` keeps what does not vary from being divided by zero. Throws `ShapeError`, `ValueError`.
 * Ba, Kiros and Hinton, "Layer normalization" (2016).
 */
export const layerNorm = equation({
  id: 'transformer.norm',
  title: { en: 'Layer normalisation', ru: 'Нормализация слоя' },
  forms: [
    {
      source: 'S4; Ba et al. (2016)',
      tex: String.raw`y_n = \frac{x_n - \mu_n}{\sqrt{v_n + \epsilon}} \odot \gamma + \beta`,
      symbols: (p: NormParams, x: Tensor3D, epsilon?: number) =>
        examplesOf(x).flatMap((b) => {
          const rows = example<Tensor2D>(x, b);
          return moments(rows).map(([mean, variance], n) => ({
            x_n: example(rows, n),
            '\\mu_n': mean,
            v_n: variance,
            '\\gamma': p.gamma,
            '\\beta': p.beta,
            '\\epsilon': epsilon ?? 1e-5,
          }));
        }),
      value: (y: Tensor3D) =>
        examplesOf(y).flatMap((b) => {
          const rows = example<Tensor2D>(y, b);
          return examplesOf(rows).map((n) => example(rows, n));
        }),
    },
  ],
  sample: (random): [NormParams, Tensor3D, number?] => [
    { gamma: random.tensor([4]), beta: random.tensor([4]) },
    random.tensor([2, 3, 4]),
    0.1,
  ],
  code: (p, x, epsilon = 1e-5) => {
    expectShape('gamma', p.gamma, ['D']);
    expectShape('beta', p.beta, p.gamma.shape);
    expectShape('x', x, ['B', 'N', p.gamma.shape[0]]);
    expectPositive('epsilon', epsilon);
    return tf.tidy(() => {
      const centred = x.sub(x.mean(2, true));
      const variance = centred.square().mean(2, true);
      return centred.div(variance.add(epsilon).sqrt()).mul(p.gamma).add<Tensor3D>(p.beta);
    });
  },
});

/** Two layers with ReLU between them, `max(0, x W1 + b1) W2 + b2`. */
export type FeedForwardParams = {
  /** [D, F] */
  readonly W1: Tensor2D;
  /** [F] */
  readonly b1: Tensor1D;
  /** [F, D] */
  readonly W2: Tensor2D;
  /** [D] */
  readonly b2: Tensor1D;
};

/** The same small network for every element by itself. x [B, N, D] → [B, N, D]. Throws `ShapeError`. Vaswani et al. (2017), 3.3. */
export const feedForward = equation({
  id: 'transformer.feed-forward',
  title: { en: 'Feed-forward part', ru: 'Полносвязная часть' },
  forms: [
    {
      source: 'S4; Vaswani et al. (2017)',
      tex: String.raw`F(x) = \max(0, x W_1 + b_1) W_2 + b_2`,
      symbols: (p: FeedForwardParams, x: Tensor3D) =>
        examplesOf(x).map((b) => ({
          x: example<Tensor2D>(x, b),
          W_1: p.W1,
          b_1: p.b1,
          W_2: p.W2,
          b_2: p.b2,
        })),
      value: (y: Tensor3D) => examplesOf(y).map((b) => example(y, b)),
    },
  ],
  sample: (random): [FeedForwardParams, Tensor3D] => [
    { W1: random.tensor([3, 5]), b1: random.tensor([5]), W2: random.tensor([5, 3]), b2: random.tensor([3]) },
    random.tensor([2, 4, 3]),
  ],
  code: (p, x) => {
    expectShape('W1', p.W1, ['D', 'F']);
    const [D, F] = p.W1.shape;
    expectShape('b1', p.b1, [F]);
    expectShape('W2', p.W2, [F, D]);
    expectShape('b2', p.b2, [D]);
    expectShape('x', x, ['B', 'N', D]);
    return tf.tidy(() => project(tf.relu(project(x, p.W1, p.b1)), p.W2, p.b2));
  },
});
