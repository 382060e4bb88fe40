import type { DataType } from '@tensorflow/tfjs';
import { ValueError } from '../errors.js';

/** What a tensor of this backend holds: 'float32' in 64-bit, 'int32' and 'bool' as tfjs keeps them. */
export type Values = Float64Array | Int32Array | Uint8Array;

const arrays = { float32: Float64Array, int32: Int32Array, bool: Uint8Array };

function arrayOf(dtype: DataType): (typeof arrays)[keyof typeof arrays] {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return arrays[dtype];
  throw new ValueError('dtype', 'float32, int32 or bool, all that the backend float64 keeps', dtype);
}

export const zeros = (dtype: DataType, size: number): Values => new (arrayOf(dtype))(size);

/** A copy, so that the array of a caller never changes a tensor. */
export const copied = (values: ArrayLike<number>, dtype: DataType): Values => new (arrayOf(dtype))(values);

export const sizeOf = (shape: readonly number[]): number => {
  let size = 1;
  for (const n of shape) size *= n;
  return size;
};
