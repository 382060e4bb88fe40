import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { columnOf, example, examplesOf } from '../layout.js';
import { type LSTMParams, lstmCandidate, lstmForget, lstmInput, lstmOutput } from './gates.js';

/** What an LSTM carries from step to step. */
export type LSTMState = {
  /** [B, H], what the rest of the network sees. */
  readonly h: Tensor2D;
  /** [B, H], the memory. */
  readonly c: Tensor2D;
};

/** Everything of one step: the gates f, i, o, the candidate c̃, the new cell and the new state; each [B, H]. */
export type LSTMStep = LSTMState & {
  readonly f: Tensor2D;
  readonly i: Tensor2D;
  readonly candidate: Tensor2D;
  readonly o: Tensor2D;
};

/** Throws unless the units are those of a batch, [B, H], or of a batch of maps, [B, height, width, H]. */
function expectUnits(argument: string, units: Tensor): void {
  expectShape(argument, units, units.rank === 4 ? ['B', 'height', 'width', 'H'] : ['B', 'H']);
}

const four = (random: Random): [Tensor2D, Tensor2D, Tensor2D, Tensor2D] => [
  random.tensor([2, 4]),
  random.tensor([2, 4]),
  random.tensor([2, 4]),
  random.tensor([2, 4]),
];

/**
 * The cell, S2(13), S3 3.1: some of the old, some of the candidate. f, c = c_{t−1}, i, candidate [B, H] → c_t [B, H]; of
 * maps [B, height, width, H] as well.
 * Throws `ShapeError`. Hochreiter and Schmidhuber (1997), Gers et al. (2000).
 */
export const lstmCell = equation({
  id: 'lstm.cell',
  title: { en: 'Cell', ru: 'Ячейка памяти' },
  forms: [
    {
      source: 'S2(13)',
      tex: String.raw`c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t`,
      symbols: (f: Tensor2D, c: Tensor2D, i: Tensor2D, candidate: Tensor2D) => ({
        f_t: f,
        'c_{t-1}': c,
        i_t: i,
        '\\tilde{c}_t': candidate,
      }),
    },
    {
      source: 'S3 3.1',
      tex: String.raw`C_t = f_t \odot C_{t-1} + i_t \odot \tilde{C}_t`,
      symbols: (f, c, i, candidate) => ({ f_t: f, 'C_{t-1}': c, i_t: i, '\\tilde{C}_t': candidate }),
    },
  ],
  errata: [
    {
      source: 'S1',
      tex: String.raw`C_t = o_t \odot \tanh(f_t \odot C_{t-1} + i_t \odot \tilde{C}_t)`,
      // whatever stands here for the output gate, the cell does not depend on it
      symbols: (f, c, i, candidate) => ({
        f_t: f,
        'C_{t-1}': c,
        i_t: i,
        '\\tilde{C}_t': candidate,
        o_t: tf.sigmoid(candidate),
      }),
      why: {
        en: 'The lesson says in words that the output gate makes the new C. It does not: the forget gate and the input gate make the cell, and the output gate decides how much of it the state h shows. With o in the cell, hiding something would also forget it.',
        ru: 'В уроке сказано, что новое C формирует выходной вентиль. Это не так: ячейку формируют вентили забывания и входа, а выходной вентиль решает, какая её часть видна в состоянии h. Если бы o входил в ячейку, скрыть значило бы и забыть.',
      },
    },
  ],
  sample: four,
  code: (f, c, i, candidate) => {
    expectUnits('f', f);
    expectShape('c', c, f.shape);
    expectShape('i', i, f.shape);
    expectShape('candidate', candidate, f.shape);
    return tf.tidy(() => f.mul<Tensor2D>(c).add<Tensor2D>(i.mul(candidate)));
  },
});

/** The state, S2(15), S3 3.1: what the output gate shows of the cell. o, c = c_t [B, H] → h_t [B, H]. Throws `ShapeError`. */
export const lstmHidden = equation({
  id: 'lstm.hidden',
  title: { en: 'State', ru: 'Скрытое состояние' },
  forms: [
    {
      source: 'S2(15)',
      tex: String.raw`h_t = o_t \odot \tanh(c_t)`,
      symbols: (o: Tensor2D, c: Tensor2D) => ({ o_t: o, c_t: c }),
    },
    {
      source: 'S3 3.1',
      tex: String.raw`h_t = o_t \odot \tanh(C_t)`,
      symbols: (o, c) => ({ o_t: o, C_t: c }),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D] => [random.tensor([2, 4]), random.tensor([2, 4])],
  code: (o, c) => {
    expectUnits('o', o);
    expectShape('c', c, o.shape);
    return tf.tidy(() => o.mul<Tensor2D>(tf.tanh(c)));
  },
});

/** One step with all that it computes on the way. x [B, I], s = s_{t−1} → each [B, H]. Throws `ShapeError`. */
export function lstmStep(p: LSTMParams, x: Tensor2D, s: LSTMState): LSTMStep {
  expectShape('c', s.c, s.h.shape);
  return tf.tidy(() => {
    const f = lstmForget(p, x, s.h);
    const i = lstmInput(p, x, s.h);
    const candidate = lstmCandidate(p, x, s.h);
    const c = lstmCell(f, s.c, i, candidate);
    const o = lstmOutput(p, x, s.h);
    return { f, i, candidate, c, o, h: lstmHidden(o, c) };
  });
}

/**
 * One step of an LSTM, S2(11)–(15), S3 3.1: x [B, I], s = s_{t−1} → s_t. A cell for `unroll` and `layers`.
 * Throws `ShapeError`. Hochreiter and Schmidhuber, "Long short-term memory" (1997), with the forget gate of Gers et
 * al. (2000).
 */
export const lstm = (p: LSTMParams, x: Tensor2D, s: LSTMState): LSTMState =>
  tf.tidy(() => {
    const { h, c } = lstmStep(p, x, s);
    return { h, c };
  });

/**
 * The direct way of a gradient along the cells: it meets no matrix and no non-linearity, only the forget gate, S2, S3
 * 3.1. (The whole derivative has a second way, through the gates of the next step.) f [B, H] → ∂c_t/∂c_{t−1} [B, H, H].
 */
export const lstmHighway = equation({
  id: 'lstm.highway',
  title: { en: 'Direct way along the cells', ru: 'Прямой путь вдоль ячеек' },
  forms: [
    {
      source: 'S2, S3 3.1',
      tex: String.raw`\frac{\partial c_t}{\partial c_{t-1}} = \mathrm{diag}(f_t)`,
      symbols: (f: Tensor2D) => examplesOf(f).map((b) => ({ f_t: columnOf(f, b) })),
      value: (jacobian: Tensor3D) => examplesOf(jacobian).map((b) => example(jacobian, b)),
    },
  ],
  sample: (random): [Tensor2D] => [random.tensor([2, 3])],
  code: (f) => {
    expectShape('f', f, ['B', 'H']);
    return tf.tidy(() => tf.eye(f.shape[1]).expandDims<Tensor3D>(0).mul<Tensor3D>(f.expandDims(1)));
  },
});
