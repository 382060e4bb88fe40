import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, float64, kernels, recurrent, ValueError } from 'unrolled';
import { afterEach, describe, expect, it } from 'vitest';
import { backends } from '../support/backends.js';
import { type AnyCell, cases } from './cells.js';

const { layers, initLayers, lstm, initLSTM, rnnCell, rnnState, unroll } = recurrent;
const { useKernels } = kernels;
const [B, T, I, H] = [2, 3, 4, 5];

afterEach(async () => {
  useKernels(true);
  await tf.setBackend('wasm');
});

/** The kernels of the recurrent library that run. */
async function kernelsIn(run: () => unknown): Promise<string[]> {
  const { kernelNames } = await tf.profile(() => {
    tf.tidy(() => {
      run();
    });
    return [];
  });
  return kernelNames.filter((name) => name.startsWith('Recurrent')).sort();
}

const inputs = () => new equations.Random(1).tensor([B, T, I]);
const mask = () =>
  tf.tensor2d([
    [1, 1, 1],
    [1, 0, 0],
  ]);

describe('kernels are used', () => {
  it.each(Object.entries(cases))('for %s', async (_, { cell, init, kernel }) => {
    const net = layers(cell as AnyCell);
    const p = initLayers(init, { inputs: I, hidden: H, seed: 1 });
    expect(await kernelsIn(() => net.run(p, inputs()))).toEqual([kernel]);
    expect(await kernelsIn(() => net.run(p, inputs(), { mask: mask() }))).toEqual([`${kernel}Masked`]);
  });

  it('in both directions and in every layer', async () => {
    const net = layers(lstm, { depth: 2, merge: 'concat' });
    const p = initLayers(initLSTM, { inputs: I, hidden: H, depth: 2, merge: 'concat', seed: 1 });
    expect(await kernelsIn(() => net.run(p, inputs()))).toEqual(['RecurrentLSTM']);
    const profile = await tf.profile(() => Object.values(net.run(p, inputs())).flat() as never);
    expect(profile.kernels.filter(({ name }) => name === 'RecurrentLSTM')).toHaveLength(4);
  });

  it('and give the way back as well', async () => {
    const p = initLSTM({ inputs: I, hidden: H, seed: 1 });
    const s0 = { h: tf.zeros<tf.Rank.R2>([B, H]), c: tf.zeros<tf.Rank.R2>([B, H]) };
    const loss = (Wf: Tensor) =>
      unroll(lstm, { ...p, Wf: Wf as Tensor2D }, inputs(), s0).states.sum() as tf.Scalar;
    expect(await kernelsIn(() => tf.grad(loss)(p.Wf))).toEqual(['RecurrentLSTM', 'RecurrentLSTMBackward']);
  });

  it('and go back to their inputs only where these may have a gradient: to a lower layer, not to data', async () => {
    const net = layers(lstm, { depth: 2 });
    const [lower, upper] = initLayers(initLSTM, { inputs: I, hidden: H, depth: 2, seed: 1 });
    const loss = (Wf: Tensor) =>
      net.run([{ ...lower, Wf: Wf as Tensor2D }, upper], inputs()).states.sum() as tf.Scalar;
    const { kernels: all } = await tf.profile(() => tf.grad(loss)(lower.Wf));
    const back = all.filter(({ name }) => name === 'RecurrentLSTMBackward');
    // first that of the upper layer
    expect(back.map(({ outputShapes }) => outputShapes.at(-1))).toEqual([[B, T, H], [H]]);
  });

  it.each(backends)('on %s', async (backend) => {
    await tf.setBackend(backend);
    const p = recurrent.initRNN({ inputs: I, hidden: H, seed: 1 });
    const h0 = tf.zeros<tf.Rank.R2>([B, H]);
    expect(await kernelsIn(() => unroll(rnnState, p, inputs(), h0))).toEqual(['RecurrentRNN']);
  });
});

describe('the cell itself runs', () => {
  const p = recurrent.initRNN({ inputs: I, hidden: H, seed: 1 });
  const h0 = tf.zeros<tf.Rank.R2>([B, H]);
  const used = (cell: recurrent.Cell<recurrent.RNNParams, Tensor2D>) =>
    kernelsIn(() => unroll(cell, p, inputs(), h0));

  it('where kernels are off', async () => {
    useKernels(false);
    expect(await used(rnnState)).toEqual([]);
    useKernels(true);
    expect(await used(rnnState)).toEqual(['RecurrentRNN']);
  });

  it('for a cell that nobody knows', async () => {
    expect(await used((q, x, h) => rnnState(q, x, h))).toEqual([]);
  });

  it('in 64-bit', () => {
    float64.inFloat64(() =>
      tf.tidy(() => {
        const q = recurrent.initRNN({ inputs: I, hidden: H, seed: 1 });
        const [xs, start] = [inputs(), tf.zeros<tf.Rank.R2>([B, H])];
        const { states } = unroll(rnnState, q, xs, start);
        const first = rnnState(q, xs.slice([0, 0, 0], [B, 1, I]).squeeze([1]), start);
        expect([...states.slice([0, 0, 0], [B, 1, H]).dataSync()]).toEqual([...first.dataSync()]);
      }),
    );
  });

  it('and says what does not fit', () => {
    const wrong = { ...p, Wx: tf.zeros([I + 1, H]) } as recurrent.RNNParams;
    expect(() => unroll(rnnState, wrong, inputs(), h0)).toThrow('x: expected [B, 5], received [2, 4]');
    const whole = { ...p, bh: tf.zeros([H], 'int32') } as recurrent.RNNParams;
    const { states } = unroll(rnnState, whole, inputs(), h0);
    expect(states.dtype).toBe('float32');
    expect(() => unroll(lstm, {} as never, inputs(), { h: h0, c: h0 })).toThrow();
  });
});

describe('plain cells by the name of their activation', () => {
  it('are the same function for the same name, and rnnState for tanh', () => {
    expect(rnnCell('tanh')).toBe(rnnState);
    expect(rnnCell('relu')).toBe(rnnCell('relu'));
    expect(rnnCell('relu')).not.toBe(rnnCell('sigmoid'));
    expect(() => rnnCell('sine' as never)).toThrow(ValueError);
  });

  it('step as rnnState does', () => {
    const p = recurrent.initRNN({ inputs: I, hidden: H, seed: 1 });
    const [x, h] = [new equations.Random(2).tensor([B, I]), new equations.Random(3).tensor([B, H])];
    expect([...rnnCell('relu')(p, x, h).dataSync()]).toEqual([...rnnState(p, x, h, 'relu').dataSync()]);
  });
});

describe('second derivatives', () => {
  const p = recurrent.initRNN({ inputs: I, hidden: H, seed: 1 });
  const h0 = tf.zeros<tf.Rank.R2>([B, H]);
  const slope = (xs: Tensor) =>
    tf.grad((x: Tensor) =>
      unroll(rnnState, p, x as Tensor3D, h0)
        .states.square()
        .sum(),
    )(xs);

  it('are refused by name, and there without kernels', () => {
    const second = () =>
      tf.tidy(() => [
        ...tf
          .grad((x) => slope(x).square().sum())(inputs())
          .dataSync(),
      ]);
    expect(second).toThrow(
      'gradient: expected first derivatives; for more of them switch the kernels off with ' +
        'kernels.useKernels(false), received the derivative of a gradient of RecurrentRNN',
    );
    useKernels(false);
    expect(second().every(Number.isFinite)).toBe(true);
  });
});
