import type { Tensor, TensorContainer } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { mapTensors } from '../equations/tensors.js';
import { ShapeError, ValueError } from '../errors.js';

const tensorsIn = (state: unknown): Tensor[] =>
  tf.tensor_util.getTensorsInContainer(state as TensorContainer);

/** The first thing in a state that is neither a tensor nor made of tensors, and how it is reached: `state.cache`. */
function stranger(state: unknown, path = 'state'): string | undefined {
  if (state instanceof tf.Tensor) return undefined;
  const container = Array.isArray(state) || Object.getPrototypeOf(Object(state)) === Object.prototype;
  if (!container || typeof state !== 'object') return path;
  for (const [key, part] of Object.entries(state as object)) {
    const found = stranger(part, `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

/** Throws unless a state consists of tensors with `rows` rows, as `takeRows` needs it. */
export function expectRows(state: unknown, rows: number): void {
  const odd = stranger(state);
  if (odd) throw new ValueError(odd, 'tensors, or the option reorder', typeof state);
  for (const tensor of tensorsIn(state)) {
    if (tensor.shape[0] !== rows)
      throw new ShapeError('state', `tensors with ${rows} rows`, `[${tensor.shape.join(', ')}]`);
  }
}

/** The rows of every tensor of a state, in a new order, some twice, some not at all. */
export const takeRows = <S>(state: S, rows: readonly number[]): S =>
  tf.tidy(() => {
    const indices = tf.tensor1d([...rows], 'int32');
    return mapTensors(state, (tensor) => tf.gather(tensor, indices)) as TensorContainer;
  }) as S;

/** Frees the tensors of a state, but not those that other states still hold. */
export function release(state: unknown, ...held: readonly unknown[]): void {
  const kept = new Set(held.flatMap(tensorsIn));
  for (const tensor of tensorsIn(state)) if (!kept.has(tensor)) tensor.dispose();
}
