import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { arrays, distance, times } from '../support/numbers.js';

const { unroll, rnnState, manyToOne, manyToMany, oneToOne, oneToMany, encoderDecoder, fold } = recurrent;
const [B, T, I, H, O] = [2, 4, 3, 5, 2];

const setup = () => {
  const random = new equations.Random(7);
  return {
    p: { Wh: random.tensor([H, H], 0.4), Wx: random.tensor([I, H]), bh: random.tensor([H]) },
    out: { Wy: random.tensor([H, O]), by: random.tensor([O]) },
    xs: random.tensor([B, T, I]),
    h0: random.tensor([B, H]),
  };
};

/** The whole network by loops over numbers. */
const byHand = ({ p, xs, h0 }: ReturnType<typeof setup>): number[][][] =>
  arrays<number[][][]>(xs).map((sequence, b) => {
    let h = arrays(h0)[b];
    return sequence.map((x) => {
      const [a, c] = [times([h], arrays(p.Wh))[0], times([x], arrays(p.Wx))[0]];
      h = a.map((v, j) => Math.tanh(v + c[j] + arrays<number[]>(p.bh)[j]));
      return h;
    });
  });

const tensor3 = (values: number[][][]) =>
  float64.precise(values.flat(2), [values.length, values[0].length, values[0][0].length]) as tf.Tensor3D;

describe('fold', () => {
  it('gives every state, and none for the empty sequence', () => {
    expect(fold((s: number, x: number) => s + x, 10, [1, 2, 3])).toEqual([11, 13, 16]);
    expect(fold((s: number, x: number) => s + x, 10, [])).toEqual([]);
    const order: number[] = [];
    fold((s: number, _: string, t) => order.push(t) && s, 0, ['a', 'b']);
    expect(order).toEqual([1, 2]);
  });
});

describe('unroll', () => {
  it('equals plain loops', () => {
    float64.inFloat64(() => {
      const net = setup();
      const { states, last } = unroll(rnnState, net.p, net.xs, net.h0);
      const want = byHand(net);
      expect(distance(states, tensor3(want))).toBeLessThan(1e-14);
      expect(
        distance(
          last,
          tensor3(want)
            .slice([0, T - 1, 0], [B, 1, H])
            .squeeze([1]),
        ),
      ).toBeLessThan(1e-14);
    });
  });

  it('with a mask: each sequence as if it had been run alone at its own length', () => {
    float64.inFloat64(() => {
      const { p, xs, h0 } = setup();
      const mask = tf.tensor2d([
        [1, 1, 0, 0],
        [1, 1, 1, 1],
      ]);
      const { states, last } = unroll(rnnState, p, xs, h0, { mask });
      const alone = unroll(rnnState, p, xs.slice([0, 0, 0], [1, 2, I]), h0.slice([0, 0], [1, H]));
      expect(distance(last.slice([0, 0], [1, H]), alone.last)).toBe(0);
      expect(distance(states.slice([0, 3, 0], [1, 1, H]).squeeze([1]), alone.last)).toBe(0);
      const free = unroll(rnnState, p, xs, h0);
      expect(distance(last.slice([1, 0], [1, H]), free.last.slice([1, 0], [1, H]))).toBe(0);
    });
  });

  it('has a gradient by the inputs also for sequences of one element', () => {
    const r = new equations.Random(3);
    const p = { Wh: r.tensor([2, 2]), Wx: r.tensor([3, 2]), bh: r.tensor([2]) };
    for (const T of [1, 2]) {
      const report = float64.inFloat64(() =>
        equations.checkGradient(
          (xs: tf.Tensor3D) => unroll(rnnState, p, xs, tf.zeros<tf.Rank.R2>([2, 2])).states,
          [r.tensor([2, T, 3])],
        ),
      );
      expect(report.worst).toBeLessThan(1e-7);
    }
  });

  it('carries states of several tensors', () => {
    float64.inFloat64(() => {
      const { xs, h0 } = setup();
      const cell = (_: null, x: tf.Tensor2D, s: { h: tf.Tensor2D; count: tf.Tensor }) => ({
        h: s.h.add<tf.Tensor2D>(x.sum(1, true)),
        count: s.count.add(1),
      });
      const mask = tf.tensor2d([
        [1, 1, 1, 0],
        [1, 1, 1, 1],
      ]);
      const { last } = unroll(cell, null, xs, { h: h0, count: tf.zeros([B]) }, { mask });
      expect(last.count.arraySync()).toEqual([3, 4]);
    });
  });

  it('runs on pieces with the state carried over as on the whole', () => {
    float64.inFloat64(() => {
      const { p, xs, h0 } = setup();
      const whole = unroll(rnnState, p, xs, h0);
      let h = h0;
      const pieces = recurrent.segments(xs, 3).map((piece) => {
        const { states, last } = unroll(rnnState, p, piece, h);
        h = last;
        return states;
      });
      expect(pieces.map((s) => s.shape[1])).toEqual([3, 1]);
      expect(distance(tf.concat(pieces, 1) as tf.Tensor3D, whole.states)).toBe(0);
    });
  });

  it('says what is wrong with its input', () => {
    const { p, xs, h0 } = setup();
    expect(() => unroll(rnnState, p, tf.zeros([B, 0, I]), h0)).toThrow(
      'xs: expected [B, T, I] with at least one element, received [2, 0, 3]',
    );
    expect(() => unroll(rnnState, p, h0 as unknown as tf.Tensor3D, h0)).toThrow(
      'xs: expected [B, T, I], received [2, 5]',
    );
    expect(() => unroll(rnnState, p, xs, tf.zeros([3, H]))).toThrow('s0: expected [2, 5], received [3, 5]');
    expect(() => unroll(rnnState, p, xs, h0, { mask: tf.ones([B, T + 1]) })).toThrow('mask: expected [2, 4]');
    const bad = tf.tensor3d([
      [
        [0, 1, 2],
        [0, Number.NaN, 0],
      ],
    ]);
    expect(() => unroll(rnnState, p, bad, tf.zeros([1, H]))).toThrow(
      'xs: expected finite numbers, received NaN at [0, 1, 1]',
    );
  });
});

