import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { additiveScore, dotScore, generalScore, scaledDotScore } from '../../../attention/score.js';
import type { Random } from '../../../equations/random.js';
import { question } from '../../homework.js';

const PAGE = 'homework/attention';

const states =
  (batch: number, source: number, units: number, memory = units) =>
  (random: Random): [Tensor2D, Tensor3D] => [
    random.tensor([batch, units]),
    random.tensor([batch, source, memory]),
  ];

const products = (ht: Tensor2D, hs: Tensor3D) => ({
  dot: dotScore({}, ht, hs),
  scaled: scaledDotScore({}, ht, hs),
});

export const q1 = question({
  id: 'q1',
  title: { en: 'Scores without weights', ru: 'Оценки без весов' },
  calls: 'dotScores',
  equations: ['score.dot', 'score.scaled-dot'],
  page: PAGE,
  answer: products,
  checks: [
    {
      id: 'three-elements',
      title: { en: 'two sequences of three elements', ru: 'две последовательности из трёх элементов' },
      points: 1,
      inputs: states(2, 3, 5),
    },
    {
      id: 'many-features',
      title: { en: 'many features', ru: 'много признаков' },
      points: 1,
      hidden: true,
      hint: {
        en: 'd_k is the number of features of a state, not of elements.',
        ru: 'd_k — число признаков состояния, а не элементов.',
      },
      inputs: states(3, 4, 9),
    },
  ],
  misconceptions: [
    {
      id: 'no-scale',
      says: {
        en: 'Your scaled score is the dot product: the division by √d_k is missing.',
        ru: 'Ваша масштабированная оценка — просто скалярное произведение: нет деления на √d_k.',
      },
      answer: (ht, hs) => ({ dot: dotScore({}, ht, hs), scaled: dotScore({}, ht, hs) }),
    },
    {
      id: 'divided-by-d',
      says: {
        en: 'You divided by d_k. The standard deviation of a sum of d_k terms grows as its root.',
        ru: 'Вы разделили на d_k. Стандартное отклонение суммы d_k слагаемых растёт как корень.',
      },
      answer: (ht, hs) => {
        const { dot } = products(ht, hs);
        return { dot, scaled: dot.div(ht.shape[1]) };
      },
    },
    {
      id: 'root-of-the-length',
      says: {
        en: 'You divided by √S. d_k is the number of features, not the length of the source.',
        ru: 'Вы разделили на √S. d_k — число признаков, а не длина источника.',
      },
      answer: (ht, hs) => {
        const { dot } = products(ht, hs);
        return { dot, scaled: dot.div(Math.sqrt(hs.shape[1])) };
      },
    },
    {
      id: 'cosine',
      says: {
        en: 'Your scaled score is a cosine: you divided by the lengths of both vectors.',
        ru: 'Ваша масштабированная оценка — косинус: вы разделили на длины обоих векторов.',
      },
      answer: (ht, hs) => {
        const { dot } = products(ht, hs);
        return { dot, scaled: dot.div(tf.norm(hs, 2, 2)).div(tf.norm(ht, 2, 1, true)) };
      },
    },
    {
      id: 'scaled-before-the-product',
      says: {
        en: 'You divided by √d_k before the product and once more after it: dot has no factor, scaled has one.',
        ru: 'Вы разделили на √d_k ещё до произведения и потом ещё раз: в dot множителя нет, а в scaled он один.',
      },
      answer: (ht, hs) => {
        const { scaled } = products(ht, hs);
        return { dot: scaled, scaled: scaled.div(Math.sqrt(ht.shape[1])) };
      },
    },
  ],
});

/** Weights of both learned scores. */
type ScoreParams = {
  /** [H, M] */
  readonly Wg: Tensor2D;
  /** [H + M, A] */
  readonly Wa: Tensor2D;
  /** [A] */
  readonly va: Tensor1D;
};

const learned = (p: ScoreParams, ht: Tensor2D, hs: Tensor3D) => ({
  general: generalScore({ Wa: p.Wg }, ht, hs),
  additive: additiveScore({ Wa: p.Wa, va: p.va }, ht, hs),
});

