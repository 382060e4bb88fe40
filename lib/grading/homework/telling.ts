import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../equations/random.js';
import { ValueError } from '../../errors.js';
import type { Arguments } from '../homework.js';

/** Draws after which there is no hope: the homeworks of the course need a handful. */
const MOST = 10_000;

/** A result as text, without what rounding does to it. */
const told = (result: unknown): string =>
  JSON.stringify(result, (_, part: unknown) => {
    if (part instanceof tf.Tensor) return Array.from(part.dataSync());
    return typeof part === 'number' ? part.toFixed(5) : part;
  });

/**
 * Inputs for which every way of answering gives something else: where answers are few, as signs and tokens are, chance
 * alone would let many a mistake pass. Draws until it has some. Throws `ValueError` where it finds none.
 */
export const telling =
  <A extends Arguments>(inputs: (random: Random) => A, ways: readonly ((...args: A) => unknown)[]) =>
  (random: Random): A => {
    for (let draws = 0; draws < MOST; draws++) {
      const args = inputs(random);
      const answers = ways.map((way) => told(way(...args)));
      if (new Set(answers).size === ways.length) return args;
    }
    throw new ValueError('inputs', 'some for which all ways of answering differ', `none in ${MOST} draws`);
  };
