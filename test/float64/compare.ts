import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { type Case, tensorOf } from './inputs.js';

export interface Result {
  readonly dtype: string;
  readonly shape: number[];
  readonly values: number[];
}

/** Runs a case on a backend; no tensor is left behind, and on float64 the inputs stay as they are. */
export function run(backend: string, { inputs, run }: Case): Result[] {
  tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const results = tf.tidy(() => {
    const tensors = inputs.map(tensorOf);
    const given = tensors.map((x) => [...x.dataSync()]);
    const out = run(...tensors);
    const results = (Array.isArray(out) ? out : [out]).map((x) => ({
      dtype: x.dtype,
      shape: x.shape,
      values: [...x.dataSync()],
    }));
    // cpu does change one: the tensor of tensorScatterUpdate
    if (backend === 'float64') expect(tensors.map((x) => [...x.dataSync()])).toEqual(given);
    return results;
  });
  expect(tf.memory().numTensors).toBe(before);
  return results;
}

const close = (a: number, b: number) =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 2e-5 * Math.max(1, Math.abs(b));

/** float32 of cpu against 64-bit: the same types and shapes, and values within float32 rounding. */
export function expectAlike(actual: Result[], expected: Result[]): void {
  const forms = (results: Result[]) => results.map(({ dtype, shape }) => ({ dtype, shape }));
  expect(forms(actual)).toEqual(forms(expected));
  actual.forEach(({ values }, n) => {
    const other = expected[n].values;
    const wrong = values.findIndex((value, i) => !close(value, other[i]));
    if (values.length !== other.length || wrong >= 0) expect(values).toEqual(other);
  });
}

/** Records which kernels of a backend are run. */
export function watchKernels(backend: string): Set<string> {
  const called = new Set<string>();
  for (const config of tf.getKernelsForBackend(backend)) {
    const { kernelName, kernelFunc } = config;
    config.kernelFunc = (call) => {
      called.add(kernelName);
      return kernelFunc(call);
    };
  }
  return called;
}
