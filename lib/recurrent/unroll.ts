import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectFinite, expectShape } from '../check.js';
import { timeSteps } from './layout.js';

/** What a cell carries from step to step: one tensor [B, …], or several by name. */
export type State = Tensor | { readonly [name: string]: Tensor };

/** One step of a recurrent network, a pure function: parameters, x_t [B, I], s_{t−1} → s_t. */
export type Cell<P, S extends State> = (p: P, x: Tensor2D, s: S) => S;

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

export interface Unrolled<S extends State> {
  /** h_1 … h_T, [B, T, H]. */
  readonly states: Tensor3D;
  /** s_T; for a sequence that the mask ended earlier, the state at its own end. */
  readonly last: S;
}

export interface UnrollOptions {
  /** [B, T]: 1 where the sequence has an element, 0 behind its end. There the state stays what it was. */
  readonly mask?: Tensor2D;
}

/** The part of a state that outputs are read from: the tensor itself, or the one named h. */
export const hiddenOf = (s: State): Tensor2D => ('h' in s ? s.h : s) as Tensor2D;

/**
 * Unrolls a cell over a batch of sequences. xs [B, T, I], s0 the state before the first element
 * → all states and the last one. Throws `ShapeError` (also for T = 0) and `ValueError` for NaN or infinite inputs.
 */
export function unroll<P, S extends State>(
  cell: Cell<P, S>,
  p: P,
  xs: Tensor3D,
  s0: S,
  { mask }: UnrollOptions = {},
): Unrolled<S> {
  expectSequences('xs', xs);
  expectShape('s0', hiddenOf(s0), [xs.shape[0], ...hiddenOf(s0).shape.slice(1)]);
  if (mask) expectShape('mask', mask, xs.shape.slice(0, 2));
  return tf.tidy(() => {
    const lives = mask && (tf.unstack(tf.cast(mask, 'bool'), 1) as Tensor[]); // T × [B]
    const states = fold(
      (s: S, x: Tensor2D, t) => {
        const next = cell(p, x, s);
        return lives ? select(lives[t - 1], next, s) : next;
      },
      s0,
      timeSteps(xs),
    );
    return { states: tf.stack(states.map(hiddenOf), 1) as Tensor3D, last: keep(states[states.length - 1]) };
  });
}

/** Throws unless xs is a batch of sequences [B, T, I] of finite numbers with T ≥ 1. */
export function expectSequences(argument: string, xs: Tensor3D): void {
  expectShape(argument, xs, ['B', 'T', 'I']);
  expectFinite(argument, xs);
}

const isTensor = (s: State): s is Tensor => s instanceof tf.Tensor;

const mapState = <S extends State>(s: S, map: (tensor: Tensor, name?: string) => Tensor): S =>
  (isTensor(s)
    ? map(s)
    : Object.fromEntries(Object.entries(s).map(([name, t]) => [name, map(t, name)]))) as S;

/** `next` where the sequence lives, `old` where it has ended. alive [B] bool. */
const select = <S extends State>(alive: Tensor, next: S, old: S): S =>
  mapState(next, (tensor, name) => {
    const before = name === undefined ? (old as Tensor) : (old as { [name: string]: Tensor })[name];
    const shape = [alive.size, ...Array<number>(tensor.rank - 1).fill(1)];
    return tf.where(tf.broadcastTo(alive.reshape(shape), tensor.shape), tensor, before);
  });

/** A copy that the caller may dispose without touching `states` or s0. */
const keep = <S extends State>(s: S): S => mapState(s, (tensor) => tensor.clone());
