import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../equations/random.js';
import { type LSTMState, lstmCell, lstmHidden } from '../../../recurrent/lstm/cell.js';
import {
  type LSTMErrors,
  lstmCandidateError,
  lstmCellGradient,
  lstmForgetError,
  lstmInputError,
  lstmOutputError,
  lstmReadGradient,
} from '../../../recurrent/lstm/errors.js';
import {
  type LSTMParams,
  lstmCandidate,
  lstmForget,
  lstmInput,
  lstmOutput,
} from '../../../recurrent/lstm/gates.js';
import { question } from '../../homework.js';

type Gates = {
  readonly f: Tensor2D;
  readonly i: Tensor2D;
  readonly candidate: Tensor2D;
  readonly o: Tensor2D;
};

const draw = (random: Random, batch: number, units: number): Tensor2D => random.tensor([batch, units]);

/** Biases that are not zero, so that leaving them out shows. */
function weights(random: Random, inputs: number, hidden: number): LSTMParams {
  const W = () => random.tensor([hidden + inputs, hidden], 0.7);
  const b = () => random.tensor([hidden], 0.7);
  return { Wf: W(), Wi: W(), Wc: W(), Wo: W(), bf: b(), bi: b(), bc: b(), bo: b() };
}

const gatesOf = (p: LSTMParams, x: Tensor2D, h: Tensor2D): Gates => ({
  f: lstmForget(p, x, h),
  i: lstmInput(p, x, h),
  candidate: lstmCandidate(p, x, h),
  o: lstmOutput(p, x, h),
});

/** The gates that some wrong reading of their input gives. */
const gatesReading = (p: LSTMParams, read: Tensor2D): Gates => ({
  f: read.matMul<Tensor2D>(p.Wf).add<Tensor2D>(p.bf).sigmoid(),
  i: read.matMul<Tensor2D>(p.Wi).add<Tensor2D>(p.bi).sigmoid(),
  candidate: read.matMul<Tensor2D>(p.Wc).add<Tensor2D>(p.bc).tanh(),
  o: read.matMul<Tensor2D>(p.Wo).add<Tensor2D>(p.bo).sigmoid(),
});

const withoutBiases = (p: LSTMParams): LSTMParams => ({
  ...p,
  bf: tf.zerosLike(p.bf),
  bi: tf.zerosLike(p.bi),
  bc: tf.zerosLike(p.bc),
  bo: tf.zerosLike(p.bo),
});

const gatesInputs =
  (batch: number, inputs: number, hidden: number) =>
  (random: Random): [LSTMParams, Tensor2D, Tensor2D] => [
    weights(random, inputs, hidden),
    draw(random, batch, inputs),
    draw(random, batch, hidden),
  ];

