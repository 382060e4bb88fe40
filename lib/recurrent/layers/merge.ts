import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { ValueError } from '../../errors.js';
import { column } from '../layout.js';

const sample = (random: Random): [Tensor, Tensor] => [random.tensor([2, 3]), random.tensor([2, 3])];
const symbols = (forward: Tensor, backward: Tensor) => ({
  '\\overrightarrow{h_t}': column(forward),
  '\\overleftarrow{h_t}': column(backward),
});
const value = (merged: Tensor) => column(merged);

/** Both directions side by side, S2, S3 4.1: [B, H] and [B, H′] → [B, H + H′]. Schuster and Paliwal (1997). */
export const mergeByConcatenation = equation({
  id: 'rnn.merge-concat',
  title: { en: 'Both directions side by side', ru: 'Конкатенация двух направлений' },
  forms: [
    { source: 'S2', tex: String.raw`h_t = [\overrightarrow{h_t}, \overleftarrow{h_t}]`, symbols, value },
  ],
  sample: (random): [Tensor, Tensor] => [random.tensor([2, 3]), random.tensor([2, 4])],
  code: (forward, backward) => {
    expectShape('backward', backward, [...forward.shape.slice(0, -1), 'H']);
    return tf.concat([forward, backward], -1);
  },
});

/** Both directions added up, S2: [B, H] twice → [B, H]. */
export const mergeBySum = equation({
  id: 'rnn.merge-sum',
  title: { en: 'Both directions added up', ru: 'Сумма двух направлений' },
  forms: [
    { source: 'S2', tex: String.raw`h_t = \overrightarrow{h_t} + \overleftarrow{h_t}`, symbols, value },
  ],
  sample,
  code: (forward, backward) => {
    expectShape('backward', backward, forward.shape);
    return tf.add(forward, backward);
  },
});

/** The mean of both directions, S2: [B, H] twice → [B, H]. */
export const mergeByMean = equation({
  id: 'rnn.merge-mean',
  title: { en: 'The mean of both directions', ru: 'Среднее двух направлений' },
  forms: [
    {
      source: 'S2',
      tex: String.raw`h_t = \frac{\overrightarrow{h_t} + \overleftarrow{h_t}}{2}`,
      symbols,
      value,
    },
  ],
  sample,
  code: (forward, backward) => {
    expectShape('backward', backward, forward.shape);
    return tf.tidy(() => tf.add(forward, backward).div(2));
  },
});

const merges = { concat: mergeByConcatenation, sum: mergeBySum, mean: mergeByMean };

/** What becomes of the states of both directions: they are put side by side, added, or averaged. */
export type Merge = keyof typeof merges;

/** The function of that name. Throws `ValueError` that lists the names that exist. */
export function mergeBy(name: Merge): (forward: Tensor, backward: Tensor) => Tensor {
  if (!Object.hasOwn(merges, name))
    throw new ValueError('merge', `one of ${Object.keys(merges).join(', ')}`, String(name));
  return merges[name];
}

/** How many numbers there are after merging, for each unit of a direction. */
export const widthOf = (name: Merge): number => (name === 'concat' ? 2 : 1);
