import * as tf from '@tensorflow/tfjs';
import { equations, recurrent } from 'unrolled';
import { afterEach, describe, expect, it } from 'vitest';
import { backends } from '../support/backends.js';
import { cases, exactly, type Problem, passOf, worst } from './cells.js';

const names = ['LSTM', 'LSTM with peepholes'];
/** So many that TensorFlow's own operator takes them, where it is. */
const large: Problem = { B: 48, T: 4, I: 5, H: 6, seed: 5, masked: false, backwards: false };

afterEach(() => tf.setBackend('wasm'));

describe.each(backends)('a large batch on %s', (backend) => {
  it.each(names.flatMap((name) => [false, true].map((backwards) => ({ name, backwards }))))(
    'gives what the cell gives in 64-bit: $name, backwards $backwards',
    async ({ name, backwards }) => {
      const problem = { ...large, backwards };
      const want = exactly(cases[name], problem);
      await tf.setBackend(backend);
      const before = tf.memory().numTensors;
      const { name: which, error } = worst(passOf(cases[name], problem), want);
      expect(error, which).toBeLessThan(1e-5);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it("goes by TensorFlow's operator there, if all sequences have one length", async () => {
    await tf.setBackend(backend);
    const own = backend === 'tensorflow';
    expect(await kernelsOf({ ...large, B: 47 })).toContain('RecurrentLSTM');
    expect(await kernelsOf(large)).toContain(own ? 'BlockLSTM' : 'RecurrentLSTM');
    expect(await kernelsOf({ ...large, masked: true })).toContain('RecurrentLSTMMasked');
  });

  it('says that a gradient has none', async () => {
    await tf.setBackend(backend);
    const xs = new equations.Random(1).tensor([large.B, 2, 3]) as tf.Tensor3D;
    const p = recurrent.initLSTM({ inputs: 3, hidden: 4, seed: 1 });
    const { run } = recurrent.forwards(recurrent.lstm);
    const slope = tf.grad((x) =>
      run(p, x as tf.Tensor3D)
        .states.square()
        .sum(),
    );
    expect(() => tf.grad((x) => slope(x).square().sum())(xs)).toThrow(
      /received the derivative of a gradient of (BlockLSTM|RecurrentLSTM)$/,
    );
  });
});

/** The kernels of tfjs that a pass asks for. */
async function kernelsOf(problem: Problem): Promise<string[]> {
  const { kernelNames } = await tf.profile(() => {
    passOf(cases.LSTM, problem);
    return [];
  });
  return kernelNames;
}
