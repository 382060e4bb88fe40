import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { ShapeError, ValueError } from '../errors.js';
import { precise } from '../float64/precise.js';
import { inFloat64 } from '../float64/scope.js';
import type { CheckOptions } from './check.js';
import { relativeError } from './compare.js';
import type { EquationSpec } from './equation.js';
import { Random } from './random.js';
import { floatTensors, mapTensors, numbersOf, numbersOnly } from './tensors.js';

/**
 * How far a 32-bit backend may be from 64-bit at the same (rounded) arguments: a sum of n products loses about √n to n
 * roundings of 6e-8, and an equation is a few such sums. Backends that approximate exp and tanh stay well within.
 */
export const float32Bound = 1e-6;

export interface BackendReport {
  readonly backend: string;
  /** max |a − b| / max(1e-8, |a| + |b|) with |a| the largest element, of the worst tensor in the result. */
  readonly error: number;
  readonly ok: boolean;
}

/**
 * Compares the code's result on a backend with its result in 64-bit. Leaves no tensors and the backend as it was.
 * Throws `ValueError` for a backend that is not registered or does not start.
 */
export async function checkBackend<A extends readonly unknown[], R>(
  eq: EquationSpec<A, R>,
  backend: string,
  { seed = 1 }: CheckOptions = {},
): Promise<BackendReport> {
  await tf.ready();
  const former = tf.getBackend();
  const factories = Object.keys(tf.engine().registryFactory).join(', ');
  if (!tf.findBackendFactory(backend)) throw new ValueError('backend', `one of ${factories}`, backend);
  try {
    if (!(await tf.setBackend(backend)))
      throw new ValueError('backend', 'a backend that starts here', backend);
    return numbersOnly(() => {
      const args = rounded(eq.sample(new Random(seed)));
      const result = floatTensors(eq.code(...args)).map(({ tensor }) => tensor);
      const exact = inFloat64(() => floatTensors(eq.code(...rounded(args))).map(({ tensor }) => tensor));
      const errors = result.map((tensor, i) => compare(tensor, exact[i]));
      if (errors.length === 0) throw new ValueError(`result of ${eq.id}`, 'a float tensor', 'none');
      const error = Math.max(...errors);
      return { backend, error, ok: error <= float32Bound };
    });
  } finally {
    await tf.setBackend(former);
  }
}

/** The arguments as tensors of the current backend, all of 32-bit numbers, so that both sides start alike. */
const rounded = <A extends readonly unknown[]>(args: A): A =>
  mapTensors(args, (tensor) =>
    tensor.dtype === 'float32' ? precise(numbersOf(tensor).map(Math.fround), tensor.shape) : tensor,
  );

function compare(tensor: Tensor, exact: Tensor): number {
  if (String(tensor.shape) !== String(exact.shape))
    throw new ShapeError('result', `[${exact.shape}] as in 64-bit`, `[${tensor.shape}]`);
  return relativeError(numbersOf(tensor), numbersOf(exact));
}
