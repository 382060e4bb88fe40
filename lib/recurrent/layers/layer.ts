import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { ValueError } from '../../errors.js';
import { hiddenOf, type State, zeroState } from '../state.js';
import { type Cell, expectSequences, type Sequences, type Unrolled, walk } from '../unroll.js';

export interface RunOptions<S extends State> {
  /** The state before the first element of every layer and direction; by default zeros. */
  readonly s0?: S;
  /** [B, T]: 1 where the sequence has an element, 0 behind its end. There the states stay what they were. */
  readonly mask?: Tensor2D;
  /** While training: which units the dropout between layers drops, another seed in each step. Without it, none. */
  readonly seed?: number | string;
}

/**
 * What makes sequences of sequences: a cell in one direction or in two, or a stack of such layers. Parameters and
 * states are plain objects and lists of tensors, shaped like the layer.
 */
export interface Layer<P, S extends State, X extends Tensor = Tensor2D> {
  /**
   * Over whole sequences: xs [B, T, I] (images [B, T, height, width, I]) → the topmost states [B, T, H] and the last
   * state of every layer and direction. Throws `ShapeError` (also for T = 0) and `ValueError` for inputs that are not
   * finite.
   */
  run(p: P, xs: Sequences<X>, options?: RunOptions<S>): Unrolled<S, X>;
  /** `run` from a known state, for sequences that have been looked at: a stack calls it. */
  walk(p: P, xs: Sequences<X>, s0: S, options: Omit<RunOptions<S>, 's0'>): Unrolled<S, X>;
  /** One element: x_t, s_{t−1} → s_t; itself a cell. Throws `ValueError` where there is no going element by element. */
  readonly step: Cell<P, S, X>;
  /** Whether `step` is possible: false as soon as anything is read from its end. */
  readonly online: boolean;
  /** What is read from a state, [B, H]: of the topmost layer, both directions merged. */
  hidden(s: S): X;
  /** The state before the first element, all zeros. `batch` is [B], for images [B, height, width]. */
  zeros(p: P, batch: readonly number[]): S;
}

/** A layer from what makes it, with the checks of `run`. */
export function layer<P, S extends State, X extends Tensor>(
  parts: Omit<Layer<P, S, X>, 'run'>,
): Layer<P, S, X> {
  const run: Layer<P, S, X>['run'] = (p, xs, { s0, ...options } = {}) => {
    expectSequences('xs', xs, options.mask);
    const [B, , ...rest] = xs.shape;
    return tf.tidy(() => parts.walk(p, xs, s0 ?? parts.zeros(p, [B, ...rest.slice(0, -1)]), options));
  };
  return { ...parts, run };
}

/** A cell that reads from the first element to the last. */
export function forwards<P, S extends State, X extends Tensor = Tensor2D>(
  cell: Cell<P, S, X>,
): Layer<P, S, X> {
  return layer({ ...oneDirection<P, S, X>(cell, false), step: cell, online: true });
}

/** A cell that reads from the last element of each sequence to the first. It cannot go step by step. */
export function backwards<P, S extends State, X extends Tensor = Tensor2D>(
  cell: Cell<P, S, X>,
): Layer<P, S, X> {
  return layer({ ...oneDirection<P, S, X>(cell, true), ...offline('a layer that reads backwards') });
}

const oneDirection = <P, S extends State, X extends Tensor>(cell: Cell<P, S, X>, backwards: boolean) => ({
  walk: (p: P, xs: Sequences<X>, s0: S, { mask }: RunOptions<S>) =>
    walk(cell, p, xs, s0, { mask, backwards }),
  hidden: (s: S) => hiddenOf(s) as X,
  zeros: (p: P, batch: readonly number[]) => zeroState<S>(p, batch),
});

/**
 * The step of what cannot generate (S4): its state at t needs the elements behind t, which are not there before they
 * have been generated.
 */
export const offline = (received: string) => ({
  step: (): never => {
    throw new ValueError(
      'step',
      'layers that read forwards only, as the elements to come are unknown',
      received,
    );
  },
  online: false,
});
