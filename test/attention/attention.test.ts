import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { attention, equations, float64 } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { arrays, distance, leaked, tensorOf } from '../support/numbers.js';

const { attentionContext, attentionQKV, attentionWeights, maskedSoftmax, softmaxJacobian } = attention;
const [B, S, H, M] = [2, 3, 4, 2];

const setup = (seed = 4) => {
  const random = new equations.Random(seed);
  return { h: random.tensor([B, H]), hs: random.tensor([B, S, H]), random };
};
const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const softmax = (a: number[]) => {
  const powers = a.map(Math.exp);
  const total = powers.reduce((x, y) => x + y, 0);
  return powers.map((x) => x / total);
};

describe('scores, by plain loops', () => {
  it('dot, scaled, general and additive', () => {
    float64.inFloat64(() => {
      const { h, hs, random } = setup();
      const [states, keys] = [arrays(h), arrays<number[][][]>(hs)];
      const each = (f: (h: number[], k: number[]) => number) =>
        tensorOf(states.map((row, b) => keys[b].map((key) => f(row, key))));
      expect(distance(attention.dotScore({}, h, hs), each(dot))).toBeLessThan(1e-14);
      expect(
        distance(
          attention.scaledDotScore({}, h, hs),
          each((a, k) => dot(a, k) / 2),
        ),
      ).toBeLessThan(1e-14);
      const Wa = random.tensor([H, H]);
      const W = arrays(Wa);
      const general = each((a, k) =>
        dot(
          a,
          W.map((row) => dot(row, k)),
        ),
      );
      expect(distance(attention.generalScore({ Wa }, h, hs), general)).toBeLessThan(1e-13);
      const [A, va] = [random.tensor([2 * H, 5]), random.tensor([5])];
      const [a, v] = [arrays(A), arrays<number[]>(va)];
      const additive = each((x, k) =>
        dot(
          v,
          v.map((_, j) => Math.tanh([...x, ...k].reduce((sum, value, i) => sum + value * a[i][j], 0))),
        ),
      );
      expect(distance(attention.additiveScore({ Wa: A, va }, h, hs), additive)).toBeLessThan(1e-13);
    });
  });
});

it('of a single state, in a batch of one, scores and contexts keep their axes', () => {
  const [h, hs] = [tf.ones<tf.Rank.R2>([1, 1]), tf.ones<tf.Rank.R3>([1, 1, 1])];
  expect(attention.dotScore({}, h, hs).shape).toEqual([1, 1]);
  expect(attentionContext(h, hs).shape).toEqual([1, 1]);
});

