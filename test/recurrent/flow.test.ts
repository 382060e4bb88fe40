import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { distance } from '../support/numbers.js';

const { gradientFlow, powerNorms, rescale, spectralRadius, singularValues, eigenvalues, clipByNorm } =
  recurrent;
const matrix = (rows: number[][]) =>
  float64.precise(rows.flat(), [rows.length, rows[0].length]) as tf.Tensor2D;

describe('spectrum', () => {
  it('of a matrix whose values are known', () => {
    float64.inFloat64(() => {
      // rotation by 90° times 2: eigenvalues ±2i
      const turn = matrix([
        [0, -2],
        [2, 0],
      ]);
      expect(eigenvalues(turn).map(({ re, im }) => [re + 0, Math.abs(im)])).toEqual([
        [0, 2],
        [0, 2],
      ]);
      expect(spectralRadius(turn)).toBeCloseTo(2, 12);
      // a shear: both eigenvalues 1, yet it stretches by the golden ratio squared… (√5 + 3) / 2 under the root
      const [first, second] = singularValues(
        matrix([
          [1, 1],
          [0, 1],
        ]),
      );
      expect(first).toBeCloseTo((1 + Math.sqrt(5)) / 2, 12);
      expect(first * second).toBeCloseTo(1, 12);
      expect(
        spectralRadius(
          rescale(
            matrix([
              [3, 1],
              [0, -4],
            ]),
            0.5,
          ),
        ),
      ).toBeCloseTo(0.5, 7);
    });
  });

  it('comes the largest first, of wide matrices and tall ones', () => {
    const moduli = (W: tf.Tensor2D) => eigenvalues(W).map(({ re, im }) => Math.hypot(re, im));
    const W = matrix([
      [1, 0, 0],
      [0, -3, 0],
      [0, 0, 2],
    ]);
    expect(eigenvalues(W).map(({ re }) => re)).toEqual([-3, 2, 1]);
    expect(moduli(W)).toEqual([3, 2, 1]);
    for (const wide of [matrix([[3, 4]]), matrix([[3], [4]])]) {
      expect(singularValues(wide)).toHaveLength(1);
      expect(singularValues(wide)[0]).toBeCloseTo(5, 6);
    }
  });

  it('is refused by name', () => {
    const cube = tf.zeros([2, 2, 2]) as never;
    expect(() => singularValues(cube)).toThrow('W: expected [m, n], received [2, 2, 2]');
    expect(() => eigenvalues(tf.tensor2d([[Number.NaN]]))).toThrow(
      'W: expected finite numbers, received NaN',
    );
    expect(() => powerNorms(tf.eye(2), 0)).toThrow('steps: expected an integer ≥ 1, received 0');
  });

  it('refuses a matrix that is not square, or not finite', () => {
    expect(() => spectralRadius(tf.zeros([2, 3]))).toThrow('W: expected [H, H], received [2, 3]');
    expect(() => singularValues(tf.tensor2d([[1, Infinity]]))).toThrow(
      'W: expected finite numbers, received Infinity at [0, 1]',
    );
    expect(() => rescale(tf.eye(2), 0)).toThrow('radius: expected a number above 0, received 0');
  });
});

