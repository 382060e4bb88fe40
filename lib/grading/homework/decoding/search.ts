import { temperatureProbabilities } from '../../../decoding/filters.js';
import { scoreByLength } from '../../../decoding/length.js';
import type { Random } from '../../../equations/random.js';
import { question } from '../../homework.js';
import { telling } from '../telling.js';

const PAGE = 'homework/decoding';

type Numbers = readonly number[];
/** log P(next | last): a row for each last token. */
type Bigrams = readonly Numbers[];

const sum = (values: Numbers): number => values.reduce((a, b) => a + b, 0);
const argmax = (values: Numbers): number => values.indexOf(Math.max(...values));

const bigrams = (random: Random, V: number): Bigrams =>
  Array.from({ length: V }, () =>
    temperatureProbabilities(
      Array.from({ length: V }, () => 1.5 * random.normal()),
      1,
    ).map(Math.log),
  );

/** What a greedy decoder does, and what it may do wrong. */
function greedy(
  logP: Bigrams,
  start: number,
  end: number,
  maxLength: number,
  { forgetful = false, endless = false } = {},
): number[] {
  const tokens: number[] = [];
  let last = start;
  while (tokens.length < maxLength) {
    const next = argmax(logP[last]);
    tokens.push(next);
    if (next === end && !endless) break;
    if (!forgetful) last = next;
  }
  return tokens;
}

type Search = [Bigrams, number, number, number];

const greedyInputs = (V: number, maxLength: number) =>
  telling(
    (random): Search => [bigrams(random, V), 0, V - 1, maxLength],
    [
      (...args) => greedy(...args),
      (...args) => greedy(...args, { forgetful: true }),
      (...args) => greedy(...args, { endless: true }),
      // at least two tokens before the end
      (...args) => greedy(...args).slice(0, 2),
    ],
  );

export const q5 = question({
  id: 'q5',
  title: { en: 'Greedy decoding', ru: 'Жадное декодирование' },
  calls: 'greedy',
  equations: ['decode.greedy'],
  page: PAGE,
  answer: (logP: Bigrams, start: number, end: number, maxLength: number) =>
    greedy(logP, start, end, maxLength),
  checks: [
    {
      id: 'five-tokens',
      title: { en: 'a vocabulary of five', ru: 'словарь из пяти токенов' },
      points: 1,
      inputs: greedyInputs(5, 8),
    },
    {
      id: 'more-tokens',
      title: { en: 'a larger vocabulary', ru: 'словарь побольше' },
      points: 1,
      hidden: true,
      hint: {
        en: 'The end token belongs to the result, the start token does not.',
        ru: 'Завершающий токен входит в результат, начальный — нет.',
      },
      inputs: greedyInputs(9, 12),
    },
  ],
  misconceptions: [
    {
      id: 'end-left-out',
      says: {
        en: 'Your result lacks the end token, which belongs to it.',
        ru: 'В вашем результате нет завершающего токена, а он туда входит.',
      },
      answer: (logP, start, end, maxLength) =>
        greedy(logP, start, end, maxLength).filter((token) => token !== end),
    },
    {
      id: 'start-included',
      says: {
        en: 'Your result begins with the start token, which was given, not chosen.',
        ru: 'Ваш результат начинается с начального токена, а он дан, а не выбран.',
      },
      answer: (logP, start, end, maxLength) => [start, ...greedy(logP, start, end, maxLength)],
    },
    {
      id: 'never-ends',
      says: {
        en: 'You went on after the end token.',
        ru: 'Вы продолжили после завершающего токена.',
      },
      answer: (logP, start, end, maxLength) => greedy(logP, start, end, maxLength, { endless: true }),
    },
    {
      id: 'always-from-the-start',
      says: {
        en: 'Every token of yours is chosen after the start token: hand the last one on.',
        ru: 'У вас каждый токен выбран после начального: передавайте дальше последний выбранный.',
      },
      answer: (logP, start, end, maxLength) => greedy(logP, start, end, maxLength, { forgetful: true }),
    },
  ],
});

interface Hypothesis {
  readonly tokens: Numbers;
  readonly logProb: number;
}

interface Rules {
  /** What hypotheses are ranked by on the way. */
  readonly rank: (hypothesis: Hypothesis, last: number) => number;
  /** Leave hypotheses that ended out of the competition. */
  readonly drop?: true;
  /** Stop with the first one that ends. */
  readonly hasty?: true;
}

