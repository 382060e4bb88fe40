import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type MultiHeadParams, multiHead, project } from '../../../attention/multi-head.js';
import { attentionQKV, causalMask } from '../../../attention/scaled-dot.js';
import { maskedSoftmax } from '../../../attention/softmax.js';
import type { Random } from '../../../equations/random.js';
import { question } from '../../homework.js';

const PAGE = 'homework/attention';

const scoresOf = (Q: Tensor3D, K: Tensor3D): Tensor3D => tf.matMul(Q, K, false, true);

const qkvInputs =
  (batch: number, queries: number, source: number, features: number, values: number) =>
  (random: Random): [Tensor3D, Tensor3D, Tensor3D, Tensor] => [
    random.tensor([batch, queries, features]),
    random.tensor([batch, source, features]),
    random.tensor([batch, source, values]),
    // every query sees the first element and something else not
    tf.tensor2d(
      Array.from({ length: queries }, (_, n) =>
        Array.from({ length: source }, (_, s) =>
          Number(s === 0 || (s !== 1 + (n % (source - 1)) && random.uniform() < 0.8)),
        ),
      ),
    ),
  ];

export const q5 = question({
  id: 'q5',
  title: { en: 'Queries, keys, values', ru: 'Запросы, ключи, значения' },
  calls: 'attention',
  equations: ['attention.qkv'],
  page: PAGE,
  answer: (Q: Tensor3D, K: Tensor3D, V: Tensor3D, mask: Tensor) => attentionQKV(Q, K, V, mask),
  checks: [
    {
      id: 'masked',
      title: { en: 'three queries to four keys', ru: 'три запроса к четырём ключам' },
      points: 1,
      inputs: qkvInputs(2, 3, 4, 5, 2),
    },
    {
      id: 'larger',
      title: { en: 'more queries', ru: 'больше запросов' },
      points: 2,
      hidden: true,
      hint: {
        en: 'Each row of QKᵀ is a query: softmax goes along the keys, the last axis.',
        ru: 'Каждая строка QKᵀ — запрос: softmax берётся вдоль ключей, по последней оси.',
      },
      inputs: qkvInputs(3, 5, 4, 3, 3),
    },
  ],
  misconceptions: [
    {
      id: 'no-scale',
      says: {
        en: 'Your scores are not divided by √d_k.',
        ru: 'Ваши оценки не разделены на √d_k.',
      },
      answer: (Q, K, V, mask) => attentionQKV(Q.mul(Math.sqrt(Q.shape[2])), K, V, mask),
    },
    {
      id: 'divided-by-d',
      says: {
        en: 'You divided by d_k; it is its root.',
        ru: 'Вы разделили на d_k, а нужно на корень из него.',
      },
      answer: (Q, K, V, mask) => attentionQKV(Q.div(Math.sqrt(Q.shape[2])), K, V, mask),
    },
    {
      id: 'softmax-over-queries',
      says: {
        en: 'Your softmax goes over the queries: the columns add up to one. It goes over the keys.',
        ru: 'Ваш softmax взят по запросам: единицу в сумме дают столбцы. А нужен по ключам.',
      },
      answer: (Q, K, V, mask) => {
        const scores = scoresOf(Q, K).div(Math.sqrt(Q.shape[2])).transpose([0, 2, 1]);
        const weights = maskedSoftmax(scores, mask.transpose());
        return tf.matMul(weights.transpose([0, 2, 1]), V);
      },
    },
    {
      id: 'no-mask',
      says: { en: 'You left out the mask.', ru: 'Вы не учли маску.' },
      answer: (Q, K, V) => attentionQKV(Q, K, V),
    },
    {
      id: 'mask-after-softmax',
      says: {
        en: 'You masked after the softmax, so the weights of a query do not add up to one.',
        ru: 'Вы наложили маску после softmax, и веса запроса не дают в сумме единицу.',
      },
      answer: (Q, K, V, mask) => {
        const weights = tf.softmax(scoresOf(Q, K).div(Math.sqrt(Q.shape[2])));
        return tf.matMul(weights.mul(mask), V);
      },
    },
    {
      id: 'mask-transposed',
      says: {
        en: 'You transposed the mask: its rows are queries, its columns keys.',
        ru: 'Вы транспонировали маску: её строки — запросы, столбцы — ключи.',
      },
      answer: (Q, K, V, mask) => {
        const [N, S] = mask.shape;
        if (N === S) return undefined;
        const wrong = mask.flatten().reshape([S, N]).transpose();
        return attentionQKV(Q, K, V, wrong);
      },
    },
  ],
});

function params(random: Random, features: number): MultiHeadParams {
  const W = () => random.tensor([features, features], 0.6);
  const b = () => random.tensor([features], 0.6);
  return { Wq: W(), Wk: W(), Wv: W(), Wo: W(), bq: b(), bv: b(), bo: b() };
}

type Heads = [MultiHeadParams, Tensor3D, Tensor3D, number, Tensor];

const headInputs =
  (batch: number, length: number, features: number, heads: number) =>
  (random: Random): Heads => [
    params(random, features),
    random.tensor([batch, length, features]),
    random.tensor([batch, length, features]),
    heads,
    causalMask(length),
  ];

