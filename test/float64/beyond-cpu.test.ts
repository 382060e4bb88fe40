import * as tf from '@tensorflow/tfjs';
import { float64 } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { normal, tensorOf } from './inputs.js';

const same = (actual: tf.Tensor, expected: tf.Tensor) => {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.arraySync()).toEqual(expected.arraySync());
};
const in64 = (check: () => void) => () => float64.inFloat64(() => void tf.tidy(check));

describe("where tfjs's cpu backend cannot be the measure", () => {
  it(
    'cumsum and cumprod over axis −1 are those over the last axis',
    in64(() => {
      const x = tensorOf(normal(3, 2, 4));
      same(tf.cumsum(x, -1, true, true), tf.cumsum(x, 2, true, true));
      same(tf.cumprod(x, -1), tf.cumprod(x, 2));
    }),
  );

  it(
    'a product repeats the batches of both factors',
    in64(() => {
      const [a, b] = [tensorOf(normal(2, 1, 3, 4)), tensorOf(normal(5, 4, 2))];
      same(tf.matMul(a, b), tf.matMul(tf.tile(a, [1, 5, 1, 1]), tf.tile(b.expandDims(0), [2, 1, 1, 1])));
    }),
  );

  it(
    'stridedSlice takes single positions and empty ranges',
    in64(() => {
      const x = tensorOf(normal(4, 5, 3));
      same(
        tf.stridedSlice(x, [2, 0], [3, 5], [1, 2], 0, 0, 0, 0, 0b01),
        tf.gather(x.slice([2], [1]).squeeze([0]), tf.tensor1d([0, 2, 4], 'int32')),
      );
      same(
        tf.stridedSlice(x, [-1, 1], [0, 3], [1, 1], 0, 0, 0, 0, 0b01),
        x.slice([3, 1], [1, 2]).squeeze([0]),
      );
      expect(tf.stridedSlice(x, [3, 0], [1, 3], [1, 1]).shape).toEqual([0, 3, 3]);
    }),
  );

  it(
    'tensorScatterUpdate leaves the tensor that it is given',
    in64(() => {
      const x = tf.tensor1d([1, 2, 3]);
      expect(
        tf.tensorScatterUpdate(x, tf.tensor2d([[1]], undefined, 'int32'), tf.tensor1d([9])).arraySync(),
      ).toEqual([1, 9, 3]);
      expect(x.arraySync()).toEqual([1, 2, 3]);
    }),
  );

  it(
    'the gradient of avgPool counts what lies inside of the border, as avgPool does',
    in64(() => {
      const x = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
      const [dx] = tf.grads((x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'same'))([x]);
      expect(dx.flatten().arraySync()).toEqual([0.25, 0.25, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5, 1]);
    }),
  );

  it(
    'the sum of integers by segments is an integer, of truths their number',
    in64(() => {
      const ids = tf.tensor1d([0, 1, 0], 'int32');
      const sums = [tf.tensor1d([1, 2, 3], 'int32'), tf.tensor1d([true, true, true], 'bool')].map((x) =>
        tf.unsortedSegmentSum(x, ids, 2),
      );
      expect(sums.map((x) => [x.dtype, ...x.dataSync()])).toEqual([
        ['int32', 4, 2],
        ['int32', 2, 1],
      ]);
    }),
  );

  it(
    'over nothing the mean is not a number, the greatest and the least are the infinities',
    in64(() => {
      const nothing = tf.zeros([0]);
      expect([tf.mean(nothing), tf.max(nothing), tf.min(nothing)].map((x) => x.dataSync()[0])).toEqual([
        Number.NaN,
        Number.NEGATIVE_INFINITY,
        Number.POSITIVE_INFINITY,
      ]);
    }),
  );

  it(
    'a range does not drift, and ends before its end',
    in64(() => {
      const range = tf.range(0, 1, 0.1).dataSync();
      expect([...range]).toEqual(Array.from({ length: 10 }, (_, i) => i * 0.1));
      expect(tf.linspace(0, 0.7, 8).dataSync()[7]).toBe(0.7);
    }),
  );

  it(
    'erf is right to the last digits',
    in64(() => {
      // as the C library computes them
      const known = [
        [0, 0],
        [0.5, 0.5204998778130465],
        [1, 0.8427007929497149],
        [2, 0.9953222650189527],
        [2.4, 0.999311486103355],
        [2.6, 0.9997639655834707],
        [3, 0.9999779095030014],
        [-1, -0.8427007929497149],
        [7, 1],
      ];
      const values = tf.erf(known.map(([x]) => x)).dataSync();
      known.forEach(([, y], i) => expect(Math.abs(values[i] - y)).toBeLessThan(3e-16));
    }),
  );

  it(
    'refuses shapes that do not fit, as other backends do',
    in64(() => {
      const [a, b] = [tf.ones([2, 3]), tf.ones([2, 2])];
      expect(() => tf.matMul(a, b)).toThrow(
        'matMul: expected the inner sizes of [2,3] and [2,2] to agree, received 3 and 2',
      );
      expect(() => tf.matMul(b, a, false, true)).toThrow('received 2 and 3');
      expect(() => tf.matMul(tf.ones([5, 2, 3]), tf.ones([3, 2]), true)).toThrow('received 2 and 3');
      expect(() => tf.stack([a, b])).toThrow('stack: expected tensors of one shape, [2,3], received [2,2]');
      expect(tf.matMul(b, a).shape).toEqual([2, 3]);
      expect(tf.matMul(a, a, true).shape).toEqual([3, 3]);
      expect(tf.matMul(a, a, false, true).shape).toEqual([2, 2]);
    }),
  );

  it(
    'refuses an index outside of the tensor',
    in64(() => {
      const i = (...values: number[]) => tf.tensor1d(values, 'int32');
      expect(() => tf.gather(tf.zeros([3, 2]), i(3))).toThrow(
        'indices: expected 0 to 2 on axis 0 of [3], received 3',
      );
      expect(() => tf.gather(tf.zeros([3, 2]), i(-1))).toThrow('received -1');
      expect(() => tf.gatherND(tf.zeros([3, 2]), tf.tensor2d([[1, 2]], undefined, 'int32'))).toThrow(
        'indices: expected 0 to 1 on axis 1 of [3,2], received 2',
      );
      expect(() => tf.scatterND(tf.tensor2d([[4]], undefined, 'int32'), tf.ones([1]), [3])).toThrow(
        'indices: expected 0 to 2',
      );
      expect(() => tf.bincount(i(1, -2), [], 4)).toThrow('x: expected numbers from 0, received -2');
    }),
  );
});
