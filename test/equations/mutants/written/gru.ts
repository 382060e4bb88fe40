import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { columns, type Spec, title } from './spec.js';

export interface GRUCandidate {
  readonly W: Tensor2D;
  readonly U: Tensor2D;
  readonly b: Tensor1D;
}

export const gruCandidate: Spec<[GRUCandidate, Tensor2D, Tensor2D, Tensor2D], tf.Tensor> = {
  id: 'test.gru.candidate',
  title,
  forms: [
    {
      source: 'S2(22)',
      tex: String.raw`\tilde{h}_t = \tanh(W_h x_t + U_h(r_t \odot h_{t-1}) + b_h)`,
      symbols: (p, x, r, h) => ({
        W_h: columns(p.W),
        U_h: columns(p.U),
        b_h: columns(p.b),
        x_t: columns(x),
        r_t: columns(r),
        'h_{t-1}': columns(h),
      }),
      value: columns,
    },
  ],
  sample: (random) => [
    { W: random.tensor([3, 4], 0.5), U: random.tensor([4, 4], 0.5), b: random.tensor([4]) },
    random.tensor([2, 3]),
    random.tensor([2, 4]),
    random.tensor([2, 4]),
  ],
  code: (p, x, r, h) => tf.tidy(() => x.matMul(p.W).add(r.mul<Tensor2D>(h).matMul(p.U)).add(p.b).tanh()),
};

export const gruState: Spec<[Tensor2D, Tensor2D, Tensor2D], tf.Tensor> = {
  id: 'test.gru.state',
  title,
  forms: [
    {
      source: 'S2(23)',
      tex: String.raw`h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t`,
      symbols: (z, h, candidate) => ({ z_t: z, 'h_{t-1}': h, '\\tilde{h}_t': candidate }),
    },
  ],
  errata: [
    {
      source: 'PyTorch',
      tex: String.raw`h_t = z_t \odot h_{t-1} + (1 - z_t) \odot \tilde{h}_t`,
      symbols: (z, h, candidate) => ({ z_t: z, 'h_{t-1}': h, '\\tilde{h}_t': candidate }),
      why: { en: 'z is swapped', ru: 'z переставлено' },
    },
  ],
  sample: (random) => [random.tensor([2, 3]), random.tensor([2, 3]), random.tensor([2, 3])],
  code: (z, h, candidate) => tf.tidy(() => tf.sub(1, z).mul(h).add(z.mul(candidate))),
};