const bySum: Rules = { rank: ({ logProb }) => logProb };

/** Keeps the k best, complete ones among them, until all are complete or as long as they may be. */
function beamSearch(
  logP: Bigrams,
  start: number,
  end: number,
  maxLength: number,
  k: number,
  { rank, drop, hasty }: Rules = bySum,
): Hypothesis[] {
  const complete = ({ tokens }: Hypothesis) => tokens.at(-1) === end;
  let beam: (Hypothesis & { readonly score: number })[] = [{ tokens: [], logProb: 0, score: 0 }];
  for (let t = 0; t < maxLength && !beam.every(complete); t++) {
    const next = beam.flatMap((one) => {
      if (complete(one)) return drop ? [] : [one];
      return logP[one.tokens.at(-1) ?? start].map((step, token) => {
        const made = { tokens: [...one.tokens, token], logProb: one.logProb + step };
        return { ...made, score: rank(made, step) };
      });
    });
    beam = next.sort((a, b) => b.score - a.score).slice(0, k);
    if (hasty && beam.some(complete)) break;
  }
  return beam.map(({ tokens, logProb }) => ({ tokens, logProb }));
}

type Beam = [...Search, number];

const WRONG: Readonly<Record<string, Rules>> = {
  lastOnly: { rank: (_, last) => last },
  mean: { rank: ({ tokens, logProb }) => logProb / tokens.length },
  dropped: { ...bySum, drop: true },
  hasty: { ...bySum, hasty: true },
};

const narrow = (logP: Bigrams, start: number, end: number, maxLength: number, k: number): Hypothesis[] =>
  beamSearch(logP, start, end, maxLength, k - 1);

const beamInputs = (V: number, maxLength: number, k: number) =>
  telling(
    (random): Beam => [bigrams(random, V), 0, V - 1, maxLength, k],
    [
      (...args) => beamSearch(...args),
      narrow,
      ...Object.values(WRONG).map(
        (rules) =>
          (...args: Beam) =>
            beamSearch(...args, rules),
      ),
    ],
  );

export const q6 = question({
  id: 'q6',
  title: { en: 'Beam search', ru: 'Лучевой поиск' },
  calls: 'beamSearch',
  equations: ['decode.beam'],
  page: PAGE,
  answer: (logP: Bigrams, start: number, end: number, maxLength: number, k: number) =>
    beamSearch(logP, start, end, maxLength, k),
  checks: [
    {
      id: 'two-places',
      title: { en: 'a beam of two', ru: 'луч ширины два' },
      points: 1,
      inputs: beamInputs(4, 4, 2),
    },
    {
      id: 'three-places',
      title: { en: 'a beam of three', ru: 'луч ширины три' },
      points: 2,
      hidden: true,
      hint: {
        en: 'The k best of all continuations and of what has ended already, by the sum of logarithms from the start.',
        ru: 'k лучших среди всех продолжений и уже завершённых, по сумме логарифмов с самого начала.',
      },
      inputs: beamInputs(6, 5, 3),
    },
    {
      id: 'long',
      title: { en: 'longer hypotheses', ru: 'гипотезы подлиннее' },
      points: 1,
      hidden: true,
      hint: {
        en: 'It ends when all k have ended, or when they are as long as they may be.',
        ru: 'Поиск кончается, когда завершены все k или когда длина предельная.',
      },
      inputs: beamInputs(5, 9, 4),
    },
  ],
  misconceptions: [
    {
      id: 'one-place-too-few',
      says: {
        en: 'You kept k − 1 hypotheses; with k = 2 that is greedy decoding.',
        ru: 'Вы сохраняете k − 1 гипотез; при k = 2 это жадное декодирование.',
      },
      answer: narrow,
    },
    {
      id: 'last-token-only',
      says: {
        en: 'You ranked by the last token’s logarithm. What counts is the sum over the whole hypothesis.',
        ru: 'Вы сравниваете логарифм последнего токена, а важна сумма по всей гипотезе.',
      },
      answer: (...args) => beamSearch(...args, WRONG.lastOnly),
    },
    {
      id: 'mean-on-the-way',
      says: {
        en: 'You ranked by the mean of the logarithms. On the way it is the sum; lengths are weighed at the end, in question 7.',
        ru: 'Вы сравниваете среднее логарифмов. По пути важна сумма; длину учитывают в конце, в вопросе 7.',
      },
      answer: (...args) => beamSearch(...args, WRONG.mean),
    },
    {
      id: 'ended-dropped',
      says: {
        en: 'You lost hypotheses that had ended: they compete with the others for the k places.',
        ru: 'Вы потеряли завершённые гипотезы, а они соревнуются с остальными за k мест.',
      },
      answer: (...args) => beamSearch(...args, WRONG.dropped),
    },
    {
      id: 'stopped-at-the-first-end',
      says: {
        en: 'You stopped when the first hypothesis ended; go on until all k have.',
        ru: 'Вы остановились, когда завершилась первая гипотеза; продолжайте, пока не завершатся все k.',
      },
      answer: (...args) => beamSearch(...args, WRONG.hasty),
    },
  ],
});

