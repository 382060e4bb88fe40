import * as tf from '@tensorflow/tfjs';
import { float64, recurrent } from 'unrolled';
import { describe, expect, it } from 'vitest';
import reference from '../reference/recurrent.json' with { type: 'json' };
import { distance, type Nested, tensorOf as tensor } from '../support/numbers.js';

const { bptt, rnnState, unroll, clipByNorm } = recurrent;

/** PyTorch keeps [out, in]. */
const turned = (v: Nested) => tensor<tf.Rank.R2>(v).transpose() as tf.Tensor2D;

describe(`against ${reference['made by']}`, () => {
  for (const c of reference.cases) {
    const f = c.f as recurrent.ActivationName;
    it(`${f}${c.lengths ? ` with lengths ${c.lengths.join(', ')}` : ''}: states, loss and all gradients`, () => {
      float64.inFloat64(() => {
        const { weight_hh_l0, weight_ih_l0, bias_hh_l0, bias_ih_l0 } = c.state_dict;
        const p = {
          Wh: turned(weight_hh_l0),
          Wx: turned(weight_ih_l0),
          bh: tensor<tf.Rank.R1>(bias_hh_l0).add<tf.Tensor1D>(tensor(bias_ih_l0)),
        };
        const out = { Wy: turned(c.read.weight), by: tensor<tf.Rank.R1>(c.read.bias) };
        const [xs, ys] = [tensor<tf.Rank.R3>(c.xs), tensor<tf.Rank.R3>(c.ys)];
        const h0 = tensor<tf.Rank.R2>(c.h0);
        const T = xs.shape[1];
        const mask = tf.tensor2d(
          (c.lengths ?? c.xs.map(() => T)).map((n) => Array.from({ length: T }, (_, t) => +(t < n))),
        );

        const { states, last } = unroll((p, x, h: tf.Tensor2D) => rnnState(p, x, h, f), p, xs, h0, { mask });
        expect(distance(last, tensor(c.last))).toBeLessThan(1e-12);
        const m = mask.expandDims(2); // behind the end PyTorch writes zeros, we keep the state
        expect(distance(states.mul(m), tensor(c.states))).toBeLessThan(1e-12);

        const { gradients, trace } = bptt({ p, out, f }, xs, h0, (y) => y.sub(ys).mul(m), { mask });
        expect(recurrent.rnnLoss(recurrent.squaredError, trace.outputs, ys, mask).dataSync()[0]).toBeCloseTo(
          c.loss,
          10,
        );
        const g = c.gradients;
        expect(distance(gradients.Wh, turned(g.weight_hh_l0))).toBeLessThan(1e-10);
        expect(distance(gradients.Wx, turned(g.weight_ih_l0))).toBeLessThan(1e-10);
        expect(distance(gradients.bh, tensor(g.bias_hh_l0))).toBeLessThan(1e-10);
        expect(distance(gradients.Wy, turned(g.weight))).toBeLessThan(1e-10);
        expect(distance(gradients.by, tensor(g.bias))).toBeLessThan(1e-10);
        expect(distance(gradients.xs, tensor(g.xs))).toBeLessThan(1e-10);
        expect(distance(gradients.h0, tensor(g.h0))).toBeLessThan(1e-10);
      });
    });
  }

  it('clip_grad_norm_', () => {
    float64.inFloat64(() => {
      const { gradients, maxNorm, norm, clipped } = reference.clipping;
      const got = clipByNorm({ a: tensor(gradients[0]), b: tensor(gradients[1]) }, maxNorm);
      expect(got.norm.dataSync()[0]).toBeCloseTo(norm, 12);
      // PyTorch divides by norm + 1e-6
      expect(distance(got.clipped.a, tensor(clipped[0]))).toBeLessThan(1e-6);
      expect(distance(got.clipped.b, tensor(clipped[1]))).toBeLessThan(1e-6);
    });
  });

  it('eigenvalues and singular values', () => {
    float64.inFloat64(() => {
      const W = tensor<tf.Rank.R2>(reference.spectrum.W);
      const moduli = recurrent.eigenvalues(W).map(({ re, im }) => Math.hypot(re, im));
      reference.spectrum.eigenvalues.forEach((v, i) => expect(moduli[i]).toBeCloseTo(v, 10));
      const singular = recurrent.singularValues(W);
      reference.spectrum.singularValues.forEach((v, i) => expect(singular[i]).toBeCloseTo(v, 10));
    });
  });
});
