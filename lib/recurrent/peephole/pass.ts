import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { column } from '../layout.js';
import type { LSTMState } from '../lstm/cell.js';
import { expectAlike, lstmCellGradient } from '../lstm/errors.js';
import { backThrough, type Kind, type LSTMBackwardOptions, type LSTMGradients } from '../lstm/pass.js';
import { type PeepholeParams, peepholeStep } from './diagonal.js';

/**
 * Gradient by a cell that gates look at: besides the ways of any LSTM it is seen by the output gate of its own step and
 * by the forget and input gates of the next. cell = ∂L/∂c_t without peepholes, output = δ_{o,t}, forget = δ_{f,t+1},
 * input = δ_{i,t+1} [B, H] → ∂L/∂c_t [B, H]. Throws `ShapeError`.
 */
export const peepholeCellGradient = equation({
  id: 'peephole-bptt.cell',
  title: { en: 'Gradient by a cell that gates see', ru: 'Градиент по ячейке, которую видят вентили' },
  forms: [
    {
      source: 'derived from S2(16)–(18)',
      tex: String.raw`\frac{\partial L}{\partial c_t} = g_t + V_o \odot \delta_{o,t} + V_f \odot \delta_{f,t+1} + V_i \odot \delta_{i,t+1}`,
      symbols: (
        p: Pick<PeepholeParams, 'Vf' | 'Vi' | 'Vo'>,
        cell: Tensor2D,
        output: Tensor2D,
        forget: Tensor2D,
        input: Tensor2D,
      ) => ({
        g_t: column(cell),
        V_o: column(p.Vo),
        V_f: column(p.Vf),
        V_i: column(p.Vi),
        '\\delta_{o,t}': column(output),
        '\\delta_{f,t+1}': column(forget),
        '\\delta_{i,t+1}': column(input),
      }),
      value: (gradient: Tensor2D) => column(gradient),
    },
  ],
  sample: (random): [Pick<PeepholeParams, 'Vf' | 'Vi' | 'Vo'>, Tensor2D, Tensor2D, Tensor2D, Tensor2D] => {
    const V = () => random.tensor([4]);
    const gradient = () => random.tensor([2, 4]);
    return [{ Vf: V(), Vi: V(), Vo: V() }, gradient(), gradient(), gradient(), gradient()];
  },
  code: (p, cell, output, forget, input) => {
    expectAlike({ cell, output, forget, input });
    for (const name of ['Vf', 'Vi', 'Vo'] as const) expectShape(name, p[name], [cell.shape[1]]);
    return tf.tidy(() =>
      tf.addN([cell, output.mul<Tensor2D>(p.Vo), forget.mul<Tensor2D>(p.Vf), input.mul<Tensor2D>(p.Vi)]),
    );
  },
});

/** Gradient by a peephole. errors = δ_t, cells = what it saw at each step [B, T, H] → ∂L/∂V [H]. Throws `ShapeError`. */
export const peepholeWeights = equation({
  id: 'peephole-bptt.weights',
  title: { en: 'Gradient by a peephole', ru: 'Градиент по «глазку»' },
  forms: [
    {
      source: 'derived from S2(16)–(18)',
      tex: String.raw`\frac{\partial L}{\partial V} = \sum_{t=1}^T \delta_t \odot c_t`,
      symbols: (errors: Tensor3D, cells: Tensor3D) => {
        // of a batch, too, the sum: its sequences one behind another
        const line = (xs: Tensor3D, t: number) => xs.reshape([-1, xs.shape[2]]).slice([t - 1], [1]);
        return {
          T: errors.shape[0] * errors.shape[1],
          '\\delta_t': indexed('t', (t) => column(line(errors, t))),
          c_t: indexed('t', (t) => column(line(cells, t))),
        };
      },
      value: (V: Tensor1D) => column(V),
    },
  ],
  sample: (random): [Tensor3D, Tensor3D] => [random.tensor([2, 3, 4]), random.tensor([2, 3, 4])],
  code: (errors, cells) => {
    expectShape('errors', errors, ['B', 'T', 'H']);
    expectShape('cells', cells, errors.shape);
    return tf.tidy(() => errors.mul(cells).sum<Tensor1D>([0, 1]));
  },
});

const peepholeKind: Kind<PeepholeParams> = {
  step: peepholeStep,
  cellGradient: (p, dh, output, { o, c }, { dc, f, errors }) =>
    peepholeCellGradient(p, lstmCellGradient(dh, o, c, dc, f), output, errors.f, errors.i),
  along: (p, { dc, f, errors }) => peepholeCellGradient(p, dc.mul(f), tf.zerosLike(dc), errors.f, errors.i),
  more: ({ f, i, o }, before, after) => ({
    Vf: peepholeWeights(f, before),
    Vi: peepholeWeights(i, before),
    Vo: peepholeWeights(o, after),
  }),
};

/**
 * Backpropagation through time for an LSTM with (diagonal) peepholes, derived by hand: lstm-bptt.* with
 * peephole-bptt.cell and peephole-bptt.weights. Arguments, result and errors as those of `lstmBptt`.
 */
export const peepholeBptt = (
  p: PeepholeParams,
  xs: Tensor3D,
  s0: LSTMState,
  dStates: Tensor3D,
  options: LSTMBackwardOptions = {},
): LSTMGradients<PeepholeParams> => backThrough(peepholeKind, p, xs, s0, dStates, options);
