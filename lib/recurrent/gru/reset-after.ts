import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { column } from '../layout.js';
import { gruState } from './cell.js';
import { expectWeights, type GRUParams, gruReset, gruUpdate, sampleRead, sampleWeights } from './gates.js';

/** Weights of the GRU that other frameworks compute: one more bias, inside what the reset gate acts on. */
export type ResetAfterGRUParams = GRUParams & {
  /** [H] */
  readonly bu: Tensor1D;
};

/**
 * Candidate with the reset gate behind the product, as cuDNN, PyTorch and Keras compute it: all products with the state
 * are then one. It is another function than S2(22), and no weights turn one into the other unless U_h is diagonal.
 * x [B, I], h = h_{t−1}, r = r_t [B, H] → h̃_t [B, H]. Throws `ShapeError`.
 * Cho et al. (2014) have it in the first version of their preprint.
 */
export const gruResetAfter = equation({
  id: 'gru.reset-after',
  title: { en: 'Candidate, reset after the product', ru: 'Кандидат со сбросом после умножения' },
  forms: [
    {
      source: 'beyond the lectures',
      tex: String.raw`\tilde{h}_t = \tanh(W_h x_t + r_t \odot (U_h h_{t-1} + b_u) + b_h)`,
      symbols: (
        p: Pick<ResetAfterGRUParams, 'Wh' | 'Uh' | 'bh' | 'bu'>,
        x: Tensor2D,
        h: Tensor2D,
        r: Tensor2D,
      ) => ({
        W_h: column(p.Wh),
        U_h: column(p.Uh),
        b_h: column(p.bh),
        b_u: column(p.bu),
        x_t: column(x),
        'h_{t-1}': column(h),
        r_t: column(r),
      }),
      value: (candidate: Tensor2D) => column(candidate),
    },
  ],
  errata: [
    {
      source: 'S2(22)',
      tex: String.raw`\tilde{h}_t = \tanh(W_h x_t + U_h (r_t \odot h_{t-1}) + b_h)`,
      symbols: (p, x, h, r) => ({
        W_h: column(p.Wh),
        U_h: column(p.Uh),
        b_h: column(p.bh),
        x_t: column(x),
        'h_{t-1}': column(h),
        r_t: column(r),
      }),
      why: {
        en: 'The lecture resets the state before it is multiplied. Both are called GRU; with the same weights they give different numbers, so weights trained with one do not serve the other.',
        ru: 'В лекции состояние сбрасывается до умножения. Оба варианта называют GRU; при одних и тех же весах они дают разные числа, поэтому веса, обученные для одного, другому не подходят.',
      },
    },
  ],
  sample: (random): [Pick<ResetAfterGRUParams, 'Wh' | 'Uh' | 'bh' | 'bu'>, Tensor2D, Tensor2D, Tensor2D] => {
    const [Wh, Uh, bh] = sampleWeights(random);
    return [{ Wh, Uh, bh, bu: random.tensor([4]) }, ...sampleRead(random), random.tensor([2, 4])];
  },
  code: (p, x, h, r) => {
    expectWeights('h', { W: p.Wh, U: p.Uh, b: p.bh }, x, h);
    expectShape('bu', p.bu, p.bh.shape);
    expectShape('r', r, h.shape);
    return tf.tidy(() => {
      const recurrent = h.matMul<Tensor2D>(p.Uh).add<Tensor2D>(p.bu);
      return tf.tanh(x.matMul<Tensor2D>(p.Wh).add<Tensor2D>(r.mul(recurrent)).add<Tensor2D>(p.bh));
    });
  },
});

/**
 * One step of the GRU of other frameworks, with the lectures' z. x [B, I], h = h_{t−1} [B, H] → h_t [B, H].
 * Throws `ShapeError`.
 */
export const resetAfterGRU = (p: ResetAfterGRUParams, x: Tensor2D, h: Tensor2D): Tensor2D =>
  tf.tidy(() => {
    const candidate = gruResetAfter(p, x, h, gruReset(p, x, h));
    return gruState(gruUpdate(p, x, h), h, candidate);
  });
