import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../equations/random.js';
import { gruCandidate, gruState } from '../../../recurrent/gru/cell.js';
import {
  type GRUErrors,
  gruCandidateError,
  gruInputGradient,
  gruResetError,
  gruSeenGradient,
  gruStateGradient,
  gruUpdateError,
} from '../../../recurrent/gru/errors.js';
import { type GRUParams, gruReset, gruUpdate } from '../../../recurrent/gru/gates.js';
import { question } from '../../homework.js';

type Gates = { readonly z: Tensor2D; readonly r: Tensor2D };

const draw = (random: Random, batch: number, units: number): Tensor2D => random.tensor([batch, units]);

/** Biases that are not zero, so that leaving them out shows. */
function weights(random: Random, inputs: number, hidden: number): GRUParams {
  const W = () => random.tensor([inputs, hidden], 0.7);
  const U = () => random.tensor([hidden, hidden], 0.7);
  const b = () => random.tensor([hidden], 0.7);
  return { Wz: W(), Wr: W(), Wh: W(), Uz: U(), Ur: U(), Uh: U(), bz: b(), br: b(), bh: b() };
}

const gatesOf = (p: GRUParams, x: Tensor2D, h: Tensor2D): Gates => ({
  z: gruUpdate(p, x, h),
  r: gruReset(p, x, h),
});

const gatesInputs =
  (batch: number, inputs: number, hidden: number) =>
  (random: Random): [GRUParams, Tensor2D, Tensor2D] => [
    weights(random, inputs, hidden),
    draw(random, batch, inputs),
    draw(random, batch, hidden),
  ];

export const q5 = question({
  id: 'q5',
  title: { en: 'The gates of a GRU', ru: 'Вентили GRU' },
  calls: 'gruGates',
  equations: ['gru.update', 'gru.reset'],
  page: 'homework/lstm-and-gru-cells',
  answer: gatesOf,
  checks: [
    {
      id: 'two-sequences',
      title: { en: 'two sequences at once', ru: 'две последовательности сразу' },
      points: 1,
      inputs: gatesInputs(2, 3, 2),
    },
    {
      id: 'more-units',
      title: { en: 'more units than inputs', ru: 'нейронов больше, чем входов' },
      points: 1,
      hidden: true,
      hint: {
        en: 'Input and state have weights of their own here, W and U, and are not joined.',
        ru: 'У входа и у состояния здесь свои веса, W и U; склеивать их не нужно.',
      },
      inputs: gatesInputs(3, 2, 4),
    },
  ],
  misconceptions: [
    {
      id: 'update-and-reset-swapped',
      says: {
        en: 'Your z is what r should be, and the other way round.',
        ru: 'У вас z и r поменялись местами.',
      },
      answer: (p, x, h) => ({ z: gruReset(p, x, h), r: gruUpdate(p, x, h) }),
    },
    {
      id: 'no-bias',
      says: {
        en: 'Your values are those without the biases.',
        ru: 'Ваши значения получаются без смещений.',
      },
      answer: (p, x, h) => gatesOf({ ...p, bz: tf.zerosLike(p.bz), br: tf.zerosLike(p.br) }, x, h),
    },
    {
      id: 'no-state',
      says: {
        en: 'Your gates read the input only; h_{t−1} U is missing.',
        ru: 'Ваши вентили читают только вход; не хватает h_{t−1} U.',
      },
      answer: (p, x, h) => gatesOf(p, x, tf.zerosLike(h)),
    },
    {
      id: 'transposed-weights',
      says: {
        en: 'You multiplied by Uᵀ. Rows are examples here, so it is h U as it stands.',
        ru: 'Вы умножили на Uᵀ. Примеры здесь — строки, поэтому нужно просто h U.',
      },
      answer: (p, x, h) => gatesOf({ ...p, Uz: p.Uz.transpose(), Ur: p.Ur.transpose() }, x, h),
    },
  ],
});

const stateOf = (p: GRUParams, x: Tensor2D, h: Tensor2D, { z, r }: Gates) => {
  const candidate = gruCandidate(p, x, h, r);
  return { candidate, h: gruState(z, h, candidate) };
};