const ranked = (scores: Numbers) => ({ scores, best: argmax(scores) });

const rankInputs = (count: number) =>
  telling(
    (random): [readonly Numbers[], number] => [
      Array.from({ length: count }, (_, i) =>
        Array.from({ length: 2 * i + random.integer(1, 3) }, () => Math.log(0.2 + 0.7 * random.uniform())),
      ),
      0.5 + 0.3 * random.uniform(),
    ],
    [
      // the length rule decides: neither the sum nor the mean finds the same
      (paths, alpha) => argmax(paths.map((path) => scoreByLength(path, alpha))),
      (paths) => argmax(paths.map(sum)),
    ],
  );

export const q7 = question({
  id: 'q7',
  title: { en: 'Hypotheses of different lengths', ru: 'Гипотезы разной длины' },
  calls: 'bestByLength',
  equations: ['decode.length'],
  page: PAGE,
  answer: (paths: readonly Numbers[], alpha: number) =>
    ranked(paths.map((path) => scoreByLength(path, alpha))),
  checks: [
    {
      id: 'three-hypotheses',
      title: { en: 'three hypotheses', ru: 'три гипотезы' },
      points: 1,
      inputs: rankInputs(3),
    },
    {
      id: 'more-hypotheses',
      title: { en: 'more hypotheses', ru: 'больше гипотез' },
      points: 1,
      hidden: true,
      hint: {
        en: 'The sum of logarithms over the length to the power α; scores are negative, and the best is the largest.',
        ru: 'Сумма логарифмов, делённая на длину в степени α; оценки отрицательны, лучшая — наибольшая.',
      },
      inputs: rankInputs(5),
    },
  ],
  misconceptions: [
    {
      id: 'no-length-rule',
      says: {
        en: 'Your scores are the sums, without the length: every token makes a sum smaller, so the shortest wins.',
        ru: 'Ваши оценки — суммы без учёта длины: каждый токен уменьшает сумму, и побеждает самая короткая.',
      },
      answer: (paths) => ranked(paths.map(sum)),
    },
    {
      id: 'always-the-mean',
      says: {
        en: 'Your scores are means: the length has to the power α, not 1.',
        ru: 'Ваши оценки — средние: длина должна стоять в степени α, а не в первой.',
      },
      answer: (paths) => ranked(paths.map((path) => scoreByLength(path, 1))),
    },
    {
      id: 'multiplied',
      says: {
        en: 'You multiplied by the length to the power α; that punishes long hypotheses twice. Divide.',
        ru: 'Вы умножили на длину в степени α: так длинные гипотезы наказаны дважды. Нужно делить.',
      },
      answer: (paths, alpha) => ranked(paths.map((path) => sum(path) * path.length ** alpha)),
    },
    {
      id: 'the-smallest',
      says: {
        en: 'You took the smallest score. Logarithms are negative: the best is the largest, nearest to zero.',
        ru: 'Вы взяли наименьшую оценку. Логарифмы отрицательны: лучшая — наибольшая, ближайшая к нулю.',
      },
      answer: (paths, alpha) => {
        const scores = paths.map((path) => scoreByLength(path, alpha));
        return { scores, best: scores.indexOf(Math.min(...scores)) };
      },
    },
    {
      id: 'alpha-times-length',
      says: {
        en: 'You divided by α times the length; it is the length to the power α.',
        ru: 'Вы разделили на α, умноженное на длину, а нужна длина в степени α.',
      },
      answer: (paths, alpha) => ranked(paths.map((path) => sum(path) / (alpha * path.length))),
    },
  ],
});
