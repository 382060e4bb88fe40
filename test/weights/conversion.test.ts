import * as tf from '@tensorflow/tfjs';
import { equations, weights } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { distance, leaked } from '../support/numbers.js';

const { fromPyTorch, toPyTorch, fromKeras, toKeras, fromONNX, toONNX, linearFromPyTorch, linearToPyTorch } =
  weights;
const [I, H] = [2, 3];
const random = new equations.Random(4);

type Named = { [name: string]: tf.Tensor };

const shapes = (inputs: number): Record<weights.CellName, { [name: string]: number[] }> => {
  const lstm = Object.fromEntries(
    [...'fico'].flatMap((g) => [
      [`W${g}`, [H + inputs, H]],
      [`b${g}`, [H]],
    ]),
  );
  const gru = Object.fromEntries(
    [...'zrh'].flatMap((g) => [
      [`W${g}`, [inputs, H]],
      [`U${g}`, [H, H]],
      [`b${g}`, [H]],
    ]),
  );
  return {
    rnn: { Wh: [H, H], Wx: [inputs, H], bh: [H] },
    lstm,
    peepholeLSTM: { ...lstm, Vf: [H], Vi: [H], Vo: [H] },
    gru,
    resetAfterGRU: { ...gru, bu: [H] },
  };
};

/** Random parameters of a cell. */
const params = <C extends weights.CellName>(cell: C, inputs = I): weights.CellParams[C] =>
  Object.fromEntries(
    Object.entries(shapes(inputs)[cell]).map(([name, shape]) => [name, random.tensor(shape)]),
  ) as unknown as weights.CellParams[C];

const expectSame = (got: object, want: object, exact = 0) => {
  expect(Object.keys(got).sort()).toEqual(Object.keys(want).sort());
  for (const [name, tensor] of Object.entries(got as Named))
    expect(distance(tensor, (want as Named)[name]), name).toBeLessThanOrEqual(exact);
};

const shapesOf = (tensors: object) =>
  Object.fromEntries(Object.entries(tensors as Named).map(([name, { shape }]) => [name, shape]));

const pytorch = ['rnn', 'lstm', 'resetAfterGRU'] as const;
const keras = ['rnn', 'lstm', 'gru', 'resetAfterGRU'] as const;
const onnx = [...keras, 'peepholeLSTM'] as const;

describe('there and back again', () => {
  it.each(pytorch)('PyTorch: %s in two layers, one direction and both', (cell) => {
    const one = [params(cell), params(cell, H)];
    const back = fromPyTorch(cell, toPyTorch(cell, one));
    expect(back).toHaveLength(2);
    back.forEach((p, l) => {
      expectSame(p, one[l]);
    });
    const two = [0, 1].map((l) => ({
      forward: params(cell, l === 0 ? I : 2 * H),
      backward: params(cell, l === 0 ? I : 2 * H),
    }));
    const both = fromPyTorch(cell, toPyTorch(cell, two), { bidirectional: true });
    expect(both).toHaveLength(2);
    both.forEach(({ forward, backward }, l) => {
      expectSame(forward, two[l].forward);
      expectSame(backward, two[l].backward);
    });
  });

  it.each(keras)('Keras: %s', (cell) => {
    const p = params(cell);
    expectSame(fromKeras(cell, toKeras(cell, p)), p);
  });

  it.each(onnx)('ONNX: %s, one direction and both', (cell) => {
    const [forward, backward] = [params(cell), params(cell)];
    expectSame(fromONNX(cell, toONNX(cell, forward)), forward);
    const both = fromONNX(cell, toONNX(cell, { forward, backward }), { bidirectional: true });
    expectSame(both.forward, forward);
    expectSame(both.backward, backward);
  });

  it('torch.nn.Linear', () => {
    const out = { Wy: random.tensor([H, 2]), by: random.tensor([2]) };
    expectSame(linearFromPyTorch(linearToPyTorch(out)), out);
    expect(shapesOf(linearToPyTorch(out, { prefix: 'read.' }))).toEqual({
      'read.weight': [2, H],
      'read.bias': [2],
    });
    const more = { ...linearToPyTorch(out, { prefix: 'read.' }), other: tf.scalar(1) };
    expectSame(linearFromPyTorch(more, { prefix: 'read.' }), out);
    expect(() => linearFromPyTorch(more)).toThrow(
      'stateDict: expected weight, bias, received nothing named weight, bias and read.weight, read.bias, other besides',
    );
    const bad = { weight: random.tensor([2, H]), bias: random.tensor([3]) };
    expect(() => linearFromPyTorch(bad)).toThrow('bias: expected [2], received [3]');
    expect(() => linearFromPyTorch({ ...bad, weight: bad.bias })).toThrow(
      'weight: expected [O, H], received [3]',
    );
  });
});

