import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../equations/random.js';
import { clipByNorm } from '../../../recurrent/clip.js';
import { question } from '../../homework.js';

type Gradients = { readonly [name: string]: Tensor };

/** Gradients of one training step whose common norm is as given. */
function withNorm(random: Random, norm: number, hidden: number): Gradients {
  const drawn = {
    Wh: random.tensor([hidden, hidden]),
    Wx: random.tensor([2, hidden]),
    bh: random.tensor([hidden]),
  };
  const scale = norm / normOf(drawn).dataSync()[0];
  return scaled(drawn, tf.scalar(scale));
}

const normOf = (gradients: Gradients): Tensor =>
  tf.addN(Object.values(gradients).map((g) => g.square().sum())).sqrt();

const scaled = (gradients: Gradients, by: Tensor): Gradients =>
  Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, g.mul(by)]));

/** As asked, but clipped in another way. */
const each =
  (clip: (gradients: Gradients, maxNorm: number) => Gradients) =>
  (steps: readonly Gradients[], maxNorm: number) =>
    steps.map((gradients) => ({ clipped: clip(gradients, maxNorm), norm: normOf(gradients) }));

const atMost = (maxNorm: number, norm: Tensor): Tensor => tf.minimum(1, tf.div(maxNorm, norm));

const inputs =
  (hidden: number, ...norms: readonly number[]) =>
  (random: Random): [readonly Gradients[], number] => [
    norms.map((norm) => withNorm(random, norm * (0.9 + 0.2 * random.uniform()), hidden)),
    2,
  ];

export const q7 = question({
  id: 'q7',
  title: { en: 'Clipping', ru: 'Отсечение градиента' },
  calls: 'clipGradients',
  equations: ['gradient.clip'],
  page: 'homework/rnn-and-bptt',
  answer: (steps: readonly Gradients[], maxNorm: number) =>
    steps.map((gradients) => clipByNorm(gradients, maxNorm)),
  checks: [
    {
      id: 'long-and-short',
      title: {
        en: 'one gradient too long, one short enough',
        ru: 'один градиент слишком длинный, другой нет',
      },
      points: 1,
      inputs: inputs(2, 7, 1),
    },
    {
      id: 'many',
      title: { en: 'several gradients, some far too long', ru: 'несколько градиентов, иные намного длиннее' },
      points: 1,
      hidden: true,
      hint: {
        en: 'One norm for all tensors of a step, and only what is too long is changed.',
        ru: 'Норма одна на все тензоры шага, и меняется только слишком длинное.',
      },
      inputs: inputs(3, 0.5, 300, 1.2, 20),
    },
  ],
  misconceptions: [
    {
      id: 'each-by-itself',
      says: {
        en: 'You clipped every tensor by its own norm. That turns the direction: all tensors of a step share one norm.',
        ru: 'Вы отсекли каждый тензор по его собственной норме. Так поворачивается направление: норма у шага одна на всех.',
      },
      answer: each((gradients, maxNorm) =>
        Object.fromEntries(
          Object.entries(gradients).map(([name, g]) => [name, g.mul(atMost(maxNorm, normOf({ g })))]),
        ),
      ),
    },
    {
      id: 'by-value',
      says: {
        en: 'You cut every number to [−θ, θ]. That turns the direction: scale all of them together.',
        ru: 'Вы отсекли каждое число до [−θ, θ]. Так поворачивается направление: умножайте все числа на одно и то же.',
      },
      answer: each((gradients, maxNorm) =>
        Object.fromEntries(
          Object.entries(gradients).map(([name, g]) => [name, g.clipByValue(-maxNorm, maxNorm)]),
        ),
      ),
    },
    {
      id: 'always-scaled',
      says: {
        en: 'You stretch short gradients to the norm θ as well; they should stay as they are.',
        ru: 'Короткие градиенты вы растягиваете до нормы θ, а они должны остаться как есть.',
      },
      answer: each((gradients, maxNorm) => scaled(gradients, tf.div(maxNorm, normOf(gradients)))),
    },
    {
      id: 'never-scaled',
      says: {
        en: 'You forgot to clip: your gradients are those that came in.',
        ru: 'Вы забыли отсечь: ваши градиенты — те, что были на входе.',
      },
      answer: each((gradients) => gradients),
    },
    {
      id: 'square-for-norm',
      says: {
        en: 'Your norm is the sum of squares; take its root.',
        ru: 'Ваша норма — сумма квадратов; извлеките корень.',
      },
      answer: (steps, maxNorm) =>
        steps.map((gradients) => {
          const norm = normOf(gradients).square();
          return { clipped: scaled(gradients, atMost(maxNorm, norm)), norm };
        }),
    },
    {
      id: 'norm-afterwards',
      says: {
        en: 'Your norm is that of the clipped gradient. Report the one it had: it tells whether training is in trouble.',
        ru: 'Ваша норма — уже отсечённого градиента. Верните ту, что была: по ней видно, всё ли в порядке с обучением.',
      },
      answer: (steps, maxNorm) =>
        steps.map((gradients) => {
          const { clipped } = clipByNorm(gradients, maxNorm);
          return { clipped, norm: normOf(clipped) };
        }),
    },
  ],
});
