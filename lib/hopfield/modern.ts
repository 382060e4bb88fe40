import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectPositive, expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import type { Random } from '../equations/random.js';
import { indexed } from '../equations/symbols.js';
import { column, columnOf, examplesOf } from '../recurrent/layout.js';

const sample = (random: Random): [Tensor2D, Tensor2D, number] => [
  random.tensor([3, 4]),
  random.tensor([2, 4]),
  1.5,
];

function expectStates(patterns: Tensor2D, states: Tensor2D, beta: number): void {
  expectShape('patterns', patterns, ['P', 'N']);
  expectShape('states', states, ['B', patterns.shape[1]]);
  expectPositive('beta', beta);
}

/**
 * Update of a continuous Hopfield network: attention of the state to the stored patterns, which are keys and values at
 * once. patterns [P, N], states ξ [B, N], β > 0 → ξ′ [B, N]. With a large β one step is enough to recall.
 * Throws `ShapeError`, `ValueError`. Ramsauer et al., "Hopfield networks is all you need" (2020).
 */
export const modernUpdate = equation({
  id: 'hopfield.modern',
  title: { en: 'Update of a continuous Hopfield network', ru: 'Обновление непрерывной сети Хопфилда' },
  forms: [
    {
      source: 'beyond the lectures: Ramsauer et al. (2020)',
      tex: String.raw`\xi' = X \mathrm{softmax}(\beta X^T \xi)`,
      symbols: (patterns: Tensor2D, states: Tensor2D, beta: number) => ({
        X: column(patterns),
        '\\xi': column(states),
        '\\beta': beta,
      }),
      value: (next: Tensor2D) => column(next),
    },
  ],
  sample,
  code: (patterns, states, beta) => {
    expectStates(patterns, states, beta);
    return tf.tidy(() => {
      const overlaps = tf.matMul(states, patterns, false, true).mul<Tensor2D>(beta); // [B, P]
      return tf.matMul<Tensor2D>(tf.softmax(overlaps), patterns);
    });
  },
});

/**
 * Energy of a continuous Hopfield network, up to a constant; the update never raises it. patterns [P, N], states [B, N],
 * β > 0 → [B]. Throws `ShapeError`, `ValueError`. Ramsauer et al. (2020).
 */
export const modernEnergy = equation({
  id: 'hopfield.modern-energy',
  title: { en: 'Energy of a continuous Hopfield network', ru: 'Энергия непрерывной сети Хопфилда' },
  forms: [
    {
      source: 'beyond the lectures: Ramsauer et al. (2020)',
      tex: String.raw`E = -\frac{1}{\beta} \log\left(\sum_{\mu=1}^P \exp(\beta x_\mu^T \xi)\right) + \frac{1}{2} \xi^T \xi`,
      symbols: (patterns: Tensor2D, states: Tensor2D, beta: number) =>
        examplesOf(states).map((b) => ({
          P: patterns.shape[0],
          'x_\\mu': indexed('\\mu', (mu) => columnOf(patterns, mu - 1)),
          '\\xi': columnOf(states, b),
          '\\beta': beta,
        })),
      value: (energies: Tensor1D) => Array.from(energies.dataSync()),
    },
  ],
  sample,
  code: (patterns, states, beta) => {
    expectStates(patterns, states, beta);
    return tf.tidy(() => {
      const overlaps = tf.matMul(states, patterns, false, true).mul<Tensor2D>(beta);
      const pull = tf.logSumExp(overlaps, 1).div(beta);
      return states.square().sum(1).div(2).sub<Tensor1D>(pull);
    });
  },
});
