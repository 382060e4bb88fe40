import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent, weights } from 'unrolled';
import { describe, expect, it } from 'vitest';
import reference from '../reference/gated.json' with { type: 'json' };
import { distance, leaked, type Nested, tensorOf } from '../support/numbers.js';

const { lstm, peepholeLSTM, gru, unroll, lstmBptt, peepholeBptt, gruBptt } = recurrent;
const { initLSTM, initPeephole, initFullPeephole, initGRU, initResetAfterGRU } = recurrent;
const [B, T, I, H] = [2, 5, 3, 4];

type Named = { readonly [name: string]: Tensor };
const compare = (got: object, want: object) => {
  expect(Object.keys(got).sort()).toEqual(Object.keys(want).sort());
  for (const [name, tensor] of Object.entries(got))
    expect(distance(tensor as Tensor, (want as Named)[name]), name).toBeLessThan(1e-10);
};
const named = (values: object): Named =>
  Object.fromEntries(Object.entries(values).map(([name, v]) => [name, tensorOf(v as Nested)]));

/** Weights with peepholes, inputs and states, all random; the second sequence ends after two of five steps. */
function setup(seed = 5) {
  const random = new equations.Random(seed);
  const matrix = () => random.tensor([H + I, H], 0.5);
  const b = () => random.tensor([H], 0.5);
  const p = { Wf: matrix(), Wi: matrix(), Wc: matrix(), Wo: matrix(), bf: b(), bi: b(), bc: b(), bo: b() };
  const [w, u] = [() => random.tensor([I, H], 0.5), () => random.tensor([H, H], 0.5)];
  return {
    p,
    peepholes: { ...p, Vf: b(), Vi: b(), Vo: b() },
    gru: { Wz: w(), Wr: w(), Wh: w(), Uz: u(), Ur: u(), Uh: u(), bz: b(), br: b(), bh: b() },
    xs: random.tensor([B, T, I]),
    s0: { h: random.tensor([B, H]), c: random.tensor([B, H]) },
    mask: tf.tensor2d([
      [1, 1, 1, 1, 1],
      [1, 1, 0, 0, 0],
    ]),
  };
}

type Pass = { states: Tensor3D; last: recurrent.LSTMState };
type GRUPass = { states: Tensor3D; last: Tensor2D };

describe('the way back derived by hand is the tape’s', () => {
  for (const masked of [false, true]) {
    const name = masked ? 'sequences of different lengths' : 'whole sequences';

    it(`LSTM, ${name}`, () => {
      float64.inFloat64(() => {
        const { p, xs, s0, mask: lengths } = setup();
        const mask = masked ? lengths : undefined;
        const report = equations.checkBackward(
          (p: recurrent.LSTMParams, xs: Tensor3D, s0: recurrent.LSTMState): Pass =>
            unroll(lstm, p, xs, s0, { mask }),
          (d, p, xs, s0) => {
            const back = lstmBptt(p, xs, s0, d.states, { mask, dLast: d.last });
            return [back.p, back.xs, back.s0];
          },
          [p, xs, s0],
        );
        expect(report.compared).toBe(4 * (H + I) * H + 4 * H + B * T * I + 2 * B * H);
        expect(report.worst, report.where).toBeLessThan(1e-10);
      });
    });

    it(`LSTM with peepholes, ${name}`, () => {
      float64.inFloat64(() => {
        const { peepholes, xs, s0, mask: lengths } = setup();
        const mask = masked ? lengths : undefined;
        const report = equations.checkBackward(
          (p: recurrent.PeepholeParams, xs: Tensor3D, s0: recurrent.LSTMState): Pass =>
            unroll(peepholeLSTM, p, xs, s0, { mask }),
          (d, p, xs, s0) => {
            const back = peepholeBptt(p, xs, s0, d.states, { mask, dLast: d.last });
            return [back.p, back.xs, back.s0];
          },
          [peepholes, xs, s0],
        );
        expect(report.compared).toBe(4 * (H + I) * H + 7 * H + B * T * I + 2 * B * H);
        expect(report.worst, report.where).toBeLessThan(1e-10);
      });
    });

    it(`GRU, ${name}`, () => {
      float64.inFloat64(() => {
        const { gru: p, xs, s0, mask: lengths } = setup();
        const mask = masked ? lengths : undefined;
        const report = equations.checkBackward(
          (p: recurrent.GRUParams, xs: Tensor3D, s0: Tensor2D): GRUPass => unroll(gru, p, xs, s0, { mask }),
          (d, p, xs, s0) => {
            const back = gruBptt(p, xs, s0, d.states, { mask, dLast: d.last });
            return [back.p, back.xs, back.s0];
          },
          [p, xs, s0.h],
        );
        expect(report.compared).toBe(3 * I * H + 3 * H * H + 3 * H + B * T * I + B * H);
        expect(report.worst, report.where).toBeLessThan(1e-10);
      });
    });
  }
});

