import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { distance } from '../support/numbers.js';

const { bptt, truncatedBptt, rnnState, rnnLoss, manyToMany, squaredError, jacobiansAlong } = recurrent;
const [B, T, I, H, O] = [2, 5, 3, 4, 2];
const names = ['Wh', 'Wx', 'bh', 'Wy', 'by', 'xs', 'h0'] as const;

function setup(f: recurrent.ActivationName = 'tanh') {
  const random = new equations.Random(11);
  const p = { Wh: random.tensor([H, H], 0.6), Wx: random.tensor([I, H]), bh: random.tensor([H], 0.3) };
  const out = { Wy: random.tensor([H, O]), by: random.tensor([O]) };
  const [xs, ys, h0] = [random.tensor([B, T, I]), random.tensor([B, T, O]), random.tensor([B, H])];
  return {
    network: { p, out, f },
    xs,
    ys,
    h0,
    mask: tf.tensor2d([
      [1, 1, 1, 1, 1],
      [1, 1, 0, 0, 0],
    ]),
  };
}

/** What the tape says: gradients of the summed loss by everything. */
function byTape({ network, xs, ys, h0, mask }: ReturnType<typeof setup>, masked: boolean): tf.Tensor[] {
  const { p, out, f } = network;
  return tf.grads((Wh, Wx, bh, Wy, by, xs, h0) => {
    const cell: recurrent.Cell<recurrent.RNNParams, tf.Tensor2D> = (p, x, h) => rnnState(p, x, h, f);
    const net = { cell, p: { Wh, Wx, bh } as recurrent.RNNParams, out: { Wy, by } as recurrent.OutputParams };
    const outputs = manyToMany(net, xs as tf.Tensor3D, h0 as tf.Tensor2D, masked ? { mask } : {});
    return rnnLoss(squaredError, outputs, ys, masked ? mask : undefined);
  })([p.Wh, p.Wx, p.bh, out.Wy, out.by, xs, h0]);
}

const residual =
  (ys: tf.Tensor3D, mask?: tf.Tensor2D): recurrent.OutputGradient =>
  (outputs) =>
    mask ? outputs.sub(ys).mul(mask.expandDims(2)) : outputs.sub(ys);