/** [h_t; h̄_s] W_a for every s, [B, S, A]; or the two the other way round. */
function inside(p: ScoreParams, ht: Tensor2D, hs: Tensor3D, swapped = false): Tensor3D {
  const [B, S] = hs.shape;
  const repeated = tf.tile(ht.expandDims(1), [1, S, 1]);
  const pairs = tf.concat(swapped ? [hs, repeated] : [repeated, hs], 2);
  return tf.matMul(pairs.reshape([B * S, -1]), p.Wa).reshape([B, S, -1]);
}

const learnedInputs =
  (batch: number, source: number, units: number, memory: number) =>
  (random: Random): [ScoreParams, Tensor2D, Tensor3D] => [
    {
      Wg: random.tensor([units, memory], 0.7),
      Wa: random.tensor([units + memory, 4], 0.7),
      va: random.tensor([4]),
    },
    ...states(batch, source, units, memory)(random),
  ];

export const q2 = question({
  id: 'q2',
  title: { en: 'Scores with weights', ru: 'Оценки с весами' },
  calls: 'learnedScores',
  equations: ['score.general', 'score.additive'],
  page: PAGE,
  answer: learned,
  checks: [
    {
      id: 'equal-sizes',
      title: { en: 'states of equal sizes', ru: 'состояния одного размера' },
      points: 1,
      inputs: learnedInputs(2, 3, 3, 3),
    },
    {
      id: 'other-sizes',
      title: { en: 'an encoder of another size', ru: 'энкодер другого размера' },
      points: 2,
      hidden: true,
      hint: {
        en: 'H and M need not be equal: h_t stands on the left of W_a in the general score, and first in [h_t; h̄_s].',
        ru: 'H и M не обязаны совпадать: в билинейной оценке h_t стоит слева от W_a, а в [h_t; h̄_s] — первым.',
      },
      inputs: learnedInputs(3, 4, 5, 2),
    },
  ],
  misconceptions: [
    {
      id: 'transposed-form',
      says: {
        en: 'Your general score is h̄_sᵀ W h_t: the matrix stands the other way round.',
        ru: 'Ваша билинейная оценка — h̄_sᵀ W h_t: матрица повёрнута не в ту сторону.',
      },
      answer: (p, ht, hs) => learned({ ...p, Wg: p.Wg.transpose() }, ht, hs),
    },
    {
      id: 'memory-first',
      says: {
        en: 'You wrote [h̄_s; h_t]. The first H rows of W_a belong to h_t.',
        ru: 'Вы записали [h̄_s; h_t], а первые H строк W_a относятся к h_t.',
      },
      answer: (p, ht, hs) => {
        const { general } = learned(p, ht, hs);
        return { general, additive: inside(p, ht, hs, true).tanh().mul(p.va).sum(2) };
      },
    },
    {
      id: 'no-tanh',
      says: {
        en: 'Your additive score has no tanh. Without it h_t would add the same number to every score.',
        ru: 'В вашей аддитивной оценке нет tanh. Без него h_t прибавляло бы ко всем оценкам одно и то же.',
      },
      answer: (p, ht, hs) => {
        const { general } = learned(p, ht, hs);
        return { general, additive: inside(p, ht, hs).mul(p.va).sum(2) };
      },
    },
    {
      id: 'tanh-outside',
      says: {
        en: 'Your additive score is tanh(v_aᵀ W_a […]); tanh belongs between W_a and v_a.',
        ru: 'Ваша аддитивная оценка — tanh(v_aᵀ W_a […]), а tanh стоит между W_a и v_a.',
      },
      answer: (p, ht, hs) => {
        const { general } = learned(p, ht, hs);
        return { general, additive: inside(p, ht, hs).mul(p.va).sum(2).tanh() };
      },
    },
    {
      id: 'sum-without-v',
      says: {
        en: 'Your additive score adds the features up without the weights v_a.',
        ru: 'Ваша аддитивная оценка складывает признаки без весов v_a.',
      },
      answer: (p, ht, hs) => {
        const { general } = learned(p, ht, hs);
        return { general, additive: inside(p, ht, hs).tanh().sum(2) };
      },
    },
  ],
});
