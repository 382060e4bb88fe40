import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed } from '../equations/symbols.js';
import { type ActivationName, activation, writtenActivation } from './activation.js';
import { bpttProduct } from './bptt/product.js';
import { bpttJacobian } from './bptt/state.js';
import { at, column, columnOf, example, examplesOf, shifted, timeSteps } from './layout.js';
import { preactivation, type RNNParams, rnnState } from './rnn.js';
import { sampleRNN } from './sample.js';
import { singularValues } from './spectrum.js';
import { unroll } from './unroll.js';

/** ∂h_t/∂h_{t−1} for t = 1 … T as the network meets them on xs [B, T, I] from h0 [B, H]; each [B, H, H] as in S2(7). */
export function jacobiansAlong(
  p: RNNParams,
  xs: Tensor3D,
  h0: Tensor2D,
  f: ActivationName = 'tanh',
): Tensor3D[] {
  return tf.tidy(() => {
    const { states } = unroll((p, x, h) => rnnState(p, x, h, f), p, xs, h0);
    const before = timeSteps(shifted(states, h0));
    return timeSteps(xs).map((x, t) => bpttJacobian(p, x, before[t], f));
  });
}

/**
 * The size of the gradient that comes back from step t to step k: the Frobenius norm of ∂h_t/∂h_k, S0 12, S2, S3 2.4.
 * xs [B, T, I], h0 [B, H], 0 ≤ k < t ≤ T → [B], one norm for each sequence. Hochreiter (1991), Bengio et al. (1994).
 */
export const gradientNorm = equation({
  id: 'gradient.flow',
  title: { en: 'Size of a gradient after t − k steps', ru: 'Величина градиента через t − k шагов' },
  forms: [
    {
      source: 'S2, S0 12',
      tex: String.raw`\rho_{t,k} = \left\| \prod_{j=k+1}^{t} W_h^T \mathrm{diag}(f'(W_h h_{j-1} + W_x x_j + b)) \right\|_F`,
      symbols: (
        p: RNNParams,
        xs: Tensor3D,
        h0: Tensor2D,
        k: number,
        t: number,
        f: ActivationName = 'tanh',
      ) => {
        const { states } = unroll((p, x, h) => rnnState(p, x, h, f), p, xs, h0);
        return examplesOf(xs).map((b) => ({
          k,
          t,
          W_h: column(p.Wh),
          W_x: column(p.Wx),
          b: column(p.bh),
          h_j: indexed('j', (j) => columnOf(j === 0 ? h0 : at(states, j), b)),
          x_j: indexed('j', (j) => columnOf(at(xs, j), b)),
          f: writtenActivation(f),
        }));
      },
      value: (norms: Tensor1D) => examplesOf(norms).map((b) => example(norms, b)),
    },
  ],
  sample: (random): [RNNParams, Tensor3D, Tensor2D, number, number, ActivationName?] => [
    sampleRNN(random, 2, 3),
    random.tensor([2, 4, 2]),
    random.tensor([2, 3]),
    1,
    4,
  ],
  code: (p, xs, h0, k, t, f = 'tanh') => {
    expectShape('h0', h0, ['B', 'H']);
    return tf.tidy(
      () => tf.norm(bpttProduct(jacobiansAlong(p, xs, h0, f), k, t), 'euclidean', [1, 2]) as Tensor1D,
    );
  },
});

export interface GradientFlow {
  /** ‖∂h_T/∂h_{T−lag}‖₂ for lag = 0 … T, the mean over the batch. */
  readonly norms: Float64Array;
  /** (‖W_h‖₂ · largest |f′|)^lag: no network of these weights can exceed it, whatever its inputs. */
  readonly bound: Float64Array;
}

/**
 * How much of a gradient arrives `lag` steps back, along xs [B, T, I] from h0 [B, H], for every lag, with the bound by
 * singular values. The 2-norm is the most that any gradient can grow.
 */
export function gradientFlow(
  p: RNNParams,
  xs: Tensor3D,
  h0: Tensor2D,
  f: ActivationName = 'tanh',
): GradientFlow {
  const [B, T] = xs.shape;
  const limit = singularValues(p.Wh)[0] * activation(f).steepest;
  const norms = new Float64Array(T + 1);
  tf.tidy(() => {
    const jacobians = jacobiansAlong(p, xs, h0, f);
    let product = bpttProduct(jacobians, T, T);
    for (let lag = 0; lag <= T; lag++) {
      if (lag > 0) product = tf.matMul(jacobians[T - lag], product);
      for (let b = 0; b < B; b++) norms[lag] += singularValues(example(product, b))[0] / B;
    }
  });
  return { norms, bound: Float64Array.from(norms, (_, lag) => limit ** lag) };
}

/**
 * ‖Wᵏ‖₂ for k = 0 … `steps`: the same without inputs and non-linearity. A matrix that is not normal can grow for
 * many steps although all its eigenvalues are below one.
 */
export function powerNorms(W: Tensor2D, steps: number): Float64Array {
  expectInteger('steps', steps, 1);
  const norms = new Float64Array(steps + 1);
  tf.tidy(() => {
    let power: Tensor2D = tf.eye(W.shape[0]);
    for (let k = 0; k <= steps; k++) {
      norms[k] = singularValues(power)[0];
      power = tf.matMul(power, W);
    }
  });
  return norms;
}

/** f′ at every step along xs, the part of the Jacobians that saturation makes small. → [B, T, H]. */
export function slopesAlong(p: RNNParams, xs: Tensor3D, h0: Tensor2D, f: ActivationName = 'tanh'): Tensor3D {
  return tf.tidy(() => {
    const { states } = unroll((p, x, h) => rnnState(p, x, h, f), p, xs, h0);
    const before = timeSteps(shifted(states, h0));
    const slopes = timeSteps(xs).map((x, t) => activation(f).derivative(preactivation(p, x, before[t])));
    return tf.stack(slopes, 1) as Tensor3D;
  });
}
