import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { distance, leaked } from '../support/numbers.js';

const { unroll, rnnState, hiddenOf, zeroState } = recurrent;
const [B, T, I, H] = [2, 4, 3, 5];

const setup = () => {
  const random = new equations.Random(11);
  return {
    p: { Wh: random.tensor([H, H], 0.4), Wx: random.tensor([I, H]), bh: random.tensor([H]) },
    xs: random.tensor([B, T, I]),
    h0: random.tensor([B, H]),
  };
};

/** Two tensors and a list in one state; h counts the sums of x, as `total` does. */
type Nested = { h: tf.Tensor2D; inner: [tf.Tensor2D, { total: tf.Tensor2D }] };
const nested = (_: null, x: tf.Tensor2D, s: Nested): Nested => ({
  h: s.h.add(x.sum(1, true)),
  inner: [s.inner[0].add(1), { total: s.inner[1].total.add(x.sum(1, true)) }],
});

describe('unroll backwards', () => {
  it('is unroll of the reversed sequence, its states in the order of the elements', () => {
    float64.inFloat64(() => {
      const { p, xs, h0 } = setup();
      const got = unroll(rnnState, p, xs, h0, { backwards: true });
      const want = unroll(rnnState, p, tf.reverse(xs, 1), h0);
      expect(distance(got.states, tf.reverse(want.states, 1))).toBe(0);
      expect(distance(got.last, want.last)).toBe(0);
      expect(distance(got.last, got.states.slice([0, 0, 0], [B, 1, H]).squeeze([1]))).toBe(0);
    });
  });

  it('has the gradient of central differences', () => {
    const { p, xs, h0 } = float64.inFloat64(setup);
    const mask = tf.tensor2d([
      [1, 1, 0, 0],
      [1, 1, 1, 1],
    ]);
    const states = (p: recurrent.RNNParams, xs: tf.Tensor3D, h0: tf.Tensor2D) =>
      unroll(rnnState, p, xs, h0, { mask, backwards: true }).states;
    expect(equations.checkGradient(states, [p, xs, h0]).worst).toBeLessThan(1e-7);
  });

  it('begins at the own end of each sequence', () => {
    float64.inFloat64(() => {
      const { p, xs, h0 } = setup();
      const mask = tf.tensor2d([
        [1, 1, 0, 0],
        [1, 1, 1, 1],
      ]);
      const { states, last } = unroll(rnnState, p, xs, h0, { mask, backwards: true });
      const first = h0.slice([0, 0], [1, H]);
      const alone = unroll(rnnState, p, xs.slice([0, 0, 0], [1, 2, I]), first, { backwards: true });
      expect(distance(last.slice([0, 0], [1, H]), alone.last)).toBe(0);
      expect(distance(states.slice([0, 0, 0], [1, 2, H]), alone.states)).toBe(0);
      // behind its end nothing has happened yet
      expect(distance(states.slice([0, 2, 0], [1, 1, H]).squeeze([1]), first)).toBe(0);
    });
  });
});

