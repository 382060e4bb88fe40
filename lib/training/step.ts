import type { Optimizer, Scalar, Tensor, Tensor1D, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { ShapeError, ValueError } from '../errors.js';
import { clipByNorm, norm } from '../recurrent/clip.js';
import { NotFinite } from './not-finite.js';

export interface StepResult {
  readonly loss: number;
  /** Norm of the gradient of all parameters together, before it was clipped. */
  readonly gradientNorm: number;
}

/**
 * One step of gradient descent: changes the variables, by path. `all` holds their numbers one behind another: optimisers
 * go number by number, and with one variable they go once. Throws before it changes anything, and leaks nothing.
 */
export function descend(
  loss: () => Tensor,
  variables: ReadonlyMap<string, Variable>,
  all: Variable,
  optimizer: Optimizer,
  { clip, epoch, step }: { clip?: number; epoch: number; step: number },
): StepResult {
  return tf.tidy(() => {
    const { value, grads } = gradientsOf(loss, [...variables.values()]);
    const [lossValue] = value.dataSync();
    if (!Number.isFinite(lossValue)) throw new NotFinite('loss', lossValue, epoch, step);
    // a parameter that this batch did not touch gets its zeros
    const gradients = Object.fromEntries(
      [...variables].map(([path, variable]) => [path, grads[variable.name] ?? tf.zerosLike(variable)]),
    );
    const gradient = inOne(Object.values(gradients));
    const { clipped, norm } = clip === undefined ? whole(gradient) : clipByNorm({ gradient }, clip);
    const [gradientNorm] = norm.dataSync();
    if (!Number.isFinite(gradientNorm)) {
      const { path, worst } = culprit(gradients);
      throw new NotFinite('gradient', worst, epoch, step, path);
    }
    optimizer.applyGradients({ [all.name]: clipped.gradient });
    const sizes = [...variables.values()].map(({ size }) => size);
    const parts = sizes.length > 1 ? tf.split(all, sizes) : [all];
    [...variables.values()].forEach((variable, i) => {
      variable.assign(parts[i].reshape(variable.shape));
    });
    return { loss: lossValue, gradientNorm };
  });
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

/** All numbers of some tensors, one behind another. */
export const inOne = (tensors: readonly Tensor[]): Tensor1D =>
  tf.concat(tensors.map((tensor) => tensor.flatten())) as Tensor1D;

/** A gradient that nobody clips, with its norm. */
const whole = (gradient: Tensor1D) => ({ clipped: { gradient }, norm: norm(gradient) });

/** The parameter to name when the norm is not finite: the one with a NaN, or else with the largest number. */
function culprit(gradients: { [path: string]: Tensor }): { path: string; worst: number } {
  const sizes = Object.entries(gradients).map(([path, gradient]) => {
    const values = [...gradient.dataSync()];
    return {
      path,
      worst: values.reduce((worst, v) => (Math.abs(v) > Math.abs(worst) || Number.isNaN(v) ? v : worst)),
    };
  });
  return (
    sizes.find(({ worst }) => Number.isNaN(worst)) ??
    sizes.reduce((a, b) => (Math.abs(b.worst) > Math.abs(a.worst) ? b : a))
  );
}
