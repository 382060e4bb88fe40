import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';
import { describe, expect, it } from 'vitest';
import reference from '../reference/conv-lstm.json' with { type: 'json' };
import { distance, leaked, type Nested, tensorOf } from '../support/numbers.js';

const { convLSTM, initConvLSTM, unroll } = recurrent;
type Kernels = { readonly kernel: Nested; readonly recurrent: Nested; readonly bias: Nested };

/** Keras keeps the gates i, f, c, o side by side. */
function fromKeras({ kernel, recurrent, bias }: Kernels): recurrent.ConvLSTMParams {
  const [W, U, b] = [kernel, recurrent, bias].map((v) => tf.split(tensorOf(v), 4, -1));
  const p = Object.fromEntries(
    ['i', 'f', 'c', 'o'].flatMap((gate, g) => [
      [`W${gate}`, W[g]],
      [`U${gate}`, U[g]],
      [`b${gate}`, b[g]],
    ]),
  );
  return p as unknown as recurrent.ConvLSTMParams;
}

describe(`against ${reference['made by']}`, () => {
  it('ConvLSTM: states and all gradients', () => {
    float64.inFloat64(() => {
      const p = fromKeras(reference);
      const xs = tensorOf<tf.Rank.R5>(reference.xs);
      const s0 = { h: tensorOf<tf.Rank.R4>(reference.h0), c: tensorOf<tf.Rank.R4>(reference.c0) };
      expect(distance(unroll(convLSTM, p, xs, s0).states, tensorOf(reference.states))).toBeLessThan(1e-12);

      const names = Object.keys(p) as (keyof recurrent.ConvLSTMParams)[];
      const loss = (...all: Tensor[]) => {
        const q = Object.fromEntries(names.map((name, i) => [name, all[i]]));
        const [x, h, c] = all.slice(names.length);
        const { states } = unroll(
          convLSTM,
          q as never,
          x as tf.Tensor5D,
          { h, c } as recurrent.ConvLSTMState,
        );
        return states.mul(tensorOf(reference.weights)).sum();
      };
      const tape = tf.grads(loss as never)([...names.map((name) => p[name]), xs, s0.h, s0.c]);
      const g = reference.gradients;
      const want = fromKeras(g);
      names.forEach((name, i) => expect(distance(tape[i], want[name]), name).toBeLessThan(1e-10));
      [g.xs, g.h0, g.c0].forEach((v, i) =>
        expect(distance(tape[names.length + i], tensorOf(v))).toBeLessThan(1e-10),
      );
    });
  });
});

describe('weights to begin with', () => {
  const size = { inputs: 20, hidden: 30, kernel: 3, seed: 2 };

  it('are normal with variance 1/fan-in, all different; the forget gate is open', () => {
    const p = initConvLSTM(size);
    const kernels = [p.Wf, p.Wi, p.Wc, p.Wo, p.Uf, p.Ui, p.Uc, p.Uo];
    for (const W of kernels)
      expect(Math.sqrt(tf.moments(W).variance.dataSync()[0]) * 3 * Math.sqrt(50)).toBeCloseTo(1, 1);
    expect(new Set(kernels.map((W) => W.dataSync()[0])).size).toBe(8);
    expect([p.Wf.shape, p.Uo.shape]).toEqual([
      [3, 3, 20, 30],
      [3, 3, 30, 30],
    ]);
    expect(
      [p.bf.min(), p.bf.max(), p.bi.add(p.bc).add(p.bo).abs().max()].map((t) => t.dataSync()[0]),
    ).toEqual([1, 1, 0]);
    expect(initConvLSTM({ ...size, forgetBias: 3 }).bf.dataSync()[0]).toBe(3);
    expect(distance(initConvLSTM(size).Uo, p.Uo)).toBe(0);
    expect(distance(initConvLSTM({ ...size, seed: 3 }).Uo, p.Uo)).toBeGreaterThan(0.1);
  });

  it('refuse sizes below one, kernels without a middle and biases that are no numbers', () => {
    expect(() => initConvLSTM({ ...size, inputs: 0 })).toThrow('inputs: expected an integer ≥ 1, received 0');
    expect(() => initConvLSTM({ ...size, hidden: 0 })).toThrow('hidden: expected an integer ≥ 1, received 0');
    expect(() => initConvLSTM({ ...size, kernel: 0 })).toThrow('kernel: expected an integer ≥ 1, received 0');
    expect(() => initConvLSTM({ ...size, kernel: 4 })).toThrow('kernel: expected an odd number, received 4');
    expect(() => initConvLSTM({ ...size, forgetBias: Number.NaN })).toThrow(
      'forgetBias: expected a finite number',
    );
    expect(initConvLSTM({ inputs: 1, hidden: 1, kernel: 1, seed: 1 }).Wf.shape).toEqual([1, 1, 1, 1]);
  });
});

it('goes through layers in both directions, refuses what does not fit, leaves nothing behind', () => {
  const random = new equations.Random(4);
  const p = initConvLSTM({ inputs: 2, hidden: 3, kernel: 3, seed: 1 });
  const xs = random.tensor([2, 3, 4, 5, 2]) as tf.Tensor5D;
  const zeros = () => tf.zeros<tf.Rank.R4>([2, 4, 5, 3]);
  const both = recurrent.bidirectional<recurrent.ConvLSTMParams, recurrent.ConvLSTMState, Tensor4D>(convLSTM);
  expect(both.run({ forward: p, backward: p }, xs).states.shape).toEqual([2, 3, 4, 5, 6]);
  const s0 = { h: zeros(), c: zeros() };
  const x = xs.slice([0, 0], [2, 1]).squeeze<Tensor4D>([1]);
  expect(() => convLSTM(p, x, { ...s0, c: tf.zeros([2, 4, 5, 2]) })).toThrow('c: expected [2, 4, 5, 3]');
  expect(() => convLSTM(p, x.slice([0, 1]), s0)).toThrow('h: expected [2, 3, 5, 3], received [2, 4, 5, 3]');
  expect(leaked(() => convLSTM(p, x, s0))).toBe(0);
  expect(
    leaked(() =>
      convLSTM(
        p,
        tf.tidy(() => x),
        { ...s0, h: s0.c.slice([0, 1]) },
      ),
    ),
  ).toBe(1);
});
