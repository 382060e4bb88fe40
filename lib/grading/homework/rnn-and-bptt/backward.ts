import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../equations/random.js';
import { shifted } from '../../../recurrent/layout.js';
import type { OutputParams, RNNParams } from '../../../recurrent/rnn.js';
import { question } from '../../homework.js';
import {
  back,
  backwardWith,
  deltasOf,
  divided,
  draw,
  type Given,
  outputGradients,
  rightDeltas,
  type Sizes,
  slopes,
  statesOf,
  weightGradients,
} from './network.js';

const PAGE = 'homework/rnn-and-bptt';

export const q3 = question({
  id: 'q3',
  title: { en: 'Gradients of the output layer', ru: 'Градиенты выходного слоя' },
  calls: 'outputGradients',
  equations: ['bptt.output-weights'],
  page: PAGE,
  answer: outputGradients,
  checks: [
    {
      id: 'three-steps',
      title: { en: 'two sequences of three elements', ru: 'две последовательности из трёх элементов' },
      points: 1,
      inputs: (random): [Tensor3D, Tensor3D] => [random.tensor([2, 3, 2]), random.tensor([2, 3, 4])],
    },
    {
      id: 'longer',
      title: { en: 'longer sequences', ru: 'последовательности подлиннее' },
      points: 1,
      hidden: true,
      hint: {
        en: 'The loss is a sum over all steps and sequences; the gradient has a term for each.',
        ru: 'Потери — сумма по всем шагам и последовательностям; в градиенте есть слагаемое от каждого.',
      },
      inputs: (random): [Tensor3D, Tensor3D] => [random.tensor([3, 6, 2]), random.tensor([3, 6, 3])],
    },
  ],
  misconceptions: [
    {
      id: 'last-step-only',
      says: {
        en: 'Your gradient has the last step only; every step has an output and a loss.',
        ru: 'В вашем градиенте только последний шаг, а выход и потери есть у каждого.',
      },
      answer: (dOutputs, states) => {
        const last = (xs: Tensor3D) => xs.slice([0, xs.shape[1] - 1], [-1, 1]);
        return outputGradients(last(dOutputs), last(states));
      },
    },
    {
      id: 'mean-over-batch',
      says: {
        en: 'Your gradient is a mean over the batch; the loss is a sum, so its gradient is one.',
        ru: 'Ваш градиент усреднён по пакету; потери — сумма, и градиент — тоже сумма.',
      },
      answer: (dOutputs, states) => divided(outputGradients(dOutputs, states), states.shape[0]),
    },
    {
      id: 'mean-over-steps',
      says: {
        en: 'Your gradient is a mean over the steps; (3) adds the losses up.',
        ru: 'Ваш градиент усреднён по шагам, а в (3) потери складываются.',
      },
      answer: (dOutputs, states) => divided(outputGradients(dOutputs, states), states.shape[1]),
    },
  ],
});

const deltaInputs =
  (batch: number, steps: number, hidden: number) =>
  (random: Random): [Pick<RNNParams, 'Wh'>, Tensor3D, Tensor3D] => [
    { Wh: random.tensor([hidden, hidden], 0.7) },
    random.tensor([batch, steps, hidden]),
    random.tensor([batch, steps, hidden]).tanh(),
  ];

