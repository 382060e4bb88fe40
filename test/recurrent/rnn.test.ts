import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { arrays, type Matrix, times } from '../support/numbers.js';

const { rnnState, rnnOutput, rnnLoss } = recurrent;
const { precise, inFloat64 } = float64;

const byHand: Record<string, (a: number) => number> = {
  tanh: Math.tanh,
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  relu: (a) => Math.max(0, a),
  identity: (a) => a,
};

const p = () => ({
  Wh: precise([0.5, -0.2, 0.1, 0.3, 0.4, -0.6, -0.7, 0.2, 0.9], [3, 3]) as tf.Tensor2D,
  Wx: precise([1, -1, 0.5, 0.25, 2, -0.75], [2, 3]) as tf.Tensor2D,
  bh: precise([0.1, -0.3, 0.2], [3]) as tf.Tensor1D,
});
const x = () => precise([0.3, -1.2, 0.8, 0.4], [2, 2]) as tf.Tensor2D;
const h = () => precise([0.1, 0.2, -0.3, -0.5, 0.6, 0.7], [2, 3]) as tf.Tensor2D;

describe('rnn.state', () => {
  for (const f of ['tanh', 'sigmoid', 'relu', 'identity'] as const) {
    it(`${f}: equals plain loops and the written S2(1)`, () => {
      inFloat64(() => {
        const got = arrays(rnnState(p(), x(), h(), f));
        const fromState = times(arrays(h()), arrays(p().Wh));
        const fromInput = times(arrays(x()), arrays(p().Wx));
        const bias = arrays<number[]>(p().bh);
        const want = fromState.map((row, b) => row.map((a, j) => byHand[f](a + fromInput[b][j] + bias[j])));
        expect(got.flat().map((v) => v.toFixed(12))).toEqual(want.flat().map((v) => v.toFixed(12)));

        const [form] = rnnState.forms;
        const table = form.symbols(p(), x(), h(), f) as equations.SymbolTable;
        const written = equations.evaluate(form.tex, table);
        expect(Array.from(written.data, (v) => v.toFixed(12))).toEqual(want.flat().map((v) => v.toFixed(12)));
      });
    });

    it(`${f}: f′ is the slope of f`, () => {
      inFloat64(() => {
        const a = [-2, -0.4, 0.3, 1.7];
        const slopes = recurrent
          .activation(f)
          .derivative(precise(a, [4]) as tf.Tensor1D)
          .arraySync();
        const step = 1e-6;
        a.forEach((at, i) => {
          expect(slopes[i]).toBeCloseTo((byHand[f](at + step) - byHand[f](at - step)) / (2 * step), 8);
        });
      });
    });
  }

  it('refuses what does not fit, with both shapes, before any work', () => {
    tf.tidy(() => {
      const before = tf.memory().numTensors;
      const [params, wide] = [p(), tf.zeros<tf.Rank.R2>([2, 5])];
      const held = tf.memory().numTensors;
      expect(() => rnnState(params, wide, wide)).toThrow('x: expected [B, 2], received [2, 5]');
      expect(() => rnnState(params, x(), tf.zeros([4, 3]))).toThrow('h: expected [2, 3], received [4, 3]');
      expect(() => rnnState({ ...params, Wh: wide }, x(), h())).toThrow(
        'Wh: expected [3, 3], received [2, 5]',
      );
      expect(() => rnnState(params, x(), h(), 'gelu' as 'tanh')).toThrow('f: expected one of tanh, sigmoid');
      expect(tf.memory().numTensors - held).toBe(6); // the x and h made in this test
      expect(held - before).toBe(4);
    });
  });
});

describe('rnn.output', () => {
  const out = () => ({
    Wy: precise([1, 0, -1, 0.5, 0.5, 2], [3, 2]) as tf.Tensor2D,
    by: precise([0.1, -0.1], [2]) as tf.Tensor1D,
  });
  const linear = (): Matrix => times(arrays(h()), arrays(out().Wy)).map(([a, b]) => [a + 0.1, b - 0.1]);

  it('identity, softmax and σ', () => {
    inFloat64(() => {
      const want = linear();
      const close = (got: tf.Tensor2D, expected: Matrix) =>
        got.dataSync().forEach((v, i) => expect(v).toBeCloseTo(expected.flat()[i], 12));
      close(rnnOutput(out(), h()), want);
      close(
        rnnOutput(out(), h(), 'softmax'),
        want.map((row) => row.map((v) => Math.exp(v) / (Math.exp(row[0]) + Math.exp(row[1])))),
      );
      close(
        rnnOutput(out(), h(), 'sigmoid'),
        want.map((row) => row.map(byHand.sigmoid)),
      );
    });
  });

  it('refuses a state of the wrong size', () => {
    expect(() => rnnOutput(out(), x())).toThrow('h: expected [B, 3], received [2, 2]');
    expect(() => rnnOutput(out(), h(), 'relu' as 'softmax')).toThrow(
      'g: expected one of identity, softmax, sigmoid',
    );
  });
});

