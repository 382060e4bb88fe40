import * as tf from '@tensorflow/tfjs';
import { float64, recurrent, weights } from 'unrolled';
import { describe, expect, it } from 'vitest';
import reference from '../reference/weights.json' with { type: 'json' };
import { distance, type Nested, tensorOf } from '../support/numbers.js';

const { fromKeras, toKeras, fromONNX, toONNX } = weights;

// biome-ignore lint/suspicious/noExplicitAny: one test for cells of all parameters and states
const cells: Record<weights.CellName, recurrent.Cell<any, any>> = {
  rnn: recurrent.rnnState,
  lstm: recurrent.lstm,
  peepholeLSTM: recurrent.peepholeLSTM,
  gru: recurrent.gru,
  resetAfterGRU: recurrent.resetAfterGRU,
};

type Named = { [name: string]: tf.Tensor };
const tensorsOf = (values: object): Named =>
  Object.fromEntries(Object.entries(values).map(([name, v]) => [name, tensorOf(v as Nested)]));

const maskOf = (lengths: number[], T: number) =>
  tf.tensor2d(lengths.map((n) => Array.from({ length: T }, (_, t) => +(t < n))));
const stateOf = ([h, c]: tf.Tensor[]): recurrent.State => (c ? { h, c } : h);
const partsOf = (s: recurrent.State): tf.Tensor[] =>
  s instanceof tf.Tensor ? [s] : [(s as { h: tf.Tensor }).h, (s as { c: tf.Tensor }).c];

/** Of two biases where only their sum counts (all but those of the candidate h) the first is the sum, the second zero. */
const summed = (bias: tf.Tensor): tf.Tensor => {
  if (bias.rank === 1) return bias;
  const [zr, h] = tf.split(bias, [(bias.shape[1]! / 3) * 2, bias.shape[1]! / 3], 1);
  const sum = zr.sum(0, true);
  return tf.concat([tf.concat([sum, tf.zerosLike(sum)]), h], 1);
};

/** The same numbers under the same names. */
const expectEqual = (got: object, want: Named) => {
  expect(Object.keys(got).sort()).toEqual(Object.keys(want).sort());
  for (const [name, tensor] of Object.entries(got))
    expect(distance(tensor, want[name]), name).toBeLessThan(1e-15);
};

describe(`against ${reference['made by']}`, () => {
  it.each(reference.keras)('Keras: $kind', (c) => {
    float64.inFloat64(() => {
      const kind = c.kind as weights.KerasCell;
      const kept = tensorsOf(c.weights);
      const p = fromKeras(kind, kept as weights.KerasWeights);
      const xs = tensorOf<tf.Rank.R3>(c.xs);
      const mask = maskOf(c.lengths, xs.shape[1]);
      const s0 = stateOf(c.initial.map((s) => tensorOf(s)));
      const { states, last } = recurrent.unroll(cells[kind], p, xs, s0, { mask });
      expect(distance(states.mul(mask.expandDims(2)), tensorOf(c.states))).toBeLessThan(1e-10);
      partsOf(last).forEach((part, i) => {
        expect(distance(part, tensorOf(c.last[i]))).toBeLessThan(1e-10);
      });
      expect(partsOf(last)).toHaveLength(c.last.length);

      expectEqual(fromKeras(kind, toKeras(kind, p)), p);
      const back = toKeras(kind, p);
      expectEqual(back, { ...kept, bias: summed(kept.bias ?? tf.zerosLike(back.bias)) });
    });
  });

  it.each(reference.onnx)('ONNX Runtime: $kind of $inputs.W.length', (c) => {
    float64.inFloat64(() => {
      const kind = c.kind as weights.CellName;
      const { X, sequence_lens, initial_h, initial_c, ...kept } = tensorsOf(c.inputs);
      const D = kept.W.shape[0];
      const xs = tf.transpose(X, [1, 0, 2]) as tf.Tensor3D;
      const mask = maskOf(c.lengths, xs.shape[1]);
      const initial = [initial_h, ...(initial_c ? [initial_c] : [])].map((s) => tf.unstack(s));
      const start = Array.from({ length: D }, (_, d) => stateOf(initial.map((s) => s[d])));
      const given = kept as weights.ONNXWeights;
      const [layer, p, s0] =
        D === 2
          ? [
              recurrent.bidirectional(cells[kind]),
              fromONNX(kind, given, { bidirectional: true }),
              { forward: start[0], backward: start[1] },
            ]
          : [recurrent.forwards(cells[kind]), fromONNX(kind, given), start[0]];
      const { states, last } = (layer as recurrent.Layer<object, recurrent.State>).run(p, xs, { s0, mask });

      const { Y, Y_h, Y_c } = tensorsOf(c.outputs); // Y [T, D, B, H]
      const [T, , B, H] = Y.shape;
      const want = tf.transpose(Y, [2, 0, 1, 3]).reshape([B, T, D * H]);
      const alive = mask.expandDims(2);
      expect(distance(states.mul(alive), want.mul(alive))).toBeLessThan(1e-6);
      const lasts = 'forward' in last ? [last.forward, last.backward] : [last];
      lasts.forEach((state, d) => {
        [Y_h, ...(Y_c ? [Y_c] : [])].forEach((y, i) => {
          expect(distance(partsOf(state)[i], tf.unstack(y)[d])).toBeLessThan(1e-6);
        });
      });

      const back = toONNX(kind, p);
      expect(Object.keys(back)).toEqual(['W', 'R', 'B', ...(kept.P ? ['P'] : [])]);
      for (const name of Object.keys(kept).filter((name) => name !== 'B') as ('W' | 'R' | 'P')[])
        expect(distance(back[name]!, kept[name]), name).toBe(0);
      const again = D === 2 ? fromONNX(kind, back, { bidirectional: true }) : fromONNX(kind, back);
      const sides = 'forward' in p ? (['forward', 'backward'] as const) : [undefined];
      for (const side of sides)
        expectEqual(
          (side ? (again as never)[side] : again) as object,
          (side ? (p as never)[side] : p) as Named,
        );
    });
  });
});
