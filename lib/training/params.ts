import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectFinite } from '../check.js';
import { ValueError } from '../errors.js';
import type { Numbers } from './update.js';

/** A parameter and the path to it, as one would write it: `cell.Wh`, `layers.0.bh`. */
export type Named = readonly [name: string, tensor: Tensor];

/**
 * The tensors of a parameter object, nested objects and arrays included, in the order in which they stand.
 * Throws `ValueError` for anything else in it, for numbers that are not finite, and if there is no tensor at all.
 */
export function namedTensors(params: object): Named[] {
  const found = collect(params, []);
  if (found.length === 0) throw new ValueError('params', 'an object with at least one tensor', 'none');
  for (const [name, tensor] of found) {
    if (tensor.dtype !== 'float32') throw new ValueError(`params.${name}`, 'a float32 tensor', tensor.dtype);
    expectFinite(`params.${name}`, tensor);
  }
  return found;
}

function collect(value: unknown, path: readonly string[]): Named[] {
  if (value instanceof tf.Tensor) return [[path.join('.'), value]];
  if (value === null || typeof value !== 'object') {
    throw new ValueError(['params', ...path].join('.'), 'a tensor', value === null ? 'null' : typeof value);
  }
  return Object.entries(value).flatMap(([key, inner]) => collect(inner, [...path, key]));
}

/** All their numbers, one behind another, as exact as they are. */
export function numbersOf(named: readonly Named[]): Numbers {
  const parts = named.map(([, tensor]) => tensor.dataSync() as Numbers);
  const all = new (parts[0].constructor as Float32ArrayConstructor)(
    parts.reduce((n, { length }) => n + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The same object with `map(name, tensor)` in the place of each tensor. */
export function mapParams<P extends object>(params: P, map: (name: string, tensor: Tensor) => Tensor): P {
  const walk = (value: unknown, path: readonly string[]): unknown => {
    if (value instanceof tf.Tensor) return map(path.join('.'), value);
    const entries = Object.entries(value as object).map(
      ([key, inner]) => [key, walk(inner, [...path, key])] as const,
    );
    return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
  };
  return walk(params, []) as P;
}

/** Frees every tensor of a parameter object. */
export function disposeParams(params: object): void {
  for (const [, tensor] of collect(params, [])) tensor.dispose();
}
