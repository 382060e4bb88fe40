import * as tf from '@tensorflow/tfjs';
import { between, bools, type Case, ints, normal, numbers, of, quarters } from '../inputs.js';

const indices = (...values: number[]) => numbers(values, 'int32');

const gathered: Case[] = [
  ...[0, 1, 2, -1].flatMap((axis) => [
    of(`gather ${axis}`, [normal(3, 4, 3), indices(2, 0, 2, 1)], (x, i) => tf.gather(x, i, axis)),
    of(`gather ${axis}`, [ints(0, 9, 3, 4, 3), ints(0, 3, 2, 2)], (x, i) => tf.gather(x, i, axis)),
    of(`gather one ${axis}`, [normal(3, 4, 3), numbers([1], 'int32', [])], (x, i) => tf.gather(x, i, axis)),
  ]),
  of('gather in batches', [normal(2, 5, 3), ints(0, 5, 2, 4)], (x, i) => tf.gather(x, i, 1, 1)),
  of('gather in batches', [normal(2, 3, 5), ints(0, 5, 2, 4)], (x, i) => tf.gather(x, i, 2, 1)),
  of('gather nothing', [normal(3, 2), numbers([], 'int32')], (x, i) => tf.gather(x, i)),
  of('gatherND', [normal(3, 4), numbers([0, 1, 2, 3], 'int32', [2, 2])], tf.gatherND),
  of('gatherND of slices', [normal(3, 4, 2), numbers([0, 2], 'int32', [2, 1])], tf.gatherND),
  of('gatherND nested', [normal(3, 4, 2), ints(0, 3, 2, 3, 2)], tf.gatherND),
];

const scattered: Case[] = [
  of('scatterND adds', [numbers([1, 3, 1], 'int32', [3, 1]), normal(3)], (i, x) => tf.scatterND(i, x, [5])),
  of('scatterND rows', [numbers([2, 0], 'int32', [2, 1]), normal(2, 3)], (i, x) =>
    tf.scatterND(i, x, [4, 3]),
  ),
  of('scatterND pairs', [numbers([2, 0, 1, 1], 'int32', [2, 2]), ints(0, 9, 2)], (i, x) =>
    tf.scatterND(i, x, [4, 3]),
  ),
  of(
    'tensorScatterUpdate',
    [normal(4, 3), numbers([2, 0], 'int32', [2, 1]), normal(2, 3)],
    tf.tensorScatterUpdate,
  ),
  of(
    'tensorScatterUpdate',
    [ints(0, 9, 5), numbers([4, 1], 'int32', [2, 1]), ints(0, 9, 2)],
    tf.tensorScatterUpdate,
  ),
  of('sparseToDense', [indices(3, 1), normal(2)], (i, x) => tf.sparseToDense(i, x, [5], 0.5)),
  of('sparseToDense of one number', [numbers([0, 1, 1, 2], 'int32', [2, 2])], (i) =>
    tf.sparseToDense(i, 7.5, [2, 3], 0),
  ),
  of('sparseToDense of integers', [numbers([0, 1, 1, 2], 'int32', [2, 2]), ints(1, 9, 2)], (i, x) =>
    tf.sparseToDense(i, x, [2, 3], tf.scalar(2, 'int32')),
  ),
  of('unsortedSegmentSum', [normal(5, 2), indices(1, 0, 1, 3, -1)], (x, i) => tf.unsortedSegmentSum(x, i, 4)),
  of('unsortedSegmentSum', [normal(4), indices(0, 9, 0, 1)], (x, i) => tf.unsortedSegmentSum(x, i, 2)),
  of('gradient of gather', [normal(4, 3), indices(2, 0, 2)], (x, i) =>
    tf.grad((x) => tf.gather(x, i).square())(x),
  ),
  of('oneHot', [indices(2, 0, 5, -1)], (i) => tf.oneHot(i, 4)),
  of('oneHot', [ints(0, 3, 2, 3)], (i) => tf.oneHot(i, 3, 0.75, -0.25, 'float32')),
  of('oneHot', [ints(0, 3, 2)], (i) => tf.oneHot(i, 3, 1, 0, 'bool')),
  of('where', [bools(2, 3), normal(2, 3), normal(2, 3)], tf.where),
  of('where broadcasts', [bools(3), normal(2, 3), normal()], tf.where),
  of('where of integers', [bools(2, 1), ints(0, 9, 2, 3), ints(0, 9, 3)], tf.where),
  of('Select by rows', [bools(3), normal(3, 2), normal(3, 2)], (condition, t, e) =>
    tf.where(condition.expandDims(1), t, e),
  ),
];

const ordered: Case[] = [
  ...[1, 3, 6].flatMap((k) => [
    of(`topk ${k}`, [quarters(6)], (x) => Object.values(tf.topk(x, k))),
    of(`topk ${k}`, [normal(2, 3, 6)], (x) => Object.values(tf.topk(x, k))),
    of(`topk ${k} of integers`, [ints(0, 4, 3, 6)], (x) => Object.values(tf.topk(x, k))),
  ]),
  of('unique', [quarters(20)], (x) => Object.values(tf.unique(x))),
  of('unique rows', [ints(0, 2, 8, 2)], (x) => Object.values(tf.unique(x, 0))),
  of('unique columns', [ints(0, 2, 2, 9)], (x) => Object.values(tf.unique(x, 1))),
  of('unique in the middle', [bools(2, 7, 2)], (x) => Object.values(tf.unique(x, 1))),
  ...(['left', 'right'] as const).flatMap((side) => [
    of(`searchSorted ${side}`, [numbers([-1, 0, 0, 2, 5]), numbers([0, -3, 9, 1, 5, 2])], (s, x) =>
      tf.searchSorted(s, x, side),
    ),
    of(
      `searchSorted ${side}`,
      [numbers([1, 2, 3, 0, 5, 9], 'int32', [2, 3]), numbers([2, 4, 0, 9], 'int32', [2, 2])],
      (s, x) => tf.searchSorted(s, x, side),
    ),
  ]),
];

