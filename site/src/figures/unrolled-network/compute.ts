import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { float64, recurrent } from 'unrolled';

/** Which inputs are read and which outputs are used. */
export type Task = 'many-to-many' | 'many-to-one' | 'one-to-many';

export interface Settings {
  readonly f: 'tanh' | 'sigmoid' | 'relu';
  readonly task: Task;
  /** x_1 … x_T, two numbers each. */
  readonly inputs: readonly (readonly number[])[];
  /** h_0, three numbers. */
  readonly first: readonly number[];
}

/** Everything that one step computes, each a row of numbers. */
export interface Step {
  /** x_t; from the second step of one-to-many on it is the output before. */
  readonly x: readonly number[];
  /** h_{t−1} */
  readonly before: readonly number[];
  /** h_{t−1} W_h */
  readonly memory: readonly number[];
  /** x_t W_x */
  readonly news: readonly number[];
  /** what f is applied to */
  readonly sum: readonly number[];
  readonly state: readonly number[];
  readonly output: readonly number[];
}

export interface Data {
  readonly settings: Settings;
  readonly weights: typeof weights;
  readonly steps: readonly Step[];
}

/** Chosen such that all signs occur and every sum can be followed with a pencil. */
const weights = {
  Wh: [
    [0.6, -0.9, 0.3],
    [0.8, 0.5, -0.4],
    [-0.2, 0.7, 0.9],
  ],
  Wx: [
    [1.2, -0.5, 0.4],
    [-0.6, 1.1, 0.8],
  ],
  bh: [0.1, -0.2, 0],
  Wy: [
    [1, -0.5],
    [0.5, 0.8],
    [-0.7, 0.3],
  ],
  by: [0, 0.1],
};

export const initial: Settings = {
  f: 'tanh',
  task: 'many-to-many',
  inputs: [
    [1, 0],
    [0, 1],
    [-1, 0.5],
    [0, 0],
    [0.5, -1],
  ],
  first: [0, 0, 0],
};

const matrix = (rows: readonly (readonly number[])[]) =>
  float64.precise(rows.flat(), [rows.length, rows[0].length]);
const vector = (row: readonly number[]) => float64.precise(row, [row.length]);
const numbers = (row: Tensor2D) => Array.from(row.dataSync());

/** The network of the figure, step by step, in 64-bit. */
export function compute(settings: Settings): Data {
  const steps: Step[] = [];
  float64.inFloat64(() => tf.tidy(() => run(settings, (step) => steps.push(step))));
  return { settings, weights, steps };
}

function run({ f, task, inputs, first }: Settings, met: (step: Step) => void): void {
  const p = { Wh: matrix(weights.Wh), Wx: matrix(weights.Wx), bh: vector(weights.bh) };
  const out = { Wy: matrix(weights.Wy), by: vector(weights.by) };
  const start = { state: matrix([first]), output: matrix([[0, 0]]) };
  recurrent.fold(
    (last, given: readonly number[], t) => {
      const x = task === 'one-to-many' && t > 1 ? last.output : matrix([given]);
      const state = recurrent.rnnState(p, x, last.state, f);
      const output = recurrent.rnnOutput(out, state);
      met({
        x: numbers(x),
        before: numbers(last.state),
        memory: numbers(tf.matMul(last.state, p.Wh)),
        news: numbers(tf.matMul(x, p.Wx)),
        sum: numbers(recurrent.preactivation(p, x, last.state)),
        state: numbers(state),
        output: numbers(output),
      });
      return { state, output };
    },
    start,
    inputs,
  );
}
