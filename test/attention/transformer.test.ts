import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { attention, equations, float64 } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { arrays, distance, leaked } from '../support/numbers.js';

const {
  decoder,
  decoderStep,
  encoder,
  encoderLayer,
  initDecoder,
  initEncoder,
  layerNorm,
  positionalEncoding,
} = attention;
const sizes = { features: 4, inner: 6, layers: 2, seed: 5 };
const input = (N: number, seed = 1) => new equations.Random(seed).tensor([2, N, 4]);

describe('positions', () => {
  it('begin with sin 0 and cos 0, and turn more slowly from pair to pair', () => {
    float64.inFloat64(() => {
      const P = arrays(positionalEncoding(4, 4));
      expect(P[0]).toEqual([0, 1, 0, 1]);
      expect(P[3]).toEqual([Math.sin(3), Math.cos(3), Math.sin(3 / 100), Math.cos(3 / 100)]);
    });
  });

  it('a step is the same rotation everywhere, which lets attention see distances', () => {
    float64.inFloat64(() => {
      const P = arrays(positionalEncoding(9, 6));
      const near = (n: number, m: number) => P[n].reduce((sum, x, j) => sum + x * P[m][j], 0);
      expect(near(2, 5)).toBeCloseTo(near(5, 8), 12);
      expect(near(2, 5)).not.toBeCloseTo(near(2, 4), 3);
    });
  });

  it('want an even number of features', () => {
    expect(() => positionalEncoding(3, 5)).toThrow('d: expected an even number, received 5');
    expect(() => positionalEncoding(3, 1)).toThrow('d: expected an integer ≥ 2, received 1');
    expect(() => positionalEncoding(0, 4)).toThrow('N: expected an integer ≥ 1, received 0');
    expect(positionalEncoding(1, 2).shape).toEqual([1, 2]);
  });
});

describe('layer normalisation', () => {
  it('gives each element mean β and deviation γ, whatever it was', () => {
    const p = { gamma: tf.fill([4], 2) as tf.Tensor1D, beta: tf.fill([4], 3) as tf.Tensor1D };
    const y = layerNorm(p, input(3).mul<Tensor3D>(50).add<Tensor3D>(7));
    const { mean, variance } = tf.moments(y, 2);
    for (const value of mean.dataSync()) expect(value).toBeCloseTo(3, 4);
    for (const value of variance.dataSync()) expect(value).toBeCloseTo(4, 3);
  });

  it('does not divide by zero, and says what epsilon may be', () => {
    const p = { gamma: tf.ones<tf.Rank.R1>([4]), beta: tf.zeros<tf.Rank.R1>([4]) };
    expect(
      layerNorm(p, tf.ones([1, 1, 4]))
        .abs()
        .sum()
        .dataSync()[0],
    ).toBe(0);
    // the default is PyTorch's: a variance of 1e-5 is halved by it
    const x = tf.tensor3d([[[-1, 1, -1, 1]]]).mul<Tensor3D>(Math.sqrt(1e-5));
    expect(layerNorm(p, x).max().dataSync()[0]).toBeCloseTo(Math.SQRT1_2, 4);
    expect(() => layerNorm(p, x, 0)).toThrow('epsilon: expected a number above 0, received 0');
  });
});

