import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { column, columnOf, example, examplesOf } from '../layout.js';

/**
 * How state t depends on state k, a product of t − k Jacobians, S0 12, S4, in the layout of S2(7):
 * [b, i, j] = ∂h_{t, j} / ∂h_{k, i}. In this layout the product runs from k + 1 on the left to t on the right.
 * jacobians = ∂h_s/∂h_{s−1} for s = 1 … T, each [B, H, H]; 0 ≤ k ≤ t ≤ T → [B, H, H], the identity for t = k.
 */
export const bpttProduct = equation({
  id: 'bptt.product',
  title: { en: 'Dependence of one state on another', ru: 'Зависимость одного состояния от другого' },
  forms: [
    {
      source: 'S0 12',
      tex: String.raw`\frac{\partial h_t}{\partial h_k} = \prod_{j=k+1}^{t} \frac{\partial h_j}{\partial h_{j-1}}`,
      symbols: (jacobians: readonly Tensor3D[], k: number, t: number) =>
        examplesOf(jacobians[0]).map((b) => ({
          k,
          t,
          '\\frac{\\partial h_j}{\\partial h_{j-1}}': indexed('j', (j) => example(jacobians[j - 1], b)),
        })),
      value: (product: Tensor3D) => examplesOf(product).map((b) => example(product, b)),
    },
  ],
  sample: (random): [readonly Tensor3D[], number, number] => [
    Array.from({ length: 5 }, () => random.tensor([2, 3, 3])),
    1,
    4,
  ],
  code: (jacobians, k, t) => {
    expectJacobians(jacobians);
    expectInteger('t', t, 0, jacobians.length);
    expectInteger('k', k, 0, t);
    const [B, H] = jacobians[0].shape;
    return tf.tidy(() =>
      jacobians
        .slice(k, t)
        .reduce(
          (product, next) => tf.matMul(product, next),
          tf.eye(H).expandDims<Tensor3D>(0).tile([B, 1, 1]),
        ),
    );
  },
});

/** Throws unless there is at least one Jacobian, and all are [B, H, H] for the same B and H. */
export function expectJacobians(jacobians: readonly Tensor3D[]): void {
  expectInteger('number of jacobians', jacobians.length, 1);
  expectShape('jacobians', jacobians[0], ['B', 'H', 'H']);
  for (const jacobian of jacobians) expectShape('jacobians', jacobian, jacobians[0].shape);
}

/** One term of the expansion: what the loss of step t says about the weights as used at step k ≤ t. */
export interface BpttTerm {
  readonly t: number;
  readonly k: number;
  /** [H, H] */
  readonly Wh: Tensor2D;
}

/**
 * ∂L/∂W_h written out, S0 12 and S4's "infinite" expansion: one term for each pair k ≤ t, T (T + 1) / 2 of them, all of
 * which `bptt` adds up in T steps. Arguments as the trace of `bptt` holds them: own = ∂L_t/∂h_t [B, T, H], the
 * Jacobians, slopes = f′ at each step [B, T, H], before = h_0 … h_{T−1} [B, T, H].
 */
export function bpttTerms(
  own: Tensor3D,
  jacobians: readonly Tensor3D[],
  slopes: Tensor3D,
  before: Tensor3D,
): BpttTerm[] {
  expectJacobians(jacobians);
  const T = jacobians.length;
  const [B, H] = jacobians[0].shape;
  expectShape('own', own, [B, T, H]);
  expectShape('slopes', slopes, own.shape);
  expectShape('before', before, own.shape);
  const at = (xs: Tensor3D, t: number) => xs.slice([0, t - 1, 0], [-1, 1, -1]); // [B, 1, H]
  const terms: BpttTerm[] = [];
  for (let t = 1; t <= T; t++) {
    for (let k = 1; k <= t; k++) {
      const Wh = tf.tidy(() => {
        const back = tf.matMul(at(own, t), bpttProduct(jacobians, k, t), false, true); // ∂L_t/∂h_k, [B, 1, H]
        return tf.matMul(at(before, k), back.mul(at(slopes, k)), true).sum<Tensor2D>(0);
      });
      terms.push({ t, k, Wh });
    }
  }
  return terms;
}

/**
 * The sum of all those terms as one equation. delta'_k stands for f′ at step k.
 * own, slopes, before [B, T, H] → ∂L/∂W_h [H, H].
 */
export const bpttExpansion = equation({
  id: 'bptt.expansion',
  title: { en: 'The gradient written out term by term', ru: 'Градиент, расписанный по слагаемым' },
  forms: [
    {
      source: 'S0 12, S4',
      tex: String.raw`\frac{\partial L}{\partial W_h} = \sum_{t=1}^T \sum_{k=1}^{t} \left( f'_k \odot \left( \prod_{j=k+1}^{t} \frac{\partial h_j}{\partial h_{j-1}} \right) \frac{\partial L_t}{\partial h_t} \right) h_{k-1}^T`,
      symbols: (own: Tensor3D, jacobians: readonly Tensor3D[], slopes: Tensor3D, before: Tensor3D) => {
        const step = (xs: Tensor3D, t: number) =>
          tf.tidy(() => xs.slice([0, t - 1, 0], [1, 1, -1]).reshape([1, -1]));
        return {
          T: jacobians.length,
          "f'_k": indexed('k', (k) => columnOf(step(slopes, k), 0)),
          '\\frac{\\partial h_j}{\\partial h_{j-1}}': indexed('j', (j) => example(jacobians[j - 1], 0)),
          '\\frac{\\partial L_t}{\\partial h_t}': indexed('t', (t) => columnOf(step(own, t), 0)),
          'h_{k-1}': indexed('k', (k) => columnOf(step(before, k), 0)),
        };
      },
      value: (dWh: Tensor2D) => column(dWh),
    },
  ],
  // one example: the written form has no letter for the batch
  sample: (random): [Tensor3D, readonly Tensor3D[], Tensor3D, Tensor3D] => [
    random.tensor([1, 4, 3]),
    Array.from({ length: 4 }, () => random.tensor([1, 3, 3])),
    random.tensor([1, 4, 3]),
    random.tensor([1, 4, 3]),
  ],
  code: (own, jacobians, slopes, before) =>
    tf.tidy(() => tf.addN(bpttTerms(own, jacobians, slopes, before).map(({ Wh }) => Wh))),
});
