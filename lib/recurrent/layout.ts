import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../check.js';

/**
 * Lectures write columns, the code rows: [B, H] → [H, B] (a batch of columns side by side), a weight matrix
 * [H, O] → [O, H], a bias [H] → [H, 1].
 */
export const column = (rows: Tensor): Tensor2D =>
  (rows.rank === 1 ? rows.reshape([rows.size, 1]) : rows.transpose()) as Tensor2D;

/** The steps of a batch of sequences: [B, T, F] → T × [B, F]; of images T × [B, height, width, F]. */
export const timeSteps = <X extends Tensor = Tensor2D>(xs: Tensor): X[] =>
  // the gradient of tf.unstack fails where it gives one tensor only
  xs.shape[1] === 1 ? [tf.squeeze<X>(xs, [1])] : (tf.unstack(xs, 1) as X[]);

/** Step t of a batch of sequences, counted from 1 as the lectures do: [B, T, F] → [B, F]. Throws `ValueError`. */
export function at(xs: Tensor3D, t: number): Tensor2D {
  // tf.slice would take step 0 from the end of another sequence
  expectInteger('t', t, 1, xs.shape[1]);
  return tf.tidy(() => xs.slice([0, t - 1, 0], [-1, 1, -1]).squeeze([1]));
}

/** One example of a batch: [B, …] → […]. */
export const example = <T extends Tensor>(batch: Tensor, b: number): T =>
  tf.tidy(() => batch.slice([b], [1]).squeeze([0])) as T;

/** The indices of a batch: 0 … B − 1. */
export const examplesOf = (batch: Tensor): number[] => Array.from({ length: batch.shape[0] }, (_, b) => b);

/** One example of a batch of rows as a column: [B, F] → [F, 1]. */
export const columnOf = (batch: Tensor, b: number): Tensor2D => tf.tidy(() => column(example(batch, b)));

/** States one step earlier: h_0 … h_{T−1}. states [B, T, H], h0 [B, H] → [B, T, H]. */
export function shifted(states: Tensor3D, h0: Tensor2D): Tensor3D {
  const [B, T, H] = states.shape;
  return tf.tidy(() => tf.concat([h0.reshape([B, 1, H]), states.slice([0, 0, 0], [B, T - 1, H])], 1));
}