const stateInputs =
  (batch: number, inputs: number, hidden: number) =>
  (random: Random): [GRUParams, Tensor2D, Tensor2D, Gates] => [
    ...gatesInputs(batch, inputs, hidden)(random),
    { z: draw(random, batch, hidden).sigmoid(), r: draw(random, batch, hidden).sigmoid() },
  ];

export const q6 = question({
  id: 'q6',
  title: { en: 'Candidate and state of a GRU', ru: 'Кандидат и состояние GRU' },
  calls: 'gruUpdateState',
  equations: ['gru.candidate', 'gru.state'],
  page: 'homework/lstm-and-gru-cells',
  answer: stateOf,
  checks: [
    {
      id: 'two-sequences',
      title: { en: 'two sequences at once', ru: 'две последовательности сразу' },
      points: 1,
      inputs: stateInputs(2, 3, 2),
    },
    {
      id: 'more-units',
      title: { en: 'more units than inputs', ru: 'нейронов больше, чем входов' },
      points: 2,
      hidden: true,
      hint: {
        en: 'The lecture resets the state before the product with U_h, and z is the share of the new.',
        ru: 'В лекции состояние сбрасывается до умножения на U_h, а z — доля нового.',
      },
      inputs: stateInputs(4, 2, 4),
    },
  ],
  misconceptions: [
    {
      id: 'update-gate-the-other-way',
      says: {
        en: 'Your z is the share of the old state, as in PyTorch. In (23) it is the share of the candidate.',
        ru: 'Ваш z — доля старого состояния, как в PyTorch, а в (23) это доля кандидата.',
      },
      answer: (p, x, h, { z, r }) => stateOf(p, x, h, { z: tf.sub(1, z), r }),
    },
    {
      id: 'reset-after-the-product',
      says: {
        en: 'You reset behind the product, r ⊙ (h U_h), as cuDNN does. (22) has (r ⊙ h) U_h, which is another function.',
        ru: 'Вы сбрасываете после умножения, r ⊙ (h U_h), как cuDNN. В (22) стоит (r ⊙ h) U_h, и это другая функция.',
      },
      answer: (p, x, h, { z, r }) => {
        const inside = x
          .matMul<Tensor2D>(p.Wh)
          .add<Tensor2D>(r.mul(h.matMul(p.Uh)))
          .add<Tensor2D>(p.bh);
        const candidate = inside.tanh();
        return { candidate, h: gruState(z, h, candidate) };
      },
    },
    {
      id: 'no-reset',
      says: {
        en: 'Your candidate sees the whole state; the reset gate has no effect.',
        ru: 'Ваш кандидат видит всё состояние; вентиль сброса ни на что не влияет.',
      },
      answer: (p, x, h, { z, r }) => stateOf(p, x, h, { z, r: tf.onesLike(r) }),
    },
    {
      id: 'candidate-with-sigma',
      says: {
        en: 'Your candidate went through σ; it is a value, not a gate: tanh.',
        ru: 'Ваш кандидат прошёл через σ; это значение, а не вентиль: нужен tanh.',
      },
      answer: (p, x, h, { z, r }) => {
        const candidate = tf.sigmoid(
          x.matMul<Tensor2D>(p.Wh).add<Tensor2D>(r.mul<Tensor2D>(h).matMul(p.Uh)).add<Tensor2D>(p.bh),
        );
        return { candidate, h: gruState(z, h, candidate) };
      },
    },
    {
      id: 'reset-state-kept',
      says: {
        en: 'You keep 1 − z of r ⊙ h_{t−1}. The reset gate acts on what the candidate sees; kept is h_{t−1} itself.',
        ru: 'Вы сохраняете долю 1 − z от r ⊙ h_{t−1}. Сброс действует лишь на то, что видит кандидат; сохраняется само h_{t−1}.',
      },
      answer: (p, x, h, { z, r }) => {
        const candidate = gruCandidate(p, x, h, r);
        return { candidate, h: gruState(z, r.mul(h), candidate) };
      },
    },
  ],
});

