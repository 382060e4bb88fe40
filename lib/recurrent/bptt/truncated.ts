import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { example, examplesOf, timeSteps } from '../layout.js';
import {
  type Backward,
  type BpttGradients,
  type BpttTrace,
  bptt,
  type OutputGradient,
  type RNN,
} from './pass.js';
import { expectJacobians } from './product.js';
import { bpttState } from './state.js';

/**
 * Gradient by a state, cut after k steps: only the losses of steps t … t + k count. Williams and Peng (1990).
 * own = ∂L_s/∂h_s [B, T, H], jacobians = ∂h_s/∂h_{s−1} for s = 1 … T, t from 1, k ≥ 0 → [B, H].
 * With k ≥ T − t it is the full S2(5); with k = 0 no gradient goes back in time. Throws `ValueError`.
 */
export const truncatedState = equation({
  id: 'bptt.truncated',
  title: { en: 'Gradient by a state, cut after k steps', ru: 'Градиент по состоянию, обрезанный на k шагах' },
  forms: [
    {
      source: 'beyond the lectures',
      tex: String.raw`g_t = \sum_{s=t}^{t+k} \left( \prod_{j=t+1}^{s} \frac{\partial h_j}{\partial h_{j-1}} \right) \frac{\partial L_s}{\partial h_s}`,
      symbols: (own: Tensor3D, jacobians: readonly Tensor3D[], t: number, k: number) =>
        examplesOf(own).map((b) => ({
          t,
          k,
          '\\frac{\\partial h_j}{\\partial h_{j-1}}': indexed('j', (j) => example(jacobians[j - 1], b)),
          '\\frac{\\partial L_s}{\\partial h_s}': indexed('s', (s) =>
            tf.tidy(() => own.slice([b, s - 1, 0], [1, 1, -1]).reshape([-1, 1])),
          ),
        })),
      value: (gradient: Tensor2D) => examplesOf(gradient).map((b) => example(gradient, b).reshape([-1, 1])),
    },
  ],
  sample: (random): [Tensor3D, readonly Tensor3D[], number, number] => [
    random.tensor([2, 5, 3]),
    Array.from({ length: 5 }, () => random.tensor([2, 3, 3])),
    2,
    2,
  ],
  code: (own, jacobians, t, k) => {
    expectJacobians(jacobians);
    const [B, H] = jacobians[0].shape;
    expectShape('own', own, [B, jacobians.length, H]);
    expectInteger('t', t, 1, jacobians.length);
    expectInteger('k', k, 0);
    return tf.tidy(() => {
      const steps = timeSteps(own);
      const end = Math.min(t + k, steps.length);
      let gradient = steps[end - 1];
      for (let s = end - 1; s >= t; s--) gradient = bpttState(steps[s - 1], gradient, jacobians[s]);
      return gradient;
    });
  },
});

/** BPTT in which no gradient goes back further than k steps; otherwise as `bptt`. Throws `ValueError` for k < 0. */
export function truncatedBptt(
  network: RNN,
  xs: Tensor3D,
  h0: Tensor2D,
  dLoss: OutputGradient,
  options: { readonly k: number; readonly mask?: Tensor2D },
): { gradients: BpttGradients; trace: BpttTrace } {
  expectInteger('k', options.k, 0);
  const backward: Backward = (own, jacobians) => {
    const all = tf.stack([...own], 1) as Tensor3D;
    return own.map((_, t) => truncatedState(all, jacobians, t + 1, options.k));
  };
  return bptt(network, xs, h0, dLoss, { mask: options.mask, backward });
}

/**
 * Cuts long sequences into pieces of k steps, as truncated BPTT is done in practice: train on a piece, then carry its
 * last state (without its gradient) into the next. xs [B, T, I] → ⌈T / k⌉ tensors [B, ≤ k, I].
 */
export function segments(xs: Tensor3D, k: number): Tensor3D[] {
  expectShape('xs', xs, ['B', 'T', 'I']);
  expectInteger('k', k, 1);
  const T = xs.shape[1];
  return Array.from({ length: Math.ceil(T / k) }, (_, i) =>
    xs.slice([0, i * k, 0], [-1, Math.min(k, T - i * k), -1]),
  );
}
