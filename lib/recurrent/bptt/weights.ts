import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { at, column, shifted } from '../layout.js';

/** Σ_t left_tᵀ right_t over all steps and examples: [B, T, M], [B, T, N] → [M, N]. */
function outerSum(left: Tensor3D, right: Tensor3D): Tensor2D {
  const rows = (xs: Tensor3D): Tensor2D => xs.reshape([xs.shape[0] * xs.shape[1], xs.shape[2]]);
  return tf.tidy(() => tf.matMul(rows(left), rows(right), true));
}

/**
 * Gradient of the output weights, S2(4). dy [B, T, O] holds ∂L_t/∂ŷ_t, where ŷ_t = h_t W_y + b_y is what the loss is
 * differentiated by (before a softmax); states [B, T, H] → ∂L/∂W_y [H, O].
 */
export const bpttOutputWeights = equation({
  id: 'bptt.output-weights',
  title: { en: 'Gradient of the output weights', ru: 'Градиент по выходным весам' },
  forms: [
    {
      source: 'S2(4)',
      tex: String.raw`\frac{\partial L}{\partial W_y} = \sum_{t=1}^T \frac{\partial L_t}{\partial \hat{y}_t} h_t^T`,
      symbols: (dy: Tensor3D, states: Tensor3D) => ({
        T: dy.shape[1],
        '\\frac{\\partial L_t}{\\partial \\hat{y}_t}': indexed('t', (t) => column(at(dy, t))),
        h_t: indexed('t', (t) => column(at(states, t))),
      }),
      value: (dWy: Tensor2D) => column(dWy),
    },
  ],
  errata: [
    {
      source: 'S2(4)',
      tex: String.raw`\frac{\partial L}{\partial W_y} = \sum_{t=1}^T \frac{\partial L_t}{\partial \hat{y}_t} h_t`,
      symbols: (dy, states) => ({
        T: dy.shape[1],
        '\\frac{\\partial L_t}{\\partial \\hat{y}_t}': indexed('t', (t) => column(at(dy, t))),
        h_t: indexed('t', (t) => column(at(states, t))),
      }),
      value: (dWy: Tensor2D) => column(dWy),
      why: {
        en: 'Both factors are columns, so the product as printed does not exist. What is meant is the outer product: the gradient times the state transposed, a matrix of the shape of the weights.',
        ru: 'Оба множителя — столбцы, и напечатанное произведение не определено. Имеется в виду внешнее произведение: градиент на транспонированное состояние, матрица той же формы, что и веса.',
      },
    },
  ],
  sample: (random): [Tensor3D, Tensor3D] => [random.tensor([2, 4, 2]), random.tensor([2, 4, 3])],
  code: (dy, states) => {
    expectShape('dy', dy, ['B', 'T', 'O']);
    expectShape('states', states, [...dy.shape.slice(0, 2), 'H']);
    return outerSum(states, dy);
  },
});

/** Gradient of the recurrent weights, S2(9). deltas, states [B, T, H], h0 [B, H] → ∂L/∂W_h [H, H]. */
export const bpttRecurrentWeights = equation({
  id: 'bptt.recurrent-weights',
  title: { en: 'Gradient of the recurrent weights', ru: 'Градиент по рекуррентным весам' },
  forms: [
    {
      source: 'S2(9)',
      tex: String.raw`\frac{\partial L}{\partial W_h} = \sum_{t=1}^T \delta_t h_{t-1}^T`,
      symbols: (deltas: Tensor3D, states: Tensor3D, h0: Tensor2D) => ({
        T: deltas.shape[1],
        '\\delta_t': indexed('t', (t) => column(at(deltas, t))),
        h_t: indexed('t', (t) => column(t === 0 ? h0 : at(states, t))),
      }),
      value: (dWh: Tensor2D) => column(dWh),
    },
  ],
  sample: (random): [Tensor3D, Tensor3D, Tensor2D] => [
    random.tensor([2, 4, 3]),
    random.tensor([2, 4, 3]),
    random.tensor([2, 3]),
  ],
  code: (deltas, states, h0) => {
    expectShape('deltas', deltas, ['B', 'T', 'H']);
    expectShape('states', states, deltas.shape);
    expectShape('h0', h0, [deltas.shape[0], deltas.shape[2]]);
    return tf.tidy(() => outerSum(shifted(states, h0), deltas));
  },
});

/** Gradient of the input weights, S2(10). deltas [B, T, H], xs [B, T, I] → ∂L/∂W_x [I, H]. */
export const bpttInputWeights = equation({
  id: 'bptt.input-weights',
  title: { en: 'Gradient of the input weights', ru: 'Градиент по входным весам' },
  forms: [
    {
      source: 'S2(10)',
      tex: String.raw`\frac{\partial L}{\partial W_x} = \sum_{t=1}^T \delta_t x_t^T`,
      symbols: (deltas: Tensor3D, xs: Tensor3D) => ({
        T: deltas.shape[1],
        '\\delta_t': indexed('t', (t) => column(at(deltas, t))),
        x_t: indexed('t', (t) => column(at(xs, t))),
      }),
      value: (dWx: Tensor2D) => column(dWx),
    },
  ],
  sample: (random): [Tensor3D, Tensor3D] => [random.tensor([2, 4, 3]), random.tensor([2, 4, 2])],
  code: (deltas, xs) => {
    expectShape('deltas', deltas, ['B', 'T', 'H']);
    expectShape('xs', xs, [...deltas.shape.slice(0, 2), 'I']);
    return outerSum(xs, deltas);
  },
});