export const q1 = question({
  id: 'q1',
  title: { en: 'The gates of an LSTM', ru: 'Вентили LSTM' },
  calls: 'lstmGates',
  equations: ['lstm.forget', 'lstm.input', 'lstm.candidate', 'lstm.output'],
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
      id: 'one-sequence',
      title: { en: 'a batch of one', ru: 'пакет из одной последовательности' },
      points: 1,
      hidden: true,
      hint: {
        en: 'The state comes first in [h, x], whatever the sizes are.',
        ru: 'В [h, x] состояние стоит первым, каковы бы ни были размеры.',
      },
      inputs: gatesInputs(1, 2, 2),
    },
    {
      id: 'more-units',
      title: { en: 'more units than inputs', ru: 'нейронов больше, чем входов' },
      points: 1,
      hidden: true,
      hint: {
        en: 'Each gate has its own weights and its own bias; three of the four are σ, the candidate is tanh.',
        ru: 'У каждого вентиля свои веса и своё смещение; у трёх из четырёх σ, у кандидата tanh.',
      },
      inputs: (random) => gatesInputs(random.integer(3, 6), 2, 5)(random),
    },
  ],
  misconceptions: [
    {
      id: 'forget-and-input-swapped',
      says: {
        en: 'Your f is what i should be, and the other way round: look which weights each gate takes.',
        ru: 'У вас f и i поменялись местами: посмотрите, какие веса берёт каждый вентиль.',
      },
      answer: (p, x, h) => {
        const { f, i, ...rest } = gatesOf(p, x, h);
        return { ...rest, f: i, i: f };
      },
    },
    {
      id: 'candidate-with-sigma',
      says: {
        en: 'Your candidate went through σ. It is a value, not a gate, and may be negative: tanh.',
        ru: 'Ваш кандидат прошёл через σ. Это не вентиль, а значение, и оно бывает отрицательным: нужен tanh.',
      },
      answer: (p, x, h) => ({
        ...gatesOf(p, x, h),
        candidate: tf.sigmoid(tf.concat([h, x], 1).matMul<Tensor2D>(p.Wc).add(p.bc)),
      }),
    },
    {
      id: 'no-bias',
      says: {
        en: 'Your values are those without the biases: add b to every product.',
        ru: 'Ваши значения получаются без смещений: к каждому произведению прибавьте b.',
      },
      answer: (p, x, h) => gatesOf(withoutBiases(p), x, h),
    },
    {
      id: 'input-before-state',
      says: {
        en: 'You read [x, h]. The weights expect [h, x]: the first H rows belong to the state.',
        ru: 'Вы читаете [x, h], а веса рассчитаны на [h, x]: первые H строк относятся к состоянию.',
      },
      answer: (p, x, h) => gatesReading(p, tf.concat([x, h], 1)),
    },
    {
      id: 'gates-with-tanh',
      says: {
        en: 'Your gates went through tanh. A gate lies between 0 and 1: σ.',
        ru: 'Ваши вентили прошли через tanh, а вентиль лежит между 0 и 1: нужна σ.',
      },
      answer: (p, x, h) => {
        const read = tf.concat([h, x], 1);
        const gate = (W: Tensor2D, b: Tensor1D) => read.matMul(W).add(b).tanh();
        const { candidate } = gatesOf(p, x, h);
        return { f: gate(p.Wf, p.bf), i: gate(p.Wi, p.bi), candidate, o: gate(p.Wo, p.bo) };
      },
    },
    {
      id: 'no-non-linearity',
      says: {
        en: 'Your values are what stands inside σ and tanh: apply them.',
        ru: 'Ваши значения — то, что стоит внутри σ и tanh; сами функции вы не применили.',
      },
      answer: (p, x, h) => {
        const read = tf.concat([h, x], 1);
        const inside = (W: Tensor2D, b: Tensor1D) => read.matMul(W).add(b);
        return {
          f: inside(p.Wf, p.bf),
          i: inside(p.Wi, p.bi),
          candidate: inside(p.Wc, p.bc),
          o: inside(p.Wo, p.bo),
        };
      },
    },
  ],
});

const update = ({ f, i, candidate, o }: Gates, c: Tensor2D): LSTMState => {
  const next = lstmCell(f, c, i, candidate);
  return { c: next, h: lstmHidden(o, next) };
};

/** Gates between 0 and 1, a candidate between −1 and 1. */
const drawGates = (random: Random, batch: number, hidden: number): Gates => ({
  f: draw(random, batch, hidden).sigmoid(),
  i: draw(random, batch, hidden).sigmoid(),
  candidate: draw(random, batch, hidden).tanh(),
  o: draw(random, batch, hidden).sigmoid(),
});

const updateInputs =
  (batch: number, hidden: number, scale = 1) =>
  (random: Random): [Gates, Tensor2D] => [
    drawGates(random, batch, hidden),
    random.tensor([batch, hidden], scale),
  ];

