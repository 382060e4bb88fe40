import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed, written } from '../equations/symbols.js';
import { at, columnOf } from '../recurrent/layout.js';
import { fold } from '../recurrent/unroll.js';

/** A sequence, S3 1.5: Seq(X) = ε ∨ (X × Seq(X)), nothing, or an element and then a sequence. */
export type Seq<X> = null | { readonly head: X; readonly tail: Seq<X> };

/** The sequence of these elements. */
export const seqOf = <X>(elements: readonly X[]): Seq<X> =>
  elements.reduceRight<Seq<X>>((tail, head) => ({ head, tail }), null);

/** The elements of a sequence, in their order. */
export function elementsOf<X>(seq: Seq<X>): X[] {
  const elements: X[] = [];
  for (let rest = seq; rest !== null; rest = rest.tail) elements.push(rest.head);
  return elements;
}

/**
 * What is left of a sequence when each element, from the first on, has been put into a state: f(… f(f(s, x_1), x_2) …,
 * x_T), and s itself for ε. A recurrent network is such a fold, S3 1.5; `recurrent.fold` keeps the states on the way.
 */
export const foldSeq = <X, S>(step: (s: S, x: X) => S, s0: S, seq: Seq<X>): S =>
  [s0, ...fold((s: S, x: X) => step(s, x), s0, elementsOf(seq))].at(-1)!;

/** One step of a fold over columns: the state and the element → the next state, all [n, 1]. */
type Step = (s: Tensor2D, x: Tensor2D) => Tensor2D;

/**
 * The fold of three elements written out. step, s0 [n], xs [1, 3, n] as columns [n, 1] → the last state [n, 1].
 * Throws `ShapeError`.
 */
export const foldOfThree = equation({
  id: 'seq.type',
  title: { en: 'A fold over a sequence', ru: 'Свёртка последовательности' },
  forms: [
    {
      source: 'S3 1.5',
      tex: String.raw`h_3 = f(f(f(h_0, x_1), x_2), x_3)`,
      symbols: (step: Step, s0: Tensor2D, xs: Tensor3D) => ({
        f: written(step),
        h_0: s0,
        x_t: indexed('t', (t) => columnOf(at(xs, t), 0)),
      }),
    },
  ],
  sample: (random): [Step, Tensor2D, Tensor3D] => [
    (s, x) => tf.tidy(() => tf.tanh(s.mul<Tensor2D>(2).add<Tensor2D>(x))),
    random.tensor([4, 1]),
    random.tensor([1, 3, 4]),
  ],
  code: (step, s0, xs): Tensor2D => {
    expectShape('s0', s0, ['n', 1]);
    expectShape('xs', xs, [1, 3, s0.shape[0]]);
    return tf.tidy(() => {
      const columns = [1, 2, 3].map((t) => columnOf(at(xs, t), 0));
      return foldSeq(step, s0, seqOf(columns));
    });
  },
});