describe('stacks', () => {
  it('do not depend on what is still to come, with the norm behind or before', () => {
    const p = initDecoder(sizes);
    const [x, memory] = [input(4), input(3, 2)];
    for (const norm of ['post', 'pre'] as const) {
      const whole = decoder(p, x, memory, { heads: 2, norm });
      const begun = decoder(p, x.slice([0, 0, 0], [2, 2, 4]), memory, { heads: 2, norm });
      expect(distance(whole.slice([0, 0, 0], [2, 2, 4]), begun)).toBeLessThan(1e-6);
    }
  });

  it('an encoder sees all, but no padding', () => {
    const p = initEncoder(sizes);
    const x = input(4);
    const mask = attention.paddingMask(
      tf.tensor2d([
        [1, 1, 1, 0],
        [1, 1, 1, 0],
      ]),
    );
    const short = encoder(p, x.slice([0, 0, 0], [2, 3, 4]), { heads: 2 });
    const padded = encoder(p, x, { heads: 2, mask });
    expect(distance(padded.slice([0, 0, 0], [2, 3, 4]), short)).toBeLessThan(1e-6);
    expect(distance(encoder(p, x, { heads: 2 }).slice([0, 0, 0], [2, 3, 4]), short)).toBeGreaterThan(1e-2);
  });

  it('differ with the place of the norm; the default is behind', () => {
    const p = initEncoder(sizes);
    const x = input(3);
    const [post, pre] = (['post', 'pre'] as const).map((norm) => encoder(p, x, { heads: 2, norm }));
    expect(distance(encoder(p, x, { heads: 2 }), post)).toBe(0);
    expect(distance(post, pre)).toBeGreaterThan(0.1);
    expect(() => encoder(p, x, { heads: 2, norm: 'between' as never })).toThrow(
      'norm: expected one of post, pre, received between',
    );
  });

  it('gradients of a whole decoder are right', () => {
    float64.inFloat64(() => {
      const p = initDecoder({ ...sizes, layers: 1 });
      const report = equations.checkGradient(
        (q: attention.DecoderParams, x: Tensor3D, memory: Tensor3D) => decoder(q, x, memory, { heads: 2 }),
        [p, input(3), input(2, 3)],
      );
      expect(report.worst, report.where).toBeLessThan(1e-6);
    });
  });

  it('one element at a time refuses more than one', () => {
    const p = initDecoder(sizes);
    expect(() => decoderStep(p, input(2), input(3), undefined, { heads: 2 })).toThrow(
      'x: expected [B, 1, D], received [2, 2, 4]',
    );
  });
});

describe('dropout', () => {
  const p = initEncoder(sizes);
  const x = input(3);
  const run = (dropout?: attention.Dropout) => encoder(p, x, { heads: 2, dropout });

  it('is off without a rate, the same for the same seed, another for another', () => {
    expect(distance(run({ rate: 0, seed: 1 }), run())).toBe(0);
    expect(distance(run({ rate: 0.5, seed: 1 }), run({ rate: 0.5, seed: 1 }))).toBe(0);
    expect(distance(run({ rate: 0.5, seed: 1 }), run({ rate: 0.5, seed: 2 }))).toBeGreaterThan(0.01);
    expect(distance(run({ rate: 0.5, seed: 1 }), run())).toBeGreaterThan(0.01);
  });

  it('leaves the mean as it is, and drops as many as it says', () => {
    // without norms, heads or inner layer what is left is x + dropped(b2)
    const flat = initEncoder({ ...sizes, layers: 1 }).layers[0];
    const zero = (t: Tensor) => tf.zerosLike(t) as never;
    const layer = {
      ...flat,
      self: { ...flat.self, Wo: zero(flat.self.Wo) },
      feedForward: { ...flat.feedForward, W2: zero(flat.feedForward.W2), b2: tf.ones<tf.Rank.R1>([4]) },
    };
    const many = tf.zeros<tf.Rank.R3>([50, 40, 4]);
    const y = encoderLayer(layer, many, { heads: 2, norm: 'pre', dropout: { rate: 0.25, seed: 3 } });
    const values = Array.from(y.dataSync());
    const kept = values.filter((value) => value > 0);
    expect(kept.length / values.length).toBeCloseTo(0.75, 1);
    for (const value of kept) expect(value).toBeCloseTo(4 / 3, 5);
  });

  it('of a decoder drops other units in each layer, the same for the same seed', () => {
    const zero = (t: Tensor) => tf.zerosLike(t) as never;
    const ones = tf.ones<tf.Rank.R1>([4]);
    // each layer adds dropped(b2) alone
    const layers = initDecoder({ ...sizes, layers: 2 }).layers.map((layer) => ({
      ...layer,
      self: { ...layer.self, Wo: zero(layer.self.Wo) },
      cross: { ...layer.cross, Wo: zero(layer.cross.Wo) },
      feedForward: { ...layer.feedForward, W2: zero(layer.feedForward.W2), b2: ones },
    }));
    const many = tf.zeros<tf.Rank.R3>([20, 20, 4]);
    const dropped = (seed: number) =>
      decoder({ layers }, many, many, { heads: 2, norm: 'pre', dropout: { rate: 0.5, seed } });
    const values = Array.from(dropped(0).dataSync());
    // 0, 2 or 4: none, one or both layers let it through
    for (const [sum, share] of [
      [0, 1 / 4],
      [2, 1 / 2],
      [4, 1 / 4],
    ])
      expect(values.filter((value) => value === sum).length / values.length).toBeCloseTo(share, 1);
    expect(distance(dropped(1), dropped(1))).toBe(0);
    expect(distance(dropped(1), dropped(2))).toBeGreaterThan(0);
  });

  it('wants a rate in [0, 1) and an integer seed', () => {
    expect(() => run({ rate: 1, seed: 1 })).toThrow('dropout.rate: expected a number in [0, 1), received 1');
    expect(() => run({ rate: -0.1, seed: 1 })).toThrow('dropout.rate: expected a number in [0, 1)');
    expect(() => run({ rate: Number.NaN, seed: 1 })).toThrow('dropout.rate');
    expect(() => run({ rate: 0.1, seed: 0.5 })).toThrow(
      'dropout.seed: expected an integer ≥ 0, received 0.5',
    );
    expect(run({ rate: 0, seed: 0 }).shape).toEqual([2, 3, 4]);
  });
});

