import * as tf from '@tensorflow/tfjs';
import { equations } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';

const { evaluate } = equations;

beforeAll(() => tf.ready());

describe('convolution', () => {
  const x = tf.range(0, 12, 1, 'float32').reshape([1, 3, 4, 1]);
  const other = tf.linspace(-1, 1, 2 * 3 * 5 * 2).reshape([2, 3, 5, 2]);

  it.each([
    [1, 1],
    [3, 3],
    [2, 3],
    [5, 4],
    [1, 7],
  ])('∗ with a kernel %i by %i slides as conv2d does', (height, width) => {
    const kernel = tf.linspace(-1, 2, height * width * 2 * 3).reshape([height, width, 2, 3]) as tf.Tensor4D;
    const expected = tf.conv2d(other as tf.Tensor4D, kernel, 1, 'same');
    const { shape, data } = evaluate('W * x + b', { W: kernel, x: other, b: [1, 2, 3] });
    expect(shape).toEqual(expected.shape);
    const wanted = expected.add([1, 2, 3]).dataSync();
    for (const [i, value] of wanted.entries()) expect(data[i]).toBeCloseTo(value, 4);
  });

  it('computes a hand-made example: a kernel that takes the left neighbour', () => {
    const W = tf.tensor4d([1, 0, 0], [1, 3, 1, 1]);
    expect([...evaluate('W * x', { W, x }).data]).toEqual([0, 0, 1, 2, 0, 4, 5, 6, 0, 8, 9, 10]);
    const one = x.reshape([3, 4, 1]);
    expect(evaluate('W \\ast x', { W, x: one }).shape).toEqual([3, 4, 1]);
  });
});
