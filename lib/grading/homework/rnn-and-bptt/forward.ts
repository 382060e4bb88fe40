import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../equations/random.js';
import { shifted, timeSteps } from '../../../recurrent/layout.js';
import { type OutputParams, preactivation, type RNNParams, rnnState } from '../../../recurrent/rnn.js';
import { sampleRNN } from '../../../recurrent/sample.js';
import { question } from '../../homework.js';
import { draw, outputsOf, stackSteps, statesOf } from './network.js';

const PAGE = 'homework/rnn-and-bptt';

const stepInputs =
  (batch: number, inputs: number, hidden: number) =>
  (random: Random): [RNNParams, Tensor2D, Tensor2D] => [
    sampleRNN(random, inputs, hidden),
    random.tensor([batch, inputs]),
    random.tensor([batch, hidden]),
  ];

export const q1 = question({
  id: 'q1',
  title: { en: 'One step', ru: 'Один шаг' },
  calls: 'rnnStep',
  equations: ['rnn.state'],
  page: PAGE,
  answer: (p: RNNParams, x: Tensor2D, h: Tensor2D) => rnnState(p, x, h),
  checks: [
    {
      id: 'two-sequences',
      title: { en: 'two sequences at once', ru: 'две последовательности сразу' },
      points: 1,
      inputs: stepInputs(2, 3, 2),
    },
    {
      id: 'more-units',
      title: { en: 'more units than inputs', ru: 'нейронов больше, чем входов' },
      points: 1,
      hidden: true,
      hint: {
        en: 'Rows are examples: h W_h + x W_x + b, with no transposition.',
        ru: 'Примеры — строки: h W_h + x W_x + b, ничего транспонировать не нужно.',
      },
      inputs: stepInputs(1, 2, 4),
    },
  ],
  misconceptions: [
    {
      id: 'no-bias',
      says: {
        en: 'Your values are those without the bias b_h.',
        ru: 'Ваши значения получаются без смещения b_h.',
      },
      answer: (p, x, h) => rnnState({ ...p, bh: tf.zerosLike(p.bh) }, x, h),
    },
    {
      id: 'transposed-weights',
      says: {
        en: 'You multiplied the state by W_hᵀ. Rows are examples here, so it is h W_h.',
        ru: 'Вы умножили состояние на W_hᵀ. Примеры здесь — строки, поэтому нужно h W_h.',
      },
      answer: (p, x, h) => rnnState({ ...p, Wh: p.Wh.transpose() }, x, h),
    },
    {
      id: 'sigma-for-tanh',
      says: {
        en: 'You took σ. In this homework f is tanh.',
        ru: 'Вы взяли σ. В этом задании f — это tanh.',
      },
      answer: (p, x, h) => preactivation(p, x, h).sigmoid(),
    },
    {
      id: 'no-non-linearity',
      says: {
        en: 'Your values are what stands inside f: apply tanh.',
        ru: 'Ваши значения — то, что стоит внутри f; tanh вы не применили.',
      },
      answer: (p, x, h) => preactivation(p, x, h),
    },
    {
      id: 'bias-outside',
      says: {
        en: 'You added the bias after tanh; it belongs inside.',
        ru: 'Вы прибавили смещение после tanh, а оно стоит внутри.',
      },
      answer: (p, x, h) => rnnState({ ...p, bh: tf.zerosLike(p.bh) }, x, h).add(p.bh),
    },
  ],
});

const forward = (p: RNNParams, out: OutputParams, xs: Tensor3D, h0: Tensor2D) => {
  const states = statesOf(p, xs, h0);
  return { states, outputs: outputsOf(out, states) };
};

export const q2 = question({
  id: 'q2',
  title: { en: 'A whole sequence', ru: 'Вся последовательность' },
  calls: 'rnnForward',
  equations: ['rnn.state', 'rnn.output'],
  page: PAGE,
  answer: forward,
  checks: [
    {
      id: 'three-steps',
      title: { en: 'two sequences of three elements', ru: 'две последовательности из трёх элементов' },
      points: 1,
      inputs: (random) => draw(random, { batch: 2, steps: 3, inputs: 2, hidden: 3, outputs: 2 }),
    },
    {
      id: 'longer',
      title: { en: 'longer sequences', ru: 'последовательности подлиннее' },
      points: 1,
      hidden: true,
      hint: {
        en: 'The state of one step is what the next one starts from.',
        ru: 'Состояние одного шага — то, с чего начинается следующий.',
      },
      inputs: (random) =>
        draw(random, { batch: 3, steps: random.integer(5, 8), inputs: 3, hidden: 4, outputs: 2 }),
    },
    {
      id: 'one-step',
      title: { en: 'sequences of one element', ru: 'последовательности из одного элемента' },
      points: 1,
      hidden: true,
      hint: {
        en: 'Results are [B, T, H] and [B, T, O] for T = 1 as well.',
        ru: 'Результаты имеют форму [B, T, H] и [B, T, O] и при T = 1.',
      },
      inputs: (random) => draw(random, { batch: 2, steps: 1, inputs: 3, hidden: 2, outputs: 4 }),
    },
  ],
  misconceptions: [
    {
      id: 'state-not-carried',
      says: {
        en: 'Every step of yours starts from h_0: hand the state on.',
        ru: 'У вас каждый шаг начинается с h_0: передавайте состояние дальше.',
      },
      answer: (p, out, xs, h0) => {
        if (xs.shape[1] === 1) return undefined;
        const states = stackSteps(timeSteps(xs).map((x) => rnnState(p, x, h0)));
        return { states, outputs: outputsOf(out, states) };
      },
    },
    {
      id: 'output-one-step-late',
      says: {
        en: 'Your ŷ_t is read from h_{t−1}; it is read from the state that the step has just made.',
        ru: 'Вы читаете ŷ_t из h_{t−1}, а читать надо из состояния, которое шаг только что вычислил.',
      },
      answer: (p, out, xs, h0) => {
        const { states } = forward(p, out, xs, h0);
        return { states, outputs: outputsOf(out, shifted(states, h0)) };
      },
    },
    {
      id: 'states-one-step-late',
      says: {
        en: 'Your states are h_0 … h_{T−1}; h_1 … h_T is asked for.',
        ru: 'Ваши состояния — h_0 … h_{T−1}, а нужны h_1 … h_T.',
      },
      answer: (p, out, xs, h0) => {
        const { states, outputs } = forward(p, out, xs, h0);
        return { states: shifted(states, h0), outputs };
      },
    },
    {
      id: 'read-backwards',
      says: {
        en: 'You went through the sequence from its end.',
        ru: 'Вы прошли последовательность с конца.',
      },
      answer: (p, out, xs, h0) => {
        if (xs.shape[1] === 1) return undefined;
        const { states, outputs } = forward(p, out, xs.reverse(1), h0);
        return { states: states.reverse(1), outputs: outputs.reverse(1) };
      },
    },
    {
      id: 'output-through-tanh',
      says: {
        en: 'Your outputs went through tanh. Here ŷ_t = h_t W_y + b_y, nothing more.',
        ru: 'Ваши выходы прошли через tanh. Здесь ŷ_t = h_t W_y + b_y, и только.',
      },
      answer: (p, out, xs, h0) => {
        const { states, outputs } = forward(p, out, xs, h0);
        return { states, outputs: outputs.tanh() };
      },
    },
  ],
});
