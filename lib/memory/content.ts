import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed } from '../equations/symbols.js';
import { ValueError } from '../errors.js';
import { columnIn, everywhere, inside } from './notation.js';

/** Keeps an empty row of the memory (and its gradient) from 0 / 0; as in the authors' code. */
const smallest = 1e-6;

function expectKeys(keys: Tensor3D, memory: Tensor3D): [number, number] {
  expectShape('memory', memory, ['B', 'N', 'W']);
  const [B, , W] = memory.shape;
  expectShape('keys', keys, [B, 'R', W]);
  return [B, keys.shape[1]];
}

/**
 * Cosine similarity of keys and memory rows, the paper's D(u, v). keys [B, R, W], memory [B, N, W] → [B, R, N].
 * The paper has ε = 0; the 1e-6 of its authors' code is the default. Throws `ShapeError`, `ValueError` for ε < 0.
 */
export const similarity = equation({
  id: 'dnc.similarity',
  title: { en: 'Similarity of a key and a word', ru: 'Сходство ключа и слова' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`D(k, m) = \frac{k^T m}{\sqrt{(k^T k + \epsilon)(m^T m + \epsilon)}}`,
      symbols: (keys: Tensor3D, memory: Tensor3D, epsilon: number | undefined = smallest) =>
        everywhere([memory.shape[0], keys.shape[1], memory.shape[1]], (b, r, n) => ({
          k: columnIn(keys, b, r),
          m: columnIn(memory, b, n),
          '\\epsilon': epsilon,
        })),
      value: (D: Tensor3D) => everywhere(D.shape, (...at) => inside(D, ...at)),
    },
  ],
  sample: (random): [Tensor3D, Tensor3D, number?] => [
    random.tensor([2, 2, 3]),
    random.tensor([2, 4, 3]),
    random.uniform(),
  ],
  code: (keys, memory, epsilon = smallest): Tensor3D => {
    expectKeys(keys, memory);
    if (!(epsilon >= 0)) throw new ValueError('epsilon', 'a number ≥ 0', String(epsilon));
    return tf.tidy(() => {
      const size = (x: Tensor3D) => x.square().sum(2).add(epsilon); // [B, R], [B, N]
      const sizes = tf.sqrt(size(keys).expandDims(2).mul(size(memory).expandDims(1)));
      return tf.matMul(keys, memory, false, true).div<Tensor3D>(sizes);
    });
  },
});

/**
 * Content addressing C(M, k, β): softmax over the locations of how similar their words are to a key, sharpened by the
 * key strength. memory [B, N, W], keys [B, R, W], strengths [B, R] → weights [B, R, N]. S3 5.6; Graves, Wayne et al.,
 * "Hybrid computing using a neural network with dynamic external memory", Nature 538 (2016). Throws `ShapeError`.
 */
export const contentWeights = equation({
  id: 'dnc.content',
  title: { en: 'Content addressing', ru: 'Адресация по содержанию' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`C(i) = \frac{\exp(\beta \frac{k^T m_i}{\|k\| \|m_i\|})}{\sum_{j=1}^N \exp(\beta \frac{k^T m_j}{\|k\| \|m_j\|})}`,
      symbols: (memory: Tensor3D, keys: Tensor3D, strengths: Tensor2D, _epsilon?: number) =>
        everywhere([...strengths.shape, memory.shape[1]], (b, r, i) => ({
          i,
          N: memory.shape[1],
          k: columnIn(keys, b, r),
          '\\beta': inside(strengths, b, r),
          m_i: indexed('i', (n) => columnIn(memory, b, n)),
        })),
      value: (weights: Tensor3D) => everywhere(weights.shape, (...at) => inside(weights, ...at)),
    },
  ],
  sample: (random): [Tensor3D, Tensor3D, Tensor2D, number?] => [
    random.tensor([2, 4, 3]),
    random.tensor([2, 2, 3]),
    tf.tidy(() => random.tensor([2, 2]).square().add(1)),
    0,
  ],
  code: (memory, keys, strengths, epsilon = smallest): Tensor3D => {
    expectShape('strengths', strengths, expectKeys(keys, memory));
    return tf.tidy(() => tf.softmax(similarity(keys, memory, epsilon).mul(strengths.expandDims(2))));
  },
});