describe('states', () => {
  it('of any structure are carried, and held where a sequence has ended', () => {
    const xs = tf.tensor3d([
      [[1], [2], [4]],
      [[8], [16], [32]],
    ]);
    const zero = tf.zeros<tf.Rank.R2>([2, 1]);
    const mask = tf.tensor2d([
      [1, 1, 0],
      [1, 1, 1],
    ]);
    const s0: Nested = { h: zero, inner: [zero, { total: zero }] };
    const { states, last } = unroll(nested, null, xs, s0, { mask });
    expect(states.arraySync()).toEqual([
      [[1], [3], [3]],
      [[8], [24], [56]],
    ]);
    expect(last.inner[0].arraySync()).toEqual([[2], [3]]);
    expect(last.inner[1].total.arraySync()).toEqual([[3], [56]]);
  });

  it('are read at h, at the topmost layer', () => {
    const [a, b] = [tf.scalar(1), tf.scalar(2)];
    expect(hiddenOf(a)).toBe(a);
    expect(hiddenOf({ c: b, h: a })).toBe(a);
    expect(hiddenOf([a, { h: b }])).toBe(b);
    expect(() => hiddenOf({ c: b })).toThrow(
      'state: expected a tensor, {h, …}, or a list of them, received c',
    );
    expect(() => hiddenOf([])).toThrow(
      'state: expected a tensor, {h, …}, or a list of them, received nothing',
    );
  });

  it('belong to the batch, every part of them', () => {
    const good = tf.zeros<tf.Rank.R2>([B, 1]);
    const bad = tf.zeros<tf.Rank.R2>([3, 1]);
    const { xs } = setup();
    const run = (s0: Nested) => () => unroll(nested, null, xs, s0);
    expect(run({ h: bad, inner: [good, { total: good }] })).toThrow('s0.h: expected [2, 1], received [3, 1]');
    expect(run({ h: good, inner: [bad, { total: good }] })).toThrow(
      's0.inner.0: expected [2, 1], received [3, 1]',
    );
    expect(run({ h: good, inner: [good, { total: bad }] })).toThrow(
      's0.inner.1.total: expected [2, 1], received [3, 1]',
    );
    expect(() => unroll(nested, null, xs, { c: good } as unknown as Nested)).toThrow('received c');
    expect(leaked(run({ h: good, inner: [good, { total: bad }] }))).toBe(0);
  });

  it('the last one is a copy: disposing it leaves states and s0 alone', () => {
    const { p, xs, h0 } = setup();
    const { states, last } = unroll((_p, _x, h: tf.Tensor2D) => h, p, xs, h0);
    last.dispose();
    expect(states.dataSync()).toHaveLength(B * T * H);
    expect(h0.dataSync()).toHaveLength(B * H);
  });
});

describe('unroll over images', () => {
  it('takes [B, T, height, width, I] and gives states of that form', () => {
    const xs = new equations.Random(1).tensor([2, 3, 2, 4, 1]) as tf.Tensor5D;
    const s0 = tf.zeros<tf.Rank.R4>([2, 2, 4, 1]);
    const sum = (_: null, x: tf.Tensor4D, s: tf.Tensor4D) => s.add<tf.Tensor4D>(x);
    const mask = tf.tensor2d([
      [1, 1, 0],
      [1, 1, 1],
    ]);
    const { states, last } = unroll(sum, null, xs, s0, { mask });
    expect(states.shape).toEqual([2, 3, 2, 4, 1]);
    const m = mask.reshape([2, 3, 1, 1, 1]);
    expect(distance(last, xs.mul(m).sum(1))).toBeLessThan(1e-6);
    expect(distance(states, tf.cumsum(xs.mul(m), 1))).toBeLessThan(1e-6);
    const flat = xs.reshape([2, 3, 8, 1]) as unknown as tf.Tensor5D;
    expect(() => unroll(sum, null, flat, s0)).toThrow('xs: expected [B, T, I], received [2, 3, 8, 1]');
    expect(() => unroll(sum, null, tf.zeros([2, 0, 2, 4, 1]) as tf.Tensor5D, s0)).toThrow(
      'xs: expected [B, T, height, width, I] with at least one element, received [2, 0, 2, 4, 1]',
    );
  });
});

describe('zeroState', () => {
  const weights = (...shape: number[]) => tf.zeros(shape);

  it('is h, or h and c where there is a candidate for it', () => {
    const h = zeroState<tf.Tensor2D>({ Wx: weights(2, 5), Wh: weights(5, 5), bh: weights(5) }, [3]);
    expect(h.shape).toEqual([3, 5]);
    expect(Math.max(...h.dataSync())).toBe(0);
    expect(zeroState<tf.Tensor2D>({ Wh: weights(2, 4), Uh: weights(4, 4) }, [3]).shape).toEqual([3, 4]);
    const lstm = zeroState<{ h: tf.Tensor; c: tf.Tensor }>({ Wf: weights(7, 5), Wc: weights(7, 5) }, [3]);
    expect([lstm.h.shape, lstm.c.shape, Object.keys(lstm)]).toEqual([
      [3, 5],
      [3, 5],
      ['h', 'c'],
    ]);
    expect(lstm.h).not.toBe(lstm.c);
    const images = zeroState<{ h: tf.Tensor; c: tf.Tensor }>(
      { Wf: weights(3, 3, 2, 6), Wc: weights(3, 3, 2, 6) },
      [2, 8, 9],
    );
    expect(images.c.shape).toEqual([2, 8, 9, 6]);
  });

  it('says when it cannot know', () => {
    expect(() => zeroState({ K: weights(2, 2) }, [1])).toThrow(
      's0: expected the state to begin with, as these parameters tell no size, received none',
    );
  });
});
