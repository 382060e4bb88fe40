import type { Tensor, TypedArray } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../check.js';
import type { Random } from '../equations/random.js';
import { ShapeError, ValueError } from '../errors.js';

/** Examples as tensors that share their first axis: `{inputs: [N, T, I], targets: [N, O], …}`. */
export type TensorSet = { readonly [name: string]: Tensor };

/** Batches that are made anew for every epoch. */
export interface Batches<B> {
  inEpoch(epoch: number, random: Random): Iterable<B>;
}

/**
 * Cuts a set of N examples into batches of `size`, in a new order in each epoch, as `training.train` wants them; what
 * is left at the end makes a smaller batch. Each batch is freed when the next is asked for.
 * Throws `ShapeError` for tensors with different numbers of examples.
 */
export function batches<S extends TensorSet>(set: S, size: number): Batches<S> {
  expectInteger('size', size, 1);
  const entries = Object.entries(set).filter(([, tensor]) => tensor instanceof tf.Tensor);
  if (entries.length === 0) throw new ValueError('set', 'an object of tensors', 'none');
  const [first, { shape }] = entries[0];
  const count = shape[0];
  for (const [name, tensor] of entries) {
    if (tensor.shape[0] !== count)
      throw new ShapeError(name, `${count} examples, as ${first} has`, `${tensor.shape[0]}`);
  }
  // an object and no function, because TypeScript could not infer the loss's argument from a call that gives a function
  const inEpoch = (_: number, random: Random) => ({
    length: Math.ceil(count / size),
    *[Symbol.iterator]() {
      const order = random.shuffled(Array.from({ length: count }, (_, i) => i));
      const numbers = entries.map(([, tensor]) => tensor.dataSync());
      for (let from = 0; from < count; from += size) {
        const indices = order.slice(from, from + size);
        const batch = Object.fromEntries(
          entries.map(([name, tensor], n) => [name, rowsOf(tensor, numbers[n], indices)]),
        ) as S;
        try {
          yield batch;
        } finally {
          tf.dispose(batch);
        }
      }
    },
  });
  return { inEpoch };
}

/** Some examples of a tensor whose numbers are known. (tf.gather, on wasm, takes each of them by itself.) */
function rowsOf({ shape, dtype }: Tensor, numbers: TypedArray, indices: readonly number[]): Tensor {
  const row = numbers.length / shape[0];
  const rows = numbers.slice(0, indices.length * row);
  indices.forEach((index, i) => {
    rows.set(numbers.subarray(index * row, (index + 1) * row), i * row);
  });
  return tf.engine().makeTensor(rows, [indices.length, ...shape.slice(1)], dtype);
}