const heads = (p: MultiHeadParams, x: Tensor3D, memory: Tensor3D, count: number, mask: Tensor) =>
  multiHead(p, x, memory, { heads: count, mask });

/** What the heads see side by side, before W_o. */
function seenBy(
  p: MultiHeadParams,
  x: Tensor3D,
  memory: Tensor3D,
  count: number,
  mask: Tensor,
  scale = 1,
): Tensor3D {
  const parts = (all: Tensor3D) => tf.split(all, count, 2) as Tensor3D[];
  const Q = parts(project(x, p.Wq, p.bq));
  const [K, V] = [parts(project(memory, p.Wk)), parts(project(memory, p.Wv, p.bv))];
  return tf.concat(
    Q.map((q, i) => attentionQKV(q.mul(scale), K[i], V[i], mask)),
    2,
  );
}

/** Columns in the order in which every `count`-th belongs to one head. */
const interleaved = (W: Tensor2D, count: number): Tensor2D => {
  const D = W.shape[1];
  const order = Array.from({ length: D }, (_, j) => (j % (D / count)) * count + Math.floor(j / (D / count)));
  return tf.gather(W, order, 1);
};

export const q6 = question({
  id: 'q6',
  title: { en: 'Several heads', ru: 'Несколько голов' },
  calls: 'multiHead',
  equations: ['attention.multi-head'],
  page: PAGE,
  answer: heads,
  checks: [
    {
      id: 'two-heads',
      title: { en: 'two heads', ru: 'две головы' },
      points: 1,
      inputs: headInputs(2, 3, 4, 2),
    },
    {
      id: 'three-heads',
      title: { en: 'three heads', ru: 'три головы' },
      points: 2,
      hidden: true,
      hint: {
        en: 'Head i has the columns i·D/h … of each projection, and d_k is D/h.',
        ru: 'У головы i столбцы i·D/h … каждой проекции, а d_k равно D/h.',
      },
      inputs: headInputs(2, 4, 9, 3),
    },
    {
      id: 'one-sequence',
      title: { en: 'a batch of one', ru: 'пакет из одной последовательности' },
      points: 1,
      hidden: true,
      hint: {
        en: 'Queries come from x, keys and values from memory.',
        ru: 'Запросы берутся из x, ключи и значения — из memory.',
      },
      inputs: headInputs(1, 5, 4, 2),
    },
  ],
  misconceptions: [
    {
      id: 'one-head',
      says: {
        en: 'Your values are those of a single head over all D features.',
        ru: 'Ваши значения — одной головы на всех D признаках.',
      },
      answer: (p, x, memory, _, mask) => heads(p, x, memory, 1, mask),
    },
    {
      id: 'scaled-by-all-features',
      says: {
        en: 'You divided by √D; a head has d_k = D/h features.',
        ru: 'Вы разделили на √D, а у головы d_k = D/h признаков.',
      },
      answer: (p, x, memory, count, mask) =>
        project(seenBy(p, x, memory, count, mask, 1 / Math.sqrt(count)), p.Wo, p.bo),
    },
    {
      id: 'not-mixed',
      says: {
        en: 'The heads are side by side, but W_o and b_o do not mix them.',
        ru: 'Головы стоят рядом, но W_o и b_o их не перемешали.',
      },
      answer: (p, x, memory, count, mask) => seenBy(p, x, memory, count, mask),
    },
    {
      id: 'interleaved-heads',
      says: {
        en: 'Your heads take every h-th feature; head i has the D/h features from i·D/h on.',
        ru: 'У вас голова берёт каждый h-й признак, а у головы i — подряд D/h признаков начиная с i·D/h.',
      },
      answer: (p, x, memory, count, mask) => {
        const mixed = (W: Tensor2D) => interleaved(W, count);
        const bias = (b: Tensor) => interleaved(b.reshape([1, -1]), count).flatten();
        const wrong = {
          ...p,
          Wq: mixed(p.Wq),
          Wk: mixed(p.Wk),
          Wv: mixed(p.Wv),
          bq: bias(p.bq),
          bv: bias(p.bv),
        };
        return heads(wrong, x, memory, count, mask);
      },
    },
    {
      id: 'no-biases',
      says: {
        en: 'Your values are those without the biases b_q, b_v, b_o.',
        ru: 'Ваши значения получаются без смещений b_q, b_v, b_o.',
      },
      answer: (p, x, memory, count, mask) => {
        const none = tf.zerosLike(p.bo);
        return heads({ ...p, bq: none, bv: none, bo: none }, x, memory, count, mask);
      },
    },
    {
      id: 'no-mask',
      says: { en: 'You left out the mask.', ru: 'Вы не учли маску.' },
      answer: (p, x, memory, count) => multiHead(p, x, memory, { heads: count }),
    },
    {
      id: 'self-attention',
      says: {
        en: 'Your keys and values come from x; they come from memory.',
        ru: 'Ваши ключи и значения взяты из x, а должны — из memory.',
      },
      answer: (p, x, _, count, mask) => heads(p, x, x, count, mask),
    },
    {
      id: 'queries-from-memory',
      says: {
        en: 'Your queries come from memory; x asks.',
        ru: 'Ваши запросы взяты из memory, а спрашивает x.',
      },
      answer: (p, _, memory, count, mask) => heads(p, memory, memory, count, mask),
    },
  ],
});