describe('layouts', () => {
  const p = { forward: params('lstm'), backward: params('lstm') };

  it('are those of the frameworks', () => {
    const torch = toPyTorch('lstm', [p, { forward: params('lstm', 2 * H), backward: params('lstm', 2 * H) }]);
    const layer = (suffix: string, inputs: number) => ({
      [`weight_ih_${suffix}`]: [4 * H, inputs],
      [`weight_hh_${suffix}`]: [4 * H, H],
      [`bias_ih_${suffix}`]: [4 * H],
      [`bias_hh_${suffix}`]: [4 * H],
    });
    expect(shapesOf(torch)).toEqual({
      ...layer('l0', I),
      ...layer('l0_reverse', I),
      ...layer('l1', 2 * H),
      ...layer('l1_reverse', 2 * H),
    });
    expect(shapesOf(toKeras('lstm', p.forward))).toEqual({
      kernel: [I, 4 * H],
      recurrent_kernel: [H, 4 * H],
      bias: [4 * H],
    });
    expect(shapesOf(toKeras('gru', params('gru')))).toEqual({
      kernel: [I, 3 * H],
      recurrent_kernel: [H, 3 * H],
      bias: [3 * H],
    });
    expect(toKeras('resetAfterGRU', params('resetAfterGRU')).bias.shape).toEqual([2, 3 * H]);
    expect(shapesOf(toONNX('lstm', p))).toEqual({ W: [2, 4 * H, I], R: [2, 4 * H, H], B: [2, 8 * H] });
    expect(shapesOf(toONNX('peepholeLSTM', params('peepholeLSTM')))).toEqual({
      W: [1, 4 * H, I],
      R: [1, 4 * H, H],
      B: [1, 8 * H],
      P: [1, 3 * H],
    });
  });

  it('a prefix names one module of a larger model; without biases they are zero', () => {
    const [a, b] = [params('rnn'), params('rnn')];
    const model = {
      ...toPyTorch('rnn', [a], { prefix: 'encoder.' }),
      ...toPyTorch('rnn', [b], { prefix: 'decoder.' }),
    };
    expect(Object.keys(model)).toHaveLength(8);
    expectSame(fromPyTorch('rnn', model, { prefix: 'decoder.' })[0], b);
    const { weight_ih_l0, weight_hh_l0 } = toPyTorch('rnn', [a]);
    const [{ bh, Wh, Wx }] = fromPyTorch('rnn', { weight_ih_l0, weight_hh_l0 });
    expect(bh.arraySync()).toEqual([0, 0, 0]);
    expectSame({ Wh, Wx }, { Wh: a.Wh, Wx: a.Wx });
    const { W, R } = toONNX('lstm', p.forward);
    expect(fromONNX('lstm', { W, R }).bo.arraySync()).toEqual([0, 0, 0]);
    const { kernel, recurrent_kernel } = toKeras('resetAfterGRU', params('resetAfterGRU'));
    expect(fromKeras('resetAfterGRU', { kernel, recurrent_kernel }).bu.arraySync()).toEqual([0, 0, 0]);
  });

  it('what is made can be disposed without what it is made of, and the other way round', () => {
    const a = params('rnn');
    const before = a.Wx.dataSync();
    tf.dispose(toPyTorch('rnn', [a]));
    tf.dispose(toKeras('rnn', a) as never);
    tf.dispose(toONNX('rnn', a) as never);
    tf.dispose(linearToPyTorch({ Wy: a.Wh, by: a.bh }));
    expect(a.Wx.dataSync()).toEqual(before);
    expect(a.bh.dataSync()).toHaveLength(H);
    const [torch, k, o] = [toPyTorch('rnn', [a]), toKeras('rnn', a), toONNX('rnn', a)];
    const linear = { weight: a.Wh, bias: a.bh };
    tf.dispose([fromPyTorch('rnn', torch), fromKeras('rnn', k), fromONNX('rnn', o)] as never);
    tf.dispose(linearFromPyTorch(linear));
    for (const tensors of [torch, k, o, linear])
      for (const tensor of Object.values(tensors) as tf.Tensor[]) expect(tensor.isDisposed).toBe(false);
  });
});

