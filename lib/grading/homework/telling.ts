import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../equations/random.js';
import type { Arguments } from '../homework.js';

/** A result as text, without what rounding does to it. */
const told = (result: unknown): string =>
  JSON.stringify(result, (_, part: unknown) => {
    if (part instanceof tf.Tensor) return Array.from(part.dataSync());
    return typeof part === 'number' ? part.toFixed(5) : part;
  });

/**
 * Inputs for which every way of answering gives something else: where answers are few, as signs and tokens are, chance
 * alone would let many a mistake pass. Draws until it has some.
 */
export const telling =
  <A extends Arguments>(inputs: (random: Random) => A, ways: readonly ((...args: A) => unknown)[]) =>
  (random: Random): A => {
    for (;;) {
      const args = inputs(random);
      const answers = ways.map((way) => told(way(...args)));
      if (new Set(answers).size === ways.length) return args;
    }
  };