describe('weights', () => {
  it('add up to one, are zero where the mask is, and all zero where nothing may be looked at', () => {
    const scores = tf.tensor2d([
      [1, 2, 3],
      [50, 1, -50],
      [1, 1, 1],
    ]);
    const mask = tf.tensor2d([
      [1, 1, 0],
      [0, 1, 1],
      [0, 0, 0],
    ]);
    const weights = arrays(attentionWeights(scores, mask));
    expect(weights[0][0]).toBeCloseTo(1 / (1 + Math.E), 6);
    expect(weights[0][2]).toBe(0);
    expect(weights[1][0]).toBe(0);
    expect(weights[1][1]).toBeCloseTo(1, 6);
    expect(weights[2]).toEqual([0, 0, 0]);
    for (const row of arrays(attentionWeights(scores))) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  it('a mask over several axes is laid over the scores', () => {
    const scores = tf.zeros([2, 2, 4]);
    const causal = maskedSoftmax(scores, attention.causalMask(4).slice([0, 0], [2, 4]));
    expect(causal.arraySync()).toEqual(
      Array(2).fill([
        [1, 0, 0, 0],
        [0.5, 0.5, 0, 0],
      ]),
    );
    const padded = maskedSoftmax(
      scores,
      attention.paddingMask(
        tf.tensor2d([
          [1, 1, 1, 1],
          [1, 1, 0, 0],
        ]),
      ),
    );
    expect((padded.arraySync() as number[][][])[1]).toEqual(Array(2).fill([0.5, 0.5, 0, 0]));
  });

  it('a query that may look nowhere gets zeros, and no NaN goes back', () => {
    const random = new equations.Random(2);
    const [Q, K, V] = [random.tensor([1, 2, 3]), random.tensor([1, 2, 3]), random.tensor([1, 2, 2])];
    const mask = tf.tensor2d([
      [0, 0],
      [1, 1],
    ]);
    const seen = attentionQKV(Q, K, V, mask).arraySync();
    expect(seen[0][0]).toEqual([0, 0]);
    const [dQ, dK] = tf.grads((q, k) => attentionQKV(q as Tensor3D, k as Tensor3D, V, mask).sum())([Q, K]);
    for (const gradient of [dQ, dK]) expect(gradient.isFinite().all().dataSync()[0]).toBe(1);
  });

  it('the Jacobian of softmax is what the tape finds, and vanishes where one wins', () => {
    float64.inFloat64(() => {
      const { random } = setup();
      const scores = random.tensor([B, S]);
      const jacobian = arrays<number[][][]>(softmaxJacobian(attentionWeights(scores)));
      for (let s = 0; s < S; s++) {
        const tape = tf.grad((e) =>
          attentionWeights(e as Tensor2D)
            .slice([0, s], [B, 1])
            .sum(),
        )(scores);
        const rows = arrays(tape as Tensor2D);
        rows.forEach((row, b) => row.forEach((value, i) => expect(value).toBeCloseTo(jacobian[b][s][i], 12)));
      }
      const sure = softmaxJacobian(attentionWeights(tf.tensor2d([[30, 0, 0]])));
      expect(sure.abs().max().dataSync()[0]).toBeLessThan(1e-12);
    });
  });
});

describe('the four versions of S4, by plain loops', () => {
  it('one context, learned places, scores, softmax of scores', () => {
    float64.inFloat64(() => {
      const { h, hs, random } = setup();
      const [states, keys] = [arrays(h), arrays<number[][][]>(hs)];
      const mean = (weights: number[], rows: number[][]) =>
        rows[0].map((_, j) =>
          dot(
            weights,
            rows.map((row) => row[j]),
          ),
        );
      const v1 = keys.map((rows) => mean(Array(S).fill(1 / S), rows));
      expect(distance(attention.attentionV1(hs), tensorOf(v1))).toBeLessThan(1e-14);
      const alpha = random.tensor([S, M]);
      const places = arrays(alpha);
      const v2 = keys.map((rows) =>
        [0, 1].map((t) =>
          mean(
            places.map((row) => row[t]),
            rows,
          ),
        ),
      );
      expect(distance(attention.attentionV2(alpha, hs), tensorOf(v2))).toBeLessThan(1e-14);
      const scores = states.map((row, b) => keys[b].map((key) => dot(row, key)));
      const v3 = keys.map((rows, b) => mean(scores[b], rows));
      expect(distance(attention.attentionV3(h, hs), tensorOf(v3))).toBeLessThan(1e-13);
      const v4 = keys.map((rows, b) => mean(softmax(scores[b]), rows));
      expect(distance(attention.attentionV4(h, hs), tensorOf(v4))).toBeLessThan(1e-13);
    });
  });

  it('version 2 looks at the same places whatever the words are; version 3 grows with its states, version 4 does not', () => {
    const { h, hs, random } = setup();
    const alpha = random.tensor([S, 2]);
    const other = hs.mul<Tensor3D>(3);
    const twice = attention.attentionV2(alpha, other);
    expect(distance(twice, attention.attentionV2(alpha, hs).mul(3))).toBeLessThan(1e-5);
    const size = (t: Tensor) => t.abs().max().dataSync()[0];
    expect(size(attention.attentionV3(h, hs.mul<Tensor3D>(100)))).toBeGreaterThan(1000);
    expect(size(attention.attentionV4(h, hs.mul<Tensor3D>(100)))).toBeLessThanOrEqual(
      size(hs.mul(100)) * 1.001,
    );
  });
});

describe('costs', () => {
  it('are those of the products that are made', () => {
    const [N, d] = [5, 3];
    let multiplications = 0;
    const times = (m: number, k: number, n: number) => {
      for (let i = 0; i < m * n; i++) for (let s = 0; s < k; s++) multiplications++;
    };
    for (let projection = 0; projection < 4; projection++) times(N, d, d);
    times(N, d, N);
    times(N, N, d);
    expect(attention.attentionCost(N, d)).toBe(multiplications);
    multiplications = 0;
    for (let t = 0; t < N; t++) {
      times(1, d, d);
      times(1, d, d);
    }
    expect(attention.recurrentCost(N, d)).toBe(multiplications);
    expect(attention.attentionMemory(N, d, 2)).toBe(2 * 25 + 4 * 15);
  });

  it('the variance of a dot product grows with its length, divided by √d it does not', () => {
    const random = new equations.Random(9);
    const [n, d] = [4000, 64];
    const [q, k] = [random.tensor([n, d], 2), random.tensor([n, d], 0.5)];
    const products = q.mul(k).sum(1);
    const variance = tf.moments(products).variance.dataSync()[0];
    expect(variance / attention.dotVariance(d, 4, 0.25)).toBeCloseTo(1, 1);
    expect(tf.moments(products.div(8)).variance.dataSync()[0]).toBeCloseTo(1, 0);
  });

  it('want whole positive numbers', () => {
    for (const cost of [attention.attentionCost, attention.recurrentCost]) {
      expect(() => cost(0, 1)).toThrow('N: expected an integer ≥ 1, received 0');
      expect(() => cost(1, 0.5)).toThrow('d: expected an integer ≥ 1, received 0.5');
      expect(cost(1, 1)).toBeGreaterThan(0);
    }
    expect(() => attention.attentionMemory(0, 1, 1)).toThrow('N: expected an integer ≥ 1');
    expect(() => attention.attentionMemory(1, 0, 1)).toThrow('d: expected an integer ≥ 1');
    expect(() => attention.attentionMemory(1, 1, 0)).toThrow('heads: expected an integer ≥ 1');
    expect(() => attention.dotVariance(0, 1, 1)).toThrow('d: expected an integer ≥ 1, received 0');
    expect(attention.attentionMemory(1, 1, 1)).toBe(5);
  });
});

describe('multi-head attention', () => {
  const p = attention.initMultiHead({ features: 4, seed: 3 });
  const { random } = setup();
  const [x, memory] = [random.tensor([B, 2, 4]), random.tensor([B, S, 4])];

  it('with one head and no biases is self-attention, then a mixing', () => {
    const one = attention.multiHead(p, x, x, { heads: 1 });
    const self = attention.selfAttention(p, x);
    expect(distance(one, attention.project(self, p.Wo))).toBeLessThan(1e-6);
  });

  it('refuses heads that do not divide the features, and masks that cannot be laid over', () => {
    const run = (options: attention.MultiHeadOptions) => () => attention.multiHead(p, x, memory, options);
    expect(run({ heads: 3 })).toThrow('heads: expected a divisor of D = 4, received 3');
    expect(run({ heads: 0 })).toThrow('heads: expected an integer from 1 to 4, received 0');
    expect(run({ heads: 5 })).toThrow('heads: expected an integer from 1 to 4, received 5');
    expect(run({ heads: 2, mask: tf.ones([2, 2]) })).toThrow('mask: expected [2, 3], received [2, 2]');
    expect(run({ heads: 2, mask: tf.ones([B, 4, S]) })).toThrow(
      'mask: expected [2, 2, 3], received [2, 4, 3]',
    );
    expect(run({ heads: 2, mask: tf.ones([3, 1, S]) })).toThrow(
      'mask: expected [2, 1, 3], received [3, 1, 3]',
    );
    expect(() => attention.headMaps(p, x, memory, { heads: 3 })).toThrow('heads: expected a divisor');
    expect(() => attentionQKV(x, memory, memory, tf.ones([4, 4]))).toThrow('mask: expected [2, 3]');
    const q = { Wq: p.Wq, Wk: p.Wk, Wv: p.Wv };
    expect(() => attention.selfAttention(q, x, tf.ones([3, 3]))).toThrow(
      'mask: expected [2, 2], received [3, 3]',
    );
    expect(() => attentionWeights(tf.zeros([2, 3]), tf.zeros([2, 4]))).toThrow(
      'mask: expected [2, 3], received [2, 4]',
    );
    expect(() => attention.paddingMask(tf.zeros([2, 1, 3]) as never)).toThrow('mask: expected [B, S]');
    expect(() => attention.initMultiHead({ features: 0, seed: 1 })).toThrow(
      'features: expected an integer ≥ 1',
    );
  });

  it('begins with normal weights of variance 1/D, all different, biases zero', () => {
    const big = attention.initMultiHead({ features: 100, seed: 1 });
    const all = [big.Wq, big.Wk, big.Wv, big.Wo];
    for (const W of all) expect(Math.sqrt(tf.moments(W).variance.dataSync()[0])).toBeCloseTo(0.1, 2);
    all.forEach((one, i) => {
      for (const other of all.slice(i + 1)) expect(distance(one, other)).toBeGreaterThan(0.1);
    });
    for (const b of [big.bq, big.bv, big.bo]) expect(b.abs().sum().dataSync()[0]).toBe(0);
    expect(distance(attention.initMultiHead({ features: 100, seed: 1 }).Wo, big.Wo)).toBe(0);
    expect(distance(attention.initMultiHead({ features: 100, seed: 2 }).Wo, big.Wo)).toBeGreaterThan(0.1);
  });
});

it('nothing is left behind, also when something is refused', () => {
  const { h, hs } = setup();
  const p = attention.initMultiHead({ features: 4, seed: 3 });
  for (const run of [
    () => attention.dotScore({}, h, hs),
    () =>
      attention.attentionV2(
        tf.tidy(() => tf.ones([S, 1])),
        hs,
      ),
    () => attention.attentionV4(h, hs),
    () => attentionContext(h as never, hs),
    () => attention.multiHead(p, hs, hs, { heads: 2 }),
    () => attention.headMaps(p, hs, hs, { heads: 2 }),
    () => attention.multiHead(p, hs, hs, { heads: 3 }),
  ])
    expect(leaked(() => tf.tidy(() => run() as never))).toBe(0);
  for (const run of [() => attention.attentionV4(h, hs), () => attention.headMaps(p, hs, hs, { heads: 2 })])
    expect(leaked(run)).toBe(0);
});