export const q2 = question({
  id: 'q2',
  title: { en: 'Cell and state of an LSTM', ru: 'Ячейка и состояние LSTM' },
  calls: 'lstmUpdate',
  equations: ['lstm.cell', 'lstm.hidden'],
  page: 'homework/lstm-and-gru-cells',
  answer: update,
  checks: [
    {
      id: 'two-sequences',
      title: { en: 'two sequences at once', ru: 'две последовательности сразу' },
      points: 1,
      inputs: updateInputs(2, 3),
    },
    {
      id: 'large-cells',
      title: { en: 'cells far from zero', ru: 'ячейки далеко от нуля' },
      points: 1,
      hidden: true,
      hint: {
        en: 'The cell itself is not limited: tanh stands between the cell and the state only.',
        ru: 'Сама ячейка ничем не ограничена: tanh стоит только между ячейкой и состоянием.',
      },
      inputs: updateInputs(3, 4, 4),
    },
  ],
  misconceptions: [
    {
      id: 'forget-and-input-swapped',
      says: {
        en: 'Your cell is i ⊙ c_{t−1} + f ⊙ c̃: f keeps the old cell, i lets the candidate in.',
        ru: 'Ваша ячейка — i ⊙ c_{t−1} + f ⊙ c̃, а должно быть наоборот: f сохраняет старую ячейку, i впускает кандидата.',
      },
      answer: (g, c) => update({ ...g, f: g.i, i: g.f }, c),
    },
    {
      id: 'state-without-tanh',
      says: {
        en: 'Your state is o ⊙ c_t; the cell goes through tanh before the gate.',
        ru: 'Ваше состояние — o ⊙ c_t; перед вентилем ячейка проходит через tanh.',
      },
      answer: (g, c) => {
        const next = update(g, c).c;
        return { c: next, h: g.o.mul(next) };
      },
    },
    {
      id: 'tanh-in-the-cell',
      says: {
        en: 'Your cell itself went through tanh. Then nothing could be kept for long: (13) has no tanh.',
        ru: 'У вас через tanh прошла сама ячейка. Так ничего нельзя хранить долго: в (13) tanh нет.',
      },
      answer: (g, c) => {
        const next = update(g, c).c.tanh();
        return { c: next, h: g.o.mul(next) };
      },
    },
    {
      id: 'output-gate-in-the-cell',
      says: {
        en: 'You keep o ⊙ tanh(…) as the cell, as S1 prints it. The output gate only decides what the state shows.',
        ru: 'Вы храните в ячейке o ⊙ tanh(…), как напечатано в S1. Вентиль выхода решает лишь, что видно в состоянии.',
      },
      answer: (g, c) => {
        const { h } = update(g, c);
        return { c: h, h };
      },
    },
    {
      id: 'old-cell-shown',
      says: {
        en: 'Your state shows c_{t−1}: first make the new cell, then look at it.',
        ru: 'Ваше состояние показывает c_{t−1}: сначала вычислите новую ячейку, потом смотрите на неё.',
      },
      answer: (g, c) => ({ c: update(g, c).c, h: lstmHidden(g.o, c) }),
    },
    {
      id: 'coupled-gates',
      says: {
        en: 'You let in 1 − f of the candidate. That is another cell, with coupled gates; here i is a gate of its own.',
        ru: 'Вы впускаете 1 − f кандидата. Это другая ячейка, со связанными вентилями; здесь i — отдельный вентиль.',
      },
      answer: (g, c) => update({ ...g, i: tf.sub(1, g.f) }, c),
    },
  ],
});

interface Errors {
  /** By what stands inside σ and tanh. */
  readonly errors: LSTMErrors;
  /** ∂L/∂c_{t−1} along the cells. */
  readonly dc: Tensor2D;
}

/** ∂L/∂c_t, from the state of this step and along the cells from the next. */
const wholeOf = (d: LSTMState, g: Gates, after: Tensor2D): Tensor2D =>
  lstmCellGradient(d.h, g.o, after, d.c, tf.onesLike(d.c));

const errorsFrom = (whole: Tensor2D, d: LSTMState, g: Gates, before: Tensor2D, after: Tensor2D): Errors => ({
  errors: {
    f: lstmForgetError(whole, before, g.f),
    i: lstmInputError(whole, g.candidate, g.i),
    c: lstmCandidateError(whole, g.i, g.candidate),
    o: lstmOutputError(d.h, g.o, after),
  },
  dc: whole.mul(g.f),
});

