import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { column } from '../layout.js';
import {
  expectWeights,
  type GRUParams,
  gruReset,
  gruUpdate,
  sampleRead,
  sampleWeights,
  sideBySide,
  withOne,
} from './gates.js';

/** Everything of one step: the gates z and r, the candidate h̃ and the new state; each [B, H]. */
export type GRUStep = {
  readonly z: Tensor2D;
  readonly r: Tensor2D;
  readonly candidate: Tensor2D;
  readonly h: Tensor2D;
};

/**
 * What could become the state, S2(22), S3 3.2: the reset gate acts before the product.
 * x [B, I], h = h_{t−1}, r = r_t [B, H] → h̃_t [B, H]. Throws `ShapeError`. Cho et al. (2014).
 */
export const gruCandidate = equation({
  id: 'gru.candidate',
  title: { en: 'Candidate for the state', ru: 'Кандидат в состояние' },
  forms: [
    {
      source: 'S2(22)',
      tex: String.raw`\tilde{h}_t = \tanh(W_h x_t + U_h (r_t \odot h_{t-1}) + b_h)`,
      symbols: (p: Pick<GRUParams, 'Wh' | 'Uh' | 'bh'>, x: Tensor2D, h: Tensor2D, r: Tensor2D) => ({
        W_h: column(p.Wh),
        U_h: column(p.Uh),
        b_h: column(p.bh),
        x_t: column(x),
        'h_{t-1}': column(h),
        r_t: column(r),
      }),
      value: (candidate: Tensor2D) => column(candidate),
    },
    {
      source: 'S3 3.2',
      tex: String.raw`\tilde{h}_t = \tanh(W \cdot [r_t \odot h_{t-1}, x_t])`,
      symbols: (p, x, h, r) => ({
        W: sideBySide(p.Wh, p.Uh, p.bh),
        'h_{t-1}': column(h),
        r_t: column(r),
        x_t: withOne(x),
      }),
      value: (candidate: Tensor2D) => column(candidate),
    },
  ],
  sample: (random): [Pick<GRUParams, 'Wh' | 'Uh' | 'bh'>, Tensor2D, Tensor2D, Tensor2D] => {
    const [Wh, Uh, bh] = sampleWeights(random);
    return [{ Wh, Uh, bh }, ...sampleRead(random), random.tensor([2, 4])];
  },
  code: (p, x, h, r) => {
    expectWeights('h', { W: p.Wh, U: p.Uh, b: p.bh }, x, h);
    expectShape('r', r, h.shape);
    return tf.tidy(() =>
      tf.tanh(x.matMul<Tensor2D>(p.Wh).add<Tensor2D>(r.mul<Tensor2D>(h).matMul(p.Uh)).add(p.bh)),
    );
  },
});

/**
 * The state, S2(23), S3 3.2: a mean of the old one and the candidate, unit by unit. z = z_t, h = h_{t−1}, candidate
 * [B, H] → h_t [B, H]. Throws `ShapeError`.
 */
export const gruState = equation({
  id: 'gru.state',
  title: { en: 'State', ru: 'Скрытое состояние' },
  forms: [
    {
      source: 'S2(23), S3 3.2',
      tex: String.raw`h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t`,
      symbols: (z: Tensor2D, h: Tensor2D, candidate: Tensor2D) => ({
        z_t: z,
        'h_{t-1}': h,
        '\\tilde{h}_t': candidate,
      }),
    },
  ],
  errata: [
    {
      source: 'PyTorch, ONNX',
      tex: String.raw`h_t = (1 - z_t) \odot \tilde{h}_t + z_t \odot h_{t-1}`,
      symbols: (z, h, candidate) => ({ z_t: z, 'h_{t-1}': h, '\\tilde{h}_t': candidate }),
      why: {
        en: 'Not a mistake, another convention: there z says how much is kept, in the lectures how much is replaced. As 1 − σ(a) = σ(−a), weights can be carried over by changing the sign of everything in the update gate; fromPyTorch and fromONNX do it.',
        ru: 'Это не ошибка, а другое соглашение: там z говорит, сколько сохранить, а в лекциях — сколько заменить. Поскольку 1 − σ(a) = σ(−a), веса переносятся сменой знака у всего вентиля обновления; это делают fromPyTorch и fromONNX.',
      },
    },
  ],
  sample: (random): [Tensor2D, Tensor2D, Tensor2D] => [
    random.tensor([2, 4]),
    random.tensor([2, 4]),
    random.tensor([2, 4]),
  ],
  code: (z, h, candidate) => {
    expectShape('z', z, ['B', 'H']);
    expectShape('h', h, z.shape);
    expectShape('candidate', candidate, z.shape);
    return tf.tidy(() => tf.sub(1, z).mul<Tensor2D>(h).add<Tensor2D>(z.mul(candidate)));
  },
});

/** One step with all that it computes on the way. x [B, I], h = h_{t−1} [B, H] → each [B, H]. Throws `ShapeError`. */
export const gruStep = (p: GRUParams, x: Tensor2D, h: Tensor2D): GRUStep =>
  tf.tidy(() => {
    const z = gruUpdate(p, x, h);
    const r = gruReset(p, x, h);
    const candidate = gruCandidate(p, x, h, r);
    return { z, r, candidate, h: gruState(z, h, candidate) };
  });

/**
 * One step of a GRU, S2(20)–(23), S3 3.2: x [B, I], h = h_{t−1} [B, H] → h_t [B, H]. A cell for `unroll` and `layers`.
 * Throws `ShapeError`. Cho et al. (2014).
 */
export const gru = (p: GRUParams, x: Tensor2D, h: Tensor2D): Tensor2D => tf.tidy(() => gruStep(p, x, h).h);
