import type { Tensor, Tensor2D, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectFinite, expectShape } from '../check.js';
import { kernelOf } from '../kernels/fused.js';
import { timeSteps } from './layout.js';
import { copyOf, expectBatch, hiddenOf, type State, select } from './state.js';

/**
 * One step of a recurrent network, a pure function: parameters, x_t, s_{t−1} → s_t.
 * x_t is [B, I], for a cell over images [B, height, width, I].
 */
export type Cell<P, S extends State, X extends Tensor = Tensor2D> = (p: P, x: X, s: S) => S;

/** A batch of sequences of what a cell reads: [B, T, I], of images [B, T, height, width, I]. */
export type Sequences<X extends Tensor> = X extends Tensor4D ? Tensor5D : Tensor3D;

/**
 * All states of a fold: s_t = step(s_{t−1}, x_t), from s_1 to s_T. A sequence is empty or an element followed by a
 * sequence (S3 1.5), so whatever a recurrent network does to it is this function.
 */
export function fold<X, S>(step: (s: S, x: X, t: number) => S, s0: S, xs: readonly X[]): S[] {
  const states: S[] = [];
  let s = s0;
  xs.forEach((x, t) => {
    s = step(s, x, t + 1);
    states.push(s);
  });
  return states;
}

// a type and no interface, so that tf.tidy and tf.dispose accept it as it is
export type Unrolled<S extends State, X extends Tensor = Tensor2D> = {
  /** h_1 … h_T, [B, T, H]. */
  readonly states: Sequences<X>;
  /** s_T; for a sequence that the mask ended earlier, the state at its own end. */
  readonly last: S;
};

export interface UnrollOptions {
  /** [B, T]: 1 where the sequence has an element, 0 behind its end. There the state stays what it was. */
  readonly mask?: Tensor2D;
  /**
   * From the last element to the first: `states` stay in the order of the elements, `last` is the state at the first
   * one. With a mask each sequence begins at its own end.
   */
  readonly backwards?: boolean;
}

/**
 * Unrolls a cell over a batch of sequences. xs [B, T, I] ([B, T, height, width, I]), s0 the state before the first
 * element → all states and the last one. Throws `ShapeError` (also for T = 0) and `ValueError` for NaN or infinite
 * inputs.
 */
export function unroll<P, S extends State, X extends Tensor = Tensor2D>(
  cell: Cell<P, S, X>,
  p: P,
  xs: Sequences<X>,
  s0: S,
  options: UnrollOptions = {},
): Unrolled<S, X> {
  expectSequences('xs', xs, options.mask);
  return walk(cell, p, xs, s0, options);
}

/** `unroll` of sequences that have been looked at: what a lower layer made needs no second look. */
export function walk<P, S extends State, X extends Tensor>(
  cell: Cell<P, S, X>,
  p: P,
  xs: Sequences<X>,
  s0: S,
  options: UnrollOptions,
): Unrolled<S, X> {
  expectBatch('s0', s0, xs.shape[0]);
  const whole = kernelOf(cell)?.(p, xs, s0, options) as Unrolled<S, X> | undefined;
  return whole ?? stepByStep(cell, p, xs, s0, options);
}

/** What `walk` is. */
function stepByStep<P, S extends State, X extends Tensor>(
  cell: Cell<P, S, X>,
  p: P,
  xs: Sequences<X>,
  s0: S,
  { mask, backwards = false }: UnrollOptions,
): Unrolled<S, X> {
  // never in place: the tape remembers the list that tf.unstack gave
  const inOrder = <E>(elements: E[]): E[] => (backwards ? [...elements].reverse() : elements);
  return tf.tidy(() => {
    const lives = mask && inOrder(tf.unstack(tf.cast(mask, 'bool'), 1)); // T × [B]
    const states = fold(
      (s: S, x: X, t) => {
        const next = cell(p, x, s);
        return lives ? select(lives[t - 1], next, s) : next;
      },
      s0,
      inOrder(timeSteps<X>(xs)),
    );
    const last = copyOf(states[states.length - 1]);
    return { states: tf.stack(inOrder(states.map(hiddenOf)), 1) as Sequences<X>, last };
  });
}

/**
 * Throws unless xs is a batch of sequences [B, T, I] or [B, T, height, width, I] of finite numbers with T ≥ 1, and the
 * mask, if there is one, [B, T].
 */
export function expectSequences(argument: string, xs: Tensor, mask?: Tensor2D): void {
  expectShape(argument, xs, xs.rank === 5 ? ['B', 'T', 'height', 'width', 'I'] : ['B', 'T', 'I']);
  expectFinite(argument, xs);
  if (mask) expectShape('mask', mask, xs.shape.slice(0, 2));
}
