import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batches } from '../../lib/data/batches.js';
import { Random } from '../../lib/equations/random.js';
import { initOutput, initRNN, manyToOne, rnnState, squaredError } from '../../lib/recurrent/index.js';
import { train } from '../../lib/training/index.js';
import { backends } from '../support/backends.js';

/** A small recurrent network, trained for two epochs; all of its trained numbers in a row. */
async function trained(seed: number): Promise<number[]> {
  const random = new Random(7);
  const set = { inputs: random.tensor([24, 5, 2]), targets: random.tensor([24, 1]) };
  const start = {
    cell: initRNN({ inputs: 2, hidden: 8, seed: 1 }),
    out: initOutput({ hidden: 8, outputs: 1, seed: 2 }),
  };
  const { params } = await train({
    params: start,
    loss: (batch: typeof set, { cell, out }: typeof start) => {
      const h0 = tf.zeros<tf.Rank.R2>([batch.inputs.shape[0], 8]);
      return squaredError(
        manyToOne({ cell: rnnState, p: cell, out }, batch.inputs, h0),
        batch.targets,
      ).mean() as tf.Scalar;
    },
    batches: batches(set, 7),
    optimizer: tf.train.adam(0.01),
    epochs: 2,
    clip: 1,
    seed,
  });
  return [...Object.values(params.cell), ...Object.values(params.out)].flatMap((t) => [...t.dataSync()]);
}

for (const backend of [...backends, 'float64']) {
  describe(`training on ${backend}`, () => {
    const former = tf.getBackend();
    beforeAll(async () => {
      expect(await tf.setBackend(backend)).toBe(true);
    });
    afterAll(() => tf.setBackend(former));

    it('gives the same bits for the same seed, others for another', async () => {
      const [one, again, two] = [await trained(1), await trained(1), await trained(2)];
      expect(one).toHaveLength(8 * 8 + 2 * 8 + 8 + 8 + 1);
      expect(again).toEqual(one);
      expect(two).not.toEqual(one);
    });

    it(backend === 'float64' ? 'keeps 64 bits' : 'has 32 bits', async () => {
      const numbers = await trained(1);
      expect(numbers.some((value) => value !== Math.fround(value))).toBe(backend === 'float64');
    });
  });
}
