import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { columnIn, everywhere, inside, sampleGates, sampleWeights } from './notation.js';

/** Both [B, 1], in [0, 1]. */
export type WriteGates = { readonly write: Tensor2D; readonly allocation: Tensor2D };

/**
 * Where to write: where there is room or where a word like the key stands, as the allocation gate says, and as strongly
 * as the write gate says. gates {write, allocation} [B, 1], allocation a and content weights c [B, N] → [B, N].
 * Graves et al. (2016). Throws `ShapeError`.
 */
export const writeWeights = equation({
  id: 'dnc.write-weights',
  title: { en: 'Write weighting', ru: 'Веса записи' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`w_t = g_t^{(w)} (g_t^{(a)} a_t + (1 - g_t^{(a)}) c_t)`,
      symbols: (gates: WriteGates, a: Tensor2D, c: Tensor2D) =>
        everywhere(a.shape.slice(0, 1), (b) => ({
          'g_t^{(w)}': inside(gates.write, b, 1),
          'g_t^{(a)}': inside(gates.allocation, b, 1),
          a_t: columnIn(a, b),
          c_t: columnIn(c, b),
        })),
      value: (w: Tensor2D) => everywhere(w.shape.slice(0, 1), (b) => columnIn(w, b)),
    },
  ],
  sample: (random): [WriteGates, Tensor2D, Tensor2D] => [
    { write: sampleGates(random, [2, 1]), allocation: sampleGates(random, [2, 1]) },
    sampleWeights(random, [2, 4]),
    sampleWeights(random, [2, 4]),
  ],
  code: (gates, a, c): Tensor2D => {
    const { write, allocation } = gates;
    expectShape('a', a, ['B', 'N']);
    expectShape('c', c, a.shape);
    expectShape('write', write, [a.shape[0], 1]);
    expectShape('allocation', allocation, [a.shape[0], 1]);
    return tf.tidy(() => write.mul(allocation.mul(a).add(tf.sub(1, allocation).mul(c))));
  },
});

/**
 * Erases and adds, at every location as much as its weight says. memory M_{t−1} [B, N, W], write weights [B, N], erase
 * vector e [B, W] in [0, 1], write vector v [B, W] → M_t [B, N, W]. S3 5.6; Graves et al. (2016).
 * Throws `ShapeError`.
 */
export const writeMemory = equation({
  id: 'dnc.write',
  title: { en: 'Writing to the memory', ru: 'Запись в память' },
  forms: [
    {
      // E is a matrix of ones
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`M_t = M_{t-1} \odot (E - w_t e_t^T) + w_t v_t^T`,
      symbols: (memory: Tensor3D, w: Tensor2D, erase: Tensor2D, add: Tensor2D) =>
        everywhere(memory.shape.slice(0, 1), (b) => ({
          'M_{t-1}': inside(memory, b),
          E: tf.ones(memory.shape.slice(1)),
          w_t: columnIn(w, b),
          e_t: columnIn(erase, b),
          v_t: columnIn(add, b),
        })),
      value: (memory: Tensor3D) => everywhere(memory.shape.slice(0, 1), (b) => inside(memory, b)),
    },
  ],
  sample: (random): [Tensor3D, Tensor2D, Tensor2D, Tensor2D] => [
    random.tensor([2, 4, 3]),
    sampleWeights(random, [2, 4]),
    sampleGates(random, [2, 3]),
    random.tensor([2, 3]),
  ],
  code: (memory, w, erase, add): Tensor3D => {
    expectShape('memory', memory, ['B', 'N', 'W']);
    const [B, N, W] = memory.shape;
    expectShape('w', w, [B, N]);
    expectShape('erase', erase, [B, W]);
    expectShape('add', add, [B, W]);
    return tf.tidy(() => {
      const where = w.expandDims<Tensor3D>(2); // [B, N, 1]
      const kept = tf.sub(1, where.mul(erase.expandDims(1)));
      return memory.mul(kept).add<Tensor3D>(where.mul(add.expandDims(1)));
    });
  },
});
