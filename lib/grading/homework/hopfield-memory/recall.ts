import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../equations/random.js';
import { hebb, randomPatterns } from '../../../hopfield/hebb.js';
import { modernUpdate } from '../../../hopfield/modern.js';
import { type Bits, field, turn, updateAll } from '../../../hopfield/update.js';
import { question } from '../../homework.js';
import { telling } from '../telling.js';

const PAGE = 'homework/hopfield-memory';

// Networks here have 8 or 16 units: eighths and sixteenths add up exactly, so that a field is zero or it is not, in
// whatever order it is summed.

const bits = (random: Random, N: number): number[] => [...randomPatterns(random, 1, N).dataSync()];

/** Weights in which the last two units are connected with nothing: nothing pulls at them. */
function withLoners(random: Random, P: number, N: number): Tensor2D {
  const connected = tf.tensor1d(Array.from({ length: N }, (_, i) => Number(i < N - 2)));
  const W = hebb(randomPatterns(random, P, N));
  return W.mul<Tensor2D>(connected.expandDims(0)).mul(connected.expandDims(1));
}

const fieldsOf = (W: Tensor2D, s: Bits): number[] => {
  const w = W.dataSync();
  return s.map((_, i) => field(w, s, i));
};

const turnInputs =
  (N: number) =>
  (random: Random): [Tensor2D, Bits] => {
    const W = withLoners(random, 3, N);
    // one of the loners is up, one is down; the others pull both ways
    for (;;) {
      const s = [...bits(random, N - 2), 1, -1];
      const fields = fieldsOf(W, s).slice(0, -2);
      if (fields.some((pull) => pull > 0) && fields.some((pull) => pull < 0)) return [W, s];
    }
  };

export const q4 = question({
  id: 'q4',
  title: { en: 'Which units want to turn', ru: 'Какие нейроны хотят повернуться' },
  calls: 'pulled',
  equations: ['hopfield.sync', 'hopfield.async'],
  page: PAGE,
  answer: (W: Tensor2D, s: Bits) => updateAll(W, s),
  checks: [
    {
      id: 'eight-units',
      title: {
        en: 'eight units, two of them without connections',
        ru: 'восемь нейронов, два из них без связей',
      },
      points: 1,
      inputs: turnInputs(8),
    },
    {
      id: 'more-units',
      title: { en: 'more units', ru: 'больше нейронов' },
      points: 1,
      hidden: true,
      hint: {
        en: 'Where the field is zero a unit stays as it is, up or down.',
        ru: 'Там, где поле равно нулю, нейрон остаётся каким был.',
      },
      inputs: turnInputs(16),
    },
  ],
  misconceptions: [
    {
      id: 'zero-where-nothing-pulls',
      says: {
        en: 'sgn(0) = 0, so units at which nothing pulls became 0. They stay as they are.',
        ru: 'sgn(0) = 0, и нейроны, которые никто не тянет, стали нулями. Они должны остаться какими были.',
      },
      answer: (W, s) => fieldsOf(W, s).map(Math.sign),
    },
    {
      id: 'up-where-nothing-pulls',
      says: {
        en: 'With ≥ units at which nothing pulls turn up. They stay as they are.',
        ru: 'Из-за ≥ нейроны, которые никто не тянет, стали 1. Они должны остаться какими были.',
      },
      answer: (W, s) => fieldsOf(W, s).map((pull) => (pull >= 0 ? 1 : -1)),
    },
    {
      id: 'down-where-nothing-pulls',
      says: {
        en: 'Units at which nothing pulls turn down. They stay as they are.',
        ru: 'Нейроны, которые никто не тянет, стали −1. Они должны остаться какими были.',
      },
      answer: (W, s) => fieldsOf(W, s).map((pull) => (pull > 0 ? 1 : -1)),
    },
    {
      id: 'fields',
      says: {
        en: 'You returned the fields; a unit is −1 or 1, the sign of its field.',
        ru: 'Вы вернули поля, а нейрон равен −1 или 1 — знаку своего поля.',
      },
      answer: (W, s) => fieldsOf(W, s),
    },
    {
      id: 'against-the-field',
      says: {
        en: 'Your units turn against the field.',
        ru: 'Ваши нейроны поворачиваются против поля.',
      },
      answer: (W, s) => updateAll(W.neg(), s),
    },
    {
      id: 'zeros-and-ones',
      says: {
        en: 'Your units are 0 and 1; they are −1 and 1.',
        ru: 'Ваши нейроны — 0 и 1, а должны быть −1 и 1.',
      },
      answer: (W, s) => updateAll(W, s).map((unit) => (unit > 0 ? 1 : 0)),
    },
  ],
});

interface Recalled {
  readonly state: Bits;
  readonly energies: readonly number[];
}

interface Variant {
  /** Look at the state at the beginning of the sweep. */
  readonly together?: true;
  readonly sweeps?: number;
  /** Stop as soon as one unit does not turn. */
  readonly impatient?: true;
}