/** Every part of the way back, so that each can be left out. */
const parts = (p: GRUParams, x: Tensor2D, h: Tensor2D, d: Tensor2D) => {
  const { z, r } = gatesOf(p, x, h);
  const { candidate } = stateOf(p, x, h, { z, r });
  const error = gruCandidateError(d, z, candidate);
  const seen = gruSeenGradient(p, error);
  const errors: GRUErrors = {
    z: gruUpdateError(d, h, candidate, z),
    r: gruResetError(seen, h, r),
    h: error,
  };
  return { z, r, candidate, seen, errors };
};

const gradients = (
  p: GRUParams,
  x: Tensor2D,
  h: Tensor2D,
  errors: GRUErrors,
  read: Tensor2D,
  dh: Tensor2D,
) => ({
  dp: {
    Wz: x.matMul<Tensor2D>(errors.z, true),
    Wr: x.matMul<Tensor2D>(errors.r, true),
    Wh: x.matMul<Tensor2D>(errors.h, true),
    Uz: h.matMul<Tensor2D>(errors.z, true),
    Ur: h.matMul<Tensor2D>(errors.r, true),
    Uh: read.matMul<Tensor2D>(errors.h, true),
    bz: errors.z.sum<Tensor1D>(0),
    br: errors.r.sum<Tensor1D>(0),
    bh: errors.h.sum<Tensor1D>(0),
  },
  dx: gruInputGradient(p, errors),
  dh,
});

const backward = (p: GRUParams, x: Tensor2D, h: Tensor2D, d: Tensor2D) => {
  const { z, r, seen, errors } = parts(p, x, h, d);
  return gradients(p, x, h, errors, r.mul(h), gruStateGradient(p, d, z, seen, r, errors));
};

const backwardInputs =
  (batch: number, inputs: number, hidden: number) =>
  (random: Random): [GRUParams, Tensor2D, Tensor2D, Tensor2D] => [
    ...gatesInputs(batch, inputs, hidden)(random),
    draw(random, batch, hidden),
  ];

