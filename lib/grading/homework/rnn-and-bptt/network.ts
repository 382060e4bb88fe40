import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../equations/random.js';
import { shifted, timeSteps } from '../../../recurrent/layout.js';
import { type OutputParams, type RNNParams, rnnOutput, rnnState } from '../../../recurrent/rnn.js';
import { sampleOutput, sampleRNN } from '../../../recurrent/sample.js';
import { unroll } from '../../../recurrent/unroll.js';

/** A network, what it reads, and where it starts. */
export type Given = [RNNParams, OutputParams, Tensor3D, Tensor2D];

export interface Sizes {
  readonly batch: number;
  readonly steps: number;
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

export const draw = (random: Random, { batch, steps, inputs, hidden, outputs }: Sizes): Given => [
  sampleRNN(random, inputs, hidden),
  sampleOutput(random, hidden, outputs),
  random.tensor([batch, steps, inputs]),
  random.tensor([batch, hidden]),
];

export const stackSteps = (steps: readonly Tensor[]): Tensor3D => tf.stack([...steps], 1) as Tensor3D;

export const statesOf = (p: RNNParams, xs: Tensor3D, h0: Tensor2D): Tensor3D =>
  unroll((q: RNNParams, x: Tensor2D, h: Tensor2D) => rnnState(q, x, h), p, xs, h0).states;

export const outputsOf = (out: OutputParams, states: Tensor3D): Tensor3D =>
  stackSteps(timeSteps(states).map((h) => rnnOutput(out, h)));

/** Every row times Wᵀ: what comes back through a layer. */
export const back = (rows: Tensor3D, W: Tensor2D): Tensor3D =>
  stackSteps(timeSteps(rows).map((row) => row.matMul(W, false, true)));

/** tanh′ at every step, from the states. */
export const slopes = (states: Tensor3D): Tensor3D => tf.sub(1, states.square());

/**
 * δ of all steps, from the last to the first. `through` says what the next step's gradient and slope send back;
 * right is δ_{t+1} W_hᵀ.
 */
export function deltasOf(
  own: Tensor3D,
  slope: Tensor3D,
  through: (gradient: Tensor2D, slope: Tensor2D) => Tensor2D,
): Tensor3D {
  const [gradients, fs] = [timeSteps(own), timeSteps(slope)];
  const deltas: Tensor2D[] = [];
  let later: Tensor2D = tf.zerosLike(gradients[0]);
  for (let t = gradients.length - 1; t >= 0; t--) {
    const gradient = gradients[t].add<Tensor2D>(later);
    deltas[t] = gradient.mul(fs[t]);
    later = through(gradient, fs[t]);
  }
  return stackSteps(deltas);
}

export const rightDeltas = (p: RNNParams, own: Tensor3D, states: Tensor3D): Tensor3D =>
  deltasOf(own, slopes(states), (gradient, slope) => tf.matMul(gradient.mul(slope), p.Wh, false, true));

/** Σ_t leftᵀ right over batch and steps. */
const products = (left: Tensor3D, right: Tensor3D): Tensor2D =>
  tf.matMul(left.reshape([-1, left.shape[2]]), right.reshape([-1, right.shape[2]]), true);

export const weightGradients = (deltas: Tensor3D, read: Tensor3D, xs: Tensor3D): RNNParams => ({
  Wh: products(read, deltas),
  Wx: products(xs, deltas),
  bh: deltas.sum<Tensor1D>([0, 1]),
});

export const outputGradients = (dOutputs: Tensor3D, states: Tensor3D): OutputParams => ({
  Wy: products(states, dOutputs),
  by: dOutputs.sum<Tensor1D>([0, 1]),
});

/** The whole way back with some δ. */
export function backwardWith(deltas: Tensor3D, [p, , xs, h0]: Given, states: Tensor3D, dOutputs: Tensor3D) {
  return {
    dp: weightGradients(deltas, shifted(states, h0), xs),
    dout: outputGradients(dOutputs, states),
    dxs: back(deltas, p.Wx),
    dh0: timeSteps(deltas)[0].matMul<Tensor2D>(p.Wh, false, true),
  };
}

/** The same gradients divided by a number. */
export const divided = <T extends { readonly [name: string]: Tensor }>(gradients: T, by: number): T =>
  Object.fromEntries(Object.entries(gradients).map(([name, sum]) => [name, sum.div(by)])) as T;
