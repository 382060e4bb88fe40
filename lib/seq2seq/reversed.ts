import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed } from '../equations/symbols.js';
import { example, examplesOf } from '../recurrent/layout.js';
import { lengthsOf, oneHot } from './tokens.js';

/**
 * Each sequence turned round, S4: what was read first comes last, next to the first word of the output. Padding stays at
 * the end. xs [B, S, I], mask [B, S] of ones, then zeros → [B, S, I]. Twice gives back xs. Throws `ShapeError`.
 * Sutskever, Vinyals and Le, "Sequence to sequence learning with neural networks" (2014).
 */
export const reversed = equation({
  id: 'seq2seq.reversed',
  title: { en: 'The source turned round', ru: 'Вход задом наперёд' },
  forms: [
    {
      source: 'S4',
      tex: String.raw`x'_s = x_{S+1-s}`,
      symbols: (xs: Tensor3D, mask?: Tensor2D) =>
        elements(xs, mask).map(({ b, s, S }) => ({
          s,
          S,
          x_s: indexed('s', (n) => (example(xs, b) as Tensor2D).slice([n - 1], [1])),
        })),
      value: (turned: Tensor3D, xs, mask) =>
        elements(xs, mask).map(({ b, s }) => (example(turned, b) as Tensor2D).slice([s - 1], [1])),
    },
  ],
  sample: (random): [Tensor3D, Tensor2D?] => [
    random.tensor([2, 4, 3]),
    tf.tensor2d([
      [1, 1, 1, 0],
      [1, 1, 1, 1],
    ]),
  ],
  code: (xs, mask) => {
    expectShape('xs', xs, ['B', 'S', 'I']);
    if (mask) expectShape('mask', mask, xs.shape.slice(0, 2));
    const [B, S] = xs.shape;
    const lengths = mask ? lengthsOf(mask) : Array<number>(B).fill(S);
    const sources = lengths.map((length) =>
      Array.from({ length: S }, (_, s) => (s < length ? length - 1 - s : s)),
    );
    // a product with a permutation: unlike tf.gather's, its gradient is there on every backend
    return tf.tidy(() => tf.matMul(oneHot(tf.tensor2d(sources, [B, S], 'int32'), S) as Tensor3D, xs));
  },
});

/** Every element of every sequence, with its place counted from 1 and the length of its sequence. */
function elements(xs: Tensor3D, mask?: Tensor2D): { b: number; s: number; S: number }[] {
  const lengths = mask ? lengthsOf(mask) : examplesOf(xs).map(() => xs.shape[1]);
  return lengths.flatMap((S, b) => Array.from({ length: S }, (_, i) => ({ b, s: i + 1, S })));
}
