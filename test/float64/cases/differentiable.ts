import * as tf from '@tensorflow/tfjs';
import { equations } from 'unrolled';

export interface Argument {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

let seed = 100;
export const draw = (shape: readonly number[], next: (random: equations.Random) => number): Argument => {
  const random = new equations.Random(++seed);
  return {
    shape,
    values: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => next(random)),
  };
};
export const normal = (...shape: number[]) => draw(shape, (random) => random.normal());
const between = (low: number, high: number, ...shape: number[]) =>
  draw(shape, (random) => low + (high - low) * random.uniform());
/** Away from 0, and no two nearer than a difference step: where a maximum or |x| has its corner nothing is differentiable. */
const apart = (...shape: number[]): Argument => {
  const { values } = normal(...shape);
  const order = [...values.keys()].sort((i, j) => values[i] - values[j]);
  order.forEach((i, rank) => {
    values[i] = (rank - order.length / 2 + 0.3) / 4;
  });
  return { shape, values };
};

// biome-ignore lint/suspicious/noExplicitAny: each function knows the ranks of its arguments
export type Fn = (...args: any[]) => tf.Tensor;

const {
  abs,
  neg,
  square,
  exp,
  expm1,
  log,
  log1p,
  sqrt,
  rsqrt,
  reciprocal,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
} = tf;
const { tanh, asinh, acosh, atanh, erf, sigmoid, softplus, elu, selu, relu, relu6, leakyRelu } = tf;

const smooth: Record<string, Fn> = {
  neg,
  square,
  exp,
  expm1,
  sin,
  cos,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  erf,
  sigmoid,
  softplus,
};
const cornered: Record<string, Fn> = { abs, elu, selu, relu, relu6, leakyRelu };
const bounded: Record<string, [Fn, number, number]> = {
  log: [log, 0.5, 3],
  log1p: [log1p, -0.5, 3],
  sqrt: [sqrt, 0.5, 3],
  rsqrt: [rsqrt, 0.5, 3],
  reciprocal: [reciprocal, 0.5, 3],
  tan: [tan, -1, 1],
  asin: [asin, -0.8, 0.8],
  acos: [acos, -0.8, 0.8],
  atanh: [atanh, -0.8, 0.8],
  acosh: [acosh, 1.5, 3],
};

const rows = (...values: number[]) => tf.tensor1d(values, 'int32');

