import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { equations } from 'unrolled';
import { columns, type Spec, title } from './spec.js';

export interface Gate {
  /** [H + I, H], rows of h above those of x. */
  readonly W: Tensor2D;
  readonly b: Tensor1D;
}

const gate = (random: equations.Random, h: number, x: number): Gate => ({
  W: random.tensor([h + x, h], 0.5),
  b: random.tensor([h], 0.5),
});

export const lstmForget: Spec<[Gate, Tensor2D, Tensor2D], tf.Tensor> = {
  id: 'test.lstm.forget',
  title,
  forms: [
    {
      source: 'S2(11)',
      tex: String.raw`f_t = \sigma(W_f[h_{t-1}, x_t] + b_f)`,
      symbols: (p, x, h) => ({
        W_f: columns(p.W),
        b_f: columns(p.b),
        'h_{t-1}': columns(h),
        x_t: columns(x),
      }),
      value: columns,
    },
    {
      source: 'in rows',
      tex: String.raw`f_t = \sigma([h_{t-1}, x_t] W_f + b_f)`,
      symbols: (p, x, h) => ({ W_f: p.W, b_f: p.b, 'h_{t-1}': h, x_t: x }),
    },
    {
      source: 'S3 3.1, of one example',
      tex: String.raw`f_t = \sigma(W_f \cdot [h_{t-1}; x_t] + b_f)`,
      symbols: (p, x, h) =>
        tf.unstack(x).map((_, b) => ({
          W_f: columns(p.W),
          b_f: columns(p.b),
          'h_{t-1}': h.slice([b], [1]).reshape([-1, 1]),
          x_t: x.slice([b], [1]).reshape([-1, 1]),
        })),
      value: (f) => tf.unstack(f).map(columns),
    },
  ],
  sample: (random) => [gate(random, 4, 3), random.tensor([2, 3]), random.tensor([2, 4])],
  code: (p, x, h) => tf.tidy(() => tf.sigmoid(tf.concat([h, x], 1).matMul(p.W).add(p.b))),
};

export const peepholeOutput: Spec<[Gate, Tensor1D, Tensor2D, Tensor2D, Tensor2D], tf.Tensor> = {
  id: 'test.peephole.output',
  title,
  forms: [
    {
      source: 'S2(18)',
      tex: String.raw`o_t = \sigma(W_o[h_{t-1}, x_t] + V_o \odot c_t + b_o)`,
      symbols: (p, V, x, h, c) => ({
        W_o: columns(p.W),
        b_o: columns(p.b),
        V_o: columns(V),
        'h_{t-1}': columns(h),
        x_t: columns(x),
        c_t: columns(c),
      }),
      value: columns,
    },
  ],
  sample: (random) => [
    gate(random, 4, 3),
    random.tensor([4]),
    random.tensor([2, 3]),
    random.tensor([2, 4]),
    random.tensor([2, 4]),
  ],
  code: (p, V, x, h, c) => tf.tidy(() => tf.sigmoid(tf.concat([h, x], 1).matMul(p.W).add(V.mul(c)).add(p.b))),
};

export interface LSTMGates {
  readonly f: Tensor2D;
  readonly i: Tensor2D;
  readonly g: Tensor2D;
}

export const lstmCell: Spec<[LSTMGates, Tensor2D], tf.Tensor> = {
  id: 'test.lstm.cell',
  title,
  forms: [
    {
      source: 'S2(13)',
      tex: String.raw`c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t`,
      symbols: ({ f, i, g }, c) => ({ f_t: f, i_t: i, '\\tilde c_t': g, 'c_{t-1}': c }),
    },
  ],
  sample: (random) => {
    const [f, i, g, c] = Array.from({ length: 4 }, () => random.tensor([2, 3]));
    return [{ f, i, g }, c];
  },
  code: ({ f, i, g }, c) => tf.tidy(() => f.mul(c).add(i.mul(g))),
};

export const lstmHidden: Spec<[Tensor2D, Tensor2D], tf.Tensor> = {
  id: 'test.lstm.hidden',
  title,
  forms: [
    {
      source: 'S2(15)',
      tex: String.raw`h_t = o_t \odot \tanh(c_t)`,
      symbols: (o, c) => ({ o_t: o, c_t: c }),
    },
  ],
  sample: (random) => [random.tensor([2, 3]), random.tensor([2, 3])],
  code: (o, c) => tf.tidy(() => o.mul(c.tanh())),
};

export const convLSTM: Spec<[Tensor4D, Tensor4D, Tensor1D, Tensor4D, Tensor4D], tf.Tensor> = {
  id: 'test.conv-lstm.forget',
  title,
  forms: [
    {
      source: 'S2(19)',
      tex: String.raw`f_t = \sigma(W_f * x_t + U_f * h_{t-1} + b_f)`,
      symbols: (W, U, b, x, h) => ({ W_f: W, U_f: U, b_f: b, x_t: x, 'h_{t-1}': h }),
    },
  ],
  sample: (random) => [
    random.tensor([3, 3, 2, 3], 0.3) as Tensor4D,
    random.tensor([3, 3, 3, 3], 0.3) as Tensor4D,
    random.tensor([3]),
    random.tensor([2, 4, 5, 2]) as Tensor4D,
    random.tensor([2, 4, 5, 3]) as Tensor4D,
  ],
  code: (W, U, b, x, h) =>
    tf.tidy(() =>
      tf.sigmoid(
        tf
          .conv2d(x, W, 1, 'same')
          .add(tf.conv2d(h, U, 1, 'same'))
          .add(b),
      ),
    ),
};
