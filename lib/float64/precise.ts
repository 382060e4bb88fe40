import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { ShapeError } from '../errors.js';
import { FLOAT64 } from './backend.js';
import { sizeOf } from './values.js';

/**
 * A tensor of exactly these numbers if the backend is float64, of the nearest float32 ones on every other.
 * @throws ShapeError if there are more or fewer values than the shape holds
 */
export function precise(values: ArrayLike<number>, shape: [number]): Tensor1D;
export function precise(values: ArrayLike<number>, shape: [number, number]): Tensor2D;
export function precise(values: ArrayLike<number>, shape: [number, number, number]): Tensor3D;
export function precise(values: ArrayLike<number>, shape: [number, number, number, number]): Tensor4D;
export function precise(values: ArrayLike<number>, shape: readonly number[]): Tensor;
export function precise(values: ArrayLike<number>, shape: readonly number[]): Tensor {
  if (values.length !== sizeOf(shape)) {
    throw new ShapeError('values', `${sizeOf(shape)} numbers for the shape [${shape}]`, `${values.length}`);
  }
  if (tf.getBackend() !== FLOAT64) return tf.tensor(Float32Array.from(values), [...shape], 'float32');
  return tf.engine().makeTensor(Float64Array.from(values) as unknown as Float32Array, [...shape], 'float32');
}
