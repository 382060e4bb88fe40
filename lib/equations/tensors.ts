import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { precise } from '../float64/precise.js';
import { dense, indexOf, type Numbers, type NumericArray } from './array.js';

/** The numbers of a tensor, in 64-bit where the backend float64 holds them. */
export const numbersOf = (tensor: Tensor): Float64Array => Float64Array.from(tensor.dataSync());

export const toArray = (value: Numbers | Tensor): NumericArray =>
  value instanceof tf.Tensor ? { shape: value.shape, data: numbersOf(value) } : dense(value);

export const toTensor = ({ shape, data }: NumericArray): Tensor => precise(data, shape);

/** A tensor somewhere in the arguments or the result of a function, and how it is reached: ['0', 'Wh']. */
export interface Found {
  readonly path: readonly string[];
  readonly tensor: Tensor;
}

const children = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null && !(value instanceof tf.Tensor) && !ArrayBuffer.isView(value)
    ? Object.entries(value)
    : [];

/** All float tensors in nested arrays and objects, in the order of their keys. */
export function floatTensors(value: unknown, path: readonly string[] = []): Found[] {
  if (value instanceof tf.Tensor) return value.dtype === 'float32' ? [{ path, tensor: value }] : [];
  return children(value).flatMap(([key, inner]) => floatTensors(inner, [...path, key]));
}

/** All tensors, of whatever type. */
export const allTensors = (value: unknown): Tensor[] =>
  value instanceof tf.Tensor ? [value] : children(value).flatMap(([, inner]) => allTensors(inner));

/** The same structure with other tensors. */
export function mapTensors<T>(value: T, change: (tensor: Tensor, path: readonly string[]) => Tensor): T {
  const visit = (inner: unknown, path: readonly string[]): unknown => {
    if (inner instanceof tf.Tensor) return change(inner, path);
    if (Array.isArray(inner)) return inner.map((item, i) => visit(item, [...path, String(i)]));
    const parts = children(inner);
    // objects of classes (Random, an optimiser) stay as they are
    if (parts.length === 0 || Object.getPrototypeOf(inner) !== Object.prototype) return inner;
    return Object.fromEntries(parts.map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  return visit(value, []) as T;
}

/** 'Wh [2, 1] of argument 1' */
export function describePlace(path: readonly string[], shape: readonly number[], element: number): string {
  const [position, ...names] = path;
  const place = shape.length > 0 ? ` [${indexOf(element, shape).join(', ')}]` : '';
  const name = names.join('.');
  return name
    ? `${name}${place} of argument ${Number(position) + 1}`
    : `argument ${Number(position) + 1}${place}`;
}

/** Runs a function that gives numbers, and frees all tensors that it makes, also when it throws. */
export function numbersOnly<T>(run: () => T): T {
  let result!: T;
  tf.tidy(() => {
    result = run();
  });
  return result;
}
