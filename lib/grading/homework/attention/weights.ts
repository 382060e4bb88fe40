import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { attentionContext, attentionWeights } from '../../../attention/context.js';
import { causalMask, paddingMask } from '../../../attention/scaled-dot.js';
import type { Random } from '../../../equations/random.js';
import { question } from '../../homework.js';

const PAGE = 'homework/attention';

const attend = (scores: Tensor2D, hs: Tensor3D, mask: Tensor2D) => {
  const weights = attentionWeights(scores, mask);
  return { weights, context: attentionContext(weights, hs) };
};

const seenBy = (weights: Tensor, hs: Tensor3D) => ({
  weights,
  context: attentionContext(weights as Tensor2D, hs),
});

/** 1 for the first `length` of S elements; every sequence has padding but the first. */
function paddingOf(random: Random, batch: number, source: number): Tensor2D {
  const lengths = Array.from({ length: batch }, (_, b) => (b === 0 ? source : random.integer(2, source)));
  return tf.tensor2d(lengths.map((length) => Array.from({ length: source }, (_, s) => Number(s < length))));
}

const attendInputs =
  (batch: number, source: number, memory: number) =>
  (random: Random): [Tensor2D, Tensor3D, Tensor2D] => [
    random.tensor([batch, source]),
    random.tensor([batch, source, memory]),
    paddingOf(random, batch, source),
  ];

export const q3 = question({
  id: 'q3',
  title: { en: 'Weights and context', ru: 'Веса и контекст' },
  calls: 'attend',
  equations: ['attention.weights', 'attention.context'],
  page: PAGE,
  answer: attend,
  checks: [
    {
      id: 'padded',
      title: { en: 'two sequences, one with padding', ru: 'две последовательности, одна дополнена' },
      points: 1,
      inputs: attendInputs(2, 4, 3),
    },
    {
      id: 'longer',
      title: { en: 'more sequences', ru: 'больше последовательностей' },
      points: 2,
      hidden: true,
      hint: {
        en: 'Weights add up to one over the elements that the mask leaves, and are exactly zero elsewhere.',
        ru: 'Сумма весов по элементам, которые оставила маска, равна единице, остальные веса — ровно нули.',
      },
      inputs: attendInputs(4, 6, 2),
    },
  ],
  misconceptions: [
    {
      id: 'softmax-over-the-batch',
      says: {
        en: 'Your weights add up to one over the batch: softmax goes over the elements of the source, the last axis.',
        ru: 'Ваши веса дают в сумме единицу по пакету, а softmax берётся по элементам источника, по последней оси.',
      },
      answer: (scores, hs, mask) => {
        const masked = tf.where(mask.cast('bool'), scores, tf.fill(scores.shape, -1e9));
        return seenBy(tf.softmax(masked.transpose()).transpose().mul(mask), hs);
      },
    },
    {
      id: 'no-mask',
      says: {
        en: 'Your weights do not know the mask: padding gets its share.',
        ru: 'Ваши веса не знают о маске: дополнению тоже достаётся доля.',
      },
      answer: (scores, hs) => seenBy(tf.softmax(scores), hs),
    },
    {
      id: 'mask-after-softmax',
      says: {
        en: 'You masked after the softmax, so the weights that are left do not add up to one.',
        ru: 'Вы наложили маску после softmax, и оставшиеся веса не дают в сумме единицу.',
      },
      answer: (scores, hs, mask) => seenBy(tf.softmax(scores).mul(mask), hs),
    },
    {
      id: 'score-zero',
      says: {
        en: 'You set masked scores to 0. e⁰ = 1 is a weight like any other: take −∞ or a very negative number.',
        ru: 'Вы обнулили оценки под маской. Но e⁰ = 1 — такой же вес, как другие: возьмите −∞ или очень малое число.',
      },
      answer: (scores, hs, mask) => seenBy(tf.softmax(scores.mul(mask)), hs),
    },
    {
      id: 'mask-inverted',
      says: {
        en: 'You kept what should be masked: 1 means an element, 0 means padding.',
        ru: 'Вы оставили то, что нужно скрыть: 1 — это элемент, 0 — дополнение.',
      },
      answer: (scores, hs, mask) => attend(scores, hs, tf.sub(1, mask)),
    },
    {
      id: 'mean-context',
      says: {
        en: 'Your context is divided by S once more. The weights add up to one already.',
        ru: 'Ваш контекст ещё раз разделён на S, а сумма весов и так единица.',
      },
      answer: (scores, hs, mask) => {
        const { weights, context } = attend(scores, hs, mask);
        return { weights, context: context.div(hs.shape[1]) };
      },
    },
  ],
});

