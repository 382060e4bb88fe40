import * as tf from '@tensorflow/tfjs';
import { equations } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';

const { evaluate, indexed, written } = equations;

beforeAll(() => tf.ready());

describe('equations', () => {
  it('gives the last side', () => {
    expect(evaluate('y = 2 = 3 - 1', {}).data[0]).toBe(2);
  });

  it('leaves no tensors, also when a function throws', () => {
    const before = tf.memory().numTensors;
    evaluate('f(x) + \\sum_{t=1}^3 h_t', {
      x: [[1], [2]],
      f: written((v: tf.Tensor) => v.add(1).mul(2)),
      h_t: indexed('t', (t) => tf.tensor2d([[t], [t]])),
    });
    const broken = written((v: tf.Tensor) => {
      v.add(1);
      throw new Error('no such luck');
    });
    expect(() => evaluate('f(x)', { x: 1, f: broken })).toThrow('f failed: no such luck');
    expect(tf.memory().numTensors).toBe(before);
  });
});
