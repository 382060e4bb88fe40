import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent, weights } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { distance, leaked } from '../support/numbers.js';

const { save, load, readSafetensors } = weights;
const shape = { depth: 2, merge: 'concat' } as const;

const network = (seed: number) => ({
  layers: recurrent.initLayers(recurrent.initRNN, { inputs: 2, hidden: 3, seed, ...shape }),
  out: recurrent.initOutput({ hidden: 6, outputs: 2, seed }),
});

describe('save and load', () => {
  it('give back the same network, in 64-bit to the last bit', () => {
    float64.inFloat64(() => {
      const [saved, like] = [network(1), network(2)];
      const loaded = load(save(saved), like);
      const xs = new equations.Random(3).tensor([2, 4, 2]);
      const net = recurrent.layers(recurrent.rnnState, shape);
      expect(distance(net.run(loaded.layers, xs).states, net.run(saved.layers, xs).states)).toBe(0);
      expect(distance(loaded.out.Wy, saved.out.Wy)).toBe(0);
      expect(distance(like.out.Wy, network(2).out.Wy)).toBe(0);
      expect(Array.isArray(loaded.layers)).toBe(true);
    });
  });

  it('name tensors by their paths', () => {
    const { tensors, metadata } = readSafetensors(save(network(1), { metadata: { course: 'Unrolled' } }));
    expect(Object.keys(tensors)).toContain('layers.1.backward.Wx');
    expect(Object.keys(tensors)).toContain('out.by');
    expect(Object.keys(tensors)).toHaveLength(4 * 3 + 2);
    expect(metadata).toEqual({ course: 'Unrolled' });
    expect(save({ a: tf.scalar(1) }, { dtype: 'F64' })).toHaveLength(save({ a: tf.scalar(1) }).length + 4);
  });

  it('the loaded tensors are new ones', () => {
    const like = { a: tf.tensor1d([1, 2]) };
    const loaded = load(save({ a: tf.tensor1d([3, 4]) }), like);
    like.a.dispose();
    expect(loaded.a.arraySync()).toEqual([3, 4]);
  });
});

describe('what does not fit', () => {
  const bytes = () => save({ lstm: { Wf: tf.ones([2, 3]), bf: tf.ones([3]) } });

  it('is named: missing, too many, of another shape, not finite', () => {
    const [Wf, bf] = [tf.zeros([2, 3]), tf.zeros([3])];
    const into = (like: object) => () => load(bytes(), like);
    expect(into({ lstm: { Wf, bf, bi: bf } })).toThrow(
      'tensors of the file: expected lstm.Wf, lstm.bf, lstm.bi, received nothing named lstm.bi',
    );
    expect(into({ lstm: { bf } })).toThrow('tensors of the file: expected lstm.bf, received lstm.Wf besides');
    expect(into({ gru: { Wf, bf } })).toThrow(
      'tensors of the file: expected gru.Wf, gru.bf, received nothing named gru.Wf, gru.bf and lstm.Wf, lstm.bf besides',
    );
    expect(into({ lstm: { Wf: tf.zeros([3, 2]), bf } })).toThrow('lstm.Wf: expected [3, 2], received [2, 3]');
    expect(into({ lstm: { Wf: tf.zeros([2, 3, 1]), bf } })).toThrow(
      'lstm.Wf: expected [2, 3, 1], received [2, 3]',
    );
    expect(into({ lstm: { Wf: tf.zeros([2]), bf } })).toThrow('lstm.Wf: expected [2], received [2, 3]');
    const nan = weights.writeSafetensors({ a: tf.tensor1d([1, Number.NaN]) });
    expect(() => load(nan, { a: tf.zeros([2]) })).toThrow('a: expected finite numbers, received NaN at [1]');
    expect(() => load(new Uint8Array(3), { a: bf })).toThrow('safetensors file: expected at least 8 bytes');
    expect(into({})).toThrow('params: expected an object with at least one tensor, received none');
  });

  it('is not saved', () => {
    const one = tf.scalar(1);
    expect(() => save({})).toThrow('params: expected an object with at least one tensor, received none');
    expect(() => save({ a: 1 })).toThrow('params.a: expected a tensor, received number');
    expect(() => save({ a: tf.scalar(Number.NaN) })).toThrow('params.a: expected finite numbers');
    expect(() => save({ 'a.b': one, a: { b: tf.scalar(2) } })).toThrow(
      'params: expected one tensor of the name a.b, received several',
    );
    expect(() => save({ a: one, b: one })).not.toThrow();
  });

  it('leaves nothing behind', () => {
    const p = { a: tf.ones([2]) };
    expect(leaked(() => save(p))).toBe(0);
    const file = save(p);
    expect(leaked(() => load(file, p))).toBe(0);
    const other = { a: tf.ones([3]) };
    expect(leaked(() => load(file, other))).toBe(0);
    const more = { ...p, b: p.a };
    expect(leaked(() => load(file, more))).toBe(0);
  });
});
