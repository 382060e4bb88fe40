import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { ShapeError, ValueError } from '../errors.js';
import { NotFinite } from './not-finite.js';
import { type Numbers, tensorOf, type Update } from './update.js';

export interface StepResult {
  readonly loss: number;
  /** Norm of the gradient of all parameters together, before it was clipped. */
  readonly gradientNorm: number;
}

/**
 * One step of gradient descent: changes the variables, by path, whose numbers are `parameters`, one behind another.
 * Throws before it changes anything, and leaks nothing.
 */
export function descend(
  loss: () => Tensor,
  variables: ReadonlyMap<string, Variable>,
  parameters: Numbers,
  update: Update,
  { clip, epoch, step }: { clip?: number; epoch: number; step: number },
): StepResult {
  return tf.tidy(() => {
    const { value, grads } = gradientsOf(loss, [...variables.values()]);
    const [lossValue] = value.dataSync();
    if (!Number.isFinite(lossValue)) throw new NotFinite('loss', lossValue, epoch, step);
    // a parameter that this batch did not touch has a gradient of zeros
    const gradient = parameters.slice().fill(0);
    inTurn(variables, (path, { name }, part) => {
      const numbers = grads[name]?.dataSync() ?? [];
      const worst = numbers.find((g) => !Number.isFinite(g));
      if (worst !== undefined) throw new NotFinite('gradient', worst, epoch, step, path);
      gradient.set(numbers, part.begin);
    });
    const gradientNorm = norm(gradient);
    // as `clipByNorm`
    if (clip !== undefined && gradientNorm > clip)
      for (let i = 0; i < gradient.length; i++) gradient[i] *= clip / gradientNorm;
    update.step(parameters, gradient);
    inTurn(variables, (_, variable, { begin, end }) => {
      variable.assign(tensorOf(parameters.slice(begin, end), variable.shape));
    });
    return { loss: lossValue, gradientNorm };
  });
}

function norm(numbers: Numbers): number {
  let sum = 0;
  for (const x of numbers) sum += x * x;
  return Math.sqrt(sum);
}

/** Goes over the parameters and the places of their numbers among all. */
function inTurn(
  variables: ReadonlyMap<string, Variable>,
  visit: (path: string, variable: Variable, part: { readonly begin: number; readonly end: number }) => void,
): void {
  let begin = 0;
  for (const [path, variable] of variables) {
    const end = begin + variable.size;
    visit(path, variable, { begin, end });
    begin = end;
  }
}

/** `tf.variableGrads`, which frees what it recorded only when the function returns: so an error waits until it has. */
function gradientsOf(loss: () => Tensor, variables: Variable[]) {
  let failure: { error: unknown } | undefined;
  const result = tf.variableGrads(() => {
    try {
      return scalar(loss());
    } catch (error) {
      failure = { error };
      return variables[0].sum();
    }
  }, variables);
  if (failure) throw failure.error;
  return result;
}

function scalar(loss: Tensor): Scalar {
  if (!(loss instanceof tf.Tensor))
    throw new ValueError('loss', 'a function that gives a tensor', typeof loss);
  if (loss.rank !== 0)
    throw new ShapeError('loss', '[], a scalar (take its mean or sum)', `[${loss.shape.join(', ')}]`);
  return loss as Scalar;
}