export const q4 = question({
  id: 'q4',
  title: { en: 'Errors back through time', ru: 'Ошибки назад во времени' },
  calls: 'rnnDeltas',
  equations: ['bptt.state', 'bptt.delta'],
  page: PAGE,
  answer: (p: Pick<RNNParams, 'Wh'>, own: Tensor3D, states: Tensor3D) =>
    rightDeltas(p as RNNParams, own, states),
  checks: [
    {
      id: 'three-steps',
      title: { en: 'two sequences of three elements', ru: 'две последовательности из трёх элементов' },
      points: 1,
      inputs: deltaInputs(2, 3, 2),
    },
    {
      id: 'longer',
      title: { en: 'longer sequences', ru: 'последовательности подлиннее' },
      points: 2,
      hidden: true,
      hint: {
        en: 'Begin at the last step, where nothing comes from later, and hand δ on through the transposed weights.',
        ru: 'Начните с последнего шага, к которому ничего не приходит, и передавайте δ назад через транспонированные веса.',
      },
      inputs: (random) => deltaInputs(3, random.integer(5, 9), 3)(random),
    },
  ],
  misconceptions: [
    {
      id: 'no-later-steps',
      says: {
        en: 'Your δ_t knows only its own step: what comes back from step t + 1 is missing.',
        ru: 'Ваша δ_t знает только о своём шаге: не хватает того, что приходит от шага t + 1.',
      },
      answer: (_, own, states) => own.mul(slopes(states)),
    },
    {
      id: 'weights-not-transposed',
      says: {
        en: 'You sent δ back through W_h. Forward it was h W_h, so backward it is δ W_hᵀ.',
        ru: 'Вы отправили δ назад через W_h. Вперёд было h W_h, значит назад — δ W_hᵀ.',
      },
      answer: (p, own, states) =>
        deltasOf(own, slopes(states), (gradient, slope) => tf.matMul(gradient.mul(slope), p.Wh)),
    },
    {
      id: 'no-slope',
      says: {
        en: 'Your values are ∂L/∂h_t with f′ nowhere: multiply by 1 − h_t² at every step.',
        ru: 'Ваши значения — ∂L/∂h_t, а f′ нигде нет: на каждом шаге умножайте на 1 − h_t².',
      },
      answer: (p, own, states) =>
        deltasOf(own, tf.onesLike(states), (gradient) => tf.matMul(gradient, p.Wh, false, true)),
    },
    {
      id: 'gradient-handed-on',
      says: {
        en: 'You handed ∂L/∂h_t to the step before instead of δ_t: f′ is missing on the way.',
        ru: 'Предыдущему шагу вы передали ∂L/∂h_t, а не δ_t: по пути пропала f′.',
      },
      answer: (p, own, states) =>
        deltasOf(own, slopes(states), (gradient) => tf.matMul(gradient, p.Wh, false, true)),
    },
    {
      id: 'slope-of-sigma',
      says: {
        en: 'You took h (1 − h), the slope of σ. The state went through tanh: 1 − h².',
        ru: 'Вы взяли h (1 − h), производную σ. Состояние прошло через tanh: 1 − h².',
      },
      answer: (p, own, states) =>
        deltasOf(own, states.mul(tf.sub(1, states)), (gradient, slope) =>
          tf.matMul(gradient.mul(slope), p.Wh, false, true),
        ),
    },
    {
      id: 'only-from-the-next-loss',
      says: {
        en: 'Step t gets the loss of step t + 1 but nothing of later ones: hand on the whole δ_{t+1}.',
        ru: 'До шага t доходят потери шага t + 1, но не более поздние: передавайте δ_{t+1} целиком.',
      },
      answer: (p, own, states) => {
        const alone = own.mul<Tensor3D>(slopes(states));
        const [B, T, H] = own.shape;
        const next = tf.concat([alone.slice([0, 1], [B, T - 1]), tf.zeros([B, 1, H])], 1) as Tensor3D;
        return own.add<Tensor3D>(back(next, p.Wh)).mul(slopes(states));
      },
    },
  ],
});

const weightInputs =
  (batch: number, steps: number, inputs: number, hidden: number) =>
  (random: Random): [Tensor3D, Tensor3D, Tensor2D, Tensor3D] => [
    random.tensor([batch, steps, hidden]),
    random.tensor([batch, steps, hidden]).tanh(),
    random.tensor([batch, hidden]),
    random.tensor([batch, steps, inputs]),
  ];

