import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { expectGate, onStateAndInput, readColumns } from '../gate.js';
import { column } from '../layout.js';
import { type LSTMState, type LSTMStep, lstmCell, lstmHidden } from '../lstm/cell.js';
import { type LSTMParams, lstmCandidate } from '../lstm/gates.js';

/** Weights of an LSTM whose gates see the cell, each unit its own: V ⊙ c. */
export type PeepholeParams = LSTMParams & {
  /** [H] */
  readonly Vf: Tensor1D;
  /** [H] */
  readonly Vi: Tensor1D;
  /** [H] */
  readonly Vo: Tensor1D;
};

/** Throws unless a gate's weights, by their letter, fit x [B, I], h and c [B, H]. */
function expectPeephole(
  letter: string,
  { W, V, b }: { W: Tensor2D; V: Tensor1D; b: Tensor1D },
  x: Tensor2D,
  h: Tensor2D,
  c: Tensor2D,
): void {
  expectGate(letter, W, b, x, h);
  expectShape(`V${letter}`, V, [W.shape[1]]);
  expectShape('c', c, h.shape);
}

const sampleGate = (random: Random) =>
  [random.tensor([7, 4], 0.5), random.tensor([4]), random.tensor([4], 0.5)] as const;
const sampleRead = (random: Random): [Tensor2D, Tensor2D, Tensor2D] => [
  random.tensor([2, 3]),
  random.tensor([2, 4]),
  random.tensor([2, 4]),
];

/**
 * Forget gate with a peephole, S2(16). x [B, I], h = h_{t−1}, c = c_{t−1} [B, H] → f_t [B, H]. Throws `ShapeError`.
 * Gers and Schmidhuber, "Recurrent nets that time and count" (2000).
 */
export const peepholeForget = equation({
  id: 'peephole.forget',
  title: { en: 'Forget gate with a peephole', ru: 'Вентиль забывания с «глазком»' },
  forms: [
    {
      source: 'S2(16)',
      tex: String.raw`f_t = \sigma(W_f [h_{t-1}, x_t] + V_f \odot c_{t-1} + b_f)`,
      symbols: (p: Pick<PeepholeParams, 'Wf' | 'Vf' | 'bf'>, x: Tensor2D, h: Tensor2D, c: Tensor2D) => ({
        W_f: column(p.Wf),
        V_f: column(p.Vf),
        b_f: column(p.bf),
        'c_{t-1}': column(c),
        ...readColumns(x, h),
      }),
      value: (f: Tensor2D) => column(f),
    },
  ],
  sample: (random): [Pick<PeepholeParams, 'Wf' | 'Vf' | 'bf'>, Tensor2D, Tensor2D, Tensor2D] => {
    const [Wf, Vf, bf] = sampleGate(random);
    return [{ Wf, Vf, bf }, ...sampleRead(random)];
  },
  code: (p, x, h, c) => {
    expectPeephole('f', { W: p.Wf, V: p.Vf, b: p.bf }, x, h, c);
    return tf.tidy(() => tf.sigmoid(onStateAndInput(p.Wf, p.bf, x, h).add<Tensor2D>(p.Vf.mul(c))));
  },
});

/** Input gate with a peephole, S2(17). x [B, I], h = h_{t−1}, c = c_{t−1} [B, H] → i_t [B, H]. Throws `ShapeError`. */
export const peepholeInput = equation({
  id: 'peephole.input',
  title: { en: 'Input gate with a peephole', ru: 'Вентиль входа с «глазком»' },
  forms: [
    {
      source: 'S2(17)',
      tex: String.raw`i_t = \sigma(W_i [h_{t-1}, x_t] + V_i \odot c_{t-1} + b_i)`,
      symbols: (p: Pick<PeepholeParams, 'Wi' | 'Vi' | 'bi'>, x: Tensor2D, h: Tensor2D, c: Tensor2D) => ({
        W_i: column(p.Wi),
        V_i: column(p.Vi),
        b_i: column(p.bi),
        'c_{t-1}': column(c),
        ...readColumns(x, h),
      }),
      value: (i: Tensor2D) => column(i),
    },
  ],
  sample: (random): [Pick<PeepholeParams, 'Wi' | 'Vi' | 'bi'>, Tensor2D, Tensor2D, Tensor2D] => {
    const [Wi, Vi, bi] = sampleGate(random);
    return [{ Wi, Vi, bi }, ...sampleRead(random)];
  },
  code: (p, x, h, c) => {
    expectPeephole('i', { W: p.Wi, V: p.Vi, b: p.bi }, x, h, c);
    return tf.tidy(() => tf.sigmoid(onStateAndInput(p.Wi, p.bi, x, h).add<Tensor2D>(p.Vi.mul(c))));
  },
});

/**
 * Output gate with a peephole, S2(18): it sees the new cell. x [B, I], h = h_{t−1}, c = c_t [B, H] → o_t [B, H].
 * Throws `ShapeError`.
 */
export const peepholeOutput = equation({
  id: 'peephole.output',
  title: { en: 'Output gate with a peephole', ru: 'Вентиль выхода с «глазком»' },
  forms: [
    {
      source: 'S2(18)',
      tex: String.raw`o_t = \sigma(W_o [h_{t-1}, x_t] + V_o \odot c_t + b_o)`,
      symbols: (p: Pick<PeepholeParams, 'Wo' | 'Vo' | 'bo'>, x: Tensor2D, h: Tensor2D, c: Tensor2D) => ({
        W_o: column(p.Wo),
        V_o: column(p.Vo),
        b_o: column(p.bo),
        c_t: column(c),
        ...readColumns(x, h),
      }),
      value: (o: Tensor2D) => column(o),
    },
  ],
  sample: (random): [Pick<PeepholeParams, 'Wo' | 'Vo' | 'bo'>, Tensor2D, Tensor2D, Tensor2D] => {
    const [Wo, Vo, bo] = sampleGate(random);
    return [{ Wo, Vo, bo }, ...sampleRead(random)];
  },
  code: (p, x, h, c) => {
    expectPeephole('o', { W: p.Wo, V: p.Vo, b: p.bo }, x, h, c);
    return tf.tidy(() => tf.sigmoid(onStateAndInput(p.Wo, p.bo, x, h).add<Tensor2D>(p.Vo.mul(c))));
  },
});

/** One step with all that it computes on the way. x [B, I], s = s_{t−1} → each [B, H]. Throws `ShapeError`. */
export const peepholeStep = (p: PeepholeParams, x: Tensor2D, s: LSTMState): LSTMStep =>
  tf.tidy(() => {
    const f = peepholeForget(p, x, s.h, s.c);
    const i = peepholeInput(p, x, s.h, s.c);
    const candidate = lstmCandidate(p, x, s.h);
    const c = lstmCell(f, s.c, i, candidate);
    const o = peepholeOutput(p, x, s.h, c);
    return { f, i, candidate, c, o, h: lstmHidden(o, c) };
  });

/**
 * One step of an LSTM with peepholes, S2(16)–(18) with (12), (13), (15): the output gate sees the new cell.
 * x [B, I], s = s_{t−1} → s_t. Throws `ShapeError`. Gers and Schmidhuber (2000).
 */
export const peepholeLSTM = (p: PeepholeParams, x: Tensor2D, s: LSTMState): LSTMState =>
  tf.tidy(() => {
    const { h, c } = peepholeStep(p, x, s);
    return { h, c };
  });
