import * as tf from '@tensorflow/tfjs';
import { seq2seq } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { leaked } from '../support/numbers.js';

const { exponentialDecay, forced, forcing, inverseSigmoidDecay, linearDecay } = seq2seq;

describe('schedules', () => {
  it('begin and end where they say', () => {
    expect([0, 5].map(forcing.always())).toEqual([1, 1]);
    expect([0, 5].map(forcing.never())).toEqual([0, 0]);
    const line = forcing.linear({ slope: 0.25 });
    expect([0, 1, 3, 4, 5].map(line)).toEqual([1, 0.75, 0.25, 0, 0]);
    expect([0, 1, 2, 3].map(forcing.linear({ slope: 0.25, from: 0.75, lowest: 0.3 }))).toEqual([
      0.75, 0.5, 0.3, 0.3,
    ]);
    expect([0, 1, 2].map(forcing.exponential(0.5))).toEqual([1, 0.5, 0.25]);
    const sigmoid = forcing.inverseSigmoid(10);
    expect(sigmoid(0)).toBeCloseTo(10 / 11, 15);
    expect(forcing.inverseSigmoid(1)(1)).toBeCloseTo(1 / (1 + Math.E), 15);
  });

  it('follow the written equations', () => {
    expect([0, 2, 9].map(forcing.linear({ slope: 0.2, from: 0.9, lowest: 0.1 }))).toEqual(
      [0, 2, 9].map((i) => linearDecay(i, 0.9, 0.2, 0.1)),
    );
    expect(forcing.exponential(0.8)(3)).toBe(exponentialDecay(3, 0.8));
    expect(forcing.inverseSigmoid(4)(6)).toBe(inverseSigmoidDecay(6, 4));
    // half of it is gone at i = k ln k
    expect(inverseSigmoidDecay(10 * Math.log(10), 10)).toBeCloseTo(0.5, 12);
  });

  it('refuse what makes no probabilities', () => {
    expect(() => forcing.linear({ slope: 0 })).toThrow('slope: expected a number above 0, received 0');
    expect(() => forcing.linear({ slope: 1, from: 1.1 })).toThrow('from: expected a number from 0 to 1');
    expect(() => forcing.linear({ slope: 1, lowest: -0.1 })).toThrow('lowest: expected a number from 0 to 1');
    expect(() => forcing.linear({ slope: 1, from: 1, lowest: 0 })).not.toThrow();
    for (const k of [0, 1, Number.NaN])
      expect(() => forcing.exponential(k)).toThrow(`k: expected a number between 0 and 1, received ${k}`);
    for (const k of [0.9, Number.POSITIVE_INFINITY])
      expect(() => forcing.inverseSigmoid(k)).toThrow(`k: expected a number from 1 upwards, received ${k}`);
    for (const schedule of [
      forcing.linear({ slope: 1 }),
      forcing.exponential(0.5),
      forcing.inverseSigmoid(2),
    ]) {
      expect(() => schedule(-1)).toThrow('i: expected an integer ≥ 0, received -1');
      expect(() => schedule(0.5)).toThrow('i: expected an integer ≥ 0, received 0.5');
    }
  });
});

