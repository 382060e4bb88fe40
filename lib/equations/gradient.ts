import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectPositive } from '../check.js';
import { ValueError } from '../errors.js';
import { inFloat64 } from '../float64/scope.js';
import { relativeError } from './compare.js';
import { Random } from './random.js';
import {
  describePlace,
  type Found,
  floatTensors,
  mapTensors,
  numbersOf,
  numbersOnly,
  toArray,
  toTensor,
} from './tensors.js';

export interface GradientReport {
  /** The largest relative error of a tensor among the arguments; ∞ if a number is not finite. */
  readonly worst: number;
  /** The element where the two differ most: 'Wh [2, 1] of argument 1'. */
  readonly where: string;
  /** What the two say there. */
  readonly tape: number;
  readonly expected: number;
  /** How many numbers were differentiated by. */
  readonly compared: number;
}

export interface GradientOptions {
  /** Of the weights that make one number of all results. */
  readonly seed?: number;
  /** Half the distance of the central difference; 1e-5 balances truncation and rounding in 64-bit. */
  readonly step?: number;
}

/**
 * The tape's gradient against central differences, in 64-bit, by every element of every float tensor in the arguments
 * (nested in arrays and objects). All elements of all results count, each with a random weight.
 *
 * The error is measured tensor by tensor: max |a − b| / max(1e-8, max |a| + max |b|) — against the largest element, as
 * the difference quotient of a large sum cannot resolve its smallest elements. Leaves no tensors and the backend as it
 * was. Throws `ValueError` if there is nothing to differentiate, or by.
 */
export function checkGradient<A extends readonly unknown[]>(
  fn: (...args: A) => unknown,
  args: A,
  { seed = 1, step = 1e-5 }: GradientOptions = {},
): GradientReport {
  expectPositive('step', step);
  return inFloat64(() =>
    numbersOnly(() => {
      const at = floatTensors(args);
      if (at.length === 0) throw new ValueError('args', 'a float tensor to differentiate by', 'none');
      const inputs = at.map(({ tensor }) => toTensor(toArray(tensor)));
      const results = (xs: readonly Tensor[]) => floatTensors(fn(...withTensors(args, at, xs)));
      const random = new Random(seed);
      const weights = results(inputs).map(({ tensor }) =>
        Float64Array.from({ length: tensor.size }, random.normal),
      );
      if (weights.length === 0) throw new ValueError('result', 'a float tensor', 'none');
      const tape = tapeGradients(inputs, (xs) => weightedSum(results(xs), weights));
      return compare(at, tape, centralDifferences(results, inputs, weights, step));
    }),
  );
}

/** ∂ (Σ weight · result) / ∂ x for every element x of the inputs. */
function centralDifferences(
  results: (xs: readonly Tensor[]) => readonly Found[],
  inputs: readonly Tensor[],
  weights: readonly Float64Array[],
  step: number,
): Float64Array[] {
  return inputs.map((x, i) => {
    const values = numbersOf(x);
    const moved = (element: number, by: number) => {
      const data = values.slice();
      data[element] += by;
      const xs = inputs.map((other, j) => (i === j ? toTensor({ shape: x.shape, data }) : other));
      return results(xs).map(({ tensor }) => numbersOf(tensor));
    };
    return values.map((_, element) =>
      numbersOnly(() => {
        const [up, down] = [moved(element, step), moved(element, -step)];
        // differences first: in the sum of large results they would drown
        let slope = 0;
        weights.forEach((weight, r) => {
          for (let e = 0; e < weight.length; e++) slope += weight[e] * (up[r][e] - down[r][e]);
        });
        return slope / (2 * step);
      }),
    );
  });
}

/**
 * A backward pass derived by hand against the tape, in 64-bit. `backward` is given the gradient of what `forward`
 * returns (of the same structure; the number 1 if that is one number) and the same arguments, and returns gradients by
 * the arguments: `[{ Wh, Wx, bh }, dx]` for the arguments `[p, x]`. What it leaves out is not compared.
 * Throws `ValueError` for a gradient of something that is no argument.
 */
export function checkBackward<A extends readonly unknown[], R>(
  forward: (...args: A) => R,
  backward: (dResult: R, ...args: A) => readonly unknown[],
  args: A,
  { seed = 1 }: Pick<GradientOptions, 'seed'> = {},
): GradientReport {
  return inFloat64(() =>
    numbersOnly(() => {
      const random = new Random(seed);
      const dResult = mapTensors(forward(...args), (tensor) =>
        tensor.size === 1 && tensor.rank === 0
          ? toTensor({ shape: [], data: Float64Array.of(1) })
          : random.tensor(tensor.shape),
      );
      const weights = floatTensors(dResult).map(({ tensor }) => numbersOf(tensor));
      const derived = floatTensors(backward(dResult, ...args));
      if (derived.length === 0) throw new ValueError('result of backward', 'a gradient', 'none');
      const known = floatTensors(args);
      const at = derived.map(({ path, tensor }) => {
        const own = known.find((found) => String(found.path) === String(path));
        if (own && String(own.tensor.shape) === String(tensor.shape)) return own;
        const names = known.map((found) => `${found.path.join('.')} [${found.tensor.shape}]`).join(', ');
        throw new ValueError(
          'result of backward',
          `gradients of ${names}`,
          `${path.join('.')} [${tensor.shape}]`,
        );
      });
      const tape = tapeGradients(
        at.map(({ tensor }) => tensor),
        (xs) => weightedSum(floatTensors(forward(...withTensors(args, at, xs))), weights),
      );
      return compare(
        at,
        tape,
        derived.map(({ tensor }) => numbersOf(tensor)),
      );
    }),
  );
}

/** The arguments with other tensors in some places. */
const withTensors = <A extends readonly unknown[]>(
  args: A,
  at: readonly Found[],
  tensors: readonly Tensor[],
): A => {
  const byPath = new Map(at.map(({ path }, i) => [String(path), tensors[i]]));
  return mapTensors(args, (tensor, path) => byPath.get(String(path)) ?? tensor);
};

const weightedSum = (results: readonly Found[], weights: readonly Float64Array[]): tf.Scalar =>
  tf.addN(
    results.map(({ tensor }, i) => tensor.mul(toTensor({ shape: tensor.shape, data: weights[i] })).sum()),
  ) as tf.Scalar;

/** Gradients of one number; zeros by what it does not depend on. */
function tapeGradients(inputs: Tensor[], loss: (xs: Tensor[]) => tf.Scalar): Float64Array[] {
  // tf.grads would throw where a gradient is zero because nothing depends on the input
  const allowNone = true;
  const { grads } = tf.engine().gradients(() => loss(inputs), inputs, undefined, allowNone);
  return grads.map((gradient, i) => (gradient ? numbersOf(gradient) : new Float64Array(inputs[i].size)));
}

function compare(
  at: readonly Found[],
  tape: readonly Float64Array[],
  expected: readonly Float64Array[],
): GradientReport {
  let report: GradientReport | undefined;
  const compared = tape.reduce((sum, { length }) => sum + length, 0);
  at.forEach(({ path, tensor }, i) => {
    const worst = relativeError(tape[i], expected[i]);
    if (report && !(worst > report.worst)) return;
    const gaps = tape[i].map((value, e) => Math.abs(value - expected[i][e]));
    const notFinite = gaps.findIndex((gap) => !Number.isFinite(gap));
    const element = notFinite >= 0 ? notFinite : gaps.indexOf(Math.max(...gaps));
    const where = describePlace(path, tensor.shape, element);
    report = { worst, where, tape: tape[i][element], expected: expected[i][element], compared };
  });
  return report!;
}