export const differentiable: [string, Fn, Argument[]][] = [
  ...Object.entries(smooth).map(([name, f]): [string, Fn, Argument[]] => [name, f, [normal(3, 2)]]),
  ...Object.entries(cornered).map(([name, f]): [string, Fn, Argument[]] => [name, f, [apart(3, 4)]]),
  ...Object.entries(bounded).map(([name, [f, low, high]]): [string, Fn, Argument[]] => [
    name,
    f,
    [between(low, high, 5)],
  ]),
  ['add', tf.add, [normal(2, 3), normal(3)]],
  ['sub', tf.sub, [normal(2, 1), normal(1, 3)]],
  ['mul', tf.mul, [normal(2, 3), normal()]],
  ['div', tf.div, [normal(2, 3), between(0.5, 2, 3)]],
  ['pow', tf.pow, [between(0.5, 2, 2, 3), normal(3)]],
  ['maximum', (x) => tf.maximum(x.slice([0], [6]), x.slice([6], [6])), [apart(12)]],
  ['minimum', (x) => tf.minimum(x.slice([0], [6]), x.slice([6], [6])), [apart(12)]],
  ['squaredDifference', tf.squaredDifference, [normal(2, 3), normal(2, 3)]],
  ['atan2', tf.atan2, [between(0.5, 2, 4), between(0.5, 2, 4)]],
  ['mod', tf.mod, [between(0.1, 0.9, 4), between(1, 2, 4)]],
  ['prelu', tf.prelu, [apart(2, 3), normal(3)]],
  ['addN', (a, b, c) => tf.addN([a, b, c]), [normal(3), normal(3), normal(3)]],
  ['clipByValue', (x) => tf.clipByValue(x, -0.61, 0.53), [apart(8)]],
  ['where', (a, b) => tf.where(tf.tensor1d([true, false, true]), a, b), [normal(2, 3), normal(2, 3)]],
  ['sum', (x) => tf.sum(x, [0, 2]), [normal(2, 3, 2)]],
  ['mean', (x) => tf.mean(x, 1, true), [normal(2, 3, 2)]],
  ['prod', (x) => tf.prod(x, 1), [normal(2, 3)]],
  ['max', (x) => tf.max(x, 1), [apart(3, 4)]],
  ['min', (x) => tf.min(x, 0), [apart(3, 4)]],
  ['logSumExp', (x) => tf.logSumExp(x, 1), [normal(2, 4)]],
  ['norm', (x) => tf.norm(x, 2, 1), [normal(2, 4)]],
  ['moments', (x) => tf.moments(x, 0).variance, [normal(4, 2)]],
  ['cumsum', (x) => tf.cumsum(x, 1, true, true), [normal(2, 4)]],
  ...[false, true].flatMap((ta) =>
    [false, true].map((tb): [string, Fn, Argument[]] => [
      `matMul ${ta} ${tb}`,
      (a, b) => tf.matMul(a, b, ta, tb),
      [ta ? normal(2, 4, 3) : normal(2, 3, 4), tb ? normal(2, 5, 4) : normal(2, 4, 5)],
    ]),
  ),
  ['dot', tf.dot, [normal(4), normal(4)]],
  ['softmax', (x) => tf.softmax(x), [normal(2, 4)]],
  ['logSoftmax', (x) => tf.logSoftmax(x), [normal(2, 4)]],
  ['transpose', (x) => tf.transpose(x, [2, 0, 1]), [normal(2, 3, 2)]],
  ['reshape', (x) => tf.reshape(x, [3, 4]), [normal(2, 6)]],
  ['slice', (x) => tf.slice(x, [1, 0], [2, 2]), [normal(4, 3)]],
  ['concat', (a, b) => tf.concat([a, b], 1), [normal(2, 3), normal(2, 2)]],
  ['stack', (a, b) => tf.stack([a, b], 1), [normal(2, 3), normal(2, 3)]],
  ['unstack', (x) => tf.unstack(x, 1)[1], [normal(2, 3)]],
  ['split', (x) => tf.split(x, [1, 3], 1)[1], [normal(2, 4)]],
  [
    'pad',
    (x) =>
      tf.pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        0.5,
      ),
    [normal(2, 3)],
  ],
  [
    'mirrorPad',
    (x) =>
      tf
        .mirrorPad(
          x,
          [
            [1, 1],
            [0, 0],
          ],
          'reflect',
        )
        .slice([1, 0], [3, 2]),
    [normal(3, 2)],
  ],
  ['tile', (x) => tf.tile(x, [2, 3]), [normal(2, 3)]],
  ['reverse', (x) => tf.reverse(x, 0), [normal(3, 2)]],
  ['broadcastTo', (x) => tf.broadcastTo(x, [4, 3]), [normal(1, 3)]],
  ['gather', (x) => tf.gather(x, rows(2, 0, 2), 1), [normal(2, 3)]],
  [
    'gather in batches',
    (x) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [2, 0],
            [1, 1],
          ],
          undefined,
          'int32',
        ),
        1,
        1,
      ),
    [normal(2, 3)],
  ],
  ['unsortedSegmentSum', (x) => tf.unsortedSegmentSum(x, rows(1, 0, 1), 2), [normal(3, 2)]],
  [
    'spaceToBatchND',
    (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [1, 0],
        ],
      ),
    [normal(1, 2, 3, 2)],
  ],
  [
    'batchToSpaceND',
    (x) =>
      tf.batchToSpaceND(
        x,
        [2, 2],
        [
          [0, 0],
          [1, 0],
        ],
      ),
    [normal(4, 1, 2, 1)],
  ],
  ['conv2d', (x, w) => tf.conv2d(x, w, [2, 1], 'same'), [normal(2, 4, 3, 2), normal(3, 2, 2, 3)]],
  ['conv2d valid', (x, w) => tf.conv2d(x, w, 1, 'valid'), [normal(1, 4, 4, 2), normal(2, 3, 2, 2)]],
  [
    'conv2d channels first',
    (x, w) => tf.conv2d(x, w, [1, 2], 1, 'NCHW'),
    [normal(1, 2, 3, 4), normal(2, 2, 2, 3)],
  ],
  ['conv1d', (x, w) => tf.conv1d(x, w, 1, 'same'), [normal(2, 5, 2), normal(3, 2, 2)]],
  [
    'conv2dTranspose',
    (x, w) => tf.conv2dTranspose(x, w, [1, 4, 4, 2], 2, 'same'),
    [normal(1, 2, 2, 3), normal(3, 3, 2, 3)],
  ],
  [
    'depthwiseConv2d',
    (x, w) => tf.depthwiseConv2d(x, w, 1, 'same'),
    [normal(1, 3, 4, 2), normal(2, 2, 2, 3)],
  ],
  [
    'fused.conv2d',
    (x, filter, bias) => tf.fused.conv2d({ x, filter, bias, strides: 1, pad: 'same' }),
    [normal(1, 3, 3, 2), normal(2, 2, 2, 2), normal(2)],
  ],
  ['fused.matMul', (a, b, bias) => tf.fused.matMul({ a, b, bias }), [normal(3, 4), normal(4, 2), normal(2)]],
  ['maxPool', (x) => tf.maxPool(x, 2, 1, 'same'), [apart(1, 3, 3, 2)]],
  ['avgPool', (x) => tf.avgPool(x, 3, 2, 'same'), [normal(1, 4, 5, 2)]],
  [
    'batchNorm',
    (x, m, v, o, s) => tf.batchNorm2d(x, m, v, o, s, 0.1),
    [normal(3, 2), normal(2), between(0.5, 2, 2), normal(2), normal(2)],
  ],
  [
    'softmaxCrossEntropy',
    (x) => tf.losses.softmaxCrossEntropy(tf.oneHot(rows(1, 0), 3), x, undefined, 0.1),
    [normal(2, 3)],
  ],
  [
    'sigmoidCrossEntropy',
    (x) => tf.losses.sigmoidCrossEntropy(tf.tensor1d([1, 0, 1]), x, undefined, 0.1),
    [normal(3)],
  ],
  ['meanSquaredError', (x) => tf.losses.meanSquaredError([0.1, 0.2, 0.3], x), [normal(3)]],
  ['huberLoss', (x) => tf.losses.huberLoss([0.05, 0.05, 0.05, 0.05], x, undefined, 0.31), [apart(4)]],
  ['logLoss', (x) => tf.losses.logLoss([1, 0, 1], x), [between(0.2, 0.8, 3)]],
  [
    'an LSTM step',
    (x, kernel, bias, c, h) => {
      const forget = tf.scalar(1);
      return tf.concat(tf.basicLSTMCell(forget as tf.Scalar, kernel, bias, x, c, h), 1);
    },
    [normal(2, 3), normal(5, 8), normal(8), normal(2, 2), normal(2, 2)],
  ],
];
