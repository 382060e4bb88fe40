import * as tf from '@tensorflow/tfjs';
import { numbersOf, numbersOnly, toTensor } from '../equations/tensors.js';
import { inFloat64 } from '../float64/scope.js';
import { Foreign, isList, isRecord, Numbers, type Value } from './value.js';
import { encode, LIMITS, sameBytes } from './wire.js';

/** Levels of a result: its message adds some. */
const DEPTH = LIMITS.depth - 4;

/** What a function gave, as a value that can travel: tensors as their numbers, everything else by its kind. */
export function toValue(given: unknown, depth = 0): Value {
  if (given === null || ['boolean', 'number', 'string'].includes(typeof given)) return given as Value;
  if (given instanceof tf.Tensor) return fromTensor(given);
  if (typeof given !== 'object') return new Foreign(given === undefined ? 'undefined' : `a ${typeof given}`);
  if (depth >= DEPTH) return new Foreign('an object that is nested too deeply');
  if (Array.isArray(given) || (ArrayBuffer.isView(given) && !(given instanceof DataView)))
    return Array.from(given as ArrayLike<unknown>, (item) => toValue(item, depth + 1));
  const prototype = Object.getPrototypeOf(given);
  if (prototype !== null && prototype !== Object.prototype)
    return new Foreign(`an object of the class ${String(prototype.constructor?.name).slice(0, 60)}`);
  return new Map(Object.entries(given).map(([key, item]) => [key, toValue(item, depth + 1)]));
}

function fromTensor(tensor: tf.Tensor): Value {
  if (tensor.isDisposed) return new Foreign('a tensor that has been disposed');
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64')
    return new Foreign(`a tensor of ${tensor.dtype}`);
  return new Numbers([...tensor.shape], numbersOf(tensor));
}

/** A value as a function is given it: numbers with a shape are tensors of the current backend. */
export function fromValue(value: Value): unknown {
  if (value instanceof Numbers) return toTensor(value);
  if (value instanceof Foreign) return undefined;
  if (isList(value)) return value.map((item) => fromValue(item));
  if (isRecord(value)) {
    const made: Record<string, unknown> = {};
    // a key such as __proto__ is a key like any other
    for (const [key, item] of value)
      Object.defineProperty(made, key, {
        value: fromValue(item),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    return made;
  }
  return value;
}

/** What a function gives for values on the current backend, and whether it changed them. */
export async function answer(
  of: (...args: unknown[]) => unknown,
  args: readonly Value[],
): Promise<{ readonly value: Value; readonly mutated: boolean }> {
  const given = args.map((arg) => fromValue(arg));
  const value = toValue(await of(...given));
  return { value, mutated: !sameBytes(encode(given.map((arg) => toValue(arg))), encode(args)) };
}

/** What a function of tensors gives for values, on the backend float64; its tensors are freed. */
export const evaluate = (of: (...args: readonly unknown[]) => unknown, args: readonly Value[]): Value =>
  inFloat64(() => numbersOnly(() => toValue(of(...args.map((arg) => fromValue(arg))))));
