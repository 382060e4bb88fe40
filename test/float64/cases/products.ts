import * as tf from '@tensorflow/tfjs';
import { type Case, ints, normal, of } from '../inputs.js';

const { maxPool, avgPool } = tf;
const both = [false, true];

/** The two shapes of a product with its transposes undone. */
const matMuls = both.flatMap((ta) =>
  both.flatMap((tb) =>
    [
      [
        [3, 4],
        [4, 5],
      ],
      [
        [1, 1],
        [1, 1],
      ],
      [
        [2, 3, 4],
        [2, 4, 5],
      ],
      [
        [2, 3, 4],
        [4, 5],
      ],
      [
        [3, 4],
        [2, 4, 5],
      ],
      [
        [150, 3],
        [3, 2],
      ],
      [
        [2, 131],
        [131, 3],
      ],
      [
        [0, 3],
        [3, 2],
      ],
      [
        [2, 0],
        [0, 3],
      ],
    ].map(([a, b]) => {
      const turn = (shape: number[], turned: boolean) =>
        turned ? [...shape.slice(0, -2), shape[shape.length - 1], shape[shape.length - 2]] : shape;
      return of(`matMul ${ta} ${tb}`, [normal(...turn(a, ta)), normal(...turn(b, tb))], (x, y) =>
        tf.matMul(x, y, ta, tb),
      );
    }),
  ),
);

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;

const fused = activations.flatMap((activation) => [
  of(
    `fused.matMul ${activation}`,
    [normal(3, 4), normal(5, 4), normal(5), normal(5)],
    (a, b, bias, weights) =>
      tf.fused.matMul({
        a,
        b,
        transposeB: true,
        bias,
        activation,
        leakyreluAlpha: 0.3,
        preluActivationWeights: weights,
      }),
  ),
  of(
    `fused.conv2d ${activation}`,
    [normal(2, 5, 4, 3), normal(2, 3, 3, 4), normal(4), normal(4)],
    (x, filter, bias, weights) =>
      tf.fused.conv2d({
        x,
        filter,
        strides: 1,
        pad: 'same',
        bias,
        activation,
        leakyreluAlpha: 0.3,
        preluActivationWeights: weights,
      }),
  ),
  of(
    `fused.depthwiseConv2d ${activation}`,
    [normal(2, 5, 4, 3), normal(2, 3, 3, 2), normal(6), normal(6)],
    (x, filter, bias, weights) =>
      tf.fused.depthwiseConv2d({
        x,
        filter,
        strides: 1,
        pad: 'same',
        bias,
        activation,
        leakyreluAlpha: 0.3,
        preluActivationWeights: weights,
      }),
  ),
]);

const windows: {
  filter: number[];
  strides: [number, number];
  pad: 'same' | 'valid' | number;
  dilations?: [number, number];
}[] = [
  { filter: [3, 3], strides: [1, 1], pad: 'same' },
  { filter: [2, 3], strides: [2, 1], pad: 'same' },
  { filter: [2, 2], strides: [2, 2], pad: 'valid' },
  { filter: [3, 2], strides: [1, 2], pad: 1 },
  { filter: [1, 1], strides: [1, 1], pad: 'valid' },
  { filter: [2, 2], strides: [1, 1], pad: 'same', dilations: [2, 2] },
];