const errorsOf = (d: LSTMState, g: Gates, before: Tensor2D, after: Tensor2D): Errors =>
  errorsFrom(wholeOf(d, g, after), d, g, before, after);

const errorsInputs =
  (batch: number, hidden: number) =>
  (random: Random): [LSTMState, Gates, Tensor2D, Tensor2D] => {
    const d = { h: draw(random, batch, hidden), c: draw(random, batch, hidden) };
    const g = drawGates(random, batch, hidden);
    const before = random.tensor([batch, hidden], 1.5);
    return [d, g, before, update(g, before).c];
  };

export const q3 = question({
  id: 'q3',
  title: { en: 'The errors of the gates', ru: 'Ошибки вентилей' },
  calls: 'lstmErrors',
  equations: [
    'lstm-bptt.cell',
    'lstm-bptt.forget',
    'lstm-bptt.input',
    'lstm-bptt.candidate',
    'lstm-bptt.output',
  ],
  page: 'homework/lstm-and-gru-cells',
  answer: errorsOf,
  checks: [
    {
      id: 'two-sequences',
      title: { en: 'two sequences at once', ru: 'две последовательности сразу' },
      points: 1,
      inputs: errorsInputs(2, 3),
    },
    {
      id: 'more-units',
      title: { en: 'more units', ru: 'больше нейронов' },
      points: 2,
      hidden: true,
      hint: {
        en: 'The cell gets its gradient by two ways: through h_t and along the cells. All of it goes into f, i and c̃.',
        ru: 'Градиент приходит в ячейку двумя путями: через h_t и вдоль ячеек. Весь он идёт в f, i и c̃.',
      },
      inputs: errorsInputs(3, 5),
    },
  ],
  misconceptions: [
    {
      id: 'no-gradient-from-the-future',
      says: {
        en: 'You left out what comes along the cells from the next step, d.c.',
        ru: 'Вы не учли то, что приходит вдоль ячеек со следующего шага, d.c.',
      },
      answer: (d, g, before, after) => errorsOf({ h: d.h, c: tf.zerosLike(d.c) }, g, before, after),
    },
    {
      id: 'no-gradient-through-the-state',
      says: {
        en: 'f, i and c̃ got only what comes along the cells; what comes through h_t is missing.',
        ru: 'До f, i и c̃ у вас дошло только то, что идёт вдоль ячеек; не хватает того, что идёт через h_t.',
      },
      answer: (d, g, before, after) => errorsFrom(d.c, d, g, before, after),
    },
    {
      id: 'slope-of-the-cell',
      says: {
        en: 'The slope of tanh at c_t is 1 − tanh²(c_t); you took 1 − c_t².',
        ru: 'Производная tanh в точке c_t равна 1 − tanh²(c_t), а у вас 1 − c_t².',
      },
      answer: (d, g, before, after) =>
        errorsFrom(
          d.h.mul<Tensor2D>(g.o).mul<Tensor2D>(tf.sub(1, after.square())).add(d.c),
          d,
          g,
          before,
          after,
        ),
    },
    {
      id: 'slope-at-the-gated-state',
      says: {
        en: 'You took 1 − h_t² as the slope of tanh; h_t is o ⊙ tanh(c_t), not tanh(c_t).',
        ru: 'За производную tanh вы взяли 1 − h_t², но h_t — это o ⊙ tanh(c_t), а не tanh(c_t).',
      },
      answer: (d, g, before, after) =>
        errorsFrom(
          d.h
            .mul<Tensor2D>(g.o)
            .mul<Tensor2D>(tf.sub(1, lstmHidden(g.o, after).square()))
            .add(d.c),
          d,
          g,
          before,
          after,
        ),
    },
    {
      id: 'no-slope-of-the-gates',
      says: {
        en: 'Your errors are gradients by the gates. δ is the gradient by what stands inside: multiply by σ (1 − σ), for the candidate by 1 − c̃².',
        ru: 'Ваши ошибки — градиенты по самим вентилям. δ — градиент по тому, что внутри: умножьте на σ (1 − σ), у кандидата на 1 − c̃².',
      },
      answer: (d, g, before, after) => {
        const whole = wholeOf(d, g, after);
        const errors = {
          f: whole.mul(before),
          i: whole.mul(g.candidate),
          c: whole.mul(g.i),
          o: d.h.mul(after.tanh()),
        };
        return { errors, dc: whole.mul(g.f) };
      },
    },
    {
      id: 'output-error-without-tanh',
      says: {
        en: 'Your δ_o has c_t where tanh(c_t) belongs: that is what the output gate multiplies.',
        ru: 'В вашей δ_o стоит c_t вместо tanh(c_t), а вентиль выхода умножает именно tanh(c_t).',
      },
      answer: (d, g, before, after) => {
        const { errors, dc } = errorsOf(d, g, before, after);
        const o = d.h.mul<Tensor2D>(after).mul(g.o).mul(tf.sub(1, g.o));
        return { errors: { ...errors, o }, dc };
      },
    },
    {
      id: 'new-cell-for-old',
      says: {
        en: 'Your δ_f has c_t; the forget gate multiplies c_{t−1}.',
        ru: 'В вашей δ_f стоит c_t, а вентиль забывания умножает c_{t−1}.',
      },
      answer: (d, g, before, after) => {
        const right = errorsOf(d, g, before, after);
        return {
          ...right,
          errors: { ...right.errors, f: lstmForgetError(wholeOf(d, g, after), after, g.f) },
        };
      },
    },
    {
      id: 'cell-gradient-without-forget',
      says: {
        en: 'Your dc is ∂L/∂c_t. On its way to c_{t−1} it is multiplied by f_t.',
        ru: 'Ваше dc — это ∂L/∂c_t. По пути к c_{t−1} оно умножается на f_t.',
      },
      answer: (d, g, before, after) => ({ ...errorsOf(d, g, before, after), dc: wholeOf(d, g, after) }),
    },
  ],
});

