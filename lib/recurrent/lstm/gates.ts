import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { expectGate, onStateAndInput, readColumns } from '../gate.js';
import { column } from '../layout.js';

/**
 * Weights of an LSTM, for row vectors: `[h, x] W + b`, the state first. The lectures' column matrices are the
 * transposes.
 */
export type LSTMParams = {
  /** [H + I, H], the forget gate's. */
  readonly Wf: Tensor2D;
  /** [H + I, H], the input gate's. */
  readonly Wi: Tensor2D;
  /** [H + I, H], the candidate's. */
  readonly Wc: Tensor2D;
  /** [H + I, H], the output gate's. */
  readonly Wo: Tensor2D;
  /** [H] */
  readonly bf: Tensor1D;
  /** [H] */
  readonly bi: Tensor1D;
  /** [H] */
  readonly bc: Tensor1D;
  /** [H] */
  readonly bo: Tensor1D;
};

/** Random W [H + I, H] and b [H] with H = 4 and I = 3, small enough that no gate saturates. */
const sampleWeights = (random: Random) => [random.tensor([7, 4], 0.5), random.tensor([4], 0.5)] as const;
const sampleRead = (random: Random): [Tensor2D, Tensor2D] => [random.tensor([2, 3]), random.tensor([2, 4])];

/**
 * How much of each cell is kept, S2(11), S3 3.1: between 0, forget, and 1, keep.
 * x [B, I], h = h_{t−1} [B, H] → f_t [B, H]. Throws `ShapeError`.
 * Gers, Schmidhuber and Cummins, "Learning to forget" (2000).
 */
export const lstmForget = equation({
  id: 'lstm.forget',
  title: { en: 'Forget gate', ru: 'Вентиль забывания' },
  forms: [
    {
      source: 'S2(11)',
      tex: String.raw`f_t = \sigma(W_f [h_{t-1}, x_t] + b_f)`,
      symbols: (p: Pick<LSTMParams, 'Wf' | 'bf'>, x: Tensor2D, h: Tensor2D) => ({
        W_f: column(p.Wf),
        b_f: column(p.bf),
        ...readColumns(x, h),
      }),
      value: (f: Tensor2D) => column(f),
    },
    {
      source: 'S3 3.1',
      tex: String.raw`f_t = \sigma(W_f \cdot [h_{t-1}, x_t] + b_f)`,
      symbols: (p, x, h) => ({ W_f: column(p.Wf), b_f: column(p.bf), ...readColumns(x, h) }),
      value: (f: Tensor2D) => column(f),
    },
  ],
  sample: (random): [Pick<LSTMParams, 'Wf' | 'bf'>, Tensor2D, Tensor2D] => {
    const [Wf, bf] = sampleWeights(random);
    return [{ Wf, bf }, ...sampleRead(random)];
  },
  code: (p, x, h) => {
    expectGate('f', p.Wf, p.bf, x, h);
    return tf.tidy(() => tf.sigmoid(onStateAndInput(p.Wf, p.bf, x, h)));
  },
});

/**
 * How much of the candidate is let in, S2(11), S3 3.1. x [B, I], h = h_{t−1} [B, H] → i_t [B, H]. Throws `ShapeError`.
 * Hochreiter and Schmidhuber, "Long short-term memory" (1997).
 */
