import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { batches } from '../../lib/data/batches.js';
import { Random } from '../../lib/equations/random.js';
import { ShapeError, ValueError } from '../../lib/errors.js';

const set = (count = 7) => ({
  inputs: tf.tensor2d(Array.from({ length: count }, (_, i) => [i, 10 * i])),
  targets: tf.tensor1d(Array.from({ length: count }, (_, i) => -i)),
});

describe('batches', () => {
  it('give every example once an epoch, with what belongs to it', () => {
    const sizes: number[] = [];
    const seen: number[] = [];
    for (const { inputs, targets } of batches(set(), 3).inEpoch(1, new Random(1))) {
      const rows = inputs.arraySync();
      expect(rows.map(([value]) => value + 0)).toEqual([...targets.dataSync()].map((value) => 0 - value));
      expect(rows.every(([a, b]) => b === 10 * a)).toBe(true);
      sizes.push(rows.length);
      seen.push(...rows.map(([value]) => value));
    }
    expect(sizes).toEqual([3, 3, 1]);
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(seen).not.toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('come in an order that the randomness decides', () => {
    const order = (random: Random) => [...batches(set(), 3).inEpoch(1, random)].length && random.uniform();
    expect(order(new Random(1))).toBe(order(new Random(1)));
    const first = (random: Random) => {
      for (const { targets } of batches(set(), 7).inEpoch(1, random)) return [...targets.dataSync()];
      return [];
    };
    const random = new Random(1);
    const [one, next] = [first(random), first(random)];
    expect(first(new Random(1))).toEqual(one);
    expect(next).not.toEqual(one);
  });

  it('say how many they are', () => {
    expect(batches(set(), 3).inEpoch(1, new Random(1))).toMatchObject({ length: 3 });
    expect(batches(set(6), 3).inEpoch(1, new Random(1))).toMatchObject({ length: 2 });
  });

  it('are freed one by one, also when the loop is left early', () => {
    const data = set();
    const before = tf.memory().numTensors;
    const counts = [...batches(data, 3).inEpoch(1, new Random(1))].map(() => tf.memory().numTensors);
    expect(new Set(counts)).toEqual(new Set([before]));
    for (const { inputs } of batches(data, 3).inEpoch(1, new Random(1))) {
      expect(inputs.isDisposed).toBe(false);
      break;
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuse tensors with different numbers of examples', () => {
    const odd = { inputs: tf.zeros([3, 2]), targets: tf.zeros([4]) };
    expect(() => batches(odd, 2)).toThrow(ShapeError);
    expect(() => batches(odd, 2)).toThrow('targets: expected 3 examples, as inputs has, received 4');
    expect(() => batches({}, 2)).toThrow(ValueError);
    expect(() => batches(set(), 0)).toThrow('size: expected an integer ≥ 1, received 0');
  });
});
