import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { standardise, windows } from '../../lib/data/series.js';
import { ShapeError, ValueError } from '../../lib/errors.js';
import { inFloat64 } from '../../lib/float64/index.js';

describe('standardise', () => {
  it('knows the mean and the deviation of what it is given, and nothing else', () => {
    const scale = standardise([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(scale).toMatchObject({ mean: 5, deviation: 2 });
    expect(scale.apply([5, 7, 1])).toEqual([0, 1, -2]);
    expect(scale.restore([0, 1, -2])).toEqual([5, 7, 1]);
    expect(scale.restore(Float32Array.of(0.5))).toEqual([6]);
  });

  it('refuses constant, empty and broken series', () => {
    expect(() => standardise([3, 3, 3])).toThrow('values: expected numbers that differ, received 3 times 3');
    expect(() => standardise([])).toThrow('values: expected at least one number, received none');
    expect(() => standardise([1, Number.NaN])).toThrow('values[1]: expected a finite number, received NaN');
  });
});

describe('windows', () => {
  const series = [10, 11, 12, 13, 14, 15];

  it('pairs every window with what follows it', () => {
    const { inputs, targets } = windows(series, { length: 3 });
    expect(inputs.shape).toEqual([3, 3, 1]);
    expect(inputs.squeeze([2]).arraySync()).toEqual([[10, 11, 12], [11, 12, 13], [12, 13, 14]]); // biome-ignore format: a matrix
    expect(targets.arraySync()).toEqual([[13], [14], [15]]);
  });

  it('takes several steps ahead', () => {
    const { inputs, targets } = windows(series, { length: 2, horizon: 3 });
    expect(inputs.squeeze([2]).arraySync()).toEqual([[10, 11], [11, 12]]); // biome-ignore format: a matrix
    expect(targets.arraySync()).toEqual([[12, 13, 14], [13, 14, 15]]); // biome-ignore format: a matrix
  });

  it('limits the targets to a range, into which inputs may reach from before', () => {
    const cut = 4;
    const train = windows(series, { length: 2, to: cut });
    const test = windows(series, { length: 2, from: cut });
    expect(train.targets.arraySync()).toEqual([[12], [13]]);
    expect(test.targets.arraySync()).toEqual([[14], [15]]);
    expect(test.inputs.squeeze([2]).arraySync()).toEqual([[12, 13], [13, 14]]); // biome-ignore format: a matrix
    expect(windows(series, { length: 2, horizon: 2, to: cut }).targets.arraySync()).toEqual([[12, 13]]);
  });

  it('takes features, and targets of their own', () => {
    const features = series.map((value, t) => [value, t]);
    const { inputs, targets } = windows(features, { length: 2, targets: series.map((v) => -v) });
    expect(inputs.shape).toEqual([4, 2, 2]);
    expect(inputs.slice([1], [1]).squeeze([0]).arraySync()).toEqual([[11, 1], [12, 2]]); // biome-ignore format: a matrix
    expect(targets.arraySync()).toEqual([[-12], [-13], [-14], [-15]]);
    expect(windows(features, { length: 5 }).targets.arraySync()).toEqual([[15]]);
  });

  it('keeps 64 bits on the float64 backend', () => {
    inFloat64(() => {
      const { inputs, targets } = windows([0.1, 0.2, 0.3], { length: 2 });
      expect([...inputs.dataSync(), ...targets.dataSync()]).toEqual([0.1, 0.2, 0.3]);
    });
  });

  it('refuses what gives no window', () => {
    expect(() => windows(series, { length: 6 })).toThrow(ValueError);
    expect(() => windows(series, { length: 5, horizon: 2 })).toThrow(
      'at least one window of 5 steps and 2 to follow',
    );
    expect(() => windows(series, { length: 2, from: 5, to: 5 })).toThrow('6 steps, from 5 to 5');
    expect(() => windows([], { length: 1 })).toThrow(ValueError);
    expect(() => windows(series, { length: 0 })).toThrow('length: expected an integer ≥ 1');
    expect(() => windows(series, { length: 1, horizon: 0.5 })).toThrow('horizon');
    expect(() => windows(series, { length: 1, targets: [1] })).toThrow(
      'targets: expected 6 steps, received 1',
    );
    expect(() => windows([[1, 2], [3]], { length: 1 })).toThrow(ShapeError);
    expect(() => windows([1, 2, Number.NaN], { length: 1 })).toThrow(
      'series[2][0]: expected a finite number',
    );
  });

  it('leaves no tensors when it refuses', () => {
    const before = tf.memory().numTensors;
    expect(() => windows(series, { length: 9 })).toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });
});
