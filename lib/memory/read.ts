import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { columnIn, elements, everywhere, inside, sampleWeights } from './notation.js';

/** Each head of each example as a column. */
const heads = (x: Tensor): Tensor[] => everywhere(x.shape.slice(0, 2), (b, i) => columnIn(x, b, i));

function expectLinks(links: Tensor3D, readWeights: Tensor3D): void {
  expectShape('links', links, ['B', 'N', 'N']);
  expectShape('readWeights', readWeights, [links.shape[0], 'R', links.shape[1]]);
}

const sampleLinks = (random: Parameters<typeof sampleWeights>[0]): [Tensor3D, Tensor3D] => [
  sampleWeights(random, [2, 4, 4]),
  sampleWeights(random, [2, 3, 4]),
];

/**
 * Forward weights f: the locations written to right after those that each head read at the step before. L_t [B, N, N],
 * read weights w_{t−1} [B, R, N] → [B, R, N]. Graves et al. (2016). Throws `ShapeError`.
 */
export const forwardWeights = equation({
  id: 'dnc.forward',
  title: { en: 'Forward weighting', ru: 'Веса перехода вперёд' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`f_t^{(i)} = L_t w_{t-1}^{(i)}`,
      symbols: (links: Tensor3D, readWeights: Tensor3D) =>
        everywhere(readWeights.shape.slice(0, 2), (b, i) => ({
          L_t: inside(links, b),
          'w_{t-1}^{(i)}': columnIn(readWeights, b, i),
        })),
      value: heads,
    },
  ],
  sample: sampleLinks,
  code: (links, readWeights): Tensor3D => {
    expectLinks(links, readWeights);
    return tf.matMul(readWeights, links, false, true);
  },
});

/** Backward weights b: the locations written to right before. Shapes and errors as `forwardWeights`. */
export const backwardWeights = equation({
  id: 'dnc.backward',
  title: { en: 'Backward weighting', ru: 'Веса перехода назад' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`b_t^{(i)} = L_t^T w_{t-1}^{(i)}`,
      symbols: (links: Tensor3D, readWeights: Tensor3D) =>
        everywhere(readWeights.shape.slice(0, 2), (b, i) => ({
          L_t: inside(links, b),
          'w_{t-1}^{(i)}': columnIn(readWeights, b, i),
        })),
      value: heads,
    },
  ],
  sample: sampleLinks,
  code: (links, readWeights): Tensor3D => {
    expectLinks(links, readWeights);
    return tf.matMul(readWeights, links);
  },
});

/**
 * Where to read: backward along the links, by content or forward, as the read modes of each head mix them. modes
 * [B, R, 3] in that order, the three weightings [B, R, N] → [B, R, N]. Graves et al. (2016). Throws `ShapeError`.
 */
export const readWeights = equation({
  id: 'dnc.read-weights',
  title: { en: 'Read weighting', ru: 'Веса чтения' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`w_t^{(i)} = \pi_t(1) b_t^{(i)} + \pi_t(2) c_t^{(i)} + \pi_t(3) f_t^{(i)}`,
      symbols: (modes: Tensor3D, backward: Tensor3D, content: Tensor3D, forward: Tensor3D) =>
        everywhere(modes.shape.slice(0, 2), (b, i) => ({
          '\\pi_t': elements(inside(modes, b, i)),
          'b_t^{(i)}': columnIn(backward, b, i),
          'c_t^{(i)}': columnIn(content, b, i),
          'f_t^{(i)}': columnIn(forward, b, i),
        })),
      value: heads,
    },
  ],
  sample: (random): [Tensor3D, Tensor3D, Tensor3D, Tensor3D] => [
    tf.tidy(() => tf.softmax(random.tensor([2, 2, 3]))),
    sampleWeights(random, [2, 2, 4]),
    sampleWeights(random, [2, 2, 4]),
    sampleWeights(random, [2, 2, 4]),
  ],
  code: (modes, backward, content, forward): Tensor3D => {
    expectShape('content', content, ['B', 'R', 'N']);
    expectShape('backward', backward, content.shape);
    expectShape('forward', forward, content.shape);
    expectShape('modes', modes, [content.shape[0], content.shape[1], 3]);
    return tf.tidy(() => {
      const [b, c, f] = tf.split(modes, 3, 2); // [B, R, 1]
      return b.mul(backward).add(c.mul(content)).add<Tensor3D>(f.mul(forward));
    });
  },
});

/**
 * What the heads read: words of the memory, weighted. memory M_t [B, N, W], read weights [B, R, N] → [B, R, W].
 * S3 5.6; Graves et al. (2016). Throws `ShapeError`.
 */
export const readMemory = equation({
  id: 'dnc.read',
  title: { en: 'Reading from the memory', ru: 'Чтение из памяти' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`r_t^{(i)} = M_t^T w_t^{(i)}`,
      symbols: (memory: Tensor3D, weights: Tensor3D) =>
        everywhere(weights.shape.slice(0, 2), (b, i) => ({
          M_t: inside(memory, b),
          'w_t^{(i)}': columnIn(weights, b, i),
        })),
      value: heads,
    },
  ],
  sample: (random): [Tensor3D, Tensor3D] => [random.tensor([2, 4, 3]), sampleWeights(random, [2, 2, 4])],
  code: (memory, weights): Tensor3D => {
    expectShape('memory', memory, ['B', 'N', 'W']);
    expectShape('weights', weights, [memory.shape[0], 'R', memory.shape[1]]);
    return tf.matMul(weights, memory);
  },
});