const energyOf = (w: ArrayLike<number>, s: Bits): number =>
  s.reduce((sum, unit, i) => sum - (unit * field(w, s, i)) / 2, 0);

/** Sweeps in the given order until nothing turns; the energy at the beginning and after each unit. */
function recall(
  W: Tensor2D,
  s: Bits,
  order: readonly number[],
  { together, sweeps = 50, impatient }: Variant = {},
): Recalled {
  const w = W.dataSync();
  const state = [...s];
  const energies = [energyOf(w, state)];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const seen = together ? [...state] : state;
    let turned = false;
    for (const i of order) {
      const next = turn(field(w, seen, i), state[i]);
      const moves = next !== state[i];
      state[i] = next;
      energies.push(energyOf(w, state));
      turned ||= moves;
      if (impatient && !moves) return { state, energies };
    }
    if (!turned) break;
  }
  return { state, energies };
}

const recallInputs = (P: number, N: number) =>
  telling(
    (random): [Tensor2D, Bits, readonly number[]] => {
      const s = bits(random, N);
      return [hebb(randomPatterns(random, P, N)), s, random.shuffled([...s.keys()])];
    },
    [
      recall,
      (W, s, order) => recall(W, s, order, { together: true }),
      (W, s) => recall(W, s, [...s.keys()]),
      (W, s, order) => recall(W, s, order, { sweeps: 1 }),
      (W, s, order) => recall(W, s, order, { impatient: true }),
    ],
  );

export const q5 = question({
  id: 'q5',
  title: { en: 'Asynchronous recall', ru: 'Асинхронное вспоминание' },
  calls: 'recall',
  equations: ['hopfield.async', 'hopfield.energy'],
  page: PAGE,
  answer: (W: Tensor2D, s: Bits, order: readonly number[]) => recall(W, s, order),
  checks: [
    {
      id: 'three-patterns',
      title: { en: 'three patterns, eight units', ru: 'три образа, восемь нейронов' },
      points: 1,
      inputs: recallInputs(3, 8),
    },
    {
      id: 'more-units',
      title: { en: 'more patterns, more units', ru: 'больше образов, больше нейронов' },
      points: 3,
      hidden: true,
      hint: {
        en: 'Each unit sees what the ones before it have just become; it ends after a whole sweep in which nothing turned.',
        ru: 'Каждый нейрон видит, какими только что стали предыдущие; конец — после полного прохода, в котором никто не повернулся.',
      },
      inputs: recallInputs(4, 16),
    },
  ],
  misconceptions: [
    {
      id: 'synchronous',
      says: {
        en: 'All your units look at the state at the beginning of the sweep. Asynchronous means that each sees the ones before it turned.',
        ru: 'Все ваши нейроны смотрят на состояние в начале прохода. Асинхронно — значит, каждый видит уже повернувшихся.',
      },
      answer: (W, s, order) => recall(W, s, order, { together: true }),
    },
    {
      id: 'natural-order',
      says: {
        en: 'You asked the units in the order 0, 1, 2, …; the order is given.',
        ru: 'Вы опросили нейроны в порядке 0, 1, 2, …, а порядок задан.',
      },
      answer: (W, s) => recall(W, s, [...s.keys()]),
    },
    {
      id: 'one-sweep',
      says: {
        en: 'You stopped after one sweep. Units may turn again: go on until a whole sweep changes nothing.',
        ru: 'Вы остановились после одного прохода. Нейроны могут повернуться ещё: продолжайте, пока проход ничего не изменит.',
      },
      answer: (W, s, order) => recall(W, s, order, { sweeps: 1 }),
    },
    {
      id: 'stopped-at-the-first-that-stays',
      says: {
        en: 'You stopped at the first unit that did not turn; others may still want to.',
        ru: 'Вы остановились на первом нейроне, который не повернулся, а другие, возможно, ещё хотят.',
      },
      answer: (W, s, order) => recall(W, s, order, { impatient: true }),
    },
    {
      id: 'energy-of-the-start-missing',
      says: {
        en: 'Your energies begin after the first unit; the energy of the given state comes first.',
        ru: 'Ваши энергии начинаются после первого нейрона, а первой должна стоять энергия исходного состояния.',
      },
      answer: (W, s, order) => {
        const { state, energies } = recall(W, s, order);
        return { state, energies: energies.slice(1) };
      },
    },
  ],
});

const synchronous = (W: Tensor2D, s: Bits, steps: number): Bits[] => {
  const states = [s];
  for (let t = 0; t < steps; t++) states.push(updateAll(W, states[t]));
  return states;
};

/** Every unit sees what the units before it have become. */
function inPlace(W: Tensor2D, s: Bits): Bits {
  const [w, state] = [W.dataSync(), [...s]];
  for (const i of state.keys()) state[i] = turn(field(w, state, i), state[i]);
  return state;
}

const stepsInPlace = (W: Tensor2D, s: Bits, steps: number): Bits[] => {
  const states = [s];
  for (let t = 0; t < steps; t++) states.push(inPlace(W, states[t]));
  return states;
};