describe(`against ${reference['made by']}`, () => {
  it.each(reference.lstm)('LSTM, lengths $lengths: states and all gradients', (c) => {
    float64.inFloat64(() => {
      const [p] = weights.fromPyTorch('lstm', named(c.state_dict));
      const xs = tensorOf<tf.Rank.R3>(c.xs);
      const s0 = { h: tensorOf<tf.Rank.R2>(c.h0), c: tensorOf<tf.Rank.R2>(c.c0) };
      const lengths = c.lengths ?? c.xs.map(() => c.xs[0].length);
      const mask = tf.tensor2d(lengths.map((n) => c.xs[0].map((_, t) => +(t < n))));
      const { states, last } = unroll(lstm, p, xs, s0, { mask });
      expect(distance(states.mul(mask.expandDims(2)), tensorOf(c.states))).toBeLessThan(1e-12);
      compare(last, { h: tensorOf(c.h), c: tensorOf(c.c) });

      const dLast = { h: tensorOf<tf.Rank.R2>(c.dh), c: tensorOf<tf.Rank.R2>(c.dc) };
      const back = lstmBptt(p, xs, s0, tensorOf(c.weights), { mask, dLast });
      const { xs: dxs, h0, c0, ...rest } = c.gradients;
      const theirs = named(rest);
      // both of PyTorch's biases have the gradient of their sum, and conversion adds them up
      const one = { ...theirs, bias_hh_l0: tf.zerosLike(theirs.bias_hh_l0) };
      compare(back.p, weights.fromPyTorch('lstm', one)[0]);
      compare({ xs: back.xs, ...back.s0 }, { xs: tensorOf(dxs), h: tensorOf(h0), c: tensorOf(c0) });
    });
  });

  it('GRU: states and all gradients', () => {
    float64.inFloat64(() => {
      const c = reference.gru;
      const from = (values: { kernel: Nested; recurrent: Nested; bias: Nested }) =>
        weights.fromKeras('gru', {
          kernel: tensorOf<tf.Rank.R2>(values.kernel),
          recurrent_kernel: tensorOf<tf.Rank.R2>(values.recurrent),
          bias: tensorOf<tf.Rank.R1>(values.bias),
        });
      const p = from(c);
      const [xs, h0] = [tensorOf<tf.Rank.R3>(c.xs), tensorOf<tf.Rank.R2>(c.h0)];
      expect(distance(unroll(gru, p, xs, h0).states, tensorOf(c.states))).toBeLessThan(1e-12);
      const back = gruBptt(p, xs, h0, tensorOf(c.weights));
      // conversion only changes signs, and does the same to gradients
      compare(back.p, from(c.gradients));
      compare({ xs: back.xs, h0: back.s0 }, { xs: tensorOf(c.gradients.xs), h0: tensorOf(c.gradients.h0) });
    });
  });
});

