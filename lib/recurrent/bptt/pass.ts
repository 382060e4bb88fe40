import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import type { ActivationName } from '../activation.js';
import { shifted, timeSteps } from '../layout.js';
import { type OutputParams, type RNNParams, rnnOutput, rnnState } from '../rnn.js';
import { unroll } from '../unroll.js';
import { bpttDelta, bpttJacobian, bpttState } from './state.js';
import { bpttInputWeights, bpttOutputWeights, bpttRecurrentWeights } from './weights.js';

/** A plain recurrent network with an output at every step. */
export interface RNN {
  readonly p: RNNParams;
  readonly out: OutputParams;
  /** tanh by default. */
  readonly f?: ActivationName;
}

/** Gradients of the loss by everything that goes into the network, each of the shape of what it belongs to. */
export type BpttGradients = RNNParams & OutputParams & { readonly xs: Tensor3D; readonly h0: Tensor2D };

/** What the forward and the backward pass met, step by step. */
export interface BpttTrace {
  /** h_1 … h_T and ŷ_1 … ŷ_T, [B, T, H] and [B, T, O]. */
  readonly states: Tensor3D;
  readonly outputs: Tensor3D;
  /** ∂L_t/∂ŷ_t [B, T, O] and, through the output weights, ∂L_t/∂h_t [B, T, H]. */
  readonly dOutputs: Tensor3D;
  readonly ownGradients: Tensor3D;
  /** ∂h_t/∂h_{t−1} for t = 1 … T, each [B, H, H] in the layout of S2(7). */
  readonly jacobians: readonly Tensor3D[];
  /** ∂L/∂h_t and δ_t, [B, T, H]. */
  readonly gradients: Tensor3D;
  readonly deltas: Tensor3D;
}

/** ∂L_t/∂ŷ_t of all outputs at once: ŷ [B, T, O] → [B, T, O]. For `squaredError` it is ŷ − y. */
export type OutputGradient = (outputs: Tensor3D) => Tensor3D;

/** How far a gradient goes back: ∂L/∂h_t of all steps from ∂L_t/∂h_t and the Jacobians. */
export type Backward = (own: readonly Tensor2D[], jacobians: readonly Tensor3D[]) => Tensor2D[];

/** S2(5) from the last step to the first; beyond T the gradient is zero. */
const throughAllSteps: Backward = (own, jacobians) => {
  const T = own.length;
  const gradients: Tensor2D[] = [];
  gradients[T - 1] = own[T - 1];
  for (let t = T - 2; t >= 0; t--) gradients[t] = bpttState(own[t], gradients[t + 1], jacobians[t + 1]);
  return gradients;
};

/**
 * Backpropagation through time as the lecture derives it: S2(7), (5), (8), then (4), (9), (10).
 * xs [B, T, I], h0 [B, H], mask [B, T] → gradients and all that was met on the way.
 * Where the mask is zero the state is copied: its Jacobian is the identity and its δ is zero; the loss must be zero
 * there too, that is the business of `dLoss`. Throws `ShapeError` and `ValueError` as `unroll` does.
 */
export function bptt(
  network: RNN,
  xs: Tensor3D,
  h0: Tensor2D,
  dLoss: OutputGradient,
  options: { readonly mask?: Tensor2D; readonly backward?: Backward } = {},
): { gradients: BpttGradients; trace: BpttTrace } {
  const { p, out, f = 'tanh' } = network;
  const { mask, backward = throughAllSteps } = options;
  return tf.tidy(() => {
    const { states } = unroll((p, x, h) => rnnState(p, x, h, f), p, xs, h0, { mask });
    const [B, T, H] = states.shape;
    const outputs = rnnOutput(out, states.reshape([B * T, H])).reshape<Tensor3D>([B, T, -1]);
    const dOutputs = dLoss(outputs);
    expectShape('result of dLoss', dOutputs, outputs.shape);
    const ownGradients = timesTransposed(dOutputs, out.Wy);

    const x = timeSteps(xs);
    const before = timeSteps(shifted(states, h0)); // h_0 … h_{T−1}
    const alive = mask && tf.unstack(tf.cast(mask, 'float32'), 1).map((m) => m.reshape<Tensor2D>([B, 1]));
    const jacobians = x.map((xt, t) => masked(bpttJacobian(p, xt, before[t], f), alive?.[t]));
    const gradients = backward(timeSteps(ownGradients), jacobians);
    const deltas = gradients.map((gradient, t) => {
      const delta = bpttDelta(p, gradient, x[t], before[t], f);
      return alive ? delta.mul<Tensor2D>(alive[t]) : delta;
    });

    const delta = tf.stack(deltas, 1) as Tensor3D;
    return {
      gradients: {
        Wh: bpttRecurrentWeights(delta, states, h0),
        Wx: bpttInputWeights(delta, xs),
        bh: delta.sum([0, 1]) as Tensor1D,
        Wy: bpttOutputWeights(dOutputs, states),
        by: dOutputs.sum([0, 1]) as Tensor1D,
        xs: timesTransposed(delta, p.Wx),
        h0: bpttState(tf.zerosLike(h0), gradients[0], jacobians[0]),
      },
      trace: {
        states,
        outputs,
        dOutputs,
        ownGradients,
        jacobians,
        gradients: tf.stack(gradients, 1) as Tensor3D,
        deltas: delta,
      },
    };
  });
}

/** The Jacobian where the sequence lives, the identity where it has ended. */
function masked(jacobian: Tensor3D, alive?: Tensor2D): Tensor3D {
  if (!alive) return jacobian;
  const m = alive.expandDims<Tensor3D>(2);
  const copy = tf.eye(jacobian.shape[1]).expandDims<Tensor3D>(0);
  return jacobian.mul(m).add(copy.mul(tf.sub(1, m)));
}

/** Every row of [B, T, N] times Wᵀ, W [M, N] → [B, T, M]. */
function timesTransposed(rows: Tensor3D, W: Tensor2D): Tensor3D {
  const [B, T, N] = rows.shape;
  return tf.matMul(rows.reshape<Tensor2D>([B * T, N]), W, false, true).reshape([B, T, W.shape[0]]);
}
