import * as tf from '@tensorflow/tfjs';
import { bools, type Case, ints, normal, of } from '../inputs.js';

const permutations = (items: number[]): number[][] =>
  items.length < 2
    ? [items]
    : items.flatMap((first) =>
        permutations(items.filter((x) => x !== first)).map((rest) => [first, ...rest]),
      );

const transposes = [[], [4], [2, 3], [2, 3, 4], [2, 1, 3, 2]].flatMap((shape) =>
  permutations([...shape.keys()]).map((perm) =>
    of(`transpose ${perm}`, [normal(...shape)], (x) => tf.transpose(x, perm)),
  ),
);

const slices: Case[] = [
  of('slice', [normal(5)], (x) => tf.slice(x, 1, 3)),
  of('slice', [normal(4, 5, 3)], (x) => tf.slice(x, [1, 2, 0], [2, -1, 2])),
  of('slice of nothing', [normal(4, 5)], (x) => tf.slice(x, [1, 2], [0, 3])),
  of('slice', [ints(0, 9, 4, 5)], (x) => tf.slice(x, [2], [1])),
  of('stridedSlice', [normal(6, 7)], (x) => tf.stridedSlice(x, [1, 6], [6, 0], [2, -2])),
  of('stridedSlice masks', [normal(4, 5, 3)], (x) =>
    tf.stridedSlice(x, [1, 1, 1], [3, 3, 3], [1, 2, 1], 0b001, 0b010),
  ),
  of('stridedSlice new axis', [normal(4, 5)], (x) =>
    tf.stridedSlice(x, [0, 0, 1], [4, 1, 4], [2, 1, 1], 0, 0, 0, 0b010),
  ),
  of('stridedSlice ellipsis', [normal(2, 3, 4, 5)], (x) =>
    tf.stridedSlice(x, [1, 0, 1], [2, 0, 4], [1, 1, 2], 0, 0, 0b010),
  ),
  of('stridedSlice whole', [normal(2, 3)], (x) => tf.stridedSlice(x, [0, 0], [2, 3], [1, 1])),
];

const rearranged: Case[] = [
  of('reverse', [normal(5)], (x) => tf.reverse(x)),
  of('reverse', [normal(2, 3, 4)], (x) => tf.reverse(x, [0, -1])),
  of('reverse', [ints(0, 9, 2, 3)], (x) => tf.reverse(x, 1)),
  of('tile', [normal(3)], (x) => tf.tile(x, [4])),
  of('tile', [normal(2, 1, 3)], (x) => tf.tile(x, [2, 3, 2])),
  of('tile to nothing', [normal(2, 3)], (x) => tf.tile(x, [0, 2])),
  of('tile', [bools(2, 2)], (x) => tf.tile(x, [1, 2])),
  of('broadcastTo', [normal(2, 1)], (x) => tf.broadcastTo(x, [3, 2, 4])),
  of('broadcastTo', [normal()], (x) => tf.broadcastTo(x, [2, 2])),
  of('pad', [normal(3)], (x) => tf.pad(x, [[2, 1]])),
  of('pad', [normal(2, 3)], (x) =>
    tf.pad(
      x,
      [
        [0, 1],
        [2, 0],
      ],
      0.5,
    ),
  ),
  of('pad', [ints(0, 9, 2, 2, 2)], (x) =>
    tf.pad(
      x,
      [
        [1, 1],
        [0, 0],
        [0, 2],
      ],
      7,
    ),
  ),
  of('pad', [normal(0, 2)], (x) =>
    tf.pad(
      x,
      [
        [1, 1],
        [0, 1],
      ],
      3,
    ),
  ),
  of('mirrorPad', [normal(4)], (x) => tf.mirrorPad(x, [[2, 3]], 'reflect')),
  of('mirrorPad', [normal(3, 4)], (x) =>
    tf.mirrorPad(
      x,
      [
        [3, 1],
        [0, 4],
      ],
      'symmetric',
    ),
  ),
  of('mirrorPad', [normal(3, 4, 2)], (x) =>
    tf.mirrorPad(
      x,
      [
        [2, 1],
        [0, 3],
        [1, 0],
      ],
      'reflect',
    ),
  ),
  of('spaceToBatchND', [normal(1, 4, 6, 2)], (x) =>
    tf.spaceToBatchND(
      x,
      [2, 3],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  ),
  of('spaceToBatchND', [normal(2, 3, 5, 2)], (x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ),
  of('spaceToBatchND', [normal(2, 5)], (x) => tf.spaceToBatchND(x, [3], [[0, 1]])),
  of('batchToSpaceND', [normal(8, 2, 3, 2)], (x) =>
    tf.batchToSpaceND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  ),
  of('batchToSpaceND', [normal(6, 2, 3)], (x) => tf.batchToSpaceND(x, [3], [[1, 2]])),
];

const shapes: Case[] = [
  of('reshape', [normal(2, 6)], (x) => tf.reshape(x, [3, -1])),
  of('reshape', [normal(0, 6)], (x) => tf.reshape(x, [3, 0])),
  of('expandDims', [normal(2, 3)], (x) => tf.expandDims(x, 1)),
  of('expandDims', [normal(2, 3)], (x) => tf.expandDims(x, -1)),
  of('squeeze', [normal(1, 3, 1)], (x) => tf.squeeze(x)),
  of('clone', [ints(0, 9, 3)], (x) => tf.clone(x)),
  ...[normal(2, 3), ints(-2, 3, 2, 3), bools(2, 3)].flatMap((x) =>
    (['float32', 'int32', 'bool'] as const).map((dtype) =>
      of(`cast to ${dtype}`, [x], (t) => tf.cast(t, dtype)),
    ),
  ),
];

const joined: Case[] = [
  ...[0, 1, 2, -1].map((axis) =>
    of(`concat ${axis}`, [normal(2, 3, 4), normal(2, 3, 4)], (...xs) => tf.concat(xs, axis)),
  ),
  of('concat', [normal(2, 3), normal(2, 1), normal(2, 4)], (...xs) => tf.concat(xs, 1)),
  of('concat', [ints(0, 5, 1, 2), ints(0, 5, 3, 2)], (...xs) => tf.concat(xs, 0)),
  of('concat with nothing', [normal(2, 0), normal(2, 3)], (...xs) => tf.concat(xs, 1)),
  of('concat of nothing', [normal(0, 3), normal(0, 3)], (...xs) => tf.concat(xs, 1)),
  ...[0, 1, 2, -1].flatMap((axis) => [
    of(`stack ${axis}`, [normal(2, 3), normal(2, 3), normal(2, 3)], (...xs) => tf.stack(xs, axis)),
    of(`stack of one ${axis}`, [normal(2, 3)], (...xs) => tf.stack(xs, axis)),
    of(`unstack ${axis}`, [normal(2, 3, 4)], (x) => tf.unstack(x, axis)),
    of(`split ${axis}`, [normal(4, 2, 4)], (x) => tf.split(x, 2, axis)),
  ]),
  of('stack of numbers', [normal(), normal()], (...xs) => tf.stack(xs)),
  of('unstack to numbers', [bools(3)], (x) => tf.unstack(x)),
  of('split by sizes', [normal(2, 6)], (x) => tf.split(x, [1, 3, 2], 1)),
  of('split by sizes, one open', [ints(0, 9, 6, 2)], (x) => tf.split(x, [1, -1, 2], 0)),
];

export const layout = [...transposes, ...slices, ...rearranged, ...shapes, ...joined];