const counted: Case[] = [
  of('bincount', [indices(1, 4, 1, 0, 7), numbers([])], (x, w) => tf.bincount(x, w, 5)),
  of('bincount with weights', [indices(1, 4, 1, 0), normal(4)], (x, w) => tf.bincount(x, w, 6)),
  of('Bincount', [indices(1, 4, 1, 0), normal(4)], (x, weights) =>
    tf.engine().runKernel('Bincount', { x, weights }, { size: 5 }),
  ),
  of('denseBincount', [ints(0, 4, 2, 6), numbers([], 'float32', [2, 0])], (x, w) =>
    tf.denseBincount(x, w, 4),
  ),
  of('denseBincount with weights', [ints(0, 6, 2, 5), normal(2, 5)], (x, w) => tf.denseBincount(x, w, 4)),
  of('denseBincount binary', [ints(0, 6, 2, 5), numbers([], 'float32', [2, 0])], (x, w) =>
    tf.denseBincount(x, w, 6, true),
  ),
  ...[1, 7].flatMap((seed) => [
    of(`multinomial seed ${seed}`, [normal(3, 5)], (x) => tf.multinomial(x, 40, seed)),
    of(`multinomial of probabilities seed ${seed}`, [numbers([0.1, 0.2, 0.7])], (x) =>
      tf.multinomial(x, 40, seed, true),
    ),
  ]),
];

const normalized: Case[] = [
  of('softmax', [normal(2, 3, 4)], (x) => tf.softmax(x)),
  of('softmax of large numbers', [numbers([1e4, 1e4 - 1, -1e4])], (x) => tf.softmax(x)),
  of('logSoftmax', [normal(2, 5)], (x) => tf.logSoftmax(x)),
  of('logSumExp', [normal(2, 5)], (x) => tf.logSumExp(x, 1)),
  of('batchNorm', [normal(3, 4), normal(4), between(0.1, 2, 4), normal(4), normal(4)], (x, m, v, o, s) =>
    tf.batchNorm2d(x, m, v, o, s, 1e-3),
  ),
  of('batchNorm plain', [normal(2, 3, 4), normal(4), between(0.1, 2, 4)], (x, m, v) =>
    tf.batchNorm3d(x, m, v),
  ),
  of('batchNorm whole', [normal(2, 1, 3, 2), normal(2, 1, 3, 2), between(0.1, 2, 2, 1, 3, 2)], (x, m, v) =>
    tf.batchNorm4d(x, m, v),
  ),
];

const created: Case[] = [
  of('fill', [], () => tf.fill([2, 3], 0.5)),
  of('fill with an integer', [], () => tf.fill([2], 7, 'int32')),
  of('fill nothing', [], () => tf.fill([0, 3], 1)),
  of('zerosLike', [normal(2, 3)], tf.zerosLike),
  of('zerosLike', [ints(1, 5, 2)], tf.zerosLike),
  of('onesLike', [normal(2, 3)], tf.onesLike),
  of('onesLike', [bools(3)], tf.onesLike),
  of('linspace', [], () => tf.linspace(-1, 2, 7)),
  of('linspace of one', [], () => tf.linspace(3, 9, 1)),
  ...(
    [
      [0, 5, 1],
      [5, 0, 1],
      [5, 0, -2],
      [0, 1, 0.25],
      [3, 3, 1],
      [0, 5, -1],
      [5, 0, 2],
    ] as const
  ).flatMap(([start, stop, step]) => [
    of(`range ${start} ${stop} ${step}`, [], () => tf.range(start, stop, step)),
  ]),
  of('range of integers', [], () => tf.range(2, 9, 3, 'int32')),
  of('diag', [normal(3)], tf.diag),
  of('diag', [ints(0, 9, 2, 2)], tf.diag),
  of('eye', [], () => tf.eye(3, 4, [2])),
];

/** Operations of tfjs that are made of several kernels. */
const composed: Case[] = [
  of('qr', [normal(3, 3)], (x) => {
    const [q, r] = tf.linalg.qr(x);
    return tf.matMul(q, r);
  }),
  of('gramSchmidt', [normal(3, 4)], (x) => tf.linalg.gramSchmidt(x)),
  of('bandPart', [normal(4, 5)], (x) => tf.linalg.bandPart(x, 1, 2)),
  of('meshgrid', [normal(3), normal(2)], (a, b) => tf.meshgrid(a, b)),
  of('confusionMatrix', [indices(0, 2, 1), indices(0, 1, 1)], (a, b) => tf.math.confusionMatrix(a, b, 3)),
  of('movingAverage', [normal(3), normal(3)], (v, x) => tf.movingAverage(v, x, 0.9, 3)),
  of('dropout', [normal(4, 5)], (x) => tf.dropout(x, 0.4, undefined, 7)),
  of('frame', [normal(9)], (x) => tf.signal.frame(x, 4, 2)),
  of('normal', [], () => tf.randomNormal([20], 1, 2, 'float32', 5)),
  of('uniform', [], () => tf.randomUniform([20], -1, 1, 'float32', 5)),
  of('truncatedNormal', [], () => tf.truncatedNormal([20], 0, 1, 'float32', 5)),
  of('cosineDistance', [normal(2, 3), normal(2, 3)], (a, b) => tf.losses.cosineDistance(a, b, 1)),
];

export const selection = [
  ...gathered,
  ...scattered,
  ...ordered,
  ...counted,
  ...normalized,
  ...created,
  ...composed,
];
