import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';

const { checkBackward, checkGradient, Random } = equations;

beforeAll(() => tf.ready());

const sample = () => {
  const random = new Random(4);
  return { W: random.tensor([3, 2]), b: random.tensor([2]), x: random.tensor([2, 3]) };
};

/** Runs a check and demands that it leaves tensors and backend as they were. */
function clean<T>(run: () => T): T {
  const [tensors, backend] = [tf.memory().numTensors, tf.getBackend()];
  try {
    return run();
  } finally {
    expect(tf.memory().numTensors).toBe(tensors);
    expect(tf.getBackend()).toBe(backend);
  }
}

describe('checkGradient', () => {
  const layer = (p: { W: tf.Tensor2D; b: tf.Tensor1D }, x: tf.Tensor2D) => x.matMul(p.W).add(p.b).tanh();

  it('agrees with the tape by every element of nested arguments', () => {
    const { W, b, x } = sample();
    const report = clean(() => checkGradient(layer, [{ W, b }, x]));
    expect(report.compared).toBe(6 + 2 + 6);
    expect(report.worst).toBeLessThan(1e-8);
    expect(report.worst).toBeGreaterThan(0);
  });

  it('agrees at results of several tensors, in 64-bit whatever the backend is', async () => {
    await tf.setBackend('cpu');
    const { W, b, x } = sample();
    const both = (p: { W: tf.Tensor2D; b: tf.Tensor1D }) => ({ y: layer(p, x), norm: p.W.norm() });
    expect(clean(() => checkGradient(both, [{ W, b }])).worst).toBeLessThan(1e-8);
    await tf.setBackend('wasm');
  });

  it('a wrong gradient is found, and where', () => {
    const wrong = tf.customGrad((x) => {
      const t = x as tf.Tensor;
      return { value: t.square(), gradFunc: (dy: tf.Tensor) => dy.mul(t).mul([2, 2, 2.001]) };
    });
    const { x } = sample();
    const report = clean(() => checkGradient((p: { x: tf.Tensor }) => wrong(p.x), [{ x }]));
    expect(report.worst).toBeGreaterThan(1e-5);
    expect(report.where).toMatch(/^x \[[01], 2\] of argument 1$/);
    expect(report.tape / report.expected).toBeCloseTo(2.001 / 2, 6);
  });

  it('a tape that is cut is found', () => {
    const { x } = sample();
    const cut = (x: tf.Tensor) => x.square().add(float64.precise(x.dataSync(), x.shape));
    expect(clean(() => checkGradient(cut, [x])).worst).toBeGreaterThan(1e-3);
    const nothing = (x: tf.Tensor) => float64.precise(x.square().dataSync(), x.shape);
    expect(clean(() => checkGradient(nothing, [x])).worst).toBe(1);
  });

  it('an argument that nothing depends on has the gradient zero', () => {
    const { W, x } = sample();
    expect(
      clean(() => checkGradient((a: tf.Tensor, _b: tf.Tensor) => a.square(), [W, x])).worst,
    ).toBeLessThan(1e-8);
  });

  it('a number that is not finite fails', () => {
    const x = tf.tensor1d([1, -1]);
    const report = clean(() => checkGradient((a: tf.Tensor) => a.log(), [x]));
    expect(report.worst).toBe(Number.POSITIVE_INFINITY);
    expect(report.where).toMatch(/^argument 1 \[[01]\]$/);
    const steep = clean(() => checkGradient((a: tf.Tensor) => a.mul(1e308).mul(1e10), [x]));
    expect(steep.worst).toBe(Number.POSITIVE_INFINITY);
  });

  it('integers and other arguments stay what they are', () => {
    const { x } = sample();
    const rows = tf.tensor1d([1, 0], 'int32');
    const gather = (a: tf.Tensor, at: tf.Tensor1D, factor: number, f: (t: tf.Tensor) => tf.Tensor) =>
      f(a.gather(at)).mul(factor);
    const report = clean(() => checkGradient(gather, [x, rows, 3, tf.sin]));
    expect(report.compared).toBe(6);
    expect(report.worst).toBeLessThan(1e-8);
  });

  it('says what it cannot check', () => {
    const { x } = sample();
    expect(() => clean(() => checkGradient((_: number) => tf.scalar(1), [1]))).toThrow(
      'args: expected a float tensor to differentiate by, received none',
    );
    expect(() => clean(() => checkGradient((_: tf.Tensor2D) => 3, [x]))).toThrow(
      'result: expected a float tensor, received none',
    );
    expect(() => clean(() => checkGradient(tf.square, [x], { step: 0 }))).toThrow(
      'step: expected a number above 0, received 0',
    );
  });

  it('leaves everything as it was when the function throws', () => {
    const { x } = sample();
    let calls = 0;
    const failing = (x: tf.Tensor) => {
      const y = x.square();
      if (++calls === 5) throw new Error('the fifth time');
      return y;
    };
    expect(() => clean(() => checkGradient(failing, [x]))).toThrow('the fifth time');
  });
});

