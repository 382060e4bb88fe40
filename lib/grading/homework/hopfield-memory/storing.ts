import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../equations/random.js';
import { energy, hebb, hebbBinary, randomPatterns } from '../../../hopfield/hebb.js';
import { question } from '../../homework.js';
import { telling } from '../telling.js';

const PAGE = 'homework/hopfield-memory';

const patternInputs =
  (P: number, N: number) =>
  (random: Random): [Tensor2D] => [randomPatterns(random, P, N)];

/** Σ x xᵀ with its diagonal. */
const products = (patterns: Tensor2D): Tensor2D => tf.matMul(patterns, patterns, true);

export const q1 = question({
  id: 'q1',
  title: { en: 'Hebb’s rule', ru: 'Правило Хебба' },
  calls: 'hebb',
  equations: ['hopfield.hebb'],
  page: PAGE,
  answer: (patterns: Tensor2D) => hebb(patterns),
  checks: [
    {
      id: 'three-patterns',
      title: { en: 'three patterns of five units', ru: 'три образа из пяти нейронов' },
      points: 1,
      inputs: patternInputs(3, 5),
    },
    {
      id: 'one-pattern',
      title: { en: 'a single pattern', ru: 'единственный образ' },
      points: 1,
      hidden: true,
      hint: {
        en: 'The sum is divided by the number of units, and no unit is connected with itself.',
        ru: 'Сумма делится на число нейронов, и ни один нейрон не связан сам с собой.',
      },
      inputs: patternInputs(1, 6),
    },
    {
      id: 'more-patterns',
      title: { en: 'more patterns', ru: 'больше образов' },
      points: 1,
      hidden: true,
      hint: {
        en: 'I is subtracted once for each pattern, so that the diagonal is zero.',
        ru: 'I вычитается один раз для каждого образа, поэтому на диагонали нули.',
      },
      inputs: (random) => patternInputs(random.integer(4, 7), 9)(random),
    },
  ],
  misconceptions: [
    {
      id: 'diagonal-kept',
      says: {
        en: 'Your diagonal is not zero: a unit that pulls itself never turns.',
        ru: 'Диагональ у вас не нулевая: нейрон, который тянет сам себя, никогда не повернётся.',
      },
      answer: (patterns) => products(patterns).div(patterns.shape[1]),
    },
    {
      id: 'not-divided',
      says: { en: 'You left out the factor 1/N.', ru: 'Вы забыли множитель 1/N.' },
      answer: (patterns) => hebb(patterns).mul(patterns.shape[1]),
    },
    {
      id: 'divided-by-patterns',
      says: {
        en: 'You divided by the number of patterns P; it is the number of units N.',
        ru: 'Вы разделили на число образов P, а нужно на число нейронов N.',
      },
      answer: (patterns) => {
        const [P, N] = patterns.shape;
        return P === 1 ? undefined : hebb(patterns).mul(N / P);
      },
    },
    {
      id: 'identity-once',
      says: {
        en: 'You subtracted I once. It stands inside of the sum: once for each pattern.',
        ru: 'Вы вычли I один раз. Она стоит под знаком суммы — по разу на каждый образ.',
      },
      answer: (patterns) => {
        const [P, N] = patterns.shape;
        return P === 1 ? undefined : products(patterns).sub(tf.eye(N)).div(N);
      },
    },
    {
      id: 'anti-hebb',
      says: {
        en: 'Your signs are the wrong way round: units that are alike pull each other, w > 0.',
        ru: 'Знаки у вас наоборот: похожие нейроны притягиваются, w > 0.',
      },
      answer: (patterns) => hebb(patterns).neg(),
    },
  ],
});

const binaryInputs =
  (P: number, N: number) =>
  (random: Random): [Tensor2D] => [randomPatterns(random, P, N).add<Tensor2D>(1).div(2)];