describe('bptt', () => {
  for (const f of ['tanh', 'sigmoid', 'relu', 'identity'] as const) {
    for (const masked of [false, true]) {
      it(`${f}${masked ? ' with a mask' : ''}: every gradient equals the tape's`, () => {
        float64.inFloat64(() => {
          const given = setup(f);
          const mask = masked ? given.mask : undefined;
          const { gradients } = bptt(given.network, given.xs, given.h0, residual(given.ys, mask), { mask });
          const tape = byTape(given, masked);
          names.forEach((name, i) => expect(distance(gradients[name], tape[i]), name).toBeLessThan(1e-10));
        });
      });
    }
  }

  it('carries the gradient of a loss at the end of the batch through the steps that a shorter sequence has not', () => {
    float64.inFloat64(() => {
      const given = setup();
      // only the outputs of the last step count; the second sequence ended three steps before
      const onlyLast = tf.tensor2d([Array.from({ length: T }, (_, t) => +(t === T - 1))]).tile([B, 1]);
      const { gradients } = bptt(
        given.network,
        given.xs,
        given.h0,
        residual(given.ys, onlyLast as tf.Tensor2D),
        {
          mask: given.mask,
        },
      );
      const { network, xs, ys, h0, mask } = given;
      const tape = tf.grads((Wh, Wx, bh, Wy, by, xs, h0) => {
        const net = {
          cell: rnnState,
          p: { Wh, Wx, bh } as recurrent.RNNParams,
          out: { Wy, by } as recurrent.OutputParams,
        };
        const outputs = manyToMany(net, xs as tf.Tensor3D, h0 as tf.Tensor2D, { mask });
        return rnnLoss(squaredError, outputs, ys, onlyLast as tf.Tensor2D);
      })([network.p.Wh, network.p.Wx, network.p.bh, network.out.Wy, network.out.by, xs, h0]);
      names.forEach((name, i) => expect(distance(gradients[name], tape[i]), name).toBeLessThan(1e-10));
    });
  });

  it("its trace holds the gradients by the states: the tape's, of the loss with each state cut free", () => {
    float64.inFloat64(() => {
      const { network, xs, ys, h0 } = setup();
      const { trace } = bptt(network, xs, h0, residual(ys));
      for (let t = 1; t < T; t++) {
        // the loss of steps t … T as a function of h_t, plus nothing before
        const rest = xs.slice([0, t, 0], [B, T - t, I]);
        const loss = (h: tf.Tensor2D) => {
          const own = recurrent
            .rnnOutput(network.out, h)
            .sub(ys.slice([0, t - 1, 0], [B, 1, O]).squeeze([1]));
          const later = manyToMany({ cell: rnnState, ...network }, rest, h);
          const gap = later.sub(ys.slice([0, t, 0], [B, T - t, O]));
          return own.square().sum().add(gap.square().sum()).div<tf.Scalar>(2);
        };
        const at = (xs: tf.Tensor3D) => xs.slice([0, t - 1, 0], [B, 1, H]).squeeze<tf.Tensor2D>([1]);
        const tape = tf.grad((h) => loss(h as tf.Tensor2D))(at(trace.states));
        expect(distance(at(trace.gradients), tape)).toBeLessThan(1e-10);
      }
    });
  });

  it('leaves no tensor behind but what it returns, and none when it throws', () => {
    const { network, xs, ys, h0 } = setup();
    const before = tf.memory().numTensors;
    tf.dispose(bptt(network, xs, h0, residual(ys)) as unknown as tf.TensorContainer);
    expect(() => bptt(network, xs, h0, () => ys.slice([0, 0, 0], [1, T, O]))).toThrow(
      'result of dLoss: expected [2, 5, 2], received [1, 5, 2]',
    );
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(1); // the slice made above
  });
});

describe('bptt.product', () => {
  it("equals the tape's derivative of one state by another", () => {
    float64.inFloat64(() => {
      const { network, xs, h0 } = setup();
      const jacobians = jacobiansAlong(network.p, xs, h0);
      const product = recurrent.bpttProduct(jacobians, 0, T);
      for (let j = 0; j < H; j++) {
        const column = tf.grad((h) => {
          const { last } = recurrent.unroll(rnnState, network.p, xs, h as tf.Tensor2D);
          return last.slice([0, j], [B, 1]).sum();
        })(h0); // ∂h_{T,j}/∂h_0, [B, H]
        expect(distance(product.slice([0, 0, j], [B, H, 1]).squeeze([2]), column)).toBeLessThan(1e-12);
      }
      expect(distance(recurrent.bpttProduct(jacobians, 2, 2), tf.eye(H).expandDims(0).tile([B, 1, 1]))).toBe(
        0,
      );
      expect(() => recurrent.bpttProduct(jacobians, 4, 2)).toThrow(
        'k: expected an integer from 0 to 2, received 4',
      );
      expect(() => recurrent.bpttProduct([], 0, 0)).toThrow('number of jacobians');
    });
  });

  it('written out term by term, the gradient is what bptt adds up', () => {
    float64.inFloat64(() => {
      const { network, xs, ys, h0 } = setup();
      const { gradients, trace } = bptt(network, xs, h0, residual(ys));
      const slopes = recurrent.slopesAlong(network.p, xs, h0);
      const before = tf.concat(
        [h0.expandDims(1), trace.states.slice([0, 0, 0], [B, T - 1, H])],
        1,
      ) as tf.Tensor3D;
      const terms = recurrent.bpttTerms(trace.ownGradients, trace.jacobians, slopes, before);
      expect(terms.length).toBe((T * (T + 1)) / 2);
      expect(distance(tf.addN(terms.map(({ Wh }) => Wh)), gradients.Wh)).toBeLessThan(1e-12);
    });
  });
});