describe('what does not fit', () => {
  const torch = () => ({ ...toPyTorch('lstm', [params('lstm'), params('lstm', H)]) }) as Named;
  const without = (dict: object, name: string) =>
    Object.fromEntries(Object.entries(dict).filter(([key]) => key !== name)) as never;

  it('cells that a framework has not', () => {
    const peepholes = params('peepholeLSTM');
    expect(() => fromPyTorch('gru' as 'rnn', torch())).toThrow(
      'cell: expected one of rnn, lstm, resetAfterGRU, received gru',
    );
    expect(() => toPyTorch('gru' as 'rnn', [])).toThrow(
      'cell: expected one of rnn, lstm, resetAfterGRU, received gru',
    );
    expect(() => fromKeras('peepholeLSTM' as 'rnn', {} as never)).toThrow(
      'cell: expected one of rnn, lstm, gru, resetAfterGRU, received peepholeLSTM',
    );
    expect(() => toKeras('peepholeLSTM' as 'lstm', peepholes)).toThrow(
      'cell: expected one of rnn, lstm, gru, resetAfterGRU, received peepholeLSTM',
    );
    const all = 'cell: expected one of rnn, lstm, peepholeLSTM, gru, resetAfterGRU, received toString';
    expect(() => fromONNX('toString' as 'rnn', {} as never)).toThrow(all);
    expect(() => toONNX('toString' as 'lstm', peepholes)).toThrow(all);
  });

  it('names in a state_dict', () => {
    const names = ['weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0'];
    const wanted = [...names, ...names.map((name) => name.replace('l0', 'l1'))].join(', ');
    expect(() => fromPyTorch('lstm', without(torch(), 'bias_hh_l1'))).toThrow(
      `stateDict: expected ${wanted}, received nothing named bias_hh_l1`,
    );
    expect(() => fromPyTorch('lstm', { ...torch(), weight_hr_l0: tf.scalar(1) })).toThrow(
      'received weight_hr_l0 besides',
    );
    expect(() => fromPyTorch('lstm', {})).toThrow(
      'stateDict: expected weight_ih_l0, weight_hh_l0, received nothing named weight_ih_l0, weight_hh_l0',
    );
    expect(() => fromPyTorch('lstm', torch(), { bidirectional: true })).toThrow(
      'received nothing named weight_ih_l0_reverse',
    );
    expect(() => fromPyTorch('lstm', torch(), { prefix: 'a.' })).toThrow(
      'nothing named a.weight_ih_l0, a.weight_hh_l0',
    );
    const both = toPyTorch('rnn', [{ forward: params('rnn'), backward: params('rnn') }]);
    expect(() => fromPyTorch('rnn', both)).toThrow('bias_hh_l0_reverse besides');
  });

  it('shapes in a state_dict', () => {
    const changed =
      (name: string, ...shape: number[]) =>
      () =>
        fromPyTorch('lstm', { ...torch(), [name]: tf.zeros(shape) });
    expect(changed('weight_hh_l0', 12)).toThrow('weight_hh_l0: expected [4 · H, H], received [12]');
    expect(changed('weight_hh_l0', 12, 4)).toThrow('weight_hh_l0: expected [16, 4], received [12, 4]');
    expect(changed('weight_ih_l0', 9, 2)).toThrow('weight_ih_l0: expected [12, I], received [9, 2]');
    expect(changed('weight_ih_l1', 12, 6)).toThrow('weight_ih_l1: expected [12, 3], received [12, 6]');
    expect(changed('bias_ih_l0', 3)).toThrow('bias_ih_l0: expected [12], received [3]');
    expect(changed('bias_hh_l1', 12, 1)).toThrow('bias_hh_l1: expected [12], received [12, 1]');
    const wide = { forward: params('rnn', H), backward: params('rnn', H) };
    const narrow = toPyTorch('rnn', [{ forward: params('rnn'), backward: params('rnn') }, wide]);
    expect(() => fromPyTorch('rnn', narrow, { bidirectional: true })).toThrow(
      'weight_ih_l1: expected [3, 6], received [3, 3]',
    );
    const prefixed = { 'a.weight_ih_l0': tf.zeros([3, 2]), 'a.weight_hh_l0': tf.zeros([3]) };
    expect(() => fromPyTorch('rnn', prefixed, { prefix: 'a.' })).toThrow(
      'a.weight_hh_l0: expected [1 · H, H], received [3]',
    );
  });

  it('names and shapes of Keras', () => {
    const good = () => toKeras('resetAfterGRU', params('resetAfterGRU'));
    const run = (change: object) => () => fromKeras('resetAfterGRU', { ...good(), ...change } as never);
    expect(() => fromKeras('resetAfterGRU', without(good(), 'kernel'))).toThrow(
      'weights: expected kernel, recurrent_kernel, bias, received nothing named kernel',
    );
    expect(run({ gamma: tf.scalar(1) })).toThrow(
      'weights: expected kernel, recurrent_kernel, bias, received gamma besides',
    );
    expect(run({ recurrent_kernel: tf.zeros([3]) })).toThrow(
      'recurrent_kernel: expected [H, 3 · H], received [3]',
    );
    expect(run({ recurrent_kernel: tf.zeros([3, 12]) })).toThrow(
      'recurrent_kernel: expected [3, 9], received [3, 12]',
    );
    expect(run({ kernel: tf.zeros([2, 12]) })).toThrow('kernel: expected [I, 9], received [2, 12]');
    expect(run({ bias: tf.zeros([9]) })).toThrow('bias: expected [2, 9], received [9]');
    const lstm = { ...toKeras('lstm', params('lstm')), bias: tf.zeros<tf.Rank.R2>([2, 12]) };
    expect(() => fromKeras('lstm', lstm)).toThrow('bias: expected [12], received [2, 12]');
  });

  it('names and shapes of ONNX', () => {
    const good = () => toONNX('peepholeLSTM', params('peepholeLSTM'));
    const run = (change: object) => () => fromONNX('peepholeLSTM', { ...good(), ...change } as never);
    expect(() => fromONNX('peepholeLSTM', without(good(), 'P'))).toThrow(
      'weights: expected W, R, B, P, received nothing named P',
    );
    expect(() => fromONNX('lstm', good())).toThrow('weights: expected W, R, B, received P besides');
    expect(run({ R: tf.zeros([12, 3]) })).toThrow('R: expected [1, 4 · H, H], received [12, 3]');
    expect(run({ R: tf.zeros([1, 12, 4]) })).toThrow('R: expected [1, 16, 4], received [1, 12, 4]');
    expect(run({ W: tf.zeros([2, 12, 2]) })).toThrow('W: expected [1, 12, I], received [2, 12, 2]');
    expect(run({ B: tf.zeros([1, 12]) })).toThrow('B: expected [1, 24], received [1, 12]');
    expect(run({ P: tf.zeros([1, 12]) })).toThrow('P: expected [1, 9], received [1, 12]');
    expect(() => fromONNX('peepholeLSTM', good(), { bidirectional: true })).toThrow(
      'R: expected [2, 4 · H, H], received [1, 12, 3]',
    );
  });

  it('parameters that are not of the cell', () => {
    const p = params('resetAfterGRU');
    const run = (change: object) => () => toKeras('resetAfterGRU', { ...p, ...change });
    expect(() => toKeras('resetAfterGRU', without(p, 'bu'))).toThrow(
      'p: expected bz, br, bh, Uz, Ur, Uh, Wz, Wr, Wh, bu, received nothing named bu',
    );
    expect(() => toPyTorch('rnn', [p as never])).toThrow(
      'p: expected bh, Wh, Wx, received nothing named Wx and ',
    );
    expect(run({ bz: tf.zeros([3, 1]) })).toThrow('p.bz: expected [H], received [3, 1]');
    expect(run({ Uz: tf.zeros([3, 4]) })).toThrow('p.Uz: expected [3, 3], received [3, 4]');
    expect(run({ bu: tf.zeros([4]) })).toThrow('p.bu: expected [3], received [4]');
    expect(run({ Wr: tf.zeros([4, 3]) })).toThrow('p.Wr: expected [2, 3], received [4, 3]');
    const lstm = { ...params('peepholeLSTM'), Wi: tf.zeros<tf.Rank.R2>([6, 3]) };
    expect(() => toONNX('peepholeLSTM', lstm)).toThrow('p.Wi: expected [5, 3], received [6, 3]');
    expect(() => toPyTorch('rnn', [{ ...params('rnn'), Wx: tf.zeros<tf.Rank.R2>([2, 4]) }])).toThrow(
      'p.Wx: expected [I, 3], received [2, 4]',
    );
  });

  it('leaves nothing behind', () => {
    for (const cell of onnx) {
      const p = params(cell);
      const kept = toONNX(cell, p);
      expect(leaked(() => toONNX(cell, { forward: p, backward: p }))).toBe(0);
      expect(leaked(() => fromONNX(cell, kept))).toBe(0);
    }
    for (const cell of keras) {
      const p = params(cell);
      const kept = toKeras(cell, p);
      expect(leaked(() => toKeras(cell, p))).toBe(0);
      expect(leaked(() => fromKeras(cell, kept))).toBe(0);
    }
    const p = [params('lstm'), params('lstm', H)];
    const dict = { ...torch() };
    expect(leaked(() => toPyTorch('lstm', p))).toBe(0);
    expect(leaked(() => toPyTorch('lstm', [p[0], { ...p[0], bo: p[0].Wf as never }]))).toBe(0);
    expect(leaked(() => fromPyTorch('lstm', dict))).toBe(0);
    const bad = { ...dict, bias_hh_l1: dict.weight_ih_l0 };
    expect(leaked(() => fromPyTorch('lstm', bad))).toBe(0);
    const linear = linearToPyTorch({ Wy: p[0].Wf, by: p[0].bf });
    expect(leaked(() => linearFromPyTorch(linear))).toBe(0);
  });
});