/** Gradients by everything that one step reads. */
const backwardFrom = (p: LSTMParams, read: Tensor2D, { errors, dc }: Errors) => {
  const by = (error: Tensor2D) => read.matMul<Tensor2D>(error, true);
  const back = lstmReadGradient(p, errors);
  const H = dc.shape[1];
  return {
    dp: {
      Wf: by(errors.f),
      Wi: by(errors.i),
      Wc: by(errors.c),
      Wo: by(errors.o),
      bf: errors.f.sum<Tensor1D>(0),
      bi: errors.i.sum<Tensor1D>(0),
      bc: errors.c.sum<Tensor1D>(0),
      bo: errors.o.sum<Tensor1D>(0),
    },
    dx: back.slice([0, H]) as Tensor,
    ds: { h: back.slice([0, 0], [-1, H]) as Tensor, c: dc },
  };
};

const backward = (p: LSTMParams, x: Tensor2D, s: LSTMState, d: LSTMState) => {
  const g = gatesOf(p, x, s.h);
  return backwardFrom(p, tf.concat([s.h, x], 1), errorsOf(d, g, s.c, update(g, s.c).c));
};

const backwardInputs =
  (batch: number, inputs: number, hidden: number) =>
  (random: Random): [LSTMParams, Tensor2D, LSTMState, LSTMState] => [
    weights(random, inputs, hidden),
    draw(random, batch, inputs),
    { h: draw(random, batch, hidden), c: draw(random, batch, hidden) },
    { h: draw(random, batch, hidden), c: draw(random, batch, hidden) },
  ];

