import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { type ActivationName, activation, writtenActivation } from '../activation.js';
import { column, columnOf, example, examplesOf } from '../layout.js';
import { expectStep, preactivation, type RNNParams } from '../rnn.js';
import { sampleRNN } from '../sample.js';

/**
 * Gradient by a state, S2(5): what the step's own loss says plus what comes back from the next step.
 * own = ∂L_t/∂h_t [B, H], next = ∂L/∂h_{t+1} [B, H] (zeros beyond T), jacobian [B, H, H] as `bpttJacobian` gives it
 * → ∂L/∂h_t [B, H].
 */
export const bpttState = equation({
  id: 'bptt.state',
  title: { en: 'Gradient by a hidden state', ru: 'Градиент по скрытому состоянию' },
  forms: [
    {
      source: 'S2(5)',
      tex: String.raw`\frac{\partial L}{\partial h_t} = \frac{\partial L_t}{\partial h_t} + \frac{\partial h_{t+1}}{\partial h_t} \frac{\partial L}{\partial h_{t+1}}`,
      symbols: (own: Tensor2D, next: Tensor2D, jacobian: Tensor3D) =>
        examplesOf(own).map((b) => ({
          '\\frac{\\partial L_t}{\\partial h_t}': columnOf(own, b),
          '\\frac{\\partial L}{\\partial h_{t+1}}': columnOf(next, b),
          '\\frac{\\partial h_{t+1}}{\\partial h_t}': example<Tensor2D>(jacobian, b),
        })),
      value: (gradient: Tensor2D) => examplesOf(gradient).map((b) => columnOf(gradient, b)),
    },
  ],
  errata: [
    {
      source: 'S2(5)',
      tex: String.raw`\frac{\partial L}{\partial h_t} = \frac{\partial L_t}{\partial h_t} + \frac{\partial L}{\partial h_{t+1}} \frac{\partial h_{t+1}}{\partial h_t}`,
      // the gradient stands left of a matrix, so it is a row here
      symbols: (own, next, jacobian) =>
        examplesOf(own).map((b) => ({
          '\\frac{\\partial L_t}{\\partial h_t}': example(own, b).reshape([1, -1]),
          '\\frac{\\partial L}{\\partial h_{t+1}}': example(next, b).reshape([1, -1]),
          '\\frac{\\partial h_{t+1}}{\\partial h_t}': example<Tensor2D>(jacobian, b),
        })),
      value: (gradient: Tensor2D) => examplesOf(gradient).map((b) => example(gradient, b).reshape([1, -1])),
      why: {
        en: 'The order of (5) is right for a gradient written as a row and the Jacobian with one row for each component of the next state. But (7) gives the transpose of that matrix. With (7) the gradient must be a column and stand on the right; taken literally, (5) and (7) together send it through the weights the wrong way round.',
        ru: 'Порядок множителей в (5) верен, если градиент — строка, а строки якобиана отвечают компонентам следующего состояния. Но (7) задаёт транспонированную матрицу. С ней градиент должен быть столбцом и стоять справа; если читать (5) и (7) вместе буквально, он пройдёт через веса в неверную сторону.',
      },
    },
  ],
  sample: (random): [Tensor2D, Tensor2D, Tensor3D] => [
    random.tensor([2, 3]),
    random.tensor([2, 3]),
    random.tensor([2, 3, 3]),
  ],
  code: (own, next, jacobian) => {
    const [B, H] = own.shape;
    expectShape('own', own, ['B', 'H']);
    expectShape('next', next, [B, H]);
    expectShape('jacobian', jacobian, [B, H, H]);
    return tf.tidy(() => own.add(tf.matMul(jacobian, next.expandDims(2)).squeeze([2])) as Tensor2D);
  },
});

/**
 * Jacobian of one step, S2(7), in the lecture's layout: J[b, i, j] = ∂h_{t+1, j} / ∂h_{t, i}. It is the transpose of
 * the matrix that many books call the Jacobian, and carries gradients written as columns from h_{t+1} to h_t.
 * x = x_{t+1} [B, I], h = h_t [B, H] → [B, H, H].
 */
