import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { arrays, distance, leaked, type Matrix, tensorOf, times } from '../support/numbers.js';

const { gridBlock, gridLSTM, gridState, initGridLSTM, unroll } = recurrent;
const size = { inputs: 3, hidden: 4, layers: 2, seed: 6 };
const sigma = (a: number) => 1 / (1 + Math.exp(-a));

/** One dimension of a block, from the paper, in plain numbers. */
function loops(p: recurrent.GridParams, all: Matrix, m: Matrix) {
  const gate = (W: Tensor2D, b: tf.Tensor1D, f: (a: number) => number) => {
    const bias = arrays<number[]>(b);
    return times(all, arrays(W)).map((row) => row.map((a, j) => f(a + bias[j])));
  };
  const [f, u] = [gate(p.Wf, p.bf, sigma), gate(p.Wi, p.bi, sigma)];
  const [c, o] = [gate(p.Wc, p.bc, Math.tanh), gate(p.Wo, p.bo, sigma)];
  const next = m.map((row, b) => row.map((value, j) => f[b][j] * value + u[b][j] * c[b][j]));
  return { h: next.map((row, b) => row.map((value, j) => Math.tanh(o[b][j] * value))), m: next };
}

const beside = (...parts: Matrix[]): Matrix => parts[0].map((_, b) => parts.flatMap((part) => part[b]));

describe('Grid LSTM', () => {
  it('a grid of two layers over a sequence is that of plain loops', () => {
    float64.inFloat64(() => {
      const random = new equations.Random(2);
      const p = initGridLSTM(size);
      const xs = random.tensor([2, 3, 3]);
      let state = gridState(p, 2).layers.map(({ h, m }) => ({ h: arrays(h), m: arrays(m) }));
      const outputs: Matrix[] = [];
      for (let t = 0; t < 3; t++) {
        const x = arrays<number[][][]>(xs).map((sequence) => sequence[t]);
        let below = { h: times(x, arrays(p.Wx)), m: times(x, arrays(p.Wm)) };
        state = p.layers.map(({ time, depth }, l) => {
          const all = beside(state[l].h, below.h);
          const [onwards, upwards] = [loops(time, all, state[l].m), loops(depth, all, below.m)];
          below = upwards;
          return onwards;
        });
        outputs.push(below.h);
      }
      const { states, last } = unroll(gridLSTM, p, xs, gridState(p, 2));
      expect(distance(states, tensorOf([0, 1].map((b) => outputs.map((rows) => rows[b]))))).toBeLessThan(
        1e-13,
      );
      last.layers.forEach(({ h, m }, l) => {
        expect(distance(h, tensorOf(state[l].h))).toBeLessThan(1e-13);
        expect(distance(m, tensorOf(state[l].m))).toBeLessThan(1e-13);
      });
    });
  });

  it('a block of three dimensions reads the states of all', () => {
    float64.inFloat64(() => {
      const random = new equations.Random(3);
      const sides = [0, 1, 2].map(() => ({ h: random.tensor([2, 4]), m: random.tensor([2, 4]) }));
      const p = [1, 2, 3].map((seed) => recurrent.initLSTM({ inputs: 8, hidden: 4, seed }));
      const all = beside(...sides.map(({ h }) => arrays(h)));
      gridBlock(p, sides).forEach(({ h, m }, n) => {
        const want = loops(p[n], all, arrays(sides[n].m));
        expect(distance(h, tensorOf(want.h))).toBeLessThan(1e-13);
        expect(distance(m, tensorOf(want.m))).toBeLessThan(1e-13);
      });
    });
  });

  it('its gradient is right', () => {
    float64.inFloat64(() => {
      const p = initGridLSTM(size);
      const report = equations.checkGradient(
        (q: recurrent.GridLSTMParams, xs: tf.Tensor3D) => unroll(gridLSTM, q, xs, gridState(q, 2)).states,
        [p, new equations.Random(5).tensor([2, 3, 3])],
      );
      expect(report.worst, report.where).toBeLessThan(1e-6);
    });
  });

  it('refuses what does not fit, and leaves nothing behind', () => {
    const p = initGridLSTM(size);
    const x = tf.ones<tf.Rank.R2>([2, 3]);
    const s = gridState(p, 2);
    expect(() => gridLSTM(p, tf.ones([2, 4]), s)).toThrow('x: expected [B, 3], received [2, 4]');
    expect(() => gridLSTM({ ...p, Wm: tf.ones([3, 5]) }, x, s)).toThrow(
      'Wm: expected [3, 4], received [3, 5]',
    );
    expect(() => gridLSTM({ ...p, Wx: tf.ones([3]) as never }, x, s)).toThrow(
      'Wx: expected [I, H], received [3]',
    );
    expect(() => gridLSTM(p, x, { ...s, layers: s.layers.slice(1) })).toThrow(
      's: expected states of 2 layers, received 1',
    );
    expect(() => gridBlock([], [])).toThrow('number of sides: expected an integer ≥ 1, received 0');
    expect(() => gridBlock([p.layers[0].time], s.layers)).toThrow(
      'p: expected parameters of 2 dimensions, received 1',
    );
    expect(() => gridState(p, 0)).toThrow('B: expected an integer ≥ 1, received 0');
    for (const name of ['inputs', 'hidden', 'layers'] as const) {
      expect(() => initGridLSTM({ ...size, [name]: 0 })).toThrow(
        `${name}: expected an integer ≥ 1, received 0`,
      );
      expect(() => initGridLSTM({ ...size, [name]: 1 })).not.toThrow();
    }
    expect(leaked(() => gridLSTM(p, x, s))).toBe(0);
    expect(leaked(() => gridBlock([p.layers[0].time, p.layers[0].depth], s.layers))).toBe(0);
    expect(leaked(() => gridLSTM(p, x, { ...s, layers: s.layers.slice(1) }))).toBe(0);
  });

  it('begins with weights that are all different', () => {
    const p = initGridLSTM({ ...size, layers: 3 });
    const all = [
      p.Wx,
      p.Wm,
      ...p.layers.flatMap(({ time, depth }) => [time.Wf, time.Wo, depth.Wf, depth.Wo]),
    ];
    expect(new Set(all.map((W) => W.dataSync()[0])).size).toBe(14);
    expect(initGridLSTM({ ...size, seed: 7 }).layers[0].time.Wf.dataSync()[0]).not.toBe(
      initGridLSTM(size).layers[0].time.Wf.dataSync()[0],
    );
    expect(p.layers[0].time.Wf.shape).toEqual([8, 4]);
    const wide = initGridLSTM({ inputs: 400, hidden: 50, layers: 1, seed: 1 });
    expect(Math.sqrt(tf.moments(wide.Wx).variance.dataSync()[0])).toBeCloseTo(0.05, 2);
  });
});