export const lstmInput = equation({
  id: 'lstm.input',
  title: { en: 'Input gate', ru: 'Вентиль входа' },
  forms: [
    {
      source: 'S2(11)',
      tex: String.raw`i_t = \sigma(W_i [h_{t-1}, x_t] + b_i)`,
      symbols: (p: Pick<LSTMParams, 'Wi' | 'bi'>, x: Tensor2D, h: Tensor2D) => ({
        W_i: column(p.Wi),
        b_i: column(p.bi),
        ...readColumns(x, h),
      }),
      value: (i: Tensor2D) => column(i),
    },
    {
      source: 'S3 3.1',
      tex: String.raw`i_t = \sigma(W_i \cdot [h_{t-1}, x_t] + b_i)`,
      symbols: (p, x, h) => ({ W_i: column(p.Wi), b_i: column(p.bi), ...readColumns(x, h) }),
      value: (i: Tensor2D) => column(i),
    },
  ],
  sample: (random): [Pick<LSTMParams, 'Wi' | 'bi'>, Tensor2D, Tensor2D] => {
    const [Wi, bi] = sampleWeights(random);
    return [{ Wi, bi }, ...sampleRead(random)];
  },
  code: (p, x, h) => {
    expectGate('i', p.Wi, p.bi, x, h);
    return tf.tidy(() => tf.sigmoid(onStateAndInput(p.Wi, p.bi, x, h)));
  },
});

/** What could be written into the cell, S2(12), S3 3.1. x [B, I], h = h_{t−1} [B, H] → c̃_t [B, H]. Throws `ShapeError`. */
export const lstmCandidate = equation({
  id: 'lstm.candidate',
  title: { en: 'Candidate for the cell', ru: 'Кандидат в ячейку' },
  forms: [
    {
      source: 'S2(12)',
      tex: String.raw`\tilde{c}_t = \tanh(W_c [h_{t-1}, x_t] + b_c)`,
      symbols: (p: Pick<LSTMParams, 'Wc' | 'bc'>, x: Tensor2D, h: Tensor2D) => ({
        W_c: column(p.Wc),
        b_c: column(p.bc),
        ...readColumns(x, h),
      }),
      value: (candidate: Tensor2D) => column(candidate),
    },
    {
      source: 'S3 3.1',
      tex: String.raw`\tilde{C}_t = \tanh(W_C \cdot [h_{t-1}, x_t] + b_C)`,
      symbols: (p, x, h) => ({ W_C: column(p.Wc), b_C: column(p.bc), ...readColumns(x, h) }),
      value: (candidate: Tensor2D) => column(candidate),
    },
  ],
  sample: (random): [Pick<LSTMParams, 'Wc' | 'bc'>, Tensor2D, Tensor2D] => {
    const [Wc, bc] = sampleWeights(random);
    return [{ Wc, bc }, ...sampleRead(random)];
  },
  code: (p, x, h) => {
    expectGate('c', p.Wc, p.bc, x, h);
    return tf.tidy(() => tf.tanh(onStateAndInput(p.Wc, p.bc, x, h)));
  },
});

/** How much of the cell is shown, S2(14), S3 3.1. x [B, I], h = h_{t−1} [B, H] → o_t [B, H]. Throws `ShapeError`. */
export const lstmOutput = equation({
  id: 'lstm.output',
  title: { en: 'Output gate', ru: 'Вентиль выхода' },
  forms: [
    {
      source: 'S2(14)',
      tex: String.raw`o_t = \sigma(W_o [h_{t-1}, x_t] + b_o)`,
      symbols: (p: Pick<LSTMParams, 'Wo' | 'bo'>, x: Tensor2D, h: Tensor2D) => ({
        W_o: column(p.Wo),
        b_o: column(p.bo),
        ...readColumns(x, h),
      }),
      value: (o: Tensor2D) => column(o),
    },
    {
      source: 'S3 3.1',
      tex: String.raw`o_t = \sigma(W_o \cdot [h_{t-1}, x_t] + b_o)`,
      symbols: (p, x, h) => ({ W_o: column(p.Wo), b_o: column(p.bo), ...readColumns(x, h) }),
      value: (o: Tensor2D) => column(o),
    },
  ],
  sample: (random): [Pick<LSTMParams, 'Wo' | 'bo'>, Tensor2D, Tensor2D] => {
    const [Wo, bo] = sampleWeights(random);
    return [{ Wo, bo }, ...sampleRead(random)];
  },
  code: (p, x, h) => {
    expectGate('o', p.Wo, p.bo, x, h);
    return tf.tidy(() => tf.sigmoid(onStateAndInput(p.Wo, p.bo, x, h)));
  },
});