const masks = (lengths: readonly number[], S: number) => ({
  padding: paddingMask(lessThan(lengths, S, 0)),
  causal: causalMask(S) as Tensor,
});

/** 1 where s < length + more. */
const lessThan = (lengths: readonly number[], S: number, more: number): Tensor2D =>
  tf.tensor2d(lengths.map((length) => Array.from({ length: S }, (_, s) => Number(s < length + more))));

export const q4 = question({
  id: 'q4',
  title: { en: 'Masks', ru: 'Маски' },
  calls: 'masks',
  equations: ['attention.weights'],
  page: PAGE,
  answer: masks,
  checks: [
    {
      id: 'three-lengths',
      title: { en: 'three sequences', ru: 'три последовательности' },
      points: 1,
      inputs: (random): [readonly number[], number] => [[random.integer(1, 4), 4, random.integer(1, 4)], 4],
    },
    {
      id: 'more-lengths',
      title: { en: 'more sequences', ru: 'больше последовательностей' },
      points: 1,
      hidden: true,
      hint: {
        en: 'Element s, counted from 0, is there when s < length; query n may look at s ≤ n, itself included.',
        ru: 'Элемент s, считая с нуля, есть при s < length; запрос n может смотреть на s ≤ n, включая себя.',
      },
      inputs: (random): [readonly number[], number] => [
        [random.integer(1, 7), random.integer(1, 7), 7, random.integer(1, 7)],
        7,
      ],
    },
  ],
  misconceptions: [
    {
      id: 'not-even-itself',
      says: {
        en: 'Your causal mask is off by one: a query may look at itself, s ≤ n.',
        ru: 'Причинная маска сдвинута на единицу: запрос может смотреть на себя, s ≤ n.',
      },
      answer: (lengths, S) => ({
        padding: masks(lengths, S).padding,
        causal: causalMask(S).sub(tf.eye(S)),
      }),
    },
    {
      id: 'one-ahead',
      says: {
        en: 'Your causal mask lets a query see the next element, which is what it should predict.',
        ru: 'Причинная маска показывает запросу следующий элемент, а его-то и нужно предсказать.',
      },
      answer: (lengths, S) => ({
        padding: masks(lengths, S).padding,
        causal: tf.linalg.bandPart(tf.ones([S, S]), -1, 1),
      }),
    },
    {
      id: 'looks-ahead',
      says: {
        en: 'Your causal mask is upside down: rows are queries, and a query looks back.',
        ru: 'Причинная маска перевёрнута: строки — запросы, и запрос смотрит назад.',
      },
      answer: (lengths, S) => ({
        padding: masks(lengths, S).padding,
        causal: causalMask(S).transpose(),
      }),
    },
    {
      id: 'one-too-many',
      says: {
        en: 'Your padding mask is off by one: a sequence of length L has the elements 0 … L − 1.',
        ru: 'Маска дополнения сдвинута на единицу: у последовательности длины L элементы 0 … L − 1.',
      },
      answer: (lengths, S) => ({
        padding: paddingMask(lessThan(lengths, S, 1)),
        causal: masks(lengths, S).causal,
      }),
    },
    {
      id: 'padding-inverted',
      says: {
        en: 'Your padding mask is 1 on padding; 1 means that it may be looked at.',
        ru: 'Маска дополнения равна 1 на дополнении, а 1 значит «смотреть можно».',
      },
      answer: (lengths, S) => {
        const { padding, causal } = masks(lengths, S);
        return { padding: tf.sub(1, padding), causal };
      },
    },
  ],
});

const back = (
  scores: Tensor2D,
  hs: Tensor3D,
  mask: Tensor2D,
  d: Tensor2D,
  softmax: (weights: Tensor2D, dWeights: Tensor2D) => Tensor,
) => {
  const { weights } = attend(scores, hs, mask);
  const dWeights = tf.matMul(hs, d.expandDims(2)).squeeze<Tensor2D>([2]);
  return {
    dScores: softmax(weights, dWeights),
    dhs: weights.expandDims(2).mul(d.expandDims(1)) as Tensor,
  };
};

