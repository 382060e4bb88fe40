import * as tf from '@tensorflow/tfjs';
import { bools, type Case, ints, normal, numbers, of, quarters } from '../inputs.js';

const { sum, mean, prod, max, min, argMax, argMin, all, any, cumsum, cumprod } = tf;
type Reduce = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

/** Every choice of axes of a rank, as a list. */
const subsets = (rank: number): number[][] =>
  Array.from({ length: 2 ** rank }, (_, bits) => [...Array(rank).keys()].filter((k) => bits & (1 << k)));

const overAxes = (
  functions: Record<string, Reduce>,
  shapes: number[][],
  make: (...shape: number[]) => Case['inputs'][0],
) =>
  Object.entries(functions).flatMap(([name, f]) =>
    shapes.flatMap((shape) =>
      subsets(shape.length).flatMap((axes) =>
        [false, true].map((keep) =>
          of(`${name} over [${axes}]${keep ? ' kept' : ''}`, [make(...shape)], (x) => f(x, axes, keep)),
        ),
      ),
    ),
  );

const odd = [[], [5], [3, 4], [2, 3, 4], [2, 1, 3, 2], [1, 2, 1, 3, 2]];
const nan = numbers([1, Number.NaN, 3, -1, 2, Number.NEGATIVE_INFINITY], 'float32', [2, 3]);

export const reductions: Case[] = [
  ...overAxes({ sum, mean, prod, max, min }, odd, normal),
  ...overAxes({ sum, mean, prod, max, min }, [[3, 4]], (...shape) => ints(-4, 5, ...shape)),
  ...overAxes({ all, any }, [[], [4], [2, 3, 2]], bools),
  ...overAxes(
    { sum, prod },
    [
      [0, 3],
      [2, 0],
    ],
    normal,
  ),
  ...Object.entries({ sum, mean, prod, max, min }).flatMap(([name, f]) => [
    of(`${name} of everything`, [normal(2, 3, 4)], (x) => f(x)),
    of(`${name} over −1`, [normal(2, 3, 4)], (x) => f(x, -1)),
    of(`${name} over −2 and 0`, [normal(2, 3, 4)], (x) => f(x, [-2, 0])),
  ]),
  of('sum of truths', [bools(3, 4)], (x) => sum(x, 0)),
  of('mean of truths', [bools(3, 4)], (x) => mean(x, 1)),
  of('max with NaN', [nan], (x) => max(x, 1)),
  of('min with NaN', [nan], (x) => min(x, 0)),
  ...Object.entries({ argMax, argMin }).flatMap(([name, f]) =>
    [0, 1, 2, -1].flatMap((axis) => [
      of(`${name} over ${axis}`, [quarters(3, 4, 5)], (x) => f(x, axis)),
      of(`${name} of integers over ${axis}`, [ints(-2, 3, 3, 4, 5)], (x) => f(x, axis)),
    ]),
  ),
  of('argMax of a vector', [normal(7)], (x) => argMax(x)),
  ...Object.entries({ cumsum, cumprod }).flatMap(([name, f]) =>
    [0, 1, 2].flatMap((axis) =>
      [false, true].flatMap((exclusive) =>
        [false, true].map((reverse) =>
          of(`${name} over ${axis} ${exclusive} ${reverse}`, [normal(3, 2, 4)], (x) =>
            f(x, axis, exclusive, reverse),
          ),
        ),
      ),
    ),
  ),
  of('cumsum of integers', [ints(-3, 4, 6)], (x) => cumsum(x)),
  of('cumprod of integers', [ints(-3, 4, 6)], (x) => cumprod(x)),
];
