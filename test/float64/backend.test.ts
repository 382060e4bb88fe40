import * as tf from '@tensorflow/tfjs';
import { float64, ValueError } from 'unrolled';
import { beforeEach, describe, expect, it } from 'vitest';
import { backends } from '../support/backends.js';

const { inFloat64, registerFloat64 } = float64;

describe('memory', () => {
  beforeEach(async () => {
    await tf.setBackend('float64');
  });
  const memory = () => tf.memory() as tf.MemoryInfo & { numBytesInFloat64: number };

  it('counts tensors, buffers and bytes', () => {
    const before = memory();
    const x = tf.ones([10, 10]);
    const view = x.reshape([100]);
    const n = tf.ones([3], 'int32');
    const after = memory();
    expect(after.numTensors - before.numTensors).toBe(3);
    expect(after.numDataBuffers - before.numDataBuffers).toBe(2);
    expect(after.numBytesInFloat64 - before.numBytesInFloat64).toBe(800 + 12);
    x.dispose();
    expect(view.dataSync()[99]).toBe(1);
    expect(memory().numBytesInFloat64 - before.numBytesInFloat64).toBe(812);
    view.dispose();
    n.dispose();
    expect(memory()).toEqual(before);
  });

  it('nothing is left of a tape, a variable, an optimizer', () => {
    const before = memory();
    const initial = tf.randomNormal<tf.Rank.R2>([4, 3]);
    const x = initial.variable() as tf.Variable<tf.Rank.R2>;
    initial.dispose();
    const optimizer = tf.train.adam(0.1);
    const step = () => optimizer.minimize(() => tf.matMul(x, x, true).tanh().mean());
    step();
    const { numTensors } = memory();
    for (let i = 0; i < 3; i++) step();
    expect(memory().numTensors).toBe(numTensors);
    optimizer.dispose();
    x.dispose();
    expect(memory()).toEqual(before);
    tf.tidy(() => {
      const inside = memory().numTensors;
      tf.tidy(() =>
        tf
          .grad((x: tf.Tensor) => tf.softmax(x).square().sum())(tf.randomNormal([3, 4]))
          .dispose(),
      );
      expect(memory().numTensors).toBe(inside);
    });
  });

  it('a caller changes no tensor through an array', () => {
    tf.tidy(() => {
      const given = Float64Array.of(1, 2);
      const x = float64.precise(given, [2]);
      const y = tf.tensor(given as unknown as Float32Array);
      given[0] = 9;
      x.dataSync()[1] = 9;
      expect([x.arraySync(), y.arraySync()]).toEqual([
        [1, 2],
        [1, 2],
      ]);
    });
  });

  it('tells its time, profiles, reads asynchronously', async () => {
    const x = tf.scalar(0.1);
    const { kernels } = await tf.profile(() => x.add(0.2));
    expect(kernels.map(({ name }) => name)).toEqual(['Add']);
    expect((await tf.time(() => x.add(1))).kernelMs).toBeGreaterThanOrEqual(0);
    expect(await x.data()).toEqual(Float64Array.of(0.1));
    expect(await x.array()).toBe(0.1);
    x.dispose();
  });

  it('a kernel that does not exist is named', () => {
    expect(() => tf.image.resizeBilinear(tf.zeros<tf.Rank.R3>([2, 2, 1]), [3, 3])).toThrow(
      "'ResizeBilinear' not registered for backend 'float64'",
    );
  });
});

describe('beside other backends', () => {
  it.each(backends)('tensors move from %s and back', async (other) => {
    await tf.setBackend(other);
    const before = tf.memory().numTensors;
    tf.engine().startScope('moves');
    const x = tf.tensor2d([
      [0.1, 0.2],
      [0.3, 0.4],
    ]);
    const n = tf.tensor1d([1, 2], 'int32');
    const yes = tf.tensor1d([true, false]);
    await tf.setBackend('float64');
    const y = x.mul(3);
    expect(y.dataSync()[0]).toBe(Math.fround(0.1) * 3);
    expect(n.add(n).dataSync()).toEqual(Int32Array.of(2, 4));
    expect(yes.logicalNot().dataSync()).toEqual(Uint8Array.of(0, 1));
    await tf.setBackend(other);
    const z = y.add(x);
    const close = [0.4, 0.8, 1.2, 1.6];
    z.dataSync().forEach((value, i) => expect(value).toBeCloseTo(close[i], 6));
    expect(z.dataSync()).toBeInstanceOf(Float32Array);
    expect(n.add(n).dataSync()).toEqual(Int32Array.of(2, 4));
    expect(yes.logicalNot().dataSync()).toEqual(Uint8Array.of(0, 1));
    // read where it lies, without moving
    await tf.setBackend('float64');
    const w = tf.scalar(0.1);
    await tf.setBackend(other);
    expect(w.dataSync()).toEqual(Float64Array.of(0.1));
    expect(w.bufferSync().toTensor().dataSync()).toEqual(Float32Array.of(0.1));
    tf.engine().endScope();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is never chosen by itself, and registers once', () => {
    registerFloat64();
    const factory = tf.findBackendFactory('float64');
    registerFloat64();
    expect(tf.findBackendFactory('float64')).toBe(factory);
    expect(tf.engine().backendNames()).toContain('float64');
  });

  it('inFloat64 gives back the result and the former backend', async () => {
    await tf.setBackend('cpu');
    expect(inFloat64(() => [tf.getBackend(), inFloat64(() => tf.getBackend()), tf.getBackend()])).toEqual([
      'float64',
      'float64',
      'float64',
    ]);
    expect(tf.getBackend()).toBe('cpu');
    expect(() =>
      inFloat64(() => {
        throw new RangeError('thrown inside');
      }),
    ).toThrow('thrown inside');
    expect(tf.getBackend()).toBe('cpu');
    expect(() => inFloat64(async () => 1)).toThrow(ValueError);
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.tidy(() => tf.scalar(0.1).dataSync())).toEqual(Float32Array.of(0.1));
  });
});
