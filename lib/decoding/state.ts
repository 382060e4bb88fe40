import type { Tensor, TensorContainer } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { mapTensors } from '../equations/tensors.js';
import { ShapeError, ValueError } from '../errors.js';

const tensorsIn = (state: unknown): Tensor[] =>
  tf.tensor_util.getTensorsInContainer(state as TensorContainer);

/** Throws unless a state consists of tensors with `rows` rows, in arrays and plain objects, as `takeRows` needs it. */
export function expectRows(state: unknown, rows: number, path = 'state'): void {
  if (state instanceof tf.Tensor) {
    if (state.shape[0] === rows) return;
    throw new ShapeError(path, `a tensor with ${rows} rows`, `[${state.shape.join(', ')}]`);
  }
  const isContainer =
    Array.isArray(state) || (Object(state) === state && Object.getPrototypeOf(state) === Object.prototype);
  if (!isContainer) throw new ValueError(path, 'tensors, or the option reorder', typeof state);
  for (const [key, part] of Object.entries(state as object)) expectRows(part, rows, `${path}.${key}`);
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