export const bpttJacobian = equation({
  id: 'bptt.jacobian',
  title: { en: 'Jacobian of one step', ru: 'Якобиан одного шага' },
  forms: [
    {
      source: 'S2(7)',
      tex: String.raw`\frac{\partial h_{t+1}}{\partial h_t} = W_h^T \mathrm{diag}(f'(W_h h_t + W_x x_{t+1} + b))`,
      symbols: (p: RNNParams, x: Tensor2D, h: Tensor2D, f: ActivationName = 'tanh') =>
        examplesOf(x).map((b) => ({
          W_h: column(p.Wh),
          W_x: column(p.Wx),
          b: column(p.bh),
          h_t: columnOf(h, b),
          'x_{t+1}': columnOf(x, b),
          f: writtenActivation(f),
        })),
      value: (jacobian: Tensor3D) => examplesOf(jacobian).map((b) => example(jacobian, b)),
    },
  ],
  sample: (random): [RNNParams, Tensor2D, Tensor2D, ActivationName?] => [
    sampleRNN(random, 3, 4),
    random.tensor([2, 3]),
    random.tensor([2, 4]),
  ],
  code: (p, x, h, f = 'tanh'): Tensor3D =>
    tf.tidy(() => {
      const slope = activation(f).derivative(preactivation(p, x, h)); // [B, H]
      return p.Wh.expandDims<Tensor3D>(0).mul(slope.expandDims(1)); // column j of W_h times f′ of unit j
    }),
});

/**
 * Gradient by what stands inside f, S2(8) with the indices put right. gradient = ∂L/∂h_t [B, H], x = x_t [B, I],
 * h = h_{t−1} [B, H] → δ_t [B, H].
 */
export const bpttDelta = equation({
  id: 'bptt.delta',
  title: { en: 'Error signal of a step', ru: 'Сигнал ошибки шага' },
  forms: [
    {
      source: 'S2(8)',
      tex: String.raw`\delta_t = \frac{\partial L}{\partial h_t} \odot f'(W_h h_{t-1} + W_x x_t + b)`,
      symbols: (p: RNNParams, gradient: Tensor2D, x: Tensor2D, h: Tensor2D, f: ActivationName = 'tanh') => ({
        '\\frac{\\partial L}{\\partial h_t}': column(gradient),
        W_h: column(p.Wh),
        W_x: column(p.Wx),
        b: column(p.bh),
        'h_{t-1}': column(h),
        x_t: column(x),
        f: writtenActivation(f),
      }),
      value: (delta: Tensor2D) => column(delta),
    },
  ],
  errata: [
    {
      source: 'S2(8)',
      tex: String.raw`\delta_t = \frac{\partial L}{\partial h_t} \odot f'(W_h h_t + W_x x_{t+1} + b)`,
      symbols: (p, gradient, x, h, f = 'tanh') => ({
        '\\frac{\\partial L}{\\partial h_t}': column(gradient),
        W_h: column(p.Wh),
        W_x: column(p.Wx),
        b: column(p.bh),
        h_t: column(activation(f).f(preactivation(p, x, h))),
        // the next input is none of δ_t's business: whatever stands here, the printed value depends on it
        'x_{t+1}': column(tf.reverse(x, 1)),
        f: writtenActivation(f),
      }),
      value: (delta: Tensor2D) => column(delta),
      why: {
        en: 'By (6) the argument printed here is that of step t + 1. The state at step t was made from the state at t − 1 and the input at t, so that is where the derivative of f has to be taken. (At t = T the printed version would need an input that does not exist.)',
        ru: 'Согласно (6), напечатанный здесь аргумент относится к шагу t + 1. Состояние на шаге t получено из состояния t − 1 и входа t, там и нужно брать производную f. (При t = T напечатанной версии понадобился бы вход, которого нет.)',
      },
    },
  ],
  sample: (random): [RNNParams, Tensor2D, Tensor2D, Tensor2D, ActivationName?] => [
    sampleRNN(random, 3, 4),
    random.tensor([2, 4]),
    random.tensor([2, 3]),
    random.tensor([2, 4]),
  ],
  code: (p, gradient, x, h, f = 'tanh') => {
    expectStep(p, x, h);
    expectShape('gradient', gradient, h.shape);
    return tf.tidy(() => gradient.mul<Tensor2D>(activation(f).derivative(preactivation(p, x, h))));
  },
});
