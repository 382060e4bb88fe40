import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { columns, type Spec, title } from './spec.js';

export const energy: Spec<[Tensor2D, Tensor1D], tf.Tensor> = {
  id: 'test.hopfield.energy',
  title,
  forms: [
    {
      source: 'S3 1.4',
      tex: String.raw`E = -\frac{1}{2} \sum_{i=1}^N \sum_{j=1}^N w_{ij} s_i s_j`,
      symbols: (W, s) => ({
        N: s.size,
        'w_{ij}': { kind: 'indexed', letters: ['i', 'j'], at: (i, j) => W.slice([i - 1, j - 1], [1, 1]) },
        s_i: { kind: 'indexed', letters: ['i'], at: (i: number) => s.slice([i - 1], [1]) },
      }),
    },
    {
      source: 'with matrices',
      tex: String.raw`E = -\frac{1}{2} s^T W s`,
      symbols: (W, s) => ({ W, s: columns(s) }),
    },
  ],
  sample: (random) => [random.tensor([3, 3]), random.tensor([3])],
  code: (W, s) => tf.tidy(() => s.reshape<Tensor2D>([1, -1]).matMul(W).mul(s).sum().mul(-0.5)),
};