const jacobian = (weights: Tensor2D, dWeights: Tensor2D): Tensor =>
  weights.mul(dWeights.sub(weights.mul(dWeights).sum(1, true)));

const backInputs =
  (batch: number, source: number, memory: number) =>
  (random: Random): [Tensor2D, Tensor3D, Tensor2D, Tensor2D] => [
    ...attendInputs(batch, source, memory)(random),
    random.tensor([batch, memory]),
  ];

export const q7 = question({
  id: 'q7',
  title: { en: 'Attention backward', ru: 'Внимание назад' },
  calls: 'attendBackward',
  equations: ['attention.saturation', 'attention.context'],
  page: PAGE,
  answer: (scores: Tensor2D, hs: Tensor3D, mask: Tensor2D, d: Tensor2D) =>
    back(scores, hs, mask, d, jacobian),
  checks: [
    {
      id: 'padded',
      title: { en: 'two sequences, one with padding', ru: 'две последовательности, одна дополнена' },
      points: 1,
      inputs: backInputs(2, 4, 3),
    },
    {
      id: 'longer',
      title: { en: 'more sequences', ru: 'больше последовательностей' },
      points: 3,
      hidden: true,
      hint: {
        en: 'A score moves all weights of its row: raising one lowers the others.',
        ru: 'Оценка двигает все веса своей строки: если один растёт, остальные падают.',
      },
      inputs: backInputs(3, 6, 2),
    },
  ],
  misconceptions: [
    {
      id: 'softmax-passed-by',
      says: {
        en: 'Your dScores is ∂L/∂α: it has not gone through the softmax.',
        ru: 'Ваш dScores — это ∂L/∂α: через softmax он не прошёл.',
      },
      answer: (scores, hs, mask, d) => back(scores, hs, mask, d, (_, dWeights) => dWeights),
    },
    {
      id: 'diagonal-only',
      says: {
        en: 'You used α (1 − α), the diagonal of the Jacobian. A score moves the other weights, too.',
        ru: 'Вы взяли α (1 − α), диагональ якобиана. Но оценка двигает и остальные веса.',
      },
      answer: (scores, hs, mask, d) =>
        back(scores, hs, mask, d, (weights, dWeights) => dWeights.mul(weights).mul(tf.sub(1, weights))),
    },
    {
      id: 'mean-not-subtracted',
      says: {
        en: 'Your dScores is α ⊙ ∂L/∂α. What all weights have in common must go: subtract Σ α ∂L/∂α first.',
        ru: 'Ваш dScores — α ⊙ ∂L/∂α. Общее для всех весов нужно убрать: сначала вычтите Σ α ∂L/∂α.',
      },
      answer: (scores, hs, mask, d) =>
        back(scores, hs, mask, d, (weights, dWeights) => weights.mul(dWeights)),
    },
    {
      id: 'plain-mean-subtracted',
      says: {
        en: 'You subtracted the plain mean of ∂L/∂α; it has to be the mean by the weights, Σ α ∂L/∂α.',
        ru: 'Вы вычли обычное среднее ∂L/∂α, а нужно взвешенное, Σ α ∂L/∂α.',
      },
      answer: (scores, hs, mask, d) =>
        back(scores, hs, mask, d, (weights, dWeights) => weights.mul(dWeights.sub(dWeights.mean(1, true)))),
    },
    {
      id: 'every-state-alike',
      says: {
        en: 'Your dhs gives every state the whole gradient; each gets its weight’s share.',
        ru: 'В вашем dhs каждое состояние получает весь градиент, а должно — долю, равную своему весу.',
      },
      answer: (scores, hs, mask, d) => ({
        ...back(scores, hs, mask, d, jacobian),
        dhs: tf.tile(d.expandDims(1), [1, hs.shape[1], 1]),
      }),
    },
  ],
  differences: {
    forward: 'attend',
    arguments: (scores, hs, mask) => [scores, hs, mask],
    upstream: (_scores, _hs, _mask, d) => ({ context: d }),
    by: { dScores: '0', dhs: '1' },
  },
});