describe('rnn.loss', () => {
  const ys = [
    [[1], [2], [4]],
    [[0], [1], [3]],
  ];
  const outs = [
    [[1.5], [2], [3]],
    [[1], [1], [7]],
  ];

  it('adds up all steps; the mask takes out what is behind the end', () => {
    inFloat64(() => {
      const [o, y] = [outs, ys].map((v) => precise(v.flat(2), [2, 3, 1]) as tf.Tensor3D);
      expect(rnnLoss(recurrent.squaredError, o, y).dataSync()[0]).toBeCloseTo((0.25 + 1 + 1 + 16) / 2, 12);
      const mask = precise([1, 1, 1, 1, 1, 0], [2, 3]) as tf.Tensor2D;
      expect(rnnLoss(recurrent.squaredError, o, y, mask).dataSync()[0]).toBeCloseTo((0.25 + 1 + 1) / 2, 12);
    });
  });

  it('cross-entropy of logits, and its gradient softmax(ŷ) − y', () => {
    inFloat64(() => {
      const logits = precise([1, 2, 0.5], [1, 3]) as tf.Tensor2D;
      const y = precise([0, 1, 0], [1, 3]) as tf.Tensor2D;
      const total = Math.exp(1) + Math.exp(2) + Math.exp(0.5);
      expect(recurrent.crossEntropy(logits, y).dataSync()[0]).toBeCloseTo(-Math.log(Math.exp(2) / total), 12);
      const gradient = tf.grad((z) => recurrent.crossEntropy(z as tf.Tensor2D, y).sum())(logits);
      [1, 2, 0.5].forEach((z, i) =>
        expect(gradient.dataSync()[i]).toBeCloseTo(Math.exp(z) / total - (i === 1 ? 1 : 0), 12),
      );
    });
  });

  it('refuses a mask of another shape', () => {
    const [outputs, mask] = [tf.zeros<tf.Rank.R3>([2, 3, 1]), tf.ones<tf.Rank.R2>([2, 1])];
    expect(() => rnnLoss(recurrent.squaredError, outputs, outputs, mask)).toThrow(
      'mask: expected [2, 3], received [2, 1]',
    );
  });

  it('refuses targets of another shape', () => {
    const [a, b] = [tf.zeros<tf.Rank.R3>([2, 3, 1]), tf.zeros<tf.Rank.R3>([2, 4, 1])];
    expect(() => rnnLoss(recurrent.squaredError, a, b)).toThrow(
      'targets: expected [2, 3, 1], received [2, 4, 1]',
    );
  });
});

describe('weights to begin with', () => {
  const { initRNN, initOutput, initFullPeephole, spectralRadius } = recurrent;
  const sizes = { inputs: 50, hidden: 60, seed: 1 };

  it('have variance 1/fan-in, zero biases and, where one is asked for, a spectral radius', () => {
    const p = initRNN(sizes);
    const out = initOutput({ hidden: 60, outputs: 50, seed: 1 });
    for (const W of [p.Wh, p.Wx, out.Wy])
      expect(Math.sqrt(tf.moments(W).variance.dataSync()[0] * W.shape[0])).toBeCloseTo(1, 1);
    for (const b of [p.bh, out.by]) expect(b.abs().sum().dataSync()[0]).toBe(0);
    expect(spectralRadius(initRNN({ ...sizes, radius: 0.5 }).Wh)).toBeCloseTo(0.5, 5);
    expect(spectralRadius(p.Wh)).toBeGreaterThan(0.7);
  });

  it('refuse sizes below one, and leave nothing behind but themselves', () => {
    const { hidden, seed } = sizes;
    for (const name of ['inputs', 'hidden'] as const)
      expect(() => initRNN({ ...sizes, [name]: 0 })).toThrow(`${name}: expected an integer ≥ 1, received 0`);
    expect(() => initOutput({ hidden: 0, outputs: 1, seed })).toThrow('hidden: expected an integer ≥ 1');
    expect(() => initOutput({ hidden, outputs: 0, seed })).toThrow('outputs: expected an integer ≥ 1');
    const before = tf.memory().numTensors;
    tf.dispose([initRNN({ ...sizes, radius: 1 }), initOutput({ hidden, outputs: 1, seed })]);
    tf.dispose([initFullPeephole(sizes)]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
