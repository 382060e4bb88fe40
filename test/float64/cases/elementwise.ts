import * as tf from '@tensorflow/tfjs';
import { between, bools, type Case, type Input, ints, normal, numbers, of, quarters } from '../inputs.js';

const special = numbers([
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1,
  -1.5,
  40,
  -40,
]);

type Op = (x: tf.Tensor) => tf.Tensor;
const { abs, neg, square, sign, floor, ceil, round, relu, relu6, exp, expm1, log, log1p, sqrt, rsqrt } = tf;
const { reciprocal, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, erf, sigmoid } =
  tf;
const { softplus, elu, selu, isNaN: isNan, isInf, isFinite: finite, step } = tf;

const anywhere: Record<string, Op> = {
  abs,
  neg,
  square,
  sign,
  floor,
  ceil,
  round,
  relu,
  relu6,
  exp,
  expm1,
  sin,
  cos,
  tan,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  erf,
  sigmoid,
  softplus,
  elu,
  selu,
  reciprocal,
  isNan,
  isInf,
  finite,
  step,
};
// of these sin and its kin of an infinity differ in nothing but the sign of NaN; ±40 overflows no float32
const inside: Record<string, [Op, number, number]> = {
  log: [log, 0.1, 5],
  log1p: [log1p, -0.9, 5],
  sqrt: [sqrt, 0, 5],
  rsqrt: [rsqrt, 0.1, 5],
  asin: [asin, -0.9, 0.9],
  acos: [acos, -0.9, 0.9],
  acosh: [acosh, 1.1, 5],
  atanh: [atanh, -0.9, 0.9],
};
const forIntegers: Record<string, Op> = { abs, neg, square, sign, round, relu, exp, step };

const unary: Case[] = [
  ...Object.entries(anywhere).flatMap(([name, f]) =>
    [quarters(3, 5), normal(), normal(2, 1, 3, 2), normal(0, 3), special].map((x) => of(name, [x], f)),
  ),
  ...Object.entries(inside).flatMap(([name, [f, low, high]]) =>
    [between(low, high, 7), between(low, high), special].map((x) => of(name, [x], f)),
  ),
  ...Object.entries(forIntegers).map(([name, f]) => of(name, [ints(-4, 5, 3, 3)], f)),
  of('relu bool', [bools(4)], relu),
  of('logicalNot', [bools(2, 3)], tf.logicalNot),
  of('leakyRelu', [special], (x) => tf.leakyRelu(x, 0.3)),
  of('step 0.5', [special], (x) => tf.step(x, 0.5)),
  of('clipByValue', [normal(3, 4)], (x) => tf.clipByValue(x, -0.5, 0.25)),
  of('clipByValue', [special], (x) => tf.clipByValue(x, -2, 3)),
  of('clipByValue', [ints(-5, 5, 9)], (x) => tf.clipByValue(x, -2, 3)),
];

const { add, sub, mul, div, mod, pow, maximum, minimum, squaredDifference, atan2, floorDiv, prelu } = tf;
const { equal, notEqual, less, lessEqual, greater, greaterEqual, logicalAnd, logicalOr, logicalXor } = tf;

type Op2 = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
export const arithmetic: Record<string, Op2> = {
  add,
  sub,
  mul,
  div,
  mod,
  maximum,
  minimum,
  squaredDifference,
  floorDiv,
  atan2,
  prelu,
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
};
/** Every way in which two shapes can be made to match. */
export const shapes: [number[], number[]][] = [
  [[], []],
  [[5], []],
  [[], [2, 3]],
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [[3], [2, 3]],
  [[2, 3], [1]],
  [
    [2, 3],
    [2, 1],
  ],
  [
    [2, 1],
    [1, 3],
  ],
  [[1], [1, 1]],
  [
    [4, 1, 3],
    [2, 1],
  ],
  [
    [2, 1, 3, 1],
    [4, 1, 5],
  ],
  [
    [2, 3, 4],
    [1, 3, 4],
  ],
  [
    [1, 3, 4],
    [2, 3, 4],
  ],
  [
    [2, 3, 4],
    [2, 1, 4],
  ],
  [
    [3, 2, 1, 2, 1],
    [2, 1, 2, 3],
  ],
  [[0, 3], [3]],
  [
    [2, 0],
    [2, 1],
  ],
];
const integer = new Set([
  'add',
  'sub',
  'mul',
  'maximum',
  'minimum',
  'squaredDifference',
  'floorDiv',
  'equal',
  'less',
]);
/** A divisor that is not 0, since integers have no infinity. */
const nonZero = (...shape: number[]): Input => ints(1, 4, ...shape);

const binary: Case[] = [
  ...Object.entries(arithmetic).flatMap(([name, f]) =>
    shapes.map(([a, b]) => of(name, [normal(...a), normal(...b)], f)),
  ),
  ...Object.entries(arithmetic).map(([name, f]) => of(name, [quarters(40), quarters(40)], f)),
  ...Object.entries(arithmetic)
    .filter(([name]) => integer.has(name))
    .map(([name, f]) => of(name, [ints(-5, 6, 4, 3), nonZero(3)], f)),
  of('pow', [between(0.1, 3, 4, 3), normal(3)], pow),
  of('pow', [ints(-3, 4, 4), ints(0, 4, 4)], pow),
  of('mod of both signs', [numbers([7, -7, 7, -7, 6, -6]), numbers([3, 3, -3, -3, 3, -3])], mod),
  of('mixed types', [ints(0, 5, 3), normal(2, 3)], add),
  of('bool and int', [bools(3), ints(0, 5, 3)], mul),
  of('maximum', [special, special], maximum),
  of('minimum', [special, normal(9)], minimum),
  of('equal', [special, special], equal),
  of('greater', [special, normal(9)], greater),
  of('bitwiseAnd', [ints(0, 64, 5), ints(0, 64, 5)], tf.bitwiseAnd),
  ...Object.entries({ logicalAnd, logicalOr, logicalXor }).flatMap(([name, f]) => [
    of(name, [bools(4, 3), bools(3)], f),
    of(name, [bools(2, 1), bools(1, 3)], f),
  ]),
  of('eluGrad', [normal(3, 4), normal(3, 4)], (dy, y) => tf.engine().runKernel('EluGrad', { dy, y })),
  of('addN', [normal(2, 3), normal(2, 3), normal(2, 3)], (...terms) => tf.addN(terms)),
  of('addN', [ints(0, 5, 2), ints(0, 5, 2)], (...terms) => tf.addN(terms)),
  of('addN', [normal()], (...terms) => tf.addN(terms)),
];

export const elementwise = [...unary, ...binary];
