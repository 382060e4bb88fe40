import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { column } from '../layout.js';

/** Weights of a GRU, for row vectors: `x W + h U + b`. The lectures' column matrices are the transposes. */
export type GRUParams = {
  /** [I, H], on the input, of the update gate. */
  readonly Wz: Tensor2D;
  /** [I, H], of the reset gate. */
  readonly Wr: Tensor2D;
  /** [I, H], of the candidate. */
  readonly Wh: Tensor2D;
  /** [H, H], on the state, of the update gate. */
  readonly Uz: Tensor2D;
  /** [H, H] */
  readonly Ur: Tensor2D;
  /** [H, H] */
  readonly Uh: Tensor2D;
  /** [H] */
  readonly bz: Tensor1D;
  /** [H] */
  readonly br: Tensor1D;
  /** [H] */
  readonly bh: Tensor1D;
};

/** Throws unless W [I, H], U [H, H] and b [H], called by their letter, fit x [B, I] and h [B, H]. */
export function expectWeights(
  letter: string,
  { W, U, b }: { W: Tensor2D; U: Tensor2D; b: Tensor1D },
  x: Tensor2D,
  h: Tensor2D,
): void {
  expectShape(`W${letter}`, W, ['I', 'H']);
  const [I, H] = W.shape;
  expectShape(`U${letter}`, U, [H, H]);
  expectShape(`b${letter}`, b, [H]);
  expectShape('x', x, ['B', I]);
  expectShape('h', h, [x.shape[0], H]);
}

/**
 * W and U side by side, [H, H + I + 1], for the forms on [h, x]: S3 writes no bias, so b is the weight of an input that
 * is always one.
 */
export const sideBySide = (W: Tensor2D, U: Tensor2D, b: Tensor1D): Tensor2D =>
  tf.concat([column(U), column(W), column(b)], 1);
/** The columns of x above a row of ones. */
export const withOne = (x: Tensor2D): Tensor2D => tf.concat([column(x), tf.ones([1, x.shape[0]])], 0);

/** Random W [I, H], U [H, H] and b [H], and x [B, I], h [B, H], with B = 2, I = 3, H = 4. */
export const sampleWeights = (random: Random) =>
  [random.tensor([3, 4], 0.5), random.tensor([4, 4], 0.5), random.tensor([4], 0.5)] as const;
export const sampleRead = (random: Random): [Tensor2D, Tensor2D] => [
  random.tensor([2, 3]),
  random.tensor([2, 4]),
];

/**
 * How much of the state is replaced, S2(20), S3 3.2: 0 keeps it, 1 takes the candidate. (PyTorch and ONNX call z what is
 * 1 − z here.) x [B, I], h = h_{t−1} [B, H] → z_t [B, H]. Throws `ShapeError`.
 * Cho et al., "Learning phrase representations using RNN encoder–decoder" (2014).
 */
export const gruUpdate = equation({
  id: 'gru.update',
  title: { en: 'Update gate', ru: 'Вентиль обновления' },
  forms: [
    {
      source: 'S2(20)',
      tex: String.raw`z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)`,
      symbols: (p: Pick<GRUParams, 'Wz' | 'Uz' | 'bz'>, x: Tensor2D, h: Tensor2D) => ({
        W_z: column(p.Wz),
        U_z: column(p.Uz),
        b_z: column(p.bz),
        x_t: column(x),
        'h_{t-1}': column(h),
      }),
      value: (z: Tensor2D) => column(z),
    },
    {
      source: 'S3 3.2',
      tex: String.raw`z_t = \sigma(W_z \cdot [h_{t-1}, x_t])`,
      symbols: (p, x, h) => ({
        W_z: sideBySide(p.Wz, p.Uz, p.bz),
        'h_{t-1}': column(h),
        x_t: withOne(x),
      }),
      value: (z: Tensor2D) => column(z),
    },
  ],
  sample: (random): [Pick<GRUParams, 'Wz' | 'Uz' | 'bz'>, Tensor2D, Tensor2D] => {
    const [Wz, Uz, bz] = sampleWeights(random);
    return [{ Wz, Uz, bz }, ...sampleRead(random)];
  },
  code: (p, x, h) => {
    expectWeights('z', { W: p.Wz, U: p.Uz, b: p.bz }, x, h);
    return tf.tidy(() => tf.sigmoid(x.matMul<Tensor2D>(p.Wz).add<Tensor2D>(h.matMul(p.Uz)).add(p.bz)));
  },
});

/** How much of the state the candidate sees, S2(21), S3 3.2. x [B, I], h = h_{t−1} [B, H] → r_t [B, H]. Throws `ShapeError`. */
export const gruReset = equation({
  id: 'gru.reset',
  title: { en: 'Reset gate', ru: 'Вентиль сброса' },
  forms: [
    {
      source: 'S2(21)',
      tex: String.raw`r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r)`,
      symbols: (p: Pick<GRUParams, 'Wr' | 'Ur' | 'br'>, x: Tensor2D, h: Tensor2D) => ({
        W_r: column(p.Wr),
        U_r: column(p.Ur),
        b_r: column(p.br),
        x_t: column(x),
        'h_{t-1}': column(h),
      }),
      value: (r: Tensor2D) => column(r),
    },
    {
      source: 'S3 3.2',
      tex: String.raw`r_t = \sigma(W_r \cdot [h_{t-1}, x_t])`,
      symbols: (p, x, h) => ({
        W_r: sideBySide(p.Wr, p.Ur, p.br),
        'h_{t-1}': column(h),
        x_t: withOne(x),
      }),
      value: (r: Tensor2D) => column(r),
    },
  ],
  sample: (random): [Pick<GRUParams, 'Wr' | 'Ur' | 'br'>, Tensor2D, Tensor2D] => {
    const [Wr, Ur, br] = sampleWeights(random);
    return [{ Wr, Ur, br }, ...sampleRead(random)];
  },
  code: (p, x, h) => {
    expectWeights('r', { W: p.Wr, U: p.Ur, b: p.br }, x, h);
    return tf.tidy(() => tf.sigmoid(x.matMul<Tensor2D>(p.Wr).add<Tensor2D>(h.matMul(p.Ur)).add(p.br)));
  },
});
