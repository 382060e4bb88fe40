import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { readColumns } from '../gate.js';
import { column } from '../layout.js';
import { type LSTMState, lstmCell, lstmHidden } from '../lstm/cell.js';
import { lstmCandidate } from '../lstm/gates.js';

/**
 * Weights of the LSTM of S3 whose gates see every cell: `[C, h, x] W + b`, the cell first. The candidate reads
 * `[h, x]`, as in any LSTM.
 */
export type FullPeepholeParams = {
  /** [2H + I, H] */
  readonly Wf: Tensor2D;
  /** [2H + I, H] */
  readonly Wi: Tensor2D;
  /** [H + I, H] */
  readonly Wc: Tensor2D;
  /** [2H + I, H] */
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

/** σ([C, h, x] W + b). C, h [B, H], x [B, I], W [2H + I, H], b [H] → [B, H]. Throws `ShapeError`. */
function gate(letter: string, W: Tensor2D, b: Tensor1D, x: Tensor2D, h: Tensor2D, c: Tensor2D): Tensor2D {
  expectShape(`W${letter}`, W, ['2H + I', 'H']);
  const [rows, H] = W.shape;
  expectShape(`b${letter}`, b, [H]);
  expectShape('h', h, ['B', H]);
  expectShape('c', c, h.shape);
  expectShape('x', x, [h.shape[0], rows - 2 * H]);
  return tf.tidy(() => tf.sigmoid(tf.concat([c, h, x], 1).matMul<Tensor2D>(W).add(b)));
}

const sampleGate = (random: Random) => [random.tensor([11, 4], 0.4), random.tensor([4], 0.5)] as const;
const sampleRead = (random: Random): [Tensor2D, Tensor2D, Tensor2D] => [
  random.tensor([2, 3]),
  random.tensor([2, 4]),
  random.tensor([2, 4]),
];

/** Forget gate that sees all cells, S3 3.1. x [B, I], h = h_{t−1}, c = C_{t−1} [B, H] → f_t [B, H]. Throws `ShapeError`. */
export const fullPeepholeForget = equation({
  id: 'peephole-full.forget',
  title: { en: 'Forget gate that sees all cells', ru: 'Вентиль забывания, видящий все ячейки' },
  forms: [
    {
      source: 'S3 3.1',
      tex: String.raw`f_t = \sigma(W_f \cdot [C_{t-1}, h_{t-1}, x_t] + b_f)`,
      symbols: (p: Pick<FullPeepholeParams, 'Wf' | 'bf'>, x: Tensor2D, h: Tensor2D, c: Tensor2D) => ({
        W_f: column(p.Wf),
        b_f: column(p.bf),
        'C_{t-1}': column(c),
        ...readColumns(x, h),
      }),
      value: (f: Tensor2D) => column(f),
    },
  ],
  sample: (random): [Pick<FullPeepholeParams, 'Wf' | 'bf'>, Tensor2D, Tensor2D, Tensor2D] => {
    const [Wf, bf] = sampleGate(random);
    return [{ Wf, bf }, ...sampleRead(random)];
  },
  code: (p, x, h, c) => gate('f', p.Wf, p.bf, x, h, c),
});

/** Input gate that sees all cells, S3 3.1. x [B, I], h = h_{t−1}, c = C_{t−1} [B, H] → i_t [B, H]. Throws `ShapeError`. */
export const fullPeepholeInput = equation({
  id: 'peephole-full.input',
  title: { en: 'Input gate that sees all cells', ru: 'Вентиль входа, видящий все ячейки' },
  forms: [
    {
      source: 'S3 3.1',
      tex: String.raw`i_t = \sigma(W_i \cdot [C_{t-1}, h_{t-1}, x_t] + b_i)`,
      symbols: (p: Pick<FullPeepholeParams, 'Wi' | 'bi'>, x: Tensor2D, h: Tensor2D, c: Tensor2D) => ({
        W_i: column(p.Wi),
        b_i: column(p.bi),
        'C_{t-1}': column(c),
        ...readColumns(x, h),
      }),
      value: (i: Tensor2D) => column(i),
    },
  ],
  sample: (random): [Pick<FullPeepholeParams, 'Wi' | 'bi'>, Tensor2D, Tensor2D, Tensor2D] => {
    const [Wi, bi] = sampleGate(random);
    return [{ Wi, bi }, ...sampleRead(random)];
  },
  code: (p, x, h, c) => gate('i', p.Wi, p.bi, x, h, c),
});

/** Output gate that sees all new cells, S3 3.1. x [B, I], h = h_{t−1}, c = C_t [B, H] → o_t [B, H]. Throws `ShapeError`. */
export const fullPeepholeOutput = equation({
  id: 'peephole-full.output',
  title: { en: 'Output gate that sees all new cells', ru: 'Вентиль выхода, видящий все новые ячейки' },
  forms: [
    {
      source: 'S3 3.1',
      tex: String.raw`o_t = \sigma(W_o \cdot [C_t, h_{t-1}, x_t] + b_o)`,
      symbols: (p: Pick<FullPeepholeParams, 'Wo' | 'bo'>, x: Tensor2D, h: Tensor2D, c: Tensor2D) => ({
        W_o: column(p.Wo),
        b_o: column(p.bo),
        C_t: column(c),
        ...readColumns(x, h),
      }),
      value: (o: Tensor2D) => column(o),
    },
  ],
  sample: (random): [Pick<FullPeepholeParams, 'Wo' | 'bo'>, Tensor2D, Tensor2D, Tensor2D] => {
    const [Wo, bo] = sampleGate(random);
    return [{ Wo, bo }, ...sampleRead(random)];
  },
  code: (p, x, h, c) => gate('o', p.Wo, p.bo, x, h, c),
});

/** One step of the LSTM of S3 3.1 whose gates see all cells. x [B, I], s = s_{t−1} → s_t. Throws `ShapeError`. */
export const fullPeepholeLSTM = (p: FullPeepholeParams, x: Tensor2D, s: LSTMState): LSTMState =>
  tf.tidy(() => {
    const f = fullPeepholeForget(p, x, s.h, s.c);
    const i = fullPeepholeInput(p, x, s.h, s.c);
    const c = lstmCell(f, s.c, i, lstmCandidate(p, x, s.h));
    return { h: lstmHidden(fullPeepholeOutput(p, x, s.h, c), c), c };
  });