export const q5 = question({
  id: 'q5',
  title: { en: 'Gradients of the weights', ru: 'Градиенты весов' },
  calls: 'weightGradients',
  equations: ['bptt.recurrent-weights', 'bptt.input-weights'],
  page: PAGE,
  answer: (deltas: Tensor3D, states: Tensor3D, h0: Tensor2D, xs: Tensor3D) =>
    weightGradients(deltas, shifted(states, h0), xs),
  checks: [
    {
      id: 'three-steps',
      title: { en: 'two sequences of three elements', ru: 'две последовательности из трёх элементов' },
      points: 1,
      inputs: weightInputs(2, 3, 3, 2),
    },
    {
      id: 'longer',
      title: { en: 'longer sequences', ru: 'последовательности подлиннее' },
      points: 2,
      hidden: true,
      hint: {
        en: 'δ_t belongs to the step that read h_{t−1}; for t = 1 that is h_0.',
        ru: 'δ_t относится к шагу, который читал h_{t−1}; при t = 1 это h_0.',
      },
      inputs: (random) => weightInputs(3, random.integer(5, 8), 2, 4)(random),
    },
  ],
  misconceptions: [
    {
      id: 'h-t-for-h-t-1',
      says: {
        en: 'Your ∂L/∂W_h equals Σ δ_t h_tᵀ: the lecture’s (9) has h_{t−1}.',
        ru: 'Ваша ∂L/∂W_h равна Σ δ_t h_tᵀ, а в (9) из лекции стоит h_{t−1}.',
      },
      answer: (deltas, states, _, xs) => weightGradients(deltas, states, xs),
    },
    {
      id: 'first-step-forgotten',
      says: {
        en: 'Your ∂L/∂W_h leaves out the first step. It read h_0, which need not be zero.',
        ru: 'В вашей ∂L/∂W_h нет первого шага. Он читал h_0, а это не обязательно нули.',
      },
      answer: (deltas, states, h0, xs) => weightGradients(deltas, shifted(states, tf.zerosLike(h0)), xs),
    },
    {
      id: 'transposed',
      says: {
        en: 'Your ∂L/∂W_h is transposed: what was read stands on the left, (h_{t−1})ᵀ δ_t for rows.',
        ru: 'Ваша ∂L/∂W_h транспонирована: слева стоит прочитанное, для строк это (h_{t−1})ᵀ δ_t.',
      },
      answer: (deltas, states, h0, xs) => {
        const right = weightGradients(deltas, shifted(states, h0), xs);
        return { ...right, Wh: right.Wh.transpose() };
      },
    },
    {
      id: 'mean-over-batch',
      says: {
        en: 'Your gradients are means over the batch; the loss is a sum, so its gradient is one.',
        ru: 'Ваши градиенты усреднены по пакету; потери — сумма, и градиент — тоже сумма.',
      },
      answer: (deltas, states, h0, xs) =>
        divided(weightGradients(deltas, shifted(states, h0), xs), deltas.shape[0]),
    },
    {
      id: 'last-step-only',
      says: {
        en: 'Your gradients have the last step only. The weights are used at every step, and all uses count.',
        ru: 'В ваших градиентах только последний шаг. Веса участвуют в каждом шаге, и считаются все.',
      },
      answer: (deltas, states, h0, xs) => {
        const last = (all: Tensor3D) => all.slice<Tensor3D>([0, all.shape[1] - 1], [-1, 1]);
        return weightGradients(last(deltas), last(shifted(states, h0)), last(xs));
      },
    },
  ],
});

type Whole = [...Given, Tensor3D];

const whole = (
  p: RNNParams,
  out: OutputParams,
  xs: Tensor3D,
  h0: Tensor2D,
  dOutputs: Tensor3D,
  deltas: (own: Tensor3D, states: Tensor3D) => Tensor3D = (own, states) => rightDeltas(p, own, states),
) => {
  const states = statesOf(p, xs, h0);
  return backwardWith(deltas(back(dOutputs, out.Wy), states), [p, out, xs, h0], states, dOutputs);
};

const wholeInputs =
  (sizes: Sizes) =>
  (random: Random): Whole => [
    ...draw(random, sizes),
    random.tensor([sizes.batch, sizes.steps, sizes.outputs]),
  ];

