import { filtered, temperatureProbabilities, topKProbabilities, topP } from '../../../decoding/filters.js';
import { draw } from '../../../decoding/sample.js';
import type { Random } from '../../../equations/random.js';
import { question } from '../../homework.js';
import { telling } from '../telling.js';

const PAGE = 'homework/decoding';

type Numbers = readonly number[];

const logits = (random: Random, V: number): number[] => Array.from({ length: V }, () => 2 * random.normal());

const sum = (values: Numbers): number => values.reduce((a, b) => a + b, 0);
const normalized = (values: Numbers): number[] => values.map((value) => value / sum(values));
const softmax = (z: Numbers): number[] => temperatureProbabilities(z, 1);

export const q1 = question({
  id: 'q1',
  title: { en: 'Temperature', ru: 'Температура' },
  calls: 'temperature',
  equations: ['decode.temperature'],
  page: PAGE,
  answer: (z: Numbers, T: number) => temperatureProbabilities(z, T),
  checks: [
    {
      id: 'cold',
      title: { en: 'a temperature below one', ru: 'температура ниже единицы' },
      points: 1,
      inputs: (random): [Numbers, number] => [logits(random, 5), 0.3 + 0.4 * random.uniform()],
    },
    {
      id: 'large-logits',
      title: { en: 'logits in the thousands', ru: 'логиты порядка тысяч' },
      points: 1,
      hidden: true,
      hint: {
        en: 'exp(1000) is Infinity: subtract the largest logit first, which changes no probability.',
        ru: 'exp(1000) — это Infinity: сначала вычтите наибольший логит, вероятности от этого не меняются.',
      },
      inputs: (random): [Numbers, number] => [
        logits(random, 6).map((value) => 1500 + value),
        1.5 + random.uniform(),
      ],
    },
  ],
  misconceptions: [
    {
      id: 'multiplied',
      says: {
        en: 'You multiplied by T; a low temperature should make the likely tokens likelier: divide.',
        ru: 'Вы умножили на T, а низкая температура должна усиливать вероятные токены: нужно делить.',
      },
      answer: (z, T) => temperatureProbabilities(z, 1 / T),
    },
    {
      id: 'probabilities-divided',
      says: {
        en: 'Your values are those of T = 1. Dividing probabilities by T and normalising again does nothing: divide the logits.',
        ru: 'Ваши значения — как при T = 1. Деление вероятностей на T с новой нормировкой ничего не меняет: делите логиты.',
      },
      answer: (z) => softmax(z),
    },
    {
      id: 'not-normalised',
      says: {
        en: 'Your numbers do not add up to one.',
        ru: 'Сумма ваших чисел не равна единице.',
      },
      answer: (z, T) => {
        const values = z.map((value) => Math.exp(value / T));
        return values.every(Number.isFinite) ? values : undefined;
      },
    },
  ],
});

const keep = (p: Numbers, kept: (probability: number) => boolean): number[] =>
  p.map((probability) => (kept(probability) ? probability : 0));

/** The k-th largest. */
const largest = (p: Numbers, k: number): number => [...p].sort((a, b) => b - a)[k - 1];

const topKInputs =
  (V: number, k: number) =>
  (random: Random): [Numbers, number] => [logits(random, V), k];