export const q4 = question({
  id: 'q4',
  title: { en: 'One step of an LSTM backward', ru: 'Шаг LSTM назад' },
  calls: 'lstmBackward',
  equations: ['lstm-bptt.read', 'lstm-bptt.cell'],
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
        en: 'Shapes first: dW is [H + I, H], db is [H], also when the batch is one.',
        ru: 'Сначала размеры: dW — [H + I, H], db — [H], в том числе и для пакета из одной строки.',
      },
      inputs: backwardInputs(1, 2, 3),
    },
    {
      id: 'larger-batch',
      title: { en: 'a larger batch', ru: 'пакет побольше' },
      points: 2,
      hidden: true,
      hint: {
        en: 'The loss is a sum over the batch, so the gradients of the weights are sums, too.',
        ru: 'Потери — сумма по пакету, поэтому и градиенты весов — суммы.',
      },
      inputs: (random) => backwardInputs(random.integer(4, 7), 3, 3)(random),
    },
  ],
  misconceptions: [
    {
      id: 'mean-over-batch',
      says: {
        en: 'Your gradients of the weights are means over the batch; the loss is a sum, so its gradient is one.',
        ru: 'Ваши градиенты весов усреднены по пакету; потери — сумма, и градиент — тоже сумма.',
      },
      answer: (p, x, s, d) => {
        if (x.shape[0] === 1) return undefined;
        const { dp, ...rest } = backward(p, x, s, d);
        const mean = Object.entries(dp).map(([name, sum]) => [name, sum.div(x.shape[0])]);
        return { ...rest, dp: Object.fromEntries(mean) };
      },
    },
    {
      id: 'new-state-read',
      says: {
        en: 'Your dW has h_t; the gates read h_{t−1}.',
        ru: 'В вашей dW стоит h_t, а вентили читают h_{t−1}.',
      },
      answer: (p, x, s, d) => {
        const g = gatesOf(p, x, s.h);
        const next = update(g, s.c);
        const read = tf.concat([next.h, x], 1);
        return backwardFrom(p, read, errorsOf(d, g, s.c, next.c));
      },
    },
    {
      id: 'input-and-state-swapped',
      says: {
        en: 'The gradient by [h, x] is cut in the wrong place: the first H columns belong to the state.',
        ru: 'Градиент по [h, x] разрезан не там: первые H столбцов относятся к состоянию.',
      },
      answer: (p, x, s, d) => {
        const right = backward(p, x, s, d);
        const back = tf.concat([right.ds.h, right.dx], 1);
        const I = x.shape[1];
        return { ...right, dx: back.slice([0, 0], [-1, I]), ds: { ...right.ds, h: back.slice([0, I]) } };
      },
    },
    {
      id: 'state-gradient-passed-on',
      says: {
        en: 'You added d.h to ∂L/∂h_{t−1}. In an LSTM h_t is not copied: h_{t−1} is reached through the gates only.',
        ru: 'Вы прибавили d.h к ∂L/∂h_{t−1}. В LSTM h_t не копируется: до h_{t−1} градиент доходит только через вентили.',
      },
      answer: (p, x, s, d) => {
        const right = backward(p, x, s, d);
        return { ...right, ds: { ...right.ds, h: right.ds.h.add(d.h) } };
      },
    },
    {
      id: 'one-gate-back',
      says: {
        en: 'Only the candidate sends its error back to x and h_{t−1}; the three gates read them, too.',
        ru: 'Ошибку в x и h_{t−1} у вас возвращает только кандидат, а их читают и три вентиля.',
      },
      answer: (p, x, s, d) => {
        const right = backward(p, x, s, d);
        const g = gatesOf(p, x, s.h);
        const { errors } = errorsOf(d, g, s.c, update(g, s.c).c);
        const back = errors.c.matMul(p.Wc, false, true);
        const H = s.h.shape[1];
        return {
          ...right,
          dx: back.slice([0, H]),
          ds: { ...right.ds, h: back.slice([0, 0], [-1, H]) },
        };
      },
    },
  ],
  differences: {
    forward: 'lstmStep',
    arguments: (p, x, s) => [p, x, s],
    upstream: (_p, _x, _s, d) => d,
    by: {
      'dp.Wf': '0.Wf',
      'dp.Wi': '0.Wi',
      'dp.Wc': '0.Wc',
      'dp.Wo': '0.Wo',
      'dp.bf': '0.bf',
      'dp.bi': '0.bi',
      'dp.bc': '0.bc',
      'dp.bo': '0.bo',
      dx: '1',
      'ds.h': '2.h',
      'ds.c': '2.c',
    },
  },
});
