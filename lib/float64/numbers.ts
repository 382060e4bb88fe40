import * as tf from '@tensorflow/tfjs';
import { FLOAT64, Float64Backend } from './backend.js';

/**
 * tfjs turns plain numbers into a Float32Array before a backend sees them: `tf.scalar(0.1)`, `x.mul(0.1)`, the rate
 * of an optimizer, the constants in its gradients. Under the backend float64 that would quietly cost half of the
 * digits. There is no hook for it, but each conversion first asks the platform whether its argument is a typed array,
 * and ends in the engine's makeTensor. So the arguments are remembered at the first and found again at the second:
 * a source is taken only if it rounds, number by number, to exactly the Float32Array that tfjs made of it, and
 * therefore the worst that this can do is nothing.
 */
export function keepNumbers(): void {
  const engine = tf.engine();
  const { platform } = tf.env();
  const isTypedArray = platform.isTypedArray.bind(platform);
  const makeTensor = engine.makeTensor.bind(engine);
  let sources: unknown[] = [];

  const isFloat64Array = (x: unknown): x is Float64Array => x instanceof Float64Array;
  // what dataSync gives back under float64 is welcome as an argument too, on every backend
  platform.isTypedArray = (x): x is Float32Array => {
    if (engine.backendName === FLOAT64 && (typeof x === 'number' || Array.isArray(x) || isFloat64Array(x))) {
      if (x !== sources[sources.length - 1]) sources.push(x);
    }
    return isTypedArray(x) || isFloat64Array(x);
  };

  engine.makeTensor = (values, shape, dtype, backend = engine.backend) => {
    const candidates = sources;
    if (sources.length) sources = [];
    return makeTensor(suited(values, dtype, backend, candidates), shape, dtype, backend);
  };

  keepBuffers();
  handOver();
}

type DataValues = Parameters<ReturnType<typeof tf.engine>['makeTensor']>[0];

function suited(
  values: DataValues,
  dtype: tf.DataType,
  backend: tf.KernelBackend,
  sources: unknown[],
): DataValues {
  if (dtype !== 'float32') return values;
  if (backend instanceof Float64Backend) {
    if (!(values instanceof Float32Array)) return values;
    const whole = new Float64Array(values.length);
    const source = sources.find((source) => fill(whole, source, values, 0) === values.length);
    return source === undefined ? values : (whole as unknown as Float32Array);
  }
  // other backends take the bytes as they come
  return (values as unknown) instanceof Float64Array ? new Float32Array(values as ArrayLike<number>) : values;
}

/** Lays the numbers of a nested array out from `at` on; how far they reach, or NaN if they are not those of `rounded`. */
function fill(out: Float64Array, source: unknown, rounded: Float32Array, at: number): number {
  if (typeof source === 'number' || typeof source === 'boolean') {
    out[at] = Number(source);
    return Object.is(Math.fround(out[at]), rounded[at]) ? at + 1 : Number.NaN;
  }
  if (!Array.isArray(source) && !ArrayBuffer.isView(source)) return Number.NaN;
  let end = at;
  for (const part of source as ArrayLike<unknown> & Iterable<unknown>) {
    end = fill(out, part, rounded, end);
    if (Number.isNaN(end)) break;
  }
  return end;
}

/** `tf.buffer` and the random tensors write into a Float32Array; under float64 it is a Float64Array from the start. */
function keepBuffers(): void {
  const engine = tf.engine();
  Object.defineProperty(tf.TensorBuffer.prototype, 'values', {
    configurable: true,
    set(this: tf.TensorBuffer<tf.Rank>, values: unknown) {
      const whole = engine.backendName === FLOAT64 && values instanceof Float32Array;
      const value = whole ? new Float64Array(values) : values;
      Object.defineProperty(this, 'values', { value, writable: true, enumerable: true, configurable: true });
    },
  });
}

/** A tensor that another backend asks for leaves as float32; wasm would take the bytes of 64-bit numbers as they are. */
function handOver(): void {
  const engine = tf.engine();
  const moveData = engine.moveData.bind(engine);
  engine.moveData = (to, dataId) => {
    const from = engine.state.tensorInfo.get(dataId)?.backend;
    if (from instanceof Float64Backend) from.handOver(() => moveData(to, dataId));
    else moveData(to, dataId);
  };
}