const convolutions = windows.flatMap(({ filter, strides, pad, dilations }) => {
  const name = `${filter} ${strides} ${pad} ${dilations ?? ''}`;
  const straight = !dilations;
  const gradient = (conv: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor) => (x: tf.Tensor, w: tf.Tensor) =>
    tf.grads((x: tf.Tensor, w: tf.Tensor) => conv(x as tf.Tensor4D, w as tf.Tensor4D).square())([x, w]);
  const conv = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, strides, pad, 'NHWC', dilations);
  const depthwise = (x: tf.Tensor4D, w: tf.Tensor4D) =>
    tf.depthwiseConv2d(x, w, strides, pad, 'NHWC', dilations);
  const inputs = [normal(2, 5, 6, 3), normal(...filter, 3, 4)];
  const channelsFirst = [normal(2, 3, 5, 6), normal(...filter, 3, 4)];
  return [
    of(`conv2d ${name}`, inputs, conv),
    of(`depthwiseConv2d ${name}`, [normal(2, 5, 6, 3), normal(...filter, 3, 2)], depthwise),
    ...(straight
      ? [
          of(`gradient of conv2d ${name}`, inputs, gradient(conv)),
          of(
            `gradient of depthwiseConv2d ${name}`,
            [normal(2, 5, 6, 3), normal(...filter, 3, 2)],
            gradient(depthwise),
          ),
          of(`conv2d channels first ${name}`, channelsFirst, (x, w) => tf.conv2d(x, w, strides, pad, 'NCHW')),
          of(`fused.conv2d channels first ${name}`, [...channelsFirst, normal(4)], (x, w, bias) =>
            tf.fused.conv2d({ x, filter: w, strides, pad, dataFormat: 'NCHW', bias, activation: 'relu' }),
          ),
        ]
      : []),
  ];
});

const others: Case[] = [
  of('matMul of integers', [ints(-3, 4, 2, 3), ints(-3, 4, 3, 2)], tf.matMul),
  of('dot', [normal(4), normal(4)], tf.dot),
  of('conv1d', [normal(2, 7, 3), normal(3, 3, 2)], (x, w) => tf.conv1d(x, w, 2, 'same')),
  of('conv2dTranspose', [normal(2, 3, 4, 3), normal(3, 3, 2, 3)], (x, w) =>
    tf.conv2dTranspose(x, w, [2, 6, 8, 2], 2, 'same'),
  ),
  of('separableConv2d', [normal(1, 4, 4, 2), normal(2, 2, 2, 2), normal(1, 1, 4, 3)], (x, d, p) =>
    tf.separableConv2d(x, d, p, 1, 'valid'),
  ),
  ...[
    'ij,jk->ik',
    'ij,kj->ki',
    'ij,ij->',
    'ij,j->i',
    'i,j->ij',
    'ij->ji',
    'ij->j',
    'ij->',
    'bij,bjk->bik',
    'bqd,bkd->bqk',
    'abc,cd->adb',
  ].map((equation) => {
    const sizes: Record<string, number> = { i: 2, j: 3, k: 4, b: 2, q: 3, d: 4, a: 2, c: 3 };
    const terms = equation.split('->')[0].split(',');
    return of(
      `einsum ${equation}`,
      terms.map((term) => normal(...[...term].map((name) => sizes[name]))),
      (...xs) => tf.einsum(equation, ...xs),
    );
  }),
  // where no window reaches over the border: beyond it cpu's gradient of avgPool disagrees with cpu's avgPool
  ...Object.entries({ maxPool, avgPool }).flatMap(([name, pool]) => [
    of(`${name} 2 valid`, [normal(2, 4, 6, 3)], (x) => pool(x, 2, 2, 'valid')),
    of(`${name} 3 same`, [normal(2, 5, 4, 2)], (x) => pool(x, 3, [1, 2], 'same')),
    of(`${name} 1`, [normal(1, 3, 3, 2)], (x) => pool(x, 1, 1, 'valid')),
    of(`gradient of ${name}`, [normal(2, 5, 6, 2)], (x) =>
      tf.grad((x) => pool(x as tf.Tensor4D, [3, 2], 1, 'valid').square())(x),
    ),
  ]),
  of('maxPool of equals', [ints(0, 2, 1, 4, 4, 1)], (x) =>
    tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'))(x.toFloat()),
  ),
  of('pool', [normal(1, 6, 6, 2)], (x) => tf.pool(x, [2, 2], 'avg', 'valid', [2, 2])),
];

export const products = [...matMuls, ...fused, ...convolutions, ...others];