export const q7 = question({
  id: 'q7',
  title: { en: 'One step of a GRU backward', ru: 'Шаг GRU назад' },
  calls: 'gruBackward',
  equations: [
    'gru-bptt.update',
    'gru-bptt.candidate',
    'gru-bptt.seen',
    'gru-bptt.reset',
    'gru-bptt.state',
    'gru-bptt.input',
  ],
  page: 'homework/lstm-and-gru-cells',
  answer: backward,
  checks: [
    {
      id: 'two-sequences',
      title: { en: 'two sequences at once', ru: 'две последовательности сразу' },
      points: 1,
      inputs: backwardInputs(2, 3, 2),
    },
    {
      id: 'one-sequence',
      title: { en: 'a batch of one', ru: 'пакет из одной последовательности' },
      points: 1,
      hidden: true,
      hint: {
        en: 'Shapes first: dW is [I, H], dU is [H, H], db is [H].',
        ru: 'Сначала размеры: dW — [I, H], dU — [H, H], db — [H].',
      },
      inputs: backwardInputs(1, 2, 3),
    },
    {
      id: 'larger-batch',
      title: { en: 'a larger batch', ru: 'пакет побольше' },
      points: 2,
      hidden: true,
      hint: {
        en: 'Four ways lead back to h_{t−1}: kept, seen by the candidate, read by z, read by r.',
        ru: 'К h_{t−1} ведут четыре пути: сохранённое, увиденное кандидатом, прочитанное z и прочитанное r.',
      },
      inputs: (random) => backwardInputs(random.integer(3, 6), 3, 4)(random),
    },
  ],
  misconceptions: [
    {
      id: 'nothing-kept',
      says: {
        en: 'Your ∂L/∂h_{t−1} lacks the direct way, d ⊙ (1 − z): the part of the state that is kept.',
        ru: 'В вашей ∂L/∂h_{t−1} нет прямого пути d ⊙ (1 − z): той части состояния, что сохраняется.',
      },
      answer: (p, x, h, d) => {
        const { z } = parts(p, x, h, d);
        const right = backward(p, x, h, d);
        return { ...right, dh: right.dh.sub(d.mul(tf.sub(1, z))) };
      },
    },
    {
      id: 'nothing-seen',
      says: {
        en: 'Your ∂L/∂h_{t−1} lacks what the candidate saw of it, (δ_h U_hᵀ) ⊙ r.',
        ru: 'В вашей ∂L/∂h_{t−1} нет того, что увидел кандидат: (δ_h U_hᵀ) ⊙ r.',
      },
      answer: (p, x, h, d) => {
        const { seen, r } = parts(p, x, h, d);
        const right = backward(p, x, h, d);
        return { ...right, dh: right.dh.sub(seen.mul(r)) };
      },
    },
    {
      id: 'seen-without-reset',
      says: {
        en: 'What comes back through the candidate must pass the reset gate: δ_h U_hᵀ times r.',
        ru: 'Возвращаясь через кандидата, градиент проходит вентиль сброса: δ_h U_hᵀ нужно умножить на r.',
      },
      answer: (p, x, h, d) => {
        const { seen, r } = parts(p, x, h, d);
        const right = backward(p, x, h, d);
        return { ...right, dh: right.dh.sub(seen.mul(r)).add(seen) };
      },
    },
    {
      id: 'gates-send-nothing-back',
      says: {
        en: 'Your ∂L/∂h_{t−1} leaves out the gates: z and r read h_{t−1}, too.',
        ru: 'В вашей ∂L/∂h_{t−1} нет вентилей, а z и r тоже читают h_{t−1}.',
      },
      answer: (p, x, h, d) => {
        const { errors } = parts(p, x, h, d);
        const right = backward(p, x, h, d);
        const gates = errors.z.matMul(p.Uz, false, true).add(errors.r.matMul(p.Ur, false, true));
        return { ...right, dh: right.dh.sub(gates) };
      },
    },
    {
      id: 'whole-state-read',
      says: {
        en: 'Your ∂L/∂U_h has h_{t−1}; the candidate was shown r ⊙ h_{t−1}.',
        ru: 'В вашей ∂L/∂U_h стоит h_{t−1}, а кандидату показали r ⊙ h_{t−1}.',
      },
      answer: (p, x, h, d) => {
        const { errors } = parts(p, x, h, d);
        const right = backward(p, x, h, d);
        return { ...right, dp: { ...right.dp, Uh: h.matMul(errors.h, true) } };
      },
    },
    {
      id: 'update-error-sign',
      says: {
        en: 'Your δ_z has h_{t−1} − h̃_t; by (23) more z means more of the candidate: h̃_t − h_{t−1}.',
        ru: 'В вашей δ_z стоит h_{t−1} − h̃_t; по (23) чем больше z, тем больше кандидата: h̃_t − h_{t−1}.',
      },
      answer: (p, x, h, d) => {
        const { z, r, seen, errors } = parts(p, x, h, d);
        const wrong = { ...errors, z: errors.z.neg<Tensor2D>() };
        return gradients(p, x, h, wrong, r.mul(h), gruStateGradient(p, d, z, seen, r, wrong));
      },
    },
    {
      id: 'mean-over-batch',
      says: {
        en: 'Your gradients of the weights are means over the batch; the loss is a sum, so its gradient is one.',
        ru: 'Ваши градиенты весов усреднены по пакету; потери — сумма, и градиент — тоже сумма.',
      },
      answer: (p, x, h, d) => {
        if (x.shape[0] === 1) return undefined;
        const { dp, ...rest } = backward(p, x, h, d);
        const mean = Object.entries(dp).map(([name, sum]) => [name, sum.div(x.shape[0])]);
        return { ...rest, dp: Object.fromEntries(mean) };
      },
    },
  ],
  differences: {
    forward: 'gruStep',
    arguments: (p, x, h) => [p, x, h],
    upstream: (_p, _x, _h, d) => d,
    by: {
      'dp.Wz': '0.Wz',
      'dp.Wr': '0.Wr',
      'dp.Wh': '0.Wh',
      'dp.Uz': '0.Uz',
      'dp.Ur': '0.Ur',
      'dp.Uh': '0.Uh',
      'dp.bz': '0.bz',
      'dp.br': '0.br',
      'dp.bh': '0.bh',
      dx: '1',
      dh: '2',
    },
  },
});
