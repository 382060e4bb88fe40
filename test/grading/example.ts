import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../lib/equations/random.js';
import { homework, question } from '../../lib/grading/homework.js';

/** One dense layer, forward and backward: the smallest homework that shows every part of a plan. */

interface Dense {
  readonly W: Tensor2D;
  readonly b: Tensor1D;
}

const params = (random: Random, inputs: number, outputs: number): Dense => ({
  W: random.tensor([inputs, outputs], 0.5),
  b: random.tensor([outputs], 0.5),
});

const forward = (x: Tensor2D, p: Dense): Tensor => x.matMul(p.W).add(p.b).tanh();

const backward = (dy: Tensor2D, x: Tensor2D, p: Dense) => {
  const y = forward(x, p);
  const da = dy.mul(tf.sub(1, y.square())) as Tensor2D;
  return { dx: da.matMul(p.W, false, true), dW: x.matMul(da, true), db: da.sum(0) };
};

const sample = (random: Random, batch: number, inputs: number, outputs: number): [Tensor2D, Dense] => [
  random.tensor([batch, inputs]),
  params(random, inputs, outputs),
];

export const example = homework({
  number: 0,
  name: 'dense-layer',
  title: { en: 'A dense layer', ru: 'Полносвязный слой' },
  library: { 'recurrent.initRNN': 'recurrent/init' },
  questions: [
    question({
      id: 'q1',
      title: { en: 'Forward', ru: 'Прямой проход' },
      calls: 'forward',
      equations: ['rnn.state'],
      page: 'recurrent-networks',
      answer: forward,
      checks: [
        {
          id: 'one-row',
          title: { en: 'one row', ru: 'одна строка' },
          points: 1,
          inputs: (random) => sample(random, 1, 3, 2),
        },
        {
          id: 'batch',
          title: { en: 'several rows at once', ru: 'несколько строк сразу' },
          points: 1,
          hidden: true,
          hint: {
            en: 'The bias belongs to every row of the batch.',
            ru: 'Смещение добавляется к каждой строке пакета.',
          },
          inputs: (random) => sample(random, random.integer(2, 5), 3, 4),
        },
      ],
      misconceptions: [
        {
          id: 'no-bias',
          says: {
            en: 'Your values are those without the bias: add b.',
            ru: 'Ваши значения получаются без смещения: прибавьте b.',
          },
          answer: (x, p) => x.matMul(p.W).tanh(),
        },
        {
          id: 'bias-outside',
          says: {
            en: 'Your bias is added after tanh; it belongs inside.',
            ru: 'Вы прибавляете смещение после tanh, а оно стоит внутри.',
          },
          answer: (x, p) => x.matMul(p.W).tanh().add(p.b),
        },
      ],
    }),
    question({
      id: 'q2',
      title: { en: 'Backward', ru: 'Обратный проход' },
      calls: 'backward',
      equations: ['rnn.state'],
      page: 'recurrent-networks',
      answer: backward,
      checks: [
        {
          id: 'batch',
          title: { en: 'several rows at once', ru: 'несколько строк сразу' },
          points: 2,
          inputs: (random): [Tensor2D, Tensor2D, Dense] => [
            random.tensor([2, 4]),
            ...sample(random, 2, 3, 4),
          ],
        },
      ],
      misconceptions: [
        {
          id: 'mean-over-batch',
          says: {
            en: 'Your ∂L/∂b is the mean over the batch; the gradient of a sum is a sum.',
            ru: 'Ваша ∂L/∂b усреднена по пакету, а градиент суммы — сумма.',
          },
          answer: (dy, x, p) => {
            const right = backward(dy, x, p);
            return { ...right, db: right.db.div(x.shape[0]) };
          },
        },
      ],
      differences: {
        forward: 'forward',
        arguments: (_, x, p) => [x, p],
        upstream: (dy) => dy,
        by: { dx: '0', dW: '1.W', db: '1.b' },
      },
    }),
  ],
});

/** A submission's cells that earn every point. */
export const SOLUTION = [
  "import * as tf from '@tensorflow/tfjs';",
  `interface Dense { W: tf.Tensor2D; b: tf.Tensor1D }
function forward(x: tf.Tensor2D, p: Dense): tf.Tensor {
  return x.matMul(p.W).add(p.b).tanh();
}`,
  `const backward = (dy: tf.Tensor2D, x: tf.Tensor2D, p: Dense) => {
  const da = dy.mul(tf.sub(1, forward(x, p).square())) as tf.Tensor2D;
  return { dx: da.matMul(p.W, false, true), dW: x.matMul(da, true), db: da.sum(0) };
};`,
];