export const q6 = question({
  id: 'q6',
  title: { en: 'Backpropagation through time', ru: 'Обратное распространение во времени' },
  calls: 'rnnBackward',
  equations: [
    'bptt.output-weights',
    'bptt.state',
    'bptt.delta',
    'bptt.recurrent-weights',
    'bptt.input-weights',
  ],
  page: PAGE,
  answer: (p: RNNParams, out: OutputParams, xs: Tensor3D, h0: Tensor2D, dOutputs: Tensor3D) =>
    whole(p, out, xs, h0, dOutputs),
  checks: [
    {
      id: 'three-steps',
      title: { en: 'two sequences of three elements', ru: 'две последовательности из трёх элементов' },
      points: 1,
      inputs: wholeInputs({ batch: 2, steps: 3, inputs: 2, hidden: 3, outputs: 2 }),
    },
    {
      id: 'longer',
      title: { en: 'longer sequences', ru: 'последовательности подлиннее' },
      points: 2,
      hidden: true,
      hint: {
        en: 'Put questions 2 to 5 together; the gradient by h_0 and x_t goes through the weights they met.',
        ru: 'Соберите вместе вопросы 2–5; градиент по h_0 и x_t проходит через те веса, на которые они умножались.',
      },
      inputs: (random) =>
        wholeInputs({ batch: 3, steps: random.integer(5, 8), inputs: 3, hidden: 4, outputs: 2 })(random),
    },
    {
      id: 'one-step',
      title: { en: 'sequences of one element', ru: 'последовательности из одного элемента' },
      points: 1,
      hidden: true,
      hint: {
        en: 'With T = 1 there is no later step, but there is h_0.',
        ru: 'При T = 1 более позднего шага нет, но h_0 есть.',
      },
      inputs: wholeInputs({ batch: 2, steps: 1, inputs: 3, hidden: 2, outputs: 2 }),
    },
  ],
  misconceptions: [
    {
      id: 'no-later-steps',
      says: {
        en: 'Nothing comes back from later steps: your gradients are those of a network cut after every step.',
        ru: 'От более поздних шагов ничего не приходит: ваши градиенты — градиенты сети, разрезанной после каждого шага.',
      },
      answer: (p, out, xs, h0, dOutputs) => {
        if (xs.shape[1] === 1) return undefined;
        return whole(p, out, xs, h0, dOutputs, (own, states) => own.mul(slopes(states)));
      },
    },
    {
      id: 'delta-for-h0',
      says: {
        en: 'Your dh0 is δ_1. On its way to h_0 it goes through the weights: δ_1 W_hᵀ.',
        ru: 'Ваш dh0 — это δ_1. По пути к h_0 она проходит через веса: δ_1 W_hᵀ.',
      },
      answer: (p, out, xs, h0, dOutputs) => {
        const states = statesOf(p, xs, h0);
        const deltas = rightDeltas(p, back(dOutputs, out.Wy), states);
        const right = whole(p, out, xs, h0, dOutputs);
        return { ...right, dh0: deltas.slice([0, 0], [-1, 1]).squeeze([1]) };
      },
    },
    {
      id: 'own-gradient-for-inputs',
      says: {
        en: 'Your dxs leaves out f′ and the later steps: it is δ_t W_xᵀ, not ∂L_t/∂h_t W_xᵀ.',
        ru: 'В вашем dxs нет f′ и более поздних шагов: нужно δ_t W_xᵀ, а не ∂L_t/∂h_t W_xᵀ.',
      },
      answer: (p, out, xs, h0, dOutputs) => ({
        ...whole(p, out, xs, h0, dOutputs),
        dxs: back(back(dOutputs, out.Wy), p.Wx),
      }),
    },
    {
      id: 'h-t-for-h-t-1',
      says: {
        en: 'Your ∂L/∂W_h equals Σ δ_t h_tᵀ: the lecture’s (9) has h_{t−1}.',
        ru: 'Ваша ∂L/∂W_h равна Σ δ_t h_tᵀ, а в (9) из лекции стоит h_{t−1}.',
      },
      answer: (p, out, xs, h0, dOutputs) => {
        const states = statesOf(p, xs, h0);
        const deltas = rightDeltas(p, back(dOutputs, out.Wy), states);
        return { ...whole(p, out, xs, h0, dOutputs), dp: weightGradients(deltas, states, xs) };
      },
    },
  ],
  differences: {
    forward: 'rnnForward',
    arguments: (p, out, xs, h0) => [p, out, xs, h0],
    upstream: (_p, _out, _xs, _h0, dOutputs) => ({ outputs: dOutputs }),
    by: {
      'dp.Wh': '0.Wh',
      'dp.Wx': '0.Wx',
      'dp.bh': '0.bh',
      'dout.Wy': '1.Wy',
      'dout.by': '1.by',
      dxs: '2',
      dh0: '3',
    },
  },
});