describe('a decoder that is led', () => {
  const V = 6;
  const target = tf.tensor2d(
    [
      [1, 3, 4, 5, 2],
      [1, 5, 2, 0, 0],
    ],
    [2, 5],
    'int32',
  );
  /** Finds the token after the one it is fed likeliest, by a probability of 0.9. */
  const successor =
    (fed: number[][]): seq2seq.WritingStep<tf.Tensor2D> =>
    (tokens, state) => {
      fed.push([...tokens.dataSync()]);
      const next = tf.tensor1d(
        [...tokens.dataSync()].map((token) => (token + 1) % V),
        'int32',
      );
      const logits = tf.oneHot(next, V).toFloat().mul<tf.Tensor2D>(Math.log(45));
      return { logits, weights: tf.fill([2, 3], 1 / 3), state };
    };
  const run = (options?: seq2seq.ForcedOptions) => {
    const fed: number[][] = [];
    const result = forced(successor(fed), tf.zeros<tf.Rank.R2>([2, 1]), target, options);
    return { fed, ...result };
  };

  it('is fed the right tokens', () => {
    const { fed, logits, weights } = run();
    expect(fed).toEqual([
      [1, 1],
      [3, 5],
      [4, 2],
      [5, 0],
    ]);
    expect(logits.shape).toEqual([2, 4, V]);
    expect(tf.argMax(logits, 2).arraySync()).toEqual([
      [2, 4, 5, 0],
      [2, 0, 3, 1],
    ]);
    // nobody looks anywhere behind the end of a target
    expect((weights!.sum(2).arraySync() as number[][]).map((row) => row.map(Math.round))).toEqual([
      [1, 1, 1, 1],
      [1, 1, 0, 0],
    ]);
  });

  it('or only its own', () => {
    expect(run({ probability: 0 }).fed).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
  });

  it('or now one, now the other, from a seed', () => {
    const options = { probability: 0.5, seed: 2 };
    const { fed } = run(options);
    expect(run(options).fed).toEqual(fed);
    expect(run({ ...options, seed: 3 }).fed).not.toEqual(fed);
    expect(fed[0]).toEqual([1, 1]);
    const right = [1, 2, 3].flatMap((t) => [0, 1].map((b) => fed[t][b] === target.arraySync()[b][t]));
    expect(new Set(right)).toEqual(new Set([true, false]));
  });

  it('draws as often as the probability says', () => {
    const long = tf.tensor2d([Array<number>(2001).fill(1)], [1, 2001], 'int32');
    const shares = [0.2, 0.8].map((probability) => {
      const fed: number[] = [];
      const step: seq2seq.WritingStep<tf.Tensor2D> = (tokens, state) => {
        fed.push(tokens.dataSync()[0]);
        return { logits: tf.tensor2d([[0, 0, 9]]), state };
      };
      forced(step, tf.zeros<tf.Rank.R2>([1, 1]), long, { probability, seed: 5 });
      return fed.filter((token) => token === 1).length / 2000;
    });
    expect(shares[0]).toBeCloseTo(0.2, 1);
    expect(shares[1]).toBeCloseTo(0.8, 1);
  });

  it('may be fed what is drawn from its distribution', () => {
    const long = tf.tensor2d([Array<number>(2001).fill(1)], [1, 2001], 'int32');
    const counts = [0, 0, 0];
    const step: seq2seq.WritingStep<tf.Tensor2D> = (tokens, state) => {
      counts[tokens.dataSync()[0]]++;
      return { logits: tf.tensor2d([[Math.log(0.5), Math.log(0.2), Math.log(0.3)]]), state };
    };
    forced(step, tf.zeros<tf.Rank.R2>([1, 1]), long, { probability: 0, own: 'drawn', seed: 5 });
    for (const [token, share] of [0.5, 0.2, 0.3].entries())
      expect(Math.abs(counts[token] / 2000 - share)).toBeLessThan(0.03);
  });

  it('tells its step where the dropout is', () => {
    const seeds: unknown[] = [];
    const step: seq2seq.WritingStep<tf.Tensor2D> = (_, state, seed) => {
      seeds.push(seed);
      return { logits: tf.zeros([2, V]), state };
    };
    forced(step, tf.zeros<tf.Rank.R2>([2, 1]), target);
    forced(step, tf.zeros<tf.Rank.R2>([2, 1]), target, { dropoutSeed: 7 });
    expect(seeds).toEqual([undefined, undefined, undefined, undefined, '7/0', '7/1', '7/2', '7/3']);
    expect(forced(step, tf.zeros<tf.Rank.R2>([2, 1]), target)).not.toHaveProperty('weights');
  });

  it('says what it cannot work with, and leaves nothing behind', () => {
    expect(() => run({ probability: 1.1 })).toThrow(
      'probability: expected a number from 0 to 1, received 1.1',
    );
    expect(() => run({ probability: -0.1 })).toThrow('probability: expected a number from 0 to 1');
    expect(() => run({ own: 'best' as 'drawn' })).toThrow(
      'own: expected one of likeliest, drawn, received best',
    );
    const state = tf.zeros<tf.Rank.R2>([2, 1]);
    const short = target.slice([0, 0], [2, 1]);
    expect(() => forced(successor([]), state, short)).toThrow(
      'target: expected at least <bos> and a token, received 1 token',
    );
    expect(() => forced(successor([]), state, target.flatten() as never)).toThrow(
      'target: expected [B, T + 1], received [10]',
    );
    expect(leaked(() => forced(successor([]), state, target, { probability: 0.5 }))).toBe(0);
    const failing: seq2seq.WritingStep<tf.Tensor2D> = () => {
      tf.zeros([3]);
      throw new Error('no');
    };
    expect(leaked(() => forced(failing, state, target))).toBe(0);
  });
});
