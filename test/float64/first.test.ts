import * as tf from '@tensorflow/tfjs';
import { float64 } from 'unrolled';
import { expect, it } from 'vitest';

it('inFloat64 works before any backend is chosen, and leaves the choice open', async () => {
  tf.engine().reset();
  expect(tf.getBackend()).toBeNull();
  expect(float64.inFloat64(() => tf.tidy(() => tf.scalar(0.1).dataSync()[0]))).toBe(0.1);
  expect(tf.getBackend()).toBeNull();
  await tf.ready();
  expect(tf.getBackend()).not.toBe('float64');
  expect(tf.tidy(() => tf.scalar(1).add(1).dataSync())).toEqual(Float32Array.of(2));
});

it('tf.io says that it cannot save 64-bit numbers', async () => {
  await tf.setBackend('float64');
  const weights = tf.scalar(0.1);
  await expect(tf.io.encodeWeights({ weights })).rejects.toThrow('Float64Array');
});