describe('weights to begin with', () => {
  const shapes = (p: object) =>
    Object.fromEntries(Object.entries(p).map(([name, t]) => [name, (t as Tensor).shape.join('×')]));
  const same = (a: Tensor, b: Tensor) => tf.notEqual(a, b).any().dataSync()[0] === 0;
  const size = { inputs: 3, hidden: 4, seed: 7 };

  it('have the shapes of their cells', () => {
    const b = { bf: '4', bi: '4', bc: '4', bo: '4' };
    const [W, full] = ['7×4', '11×4'];
    expect(shapes(initLSTM(size))).toEqual({ Wf: W, Wi: W, Wc: W, Wo: W, ...b });
    expect(shapes(initPeephole(size))).toEqual({
      Wf: W,
      Wi: W,
      Wc: W,
      Wo: W,
      ...b,
      Vf: '4',
      Vi: '4',
      Vo: '4',
    });
    expect(shapes(initFullPeephole(size))).toEqual({ Wf: full, Wi: full, Wc: W, Wo: full, ...b });
    const gates = {
      Wz: '3×4',
      Wr: '3×4',
      Wh: '3×4',
      Uz: '4×4',
      Ur: '4×4',
      Uh: '4×4',
      bz: '4',
      br: '4',
      bh: '4',
    };
    expect(shapes(initGRU(size))).toEqual(gates);
    expect(shapes(initResetAfterGRU(size))).toEqual({ ...gates, bu: '4' });
  });

  it('are normal with variance 1/fan-in, all different, and the same for the same seed', () => {
    const big = { inputs: 100, hidden: 150, seed: 1 };
    const deviation = (W: Tensor) => Math.sqrt(tf.moments(W).variance.dataSync()[0]);
    const p = initLSTM(big);
    for (const W of [p.Wf, p.Wi, p.Wc, p.Wo]) expect(deviation(W)).toBeCloseTo(1 / Math.sqrt(250), 3);
    const g = initGRU(big);
    for (const W of [g.Wz, g.Wr, g.Wh]) expect(deviation(W)).toBeCloseTo(1 / Math.sqrt(100), 2);
    for (const U of [g.Uz, g.Ur, g.Uh]) expect(deviation(U)).toBeCloseTo(1 / Math.sqrt(150), 2);
    const full = initFullPeephole(big);
    for (const W of [full.Wf, full.Wi, full.Wo]) expect(deviation(W)).toBeCloseTo(1 / Math.sqrt(400), 3);
    expect(same(full.Wf.slice([0, 0], [250, 150]), p.Wf)).toBe(false);
    const all = [p.Wf, p.Wi, p.Wc, p.Wo];
    all.forEach((one, i) => {
      for (const other of all.slice(i + 1)) expect(same(one, other)).toBe(false);
    });
    expect(same(initLSTM(big).Wo, p.Wo)).toBe(true);
    expect(same(initLSTM({ ...big, seed: 2 }).Wo, p.Wo)).toBe(false);
  });

  it('leave the forget gate open, and the rest of the biases at zero', () => {
    const sum = (t: Tensor) => t.abs().sum().dataSync()[0];
    const p = initPeephole(size);
    expect(Array.from(p.bf.dataSync())).toEqual([1, 1, 1, 1]);
    expect(Array.from(initLSTM({ ...size, forgetBias: -2 }).bf.dataSync())).toEqual([-2, -2, -2, -2]);
    for (const zero of [p.bi, p.bc, p.bo, p.Vf, p.Vi, p.Vo]) expect(sum(zero)).toBe(0);
    const g = initResetAfterGRU(size);
    for (const zero of [g.bz, g.br, g.bh, g.bu]) expect(sum(zero)).toBe(0);
  });

  it('refuse sizes below one and biases that are no numbers', () => {
    expect(() => initLSTM({ ...size, inputs: 0 })).toThrow('inputs: expected an integer ≥ 1, received 0');
    expect(() => initLSTM({ ...size, hidden: 1.5 })).toThrow('hidden: expected an integer ≥ 1, received 1.5');
    expect(() => initLSTM({ ...size, forgetBias: Number.NaN })).toThrow(
      'forgetBias: expected a finite number, received NaN',
    );
    expect(() => initGRU({ ...size, inputs: 0 })).toThrow('inputs: expected an integer ≥ 1, received 0');
    expect(() => initGRU({ ...size, hidden: 0 })).toThrow('hidden: expected an integer ≥ 1, received 0');
    expect(initLSTM({ inputs: 1, hidden: 1, seed: 1 }).Wf.shape).toEqual([2, 1]);
    expect(initGRU({ inputs: 1, hidden: 1, seed: 1 }).Uh.shape).toEqual([1, 1]);
  });
});