export const q2 = question({
  id: 'q2',
  title: { en: 'Top-k', ru: 'Отбор top-k' },
  calls: 'topK',
  equations: ['decode.top-k'],
  page: PAGE,
  answer: (z: Numbers, k: number) => topKProbabilities(z, k),
  checks: [
    {
      id: 'three-of-six',
      title: { en: 'three of six tokens', ru: 'три токена из шести' },
      points: 1,
      inputs: topKInputs(6, 3),
    },
    {
      id: 'more-tokens',
      title: { en: 'a larger vocabulary', ru: 'словарь побольше' },
      points: 1,
      hidden: true,
      hint: {
        en: 'The k probabilities that are left add up to one again; all others are exactly zero.',
        ru: 'Оставшиеся k вероятностей снова дают в сумме единицу, все остальные — ровно нули.',
      },
      inputs: (random) => topKInputs(12, random.integer(3, 7))(random),
    },
  ],
  misconceptions: [
    {
      id: 'not-normalised',
      says: {
        en: 'What you left does not add up to one: divide by its sum.',
        ru: 'То, что вы оставили, не даёт в сумме единицу: разделите на сумму.',
      },
      answer: (z, k) => {
        const p = softmax(z);
        return keep(p, (one) => one >= largest(p, k));
      },
    },
    {
      id: 'logit-zero',
      says: {
        en: 'You set the other logits to 0, and e⁰ = 1 is a share like any other: take −∞.',
        ru: 'Остальные логиты вы обнулили, но e⁰ = 1 — доля не хуже других: возьмите −∞.',
      },
      answer: (z, k) => softmax(keep(z, (one) => one >= largest(z, k))),
    },
    {
      id: 'one-too-few',
      says: { en: 'You left k − 1 tokens.', ru: 'Вы оставили k − 1 токенов.' },
      answer: (z, k) => topKProbabilities(z, k - 1),
    },
    {
      id: 'one-too-many',
      says: { en: 'You left k + 1 tokens.', ru: 'Вы оставили k + 1 токенов.' },
      answer: (z, k) => topKProbabilities(z, k + 1),
    },
    {
      id: 'the-least-likely',
      says: {
        en: 'You left the k least likely tokens: sort from the largest down.',
        ru: 'Вы оставили k наименее вероятных токенов: сортируйте по убыванию.',
      },
      answer: (z, k) => {
        const p = softmax(z);
        return normalized(keep(p, (one) => one <= largest(p, p.length - k + 1)));
      },
    },
  ],
});

/** The m most likely tokens, where m is the size of the nucleus and some more. */
function nucleus(z: Numbers, p: number, more = 0): number[] {
  const size = filtered(z, [topP(p)]).filter((one) => one > 0).length;
  return topKProbabilities(z, Math.min(z.length, Math.max(1, size + more)));
}

const least = (z: Numbers, p: number): number[] => {
  const probabilities = softmax(z);
  let total = 0;
  const kept = new Set<number>();
  for (const one of [...probabilities].sort((a, b) => a - b)) {
    if (total >= p) break;
    total += one;
    kept.add(one);
  }
  return normalized(keep(probabilities, (one) => kept.has(one)));
};

const unscaled = (z: Numbers, p: number): number[] => {
  const left = filtered(z, [topP(p)]);
  return softmax(z).map((one, i) => (left[i] > 0 ? one : 0));
};

const topPInputs = (V: number, share: number) =>
  telling(
    (random): [Numbers, number] => [
      logits(random, V).map((value) => value / 2),
      share + 0.1 * random.uniform(),
    ],
    [
      (z, p) => filtered(z, [topP(p)]),
      (z, p) => nucleus(z, p, -1),
      (z, p) => nucleus(z, p, 1),
      least,
      unscaled,
      (z) => softmax(z),
    ],
  );