describe('weights to begin with', () => {
  const leaves = (value: unknown): Tensor[] =>
    value instanceof tf.Tensor ? [value] : Object.values(value as object).flatMap(leaves);

  it('are all different, of variance 1/fan-in, the same for the same seed', () => {
    const p = initDecoder({ features: 40, inner: 90, layers: 2, seed: 1 });
    const matrices = leaves(p).filter(({ rank }) => rank === 2);
    expect(matrices).toHaveLength(2 * 10);
    const firsts = matrices.map((W) => W.dataSync()[0]);
    expect(new Set(firsts).size).toBe(20);
    for (const W of matrices)
      expect(Math.sqrt(tf.moments(W).variance.dataSync()[0]) * Math.sqrt(W.shape[0])).toBeCloseTo(1, 1);
    expect(
      leaves(initDecoder({ features: 40, inner: 90, layers: 2, seed: 1 })).map((t) => t.dataSync()[0]),
    ).toEqual(leaves(p).map((t) => t.dataSync()[0]));
    for (const { norms, feedForward } of p.layers) {
      for (const { gamma, beta } of norms)
        expect([gamma.min(), gamma.max(), beta.abs().max()].map((t) => t.dataSync()[0])).toEqual([1, 1, 0]);
      expect(feedForward.b1.abs().sum().add(feedForward.b2.abs().sum()).dataSync()[0]).toBe(0);
    }
    const q = initEncoder({ features: 40, inner: 90, layers: 2, seed: 1 });
    expect(
      new Set(
        leaves(q)
          .filter(({ rank }) => rank === 2)
          .map((W) => W.dataSync()[0]),
      ).size,
    ).toBe(12);
    expect(q.layers[0].norms).toHaveLength(2);
    expect(p.layers[0].norms).toHaveLength(3);
  });

  it('refuse sizes below one', () => {
    for (const init of [initEncoder, initDecoder])
      for (const name of ['features', 'inner', 'layers'] as const) {
        expect(() => init({ ...sizes, [name]: 0 })).toThrow(`${name}: expected an integer ≥ 1, received 0`);
        expect(() => init({ ...sizes, [name]: 1 })).not.toThrow();
      }
  });
});

it('nothing is left behind', () => {
  const [e, d] = [initEncoder(sizes), initDecoder(sizes)];
  const [x, memory] = [input(3), input(2)];
  const one = x.slice([0, 0, 0], [2, 1, 4]) as Tensor3D;
  for (const run of [
    () => encoder(e, x, { heads: 2, dropout: { rate: 0.5, seed: 1 } }),
    () => decoder(d, x, memory, { heads: 2 }),
    () => decoder(d, x, memory, { heads: 3 }),
    () => decoderStep(d, one, memory, undefined, { heads: 2 }) as never,
    () => positionalEncoding(3, 4),
  ])
    expect(leaked(run)).toBe(0);
});