describe('truncated bptt', () => {
  it('with k ≥ T − 1 nothing is cut', () => {
    float64.inFloat64(() => {
      const { network, xs, ys, h0, mask } = setup();
      const full = bptt(network, xs, h0, residual(ys, mask), { mask });
      const cut = truncatedBptt(network, xs, h0, residual(ys, mask), { k: T - 1, mask });
      for (const name of names)
        expect(distance(cut.gradients[name], full.gradients[name])).toBeLessThan(1e-13);
      const shorter = truncatedBptt(network, xs, h0, residual(ys), { k: T - 2 });
      expect(
        distance(shorter.gradients.Wh, bptt(network, xs, h0, residual(ys)).gradients.Wh),
      ).toBeGreaterThan(1e-6);
    });
  });

  it("equals the tape's where every path longer than k is cut by hand", () => {
    float64.inFloat64(() => {
      const { network, xs, ys, h0 } = setup();
      const k = 2;
      // the loss of step t sees the weights of steps t − k … t only: run those from a state that is held fast
      const { states } = recurrent.unroll(rnnState, network.p, xs, h0);
      const held = (t: number) =>
        t === 0 ? h0 : states.slice([0, t - 1, 0], [B, 1, H]).squeeze<tf.Tensor2D>([1]);
      const tape = tf.grad((Wh) => {
        const losses = Array.from({ length: T }, (_, i) => {
          const [t, from] = [i + 1, Math.max(0, i - k)];
          const p = { ...network.p, Wh: Wh as tf.Tensor2D };
          const { last } = recurrent.unroll(
            rnnState,
            p,
            xs.slice([0, from, 0], [B, t - from, I]),
            held(from),
          );
          const gap = recurrent.rnnOutput(network.out, last).sub(ys.slice([0, i, 0], [B, 1, O]).squeeze([1]));
          return gap.square().sum().div(2);
        });
        return tf.addN(losses);
      })(network.p.Wh);
      const cut = truncatedBptt(network, xs, h0, residual(ys), { k });
      expect(distance(cut.gradients.Wh, tape)).toBeLessThan(1e-10);
    });
  });

  it('refuses a negative or broken k', () => {
    const { network, xs, ys, h0 } = setup();
    expect(() => truncatedBptt(network, xs, h0, residual(ys), { k: -1 })).toThrow(
      'k: expected an integer ≥ 0, received -1',
    );
    expect(() => recurrent.segments(xs, 1.5)).toThrow('k: expected an integer ≥ 1, received 1.5');
  });
});

describe('what is given wrongly', () => {
  it('is named', () => {
    const random = new equations.Random(1);
    const jacobians = [1, 2].map(() => random.tensor([1, 3, 3]));
    const own = random.tensor([1, 2, 3]);
    const { bpttProduct, truncatedState, segments, hiddenOf } = recurrent;
    expect(() => bpttProduct(jacobians, 0, 3)).toThrow('t: expected an integer from 0 to 2, received 3');
    expect(() => truncatedState(own, jacobians, 0, 1)).toThrow(
      't: expected an integer from 1 to 2, received 0',
    );
    expect(() => truncatedState(own, jacobians, 1, -1)).toThrow('k: expected an integer ≥ 0, received -1');
    expect(() => segments(tf.zeros([1, 2]) as never, 1)).toThrow('xs: expected [B, T, I], received [1, 2]');
    expect(() => hiddenOf({ a: own, b: own })).toThrow('received a, b');
    expect(hiddenOf([own, own, jacobians[0]])).toBe(jacobians[0]);
  });

  it('tanh is what a network has that names no other', () => {
    const { network, xs, ys, h0 } = setup();
    const back = (f?: 'tanh') => bptt({ ...network, f }, xs, h0, (outputs) => outputs.sub(ys)).gradients.Wh;
    expect(distance(back(), back('tanh'))).toBe(0);
  });
});
