import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { equations, float64, ShapeError } from 'unrolled';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const { precise } = float64;
const first = (x: tf.Tensor) => x.dataSync()[0];
const eps = 2 ** -40; // below the 2^-24 of float32

describe('numbers of float64 keep 64 bits', () => {
  beforeEach(async () => {
    await tf.setBackend('float64');
    tf.engine().startScope('test');
  });
  afterEach(async () => {
    tf.engine().endScope();
    await tf.setBackend('cpu');
  });

  it('on every way in', () => {
    expect(first(tf.scalar(0.1).add(0.2))).toBe(0.1 + 0.2);
    expect(first(tf.tensor([0.1]))).toBe(0.1);
    expect(
      tf
        .tensor2d([
          [0.1, 1 / 3],
          [1e-300, Math.PI],
        ])
        .arraySync(),
    ).toEqual([
      [0.1, 1 / 3],
      [1e-300, Math.PI],
    ]);
    expect(tf.tensor([0.1, 0.2, 0.3, 0.4], [2, 2]).arraySync()).toEqual([
      [0.1, 0.2],
      [0.3, 0.4],
    ]);
    expect(tf.tensor3d([[[0.1], [0.2]]]).arraySync()).toEqual([[[0.1], [0.2]]]);
    expect(
      tf
        .tensor([
          [0.1, 0.1],
          [0.1, 0.1],
        ])
        .arraySync(),
    ).toEqual([
      [0.1, 0.1],
      [0.1, 0.1],
    ]);
    expect(tf.tensor([true, false], undefined, 'float32').arraySync()).toEqual([1, 0]);
    expect(tf.add([0.1, 0.2], 0.7).arraySync()).toEqual([0.1 + 0.7, 0.2 + 0.7]);
    expect(tf.fill([2], 0.1).arraySync()).toEqual([0.1, 0.1]);
    expect(first(tf.scalar(0.1).variable())).toBe(0.1);
    expect(first(tf.oneHot(0, 2, 0.1, 0, 'float32'))).toBe(0.1);
    expect(first(precise([0.1], [1]))).toBe(0.1);
    expect(first(new equations.Random(1).tensor([1]))).not.toBe(
      Math.fround(first(new equations.Random(1).tensor([1]))),
    );
  });

  it('through buffers, random numbers, and what dataSync gave', () => {
    const buffer = tf.buffer([2, 2]);
    buffer.set(0.1, 1, 0);
    expect(buffer.toTensor().arraySync()).toEqual([
      [0, 0],
      [0.1, 0],
    ]);
    const x = tf.randomNormal([50]);
    expect([...x.dataSync()].some((v) => v !== Math.fround(v))).toBe(true);
    expect(x.bufferSync().toTensor().arraySync()).toEqual(x.arraySync());
    expect(tf.tensor(x.dataSync()).arraySync()).toEqual(x.arraySync());
    expect(tf.tensor([tf.tensor1d([0.1]).dataSync(), [0.2]] as number[][]).arraySync()).toEqual([
      [0.1],
      [0.2],
    ]);
  });

  it('whatever array is given', () => {
    const value = fc.double({ noDefaultInfinity: false });
    const nested = fc.tuple(fc.nat(3), fc.nat(3)).chain(([rows, columns]) =>
      fc.array(fc.array(value, { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    );
    fc.assert(
      fc.property(nested, (rows) => {
        const flat = rows.flat();
        if (flat.length === 0) return;
        expect(Array.from(tf.tensor2d(rows).dataSync())).toEqual(flat);
        expect(Array.from(tf.tensor(flat).dataSync())).toEqual(flat);
      }),
      { seed: 1 },
    );
  });

  it('also after a call that failed half-way', () => {
    expect(() => tf.tensor2d([[0.5, 0.25]], [3, 3])).toThrow();
    expect(() => tf.tensor([0.1, 0.2], [3])).toThrow();
    expect(tf.tensor([0.3, 0.7]).arraySync()).toEqual([0.3, 0.7]);
  });

  it('yet a Float32Array is what it is', () => {
    expect(first(tf.tensor(Float32Array.of(0.1)))).toBe(Math.fround(0.1));
  });

  it('in sums, products, means, running sums', () => {
    expect(first(tf.tensor([1e8, 1e-8]).sum())).toBe(1e8 + 1e-8);
    expect(first(tf.tensor([1, 1 + eps]).mean())).toBe(1 + eps / 2);
    expect(tf.tensor([1, eps]).cumsum().arraySync()).toEqual([1, 1 + eps]);
    const a = precise([1, 1 + eps, 1, 1], [2, 2]);
    const b = precise([1, 0, -1, 1], [2, 2]);
    expect(tf.matMul(a, b).arraySync()).toEqual([
      [-eps, 1 + eps],
      [0, 1],
    ]);
    const w = precise([1 + eps], [1, 1, 1, 1]);
    expect(first(tf.conv2d(precise([1], [1, 1, 1, 1]), w as tf.Tensor4D, 1, 'valid').sub(1))).toBe(eps);
    expect(first(tf.tensor([1 + eps, 1]).argMax())).toBe(0);
    expect(first(tf.tensor([1 + eps]).greater(tf.tensor([1])))).toBe(1);
  });

  it('in constants of gradients and optimizers', () => {
    expect(first(tf.grad((x) => x.mul(0.1).mean())(tf.tensor([1, 2, 3])))).toBe(0.1 / 3);
    expect(first(tf.grad((x) => tf.erf(x))(tf.scalar(0)))).toBe(2 / Math.sqrt(Math.PI));
    expect(first(tf.leakyRelu(tf.scalar(-1), 0.1))).toBe(-0.1);
    const x = tf.scalar(1).variable();
    const sgd = tf.train.sgd(0.1);
    sgd.minimize(() => x.square().mul(1 / 3) as tf.Scalar);
    expect(first(x)).toBeCloseTo(1 - 0.1 * (2 / 3), 15);
    sgd.dispose();
  });

  it('dtypes: integers and truths are as everywhere, nothing else is taken', () => {
    expect(tf.tensor1d([1, 2], 'int32').dataSync()).toBeInstanceOf(Int32Array);
    expect(tf.tensor1d([true]).dataSync()).toBeInstanceOf(Uint8Array);
    expect(tf.scalar(1).dataSync()).toBeInstanceOf(Float64Array);
    const refusal =
      'dtype: expected float32, int32 or bool, all that the backend float64 keeps, received string';
    expect(() => tf.tensor(['text'])).toThrow(refusal);
    expect(() => tf.fill([2], 'text')).toThrow(refusal);
    expect(() => tf.cast(tf.scalar(1), 'complex64')).toThrow('received complex64');
    expect(() => tf.complex([1], [2])).toThrow("Kernel 'Complex' not registered for backend 'float64'");
  });
});

describe('on other backends', () => {
  it('precise gives the nearest float32 numbers, and Float64Arrays are welcome', async () => {
    await tf.setBackend('cpu');
    tf.tidy(() => {
      expect(precise([0.1], [1]).dataSync()).toEqual(Float32Array.of(0.1));
      expect(tf.tensor(Float64Array.of(0.1) as unknown as Float32Array).dataSync()).toEqual(
        Float32Array.of(0.1),
      );
      expect(tf.tensor([0.1]).dataSync()).toBeInstanceOf(Float32Array);
      expect(tf.buffer([1]).values).toBeInstanceOf(Float32Array);
    });
  });

  it('precise refuses a number of values that the shape does not hold', () => {
    expect(() => precise([1, 2], [3])).toThrow(ShapeError);
    expect(() => precise([1, 2], [3])).toThrow('values: expected 3 numbers for the shape [3], received 2');
  });
});