describe('task shapes', () => {
  const outputs = (states: tf.Tensor3D, out: recurrent.OutputParams) =>
    tensor3(
      arrays<number[][][]>(states).map((s) =>
        times(s, arrays(out.Wy)).map((y) => y.map((v, j) => v + arrays<number[]>(out.by)[j])),
      ),
    );

  it('many-to-many reads every state, many-to-one the last', () => {
    float64.inFloat64(() => {
      const { p, out, xs, h0 } = setup();
      const net = { cell: rnnState, p, out };
      const want = outputs(unroll(rnnState, p, xs, h0).states, out);
      expect(distance(manyToMany(net, xs, h0), want)).toBeLessThan(1e-14);
      expect(
        distance(manyToOne(net, xs, h0), want.slice([0, T - 1, 0], [B, 1, O]).squeeze([1])),
      ).toBeLessThan(1e-14);
    });
  });

  it('one-to-one is one step', () => {
    float64.inFloat64(() => {
      const { p, out, xs, h0 } = setup();
      const first = xs.slice([0, 0, 0], [B, 1, I]);
      const net = { cell: rnnState, p, out };
      expect(distance(oneToOne(net, first.squeeze([1]), h0), manyToOne(net, first, h0))).toBe(0);
    });
  });

  it('one-to-many feeds its outputs back; the encoder hands its last state to the decoder', () => {
    float64.inFloat64(() => {
      const { p, out, xs, h0 } = setup();
      const net = { cell: rnnState, p, out };
      const feed = (y: tf.Tensor2D) =>
        y.pad([
          [0, 0],
          [0, I - O],
        ]) as tf.Tensor2D;
      const x = xs.slice([0, 0, 0], [B, 1, I]).squeeze<tf.Tensor2D>([1]);
      const got = oneToMany(net, x, h0, 3, feed);
      let [input, h] = [x, h0];
      for (let t = 0; t < 3; t++) {
        h = rnnState(p, input, h);
        const y = recurrent.rnnOutput(out, h);
        expect(distance(got.slice([0, t, 0], [B, 1, O]).squeeze([1]), y)).toBe(0);
        input = feed(y);
      }
      const { last } = unroll(rnnState, p, xs, h0);
      const translated = encoderDecoder({ cell: rnnState, p }, net, xs, h0, x, 2, { feed });
      expect(distance(translated, oneToMany(net, x, last, 2, feed))).toBe(0);
      expect(() => oneToMany(net, x, h0, 0)).toThrow('steps: expected an integer ≥ 1, received 0');
    });
  });

  it('leaves no tensor behind, also when it throws', () => {
    const { p, out, xs, h0 } = setup();
    const net = { cell: rnnState, p, out };
    const before = tf.memory().numTensors;
    for (const run of [() => manyToOne(net, xs, h0), () => manyToMany(net, xs, h0)]) run().dispose();
    const { states, last } = unroll(rnnState, p, xs, h0);
    tf.dispose([states, last]);
    expect(() => manyToOne({ ...net, out: p as never }, xs, h0)).toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });
});
