import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { columnOf, example, examplesOf } from '../../recurrent/layout.js';
import { type OutputParams, rnnOutput } from '../../recurrent/rnn.js';
import { sampleOutput } from '../../recurrent/sample.js';

/**
 * One part of the state before the first word (h_0, and with weights of its own c_0), made of the mean of all regions.
 * p {Wy [D, H], by [H]}, regions [B, L, D], mask [B, L] of the regions that there are → [B, H]. Throws `ShapeError`.
 * Xu et al. (2015), 3.1.2, where it is "a multilayer perceptron".
 */
export const captionStart = equation({
  id: 'caption.start',
  title: { en: 'State before the first word', ru: 'Состояние перед первым словом' },
  forms: [
    {
      source: 'S1, Xu et al. 2015, 3.1.2',
      tex: String.raw`h_0 = \tanh(W_0 \frac{1}{L} \sum_{i=1}^{L} a_i + b_0)`,
      symbols: (p: OutputParams, regions: Tensor3D, mask?: Tensor2D) =>
        examplesOf(regions).map((b) => {
          const image = example<Tensor2D>(regions, b);
          return {
            W_0: p.Wy.transpose(),
            b_0: p.by.expandDims(1),
            // those that there are stand first
            L: mask ? mask.sum(1).dataSync()[b] : image.shape[0],
            a_i: indexed('i', (i) => columnOf(image, i - 1)),
          };
        }),
      value: (h: Tensor2D) => examplesOf(h).map((b) => columnOf(h, b)),
    },
  ],
  sample: (random): [OutputParams, Tensor3D, Tensor2D?] => [
    sampleOutput(random, 3, 4),
    random.tensor([2, 3, 3]),
    tf.tensor2d(
      [
        [1, 1, 1],
        [1, 1, 0],
      ],
      [2, 3],
      'int32',
    ),
  ],
  code: (p, regions, mask) => {
    expectShape('regions', regions, ['B', 'L', 'D']);
    if (mask) expectShape('mask', mask, regions.shape.slice(0, 2));
    return tf.tidy(() => rnnOutput(p, meanRegion(regions, mask)).tanh());
  },
});

function meanRegion(regions: Tensor3D, mask?: Tensor2D): Tensor2D {
  if (!mask) return regions.mean(1);
  const there: Tensor = mask.toFloat().expandDims(2);
  return regions.mul(there).sum(1).div(there.sum(1));
}