describe('gradientFlow', () => {
  const setup = () => {
    const random = new equations.Random(3);
    const p = { Wh: random.tensor([4, 4], 0.5), Wx: random.tensor([2, 4]), bh: random.tensor([4]) };
    return { p, xs: random.tensor([1, 6, 2]), h0: random.tensor([1, 4]) };
  };

  it('is the largest growth that the tape sees over unit gradients', () => {
    float64.inFloat64(() => {
      const { p, xs, h0 } = setup();
      const { norms, bound } = gradientFlow(p, xs, h0);
      expect(norms.length).toBe(7);
      expect(norms[0]).toBeCloseTo(1, 12);
      // the Jacobian by the tape, row by row, and its largest stretch by power iteration
      const rows = Array.from({ length: 4 }, (_, j) =>
        tf.grad((h) =>
          recurrent
            .unroll(recurrent.rnnState, p, xs, h as tf.Tensor2D)
            .last.slice([0, j], [1, 1])
            .sum(),
        )(h0),
      );
      const J = tf.concat(rows, 0) as tf.Tensor2D;
      let v = tf.ones<tf.Rank.R2>([4, 1]);
      for (let i = 0; i < 200; i++) {
        v = tf.matMul(J, tf.matMul(J, v), true);
        v = v.div(tf.norm(v));
      }
      expect(norms[6]).toBeCloseTo(tf.norm(tf.matMul(J, v)).dataSync()[0], 9);
      norms.forEach((norm, lag) => expect(norm).toBeLessThanOrEqual(bound[lag] * (1 + 1e-12)));
    });
  });

  it('of a batch is the mean over its sequences', () => {
    const random = new equations.Random(3);
    const p = { Wh: random.tensor([3, 3]), Wx: random.tensor([2, 3]), bh: random.tensor([3]) };
    const [xs, h0] = [random.tensor([2, 4, 2]), random.tensor([2, 3])];
    const [first, second] = [0, 1].map((b) => gradientFlow(p, xs.slice([b], [1]), h0.slice([b], [1])).norms);
    gradientFlow(p, xs, h0).norms.forEach((norm, lag) => {
      expect(norm).toBeCloseTo((first[lag] + second[lag]) / 2, 5);
    });
  });

  it('of the identity activation is the norm of powers of W', () => {
    float64.inFloat64(() => {
      const { p, xs, h0 } = setup();
      const flow = gradientFlow(p, xs, h0, 'identity').norms;
      powerNorms(p.Wh, 6).forEach((norm, k) => expect(flow[k]).toBeCloseTo(norm, 10));
    });
  });

  it('of σ is bounded with its steepest slope 1/4', () => {
    float64.inFloat64(() => {
      const { p, xs, h0 } = setup();
      const { bound } = gradientFlow(p, xs, h0, 'sigmoid');
      expect(bound[2]).toBeCloseTo((singularValues(p.Wh)[0] / 4) ** 2, 12);
    });
  });

  it("shows the lectures' rule to be half true: radius below one, and growth at first", () => {
    float64.inFloat64(() => {
      const W = matrix([
        [0.9, 5],
        [0, 0.9],
      ]);
      expect(spectralRadius(W)).toBeCloseTo(0.9, 12);
      const norms = powerNorms(W, 100);
      expect(Math.max(...norms)).toBeGreaterThan(15);
      expect(norms[100]).toBeLessThan(0.1);
    });
  });
});

describe('gradient.clip', () => {
  it('keeps the direction and sets the norm', () => {
    float64.inFloat64(() => {
      const g = {
        a: matrix([
          [3, 0],
          [0, 0],
        ]),
        b: float64.precise([4], [1]),
      };
      const { clipped, norm } = clipByNorm(g, 1);
      expect(norm.dataSync()[0]).toBe(5);
      expect(
        distance(
          clipped.a,
          matrix([
            [0.6, 0],
            [0, 0],
          ]),
        ),
      ).toBeLessThan(1e-15);
      expect(clipped.b.dataSync()[0]).toBeCloseTo(0.8, 15);
    });
  });

  it('leaves a gradient that is short enough, and a zero one, as it is', () => {
    float64.inFloat64(() => {
      const g = { a: matrix([[0.3, -0.4]]) };
      expect(distance(clipByNorm(g, 0.5).clipped.a, g.a)).toBe(0);
      expect(distance(clipByNorm({ a: tf.zeros([2]) }, 1).clipped.a, tf.zeros([2]))).toBe(0);
    });
  });

  it('refuses no gradients and a limit that is not above zero', () => {
    expect(() => clipByNorm({}, 1)).toThrow('gradients: expected at least one, received none');
    expect(() => clipByNorm({ a: tf.zeros([1]) }, Number.NaN)).toThrow(
      'maxNorm: expected a number above 0, received NaN',
    );
  });
});