const alwaysFromTheStart = (W: Tensor2D, s: Bits, steps: number): Bits[] => [
  s,
  ...Array.from({ length: steps }, () => updateAll(W, s)),
];

const stepInputs = (P: number, N: number, steps: number) =>
  telling(
    (random): [Tensor2D, Bits, number] => [hebb(randomPatterns(random, P, N)), bits(random, N), steps],
    [synchronous, stepsInPlace, alwaysFromTheStart, (_, s) => Array.from({ length: steps + 1 }, () => s)],
  );

export const q6 = question({
  id: 'q6',
  title: { en: 'All at once', ru: 'Все сразу' },
  calls: 'synchronous',
  equations: ['hopfield.sync'],
  page: PAGE,
  answer: synchronous,
  checks: [
    {
      id: 'three-steps',
      title: { en: 'three steps', ru: 'три шага' },
      points: 1,
      inputs: stepInputs(3, 8, 3),
    },
    {
      id: 'more-steps',
      title: { en: 'more steps', ru: 'больше шагов' },
      points: 1,
      hidden: true,
      hint: {
        en: 'The list holds the state before the first step and after each: steps + 1 states.',
        ru: 'В списке состояние до первого шага и после каждого: всего steps + 1.',
      },
      inputs: stepInputs(4, 16, 6),
    },
  ],
  misconceptions: [
    {
      id: 'in-place',
      says: {
        en: 'Your units see what the ones before them have become. At once means that all look at the old state.',
        ru: 'Ваши нейроны видят, какими стали предыдущие. «Сразу» — значит, все смотрят на старое состояние.',
      },
      answer: stepsInPlace,
    },
    {
      id: 'start-missing',
      says: {
        en: 'Your list begins after the first step; the given state comes first.',
        ru: 'Ваш список начинается после первого шага, а первым должно стоять исходное состояние.',
      },
      answer: (W, s, steps) => synchronous(W, s, steps).slice(1),
    },
    {
      id: 'last-only',
      says: {
        en: 'You returned the last state only; the whole path is asked for.',
        ru: 'Вы вернули только последнее состояние, а нужен весь путь.',
      },
      answer: (W, s, steps) => synchronous(W, s, steps).at(-1),
    },
    {
      id: 'always-from-the-start',
      says: {
        en: 'Every step of yours begins with the given state: hand the new one on.',
        ru: 'У вас каждый шаг начинается с исходного состояния: передавайте новое дальше.',
      },
      answer: alwaysFromTheStart,
    },
  ],
});

const modernInputs =
  (P: number, N: number, batch: number) =>
  (random: Random): [Tensor2D, Tensor2D, number] => [
    random.tensor([P, N]),
    random.tensor([batch, N]),
    0.3 + random.uniform(),
  ];

export const q7 = question({
  id: 'q7',
  title: { en: 'A modern Hopfield network', ru: 'Современная сеть Хопфилда' },
  calls: 'modernUpdate',
  equations: ['hopfield.modern'],
  page: PAGE,
  answer: (patterns: Tensor2D, states: Tensor2D, beta: number) => modernUpdate(patterns, states, beta),
  checks: [
    {
      id: 'three-patterns',
      title: { en: 'three patterns, two states', ru: 'три образа, два состояния' },
      points: 1,
      inputs: modernInputs(3, 4, 2),
    },
    {
      id: 'more-patterns',
      title: { en: 'more patterns', ru: 'больше образов' },
      points: 1,
      hidden: true,
      hint: {
        en: 'The softmax goes over the patterns, and β stands inside of it.',
        ru: 'Softmax берётся по образам, и β стоит внутри него.',
      },
      inputs: modernInputs(5, 3, 4),
    },
  ],
  misconceptions: [
    {
      id: 'no-beta',
      says: { en: 'You left out β.', ru: 'Вы забыли β.' },
      answer: (patterns, states) => modernUpdate(patterns, states, 1),
    },
    {
      id: 'divided-by-beta',
      says: {
        en: 'You divided by β: it is the inverse of a temperature, so it multiplies.',
        ru: 'Вы разделили на β, а это обратная температура: на неё умножают.',
      },
      answer: (patterns, states, beta) => modernUpdate(patterns, states, 1 / beta),
    },
    {
      id: 'softmax-over-states',
      says: {
        en: 'Your softmax goes over the states of the batch; it goes over the patterns.',
        ru: 'Ваш softmax взят по состояниям пакета, а нужен по образам.',
      },
      answer: (patterns, states, beta) => {
        const overlaps = states.matMul(patterns, false, true).mul(beta);
        return tf.softmax(overlaps.transpose()).transpose().matMul(patterns);
      },
    },
    {
      id: 'no-softmax',
      says: {
        en: 'You mixed the patterns by their overlaps themselves; the softmax is missing.',
        ru: 'Вы смешали образы с весами, равными самим перекрытиям: нет softmax.',
      },
      answer: (patterns, states, beta) => states.matMul(patterns, false, true).mul(beta).matMul(patterns),
    },
  ],
});