describe('what is given wrongly', () => {
  const { p, peepholes, gru: g, xs, s0, mask } = setup();
  const d = tf.zeros<tf.Rank.R3>([B, T, H]);
  const wide = tf.zeros<tf.Rank.R2>([B, H + 1]);

  it('is refused before any work, and nothing is left behind', () => {
    const bad: [() => unknown, string][] = [
      [() => lstm(p, xs as never, s0), `x: expected [${B}, ${I}], received [2, 5, 3]`],
      [
        () => lstm(p, xs.slice([0, 0, 0], [B, 1, I]).squeeze<Tensor2D>([1]), { ...s0, c: wide }),
        'c: expected [2, 4], received [2, 5]',
      ],
      [() => lstmBptt(p, xs, s0, d.slice([0, 1, 0])), 'dStates: expected [2, 5, 4], received [2, 4, 4]'],
      [() => lstmBptt(p, xs, { h: s0.h, c: tf.zeros([3, H]) }, d), 's0.c: expected [2, 4], received [3, 4]'],
      [
        () => lstmBptt(p, xs, s0, d, { dLast: { ...s0, h: wide } }),
        'dLast.h: expected [2, 4], received [2, 5]',
      ],
      [
        () => lstmBptt(p, xs, s0, d, { dLast: { ...s0, c: wide } }),
        'dLast.c: expected [2, 4], received [2, 5]',
      ],
      [() => lstmBptt(p, xs.div(0), s0, d), 'xs: expected finite numbers'],
      [() => lstmBptt(p, xs, s0, d, { mask: mask.slice([0, 1]) }), 'mask: expected [2, 5], received [2, 4]'],
      [
        () => peepholeBptt(peepholes, xs, s0, d.slice([0, 1, 0])),
        'dStates: expected [2, 5, 4], received [2, 4, 4]',
      ],
      [() => gruBptt(g, xs, wide, d), 's0: expected [2, 4], received [2, 5]'],
      [() => gruBptt(g, xs, s0.h, d.slice([0, 1, 0])), 'dStates: expected [2, 5, 4], received [2, 4, 4]'],
      [() => gruBptt(g, xs, s0.h, d, { dLast: wide }), 'dLast: expected [2, 4], received [2, 5]'],
      [() => gruBptt(g, xs.div(0), s0.h, d), 'xs: expected finite numbers'],
    ];
    for (const [run, message] of bad)
      tf.tidy(() => {
        expect(run, message).toThrow(message);
      });
  });

  it('nor by what works', () => {
    const x = xs.slice([0, 0, 0], [B, 1, I]).squeeze<Tensor2D>([1]);
    const full = recurrent.initFullPeephole({ inputs: I, hidden: H, seed: 1 });
    const after = recurrent.initResetAfterGRU({ inputs: I, hidden: H, seed: 1 });
    for (const run of [
      () => lstm(p, x, s0),
      () => recurrent.lstmStep(p, x, s0),
      () => peepholeLSTM(peepholes, x, s0),
      () => recurrent.peepholeStep(peepholes, x, s0),
      () => recurrent.fullPeepholeLSTM(full, x, s0),
      () => gru(g, x, s0.h),
      () => recurrent.gruStep(g, x, s0.h),
      () => recurrent.resetAfterGRU(after, x, s0.h),
      () => lstmBptt(p, xs, s0, d, { mask, dLast: s0 }) as never,
      () => peepholeBptt(peepholes, xs, s0, d, { mask }) as never,
      () => gruBptt(g, xs, s0.h, d, { mask, dLast: s0.h }) as never,
      () => recurrent.initFullPeephole({ inputs: I, hidden: H, seed: 1 }),
      () => lstmBptt(p, xs, s0, d.slice([0, 0, 0], [B, T, H - 1])) as never,
    ])
      expect(leaked(() => tf.tidy(() => run()))).toBe(0);
    for (const run of [() => lstmBptt(p, xs, s0, d), () => gruBptt(g, xs, s0.h, d)])
      expect(leaked(run)).toBe(0);
  });

  it('the full peepholes are those of plain loops', () => {
    float64.inFloat64(() => {
      const random = new equations.Random(3);
      const matrix = (rows: number) => random.tensor([rows, H], 0.5);
      const b = () => random.tensor([H], 0.5) as Tensor1D;
      const q = {
        Wf: matrix(2 * H + I),
        Wi: matrix(2 * H + I),
        Wc: matrix(H + I),
        Wo: matrix(2 * H + I),
        bf: b(),
        bi: b(),
        bc: b(),
        bo: b(),
      };
      const [x, h, c] = [random.tensor([1, I]), random.tensor([1, H]), random.tensor([1, H])];
      const [xn, hn, cn] = [x, h, c].map((t) => Array.from(t.dataSync()));
      const sigma = (a: number) => 1 / (1 + Math.exp(-a));
      const affine = (read: number[], M: Tensor2D, bias: Tensor1D, j: number) => {
        const m = M.arraySync();
        return read.reduce((sum, value, k) => sum + value * m[k][j], bias.arraySync()[j]);
      };
      const units = [...Array(H).keys()];
      const f = units.map((j) => sigma(affine([...cn, ...hn, ...xn], q.Wf, q.bf, j)));
      const i = units.map((j) => sigma(affine([...cn, ...hn, ...xn], q.Wi, q.bi, j)));
      const candidate = units.map((j) => Math.tanh(affine([...hn, ...xn], q.Wc, q.bc, j)));
      const next = units.map((j) => f[j] * cn[j] + i[j] * candidate[j]);
      const o = units.map((j) => sigma(affine([...next, ...hn, ...xn], q.Wo, q.bo, j)));
      const s = recurrent.fullPeepholeLSTM(q, x, { h, c });
      expect(distance(s.c, tensorOf([next]))).toBeLessThan(1e-14);
      expect(distance(s.h, tensorOf([next.map((value, j) => o[j] * Math.tanh(value))]))).toBeLessThan(1e-14);
    });
  });
});

it('without a gradient by the last state it is zero', () => {
  const { p, xs, s0 } = setup();
  const dStates = new equations.Random(4).tensor([B, T, H]);
  const zero = tf.zeros<tf.Rank.R2>([B, H]);
  const [without, withZeros] = [{}, { dLast: { h: zero, c: zero } }].map((options) =>
    lstmBptt(p, xs, s0, dStates, options),
  );
  expect(distance(without.p.Wf, withZeros.p.Wf)).toBe(0);
  expect(distance(without.xs, withZeros.xs)).toBe(0);
});

it('units and their errors are refused where sizes differ', () => {
  const { lstmHidden, lstmOutputError } = recurrent;
  const [two, three] = [tf.zeros<tf.Rank.R2>([2, 4]), tf.zeros<tf.Rank.R2>([3, 4])];
  expect(() => lstmOutputError(two, three, two)).toThrow('o: expected [2, 4], received [3, 4]');
  expect(() => lstmHidden(tf.zeros([2, 4, 1]) as never, two)).toThrow('expected [B, H], received [2, 4, 1]');
  expect(() => lstmHidden(tf.zeros([1, 0, 2, 3]) as never, two)).toThrow(
    'expected [B, height, width, H] with',
  );
});