export const q2 = question({
  id: 'q2',
  title: { en: 'Patterns of zeros and ones', ru: 'Образы из нулей и единиц' },
  calls: 'hebbBinary',
  equations: ['hopfield.hebb-binary'],
  page: PAGE,
  answer: (patterns: Tensor2D) => hebbBinary(patterns),
  checks: [
    {
      id: 'three-patterns',
      title: { en: 'three patterns of five units', ru: 'три образа из пяти нейронов' },
      points: 1,
      inputs: binaryInputs(3, 5),
    },
    {
      id: 'more-patterns',
      title: { en: 'more patterns', ru: 'больше образов' },
      points: 1,
      hidden: true,
      hint: {
        en: 'First turn 0 into −1: two units that are both 0 are alike.',
        ru: 'Сначала превратите 0 в −1: два нейрона, равные нулю, — тоже похожи.',
      },
      inputs: binaryInputs(4, 8),
    },
  ],
  misconceptions: [
    {
      id: 'zeros-kept',
      says: {
        en: 'You stored zeros as zeros: two units that are both off then say nothing about each other.',
        ru: 'Вы запомнили нули как нули: тогда два выключенных нейрона ничего не говорят друг о друге.',
      },
      answer: (patterns) => hebb(patterns),
    },
    {
      id: 'halves',
      says: {
        en: 'You took b − ½. Units are −1 and 1, so it is 2b − 1.',
        ru: 'Вы взяли b − ½. Нейроны равны −1 и 1, поэтому нужно 2b − 1.',
      },
      answer: (patterns) => hebb(patterns.sub(0.5)),
    },
  ],
});

const energyOf = (W: Tensor2D, s: readonly number[]): Tensor => energy(W, tf.tensor1d([...s]));

/** Half the sum of all fields, whatever the units are. */
const halfOfFields = (W: Tensor2D, s: readonly number[]): Tensor =>
  tf
    .dot(W, tf.tensor1d([...s]))
    .sum()
    .div(-2);

const energyInputs = (P: number, N: number) =>
  telling(
    (random): [Tensor2D, readonly number[]] => [
      hebb(randomPatterns(random, P, N)),
      [...randomPatterns(random, 1, N).dataSync()],
    ],
    [
      energyOf,
      halfOfFields,
      (W, s) => energyOf(W, s).mul(2),
      (W, s) => energyOf(W, s).neg(),
      (W, s) => energyOf(W, s).div(s.length),
    ],
  );

export const q3 = question({
  id: 'q3',
  title: { en: 'Energy', ru: 'Энергия' },
  calls: 'energy',
  equations: ['hopfield.energy'],
  page: PAGE,
  answer: energyOf,
  checks: [
    {
      id: 'seven-units',
      title: { en: 'seven units', ru: 'семь нейронов' },
      points: 1,
      inputs: energyInputs(3, 7),
    },
    {
      id: 'more-units',
      title: { en: 'more units', ru: 'больше нейронов' },
      points: 1,
      hidden: true,
      hint: {
        en: 'Each pair of units stands in the double sum twice; the half makes up for it.',
        ru: 'Каждая пара нейронов встречается в двойной сумме дважды; для того и половина.',
      },
      inputs: (random) => energyInputs(3, 2 * random.integer(5, 8) + 1)(random),
    },
  ],
  misconceptions: [
    {
      id: 'no-half',
      says: {
        en: 'Your energy is twice the right one: the factor ½ is missing.',
        ru: 'Ваша энергия вдвое больше верной: нет множителя ½.',
      },
      answer: (W, s) => energyOf(W, s).mul(2),
    },
    {
      id: 'wrong-sign',
      says: {
        en: 'Your energy has the wrong sign: agreement makes it low.',
        ru: 'У вашей энергии не тот знак: согласие её понижает.',
      },
      answer: (W, s) => energyOf(W, s).neg(),
    },
    {
      id: 'per-unit',
      says: {
        en: 'You divided by N once more; W has that factor already.',
        ru: 'Вы ещё раз разделили на N; в W этот множитель уже есть.',
      },
      answer: (W, s) => energyOf(W, s).div(s.length),
    },
    {
      id: 'one-state-only',
      says: {
        en: 'Your energy has s once, the sum of all fields; each field counts by the sign of its unit.',
        ru: 'В вашей энергии s входит один раз, это сумма полей; каждое поле входит со знаком своего нейрона.',
      },
      answer: halfOfFields,
    },
  ],
});