export const q3 = question({
  id: 'q3',
  title: { en: 'Top-p', ru: 'Отбор top-p' },
  calls: 'topP',
  equations: ['decode.top-p'],
  page: PAGE,
  answer: (z: Numbers, p: number) => filtered(z, [topP(p)]),
  checks: [
    {
      id: 'seven-tokens',
      title: { en: 'a vocabulary of seven', ru: 'словарь из семи токенов' },
      points: 1,
      inputs: topPInputs(7, 0.6),
    },
    {
      id: 'more-tokens',
      title: { en: 'a larger vocabulary', ru: 'словарь побольше' },
      points: 2,
      hidden: true,
      hint: {
        en: 'The token with which the sum reaches p belongs to the nucleus.',
        ru: 'Токен, на котором сумма достигает p, входит в ядро.',
      },
      inputs: topPInputs(15, 0.7),
    },
  ],
  misconceptions: [
    {
      id: 'one-too-few',
      says: {
        en: 'You left out the token with which the sum reaches p; what is left has less than p.',
        ru: 'Вы не взяли токен, на котором сумма достигает p; у оставшихся в сумме меньше p.',
      },
      answer: (z, p) => nucleus(z, p, -1),
    },
    {
      id: 'one-too-many',
      says: {
        en: 'You left one token more than is needed to reach p.',
        ru: 'Вы оставили на один токен больше, чем нужно, чтобы достичь p.',
      },
      answer: (z, p) => nucleus(z, p, 1),
    },
    {
      id: 'from-the-least-likely',
      says: {
        en: 'You added up from the least likely token; begin with the most likely.',
        ru: 'Вы складывали с наименее вероятного токена, а начинать нужно с самого вероятного.',
      },
      answer: least,
    },
    {
      id: 'not-normalised',
      says: {
        en: 'What you left does not add up to one: divide by its sum.',
        ru: 'То, что вы оставили, не даёт в сумме единицу: разделите на сумму.',
      },
      answer: unscaled,
    },
  ],
});

const each = (way: (p: Numbers, u: number) => number) => (p: Numbers, us: Numbers) =>
  us.map((u) => way(p, u));

const greedy = each((p) => p.indexOf(Math.max(...p)));
const uniform = each((p, u) => Math.floor(u * p.length));
const late = each((p, u) => Math.min(p.length - 1, draw(p, u) + 1));
const likelyFirst = each((p, u) => {
  const order = [...p.keys()].sort((a, b) => p[b] - p[a]);
  return order[
    draw(
      order.map((token) => p[token]),
      u,
    )
  ];
});

const drawInputs = (V: number, count: number) =>
  telling(
    (random): [Numbers, Numbers] => [
      softmax(logits(random, V).map((value) => value / 2)),
      Array.from({ length: count }, () => random.uniform()),
    ],
    [each(draw), greedy, uniform, late, likelyFirst],
  );

export const q4 = question({
  id: 'q4',
  title: { en: 'Drawing tokens', ru: 'Выбор токенов' },
  calls: 'drawTokens',
  equations: ['decode.sample'],
  page: PAGE,
  answer: (p: Numbers, us: Numbers) => us.map((u) => draw(p, u)),
  checks: [
    {
      id: 'six-draws',
      title: { en: 'six draws from four tokens', ru: 'шесть выборов из четырёх токенов' },
      points: 1,
      inputs: drawInputs(4, 6),
    },
    {
      id: 'more-draws',
      title: { en: 'more draws', ru: 'больше выборов' },
      points: 1,
      hidden: true,
      hint: {
        en: 'Token i owns the interval between the sum before it and the sum with it, in the order of the tokens.',
        ru: 'Токену i принадлежит промежуток от суммы до него до суммы с ним, в порядке токенов.',
      },
      inputs: drawInputs(8, 20),
    },
  ],
  misconceptions: [
    {
      id: 'greedy',
      says: {
        en: 'You always took the most likely token: that is greedy decoding, and u plays no part.',
        ru: 'Вы всякий раз брали самый вероятный токен: это жадный выбор, и u ни на что не влияет.',
      },
      answer: greedy,
    },
    {
      id: 'all-alike',
      says: {
        en: 'You gave every token the same interval; it is as long as the token’s probability.',
        ru: 'У вас все токены получили одинаковые промежутки, а длина промежутка равна вероятности.',
      },
      answer: uniform,
    },
    {
      id: 'one-late',
      says: {
        en: 'You took the token after the right one: u below the sum with token i means token i.',
        ru: 'Вы взяли следующий токен: если u меньше суммы вместе с токеном i, выбран токен i.',
      },
      answer: late,
    },
    {
      id: 'likely-first',
      says: {
        en: 'You laid the intervals out from the most likely token on; here they follow the order of the tokens.',
        ru: 'Вы разложили промежутки начиная с самого вероятного токена, а здесь они идут в порядке токенов.',
      },
      answer: likelyFirst,
    },
  ],
});