describe('checkBackward', () => {
  const forward = (p: { W: tf.Tensor2D; b: tf.Tensor1D }, x: tf.Tensor2D) =>
    tf.matMul(x, p.W).add<tf.Tensor2D>(p.b);
  const backward = (dy: tf.Tensor2D, p: { W: tf.Tensor2D; b: tf.Tensor1D }, x: tf.Tensor2D) => [
    { W: tf.matMul(x, dy, true), b: dy.sum(0) },
    tf.matMul(dy, p.W, false, true),
  ];
  const args = (): Parameters<typeof forward> => {
    const { W, b, x } = sample();
    return [{ W, b }, x] as Parameters<typeof forward>;
  };

  it('agrees with the tape', () => {
    const given = args();
    const report = clean(() => checkBackward(forward, backward, given));
    expect(report.compared).toBe(6 + 2 + 6);
    expect(report.worst).toBeLessThan(1e-14);
  });

  it.each<[string, typeof backward]>([
    [
      'a sign',
      (dy, p, x) => [{ W: tf.matMul(x, dy, true), b: dy.sum(0).neg() }, tf.matMul(dy, p.W, false, true)],
    ],
    [
      'a mean for a sum',
      (dy, p, x) => [{ W: tf.matMul(x, dy, true), b: dy.mean(0) }, tf.matMul(dy, p.W, false, true)],
    ],
    ['a gradient that ignores what comes in', (dy, p, x) => backward(tf.onesLike(dy), p, x)],
  ])('finds %s', (_, wrong) => {
    const given = args();
    expect(clean(() => checkBackward(forward, wrong, given)).worst).toBeGreaterThan(0.1);
  });

  it('a part may be left out, but nothing else come in', () => {
    const given = args();
    expect(clean(() => checkBackward(forward, (dy) => [{ b: dy.sum(0) }], given)).compared).toBe(2);
    expect(() => clean(() => checkBackward(forward, (dy) => [{ c: dy.sum(0) }], given))).toThrow(
      'result of backward: expected gradients of 0.W [3,2], 0.b [2], 1 [2,3], received 0.c [2]',
    );
    expect(() => clean(() => checkBackward(forward, (dy) => [{ b: dy }], given))).toThrow(
      'received 0.b [2,2]',
    );
    expect(() => clean(() => checkBackward(forward, () => [], given))).toThrow(
      'expected a gradient, received none',
    );
  });

  it('bptt is the gradient of the loss', () => {
    const [B, T, I, H, O] = [2, 4, 3, 4, 2];
    const random = new Random(2);
    const p: recurrent.RNNParams = {
      Wh: random.tensor([H, H]),
      Wx: random.tensor([I, H]),
      bh: random.tensor([H]),
    };
    const out: recurrent.OutputParams = { Wy: random.tensor([H, O]), by: random.tensor([O]) };
    const [xs, h0, ys] = [random.tensor([B, T, I]), random.tensor([B, H]), random.tensor([B, T, O])];
    const network = { ...p, ...out, xs, h0 };
    const loss = (n: typeof network) => {
      const outputs = recurrent.manyToMany({ cell: recurrent.rnnState, p: n, out: n }, n.xs, n.h0);
      return recurrent.rnnLoss(recurrent.squaredError, outputs, ys);
    };
    const byHand = (_: tf.Tensor, n: typeof network) => [
      recurrent.bptt({ p: n, out: n }, n.xs, n.h0, (outputs) => outputs.sub(ys)).gradients,
    ];
    const report = clean(() => checkBackward(loss, byHand, [network]));
    expect(report.compared).toBe(16 + 12 + 4 + 8 + 2 + 24 + 8);
    expect(report.worst).toBeLessThan(1e-10);
    const wrong = (_: tf.Tensor, n: typeof network) => [
      recurrent.truncatedBptt({ p: n, out: n }, n.xs, n.h0, (outputs) => outputs.sub(ys), { k: T - 2 })
        .gradients,
    ];
    expect(clean(() => checkBackward(loss, wrong, [network])).worst).toBeGreaterThan(1e-4);
  });
});
