import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { copied, type Values } from './values.js';

export const FLOAT64 = 'float64';

type DataId = TensorInfo['dataId'];

interface Stored {
  readonly values: Values;
  readonly dtype: DataType;
  refCount: number;
}

/**
 * Where the tensors of the backend `float64` live. To tfjs they are ordinary 'float32' tensors, stored as
 * Float64Array; the arithmetic is in the kernels. Values are copied on their way in and out.
 */
export class Float64Backend extends tf.KernelBackend {
  readonly #store = new tf.DataStorage<Stored>(this, tf.engine());
  #bytes = 0;
  #handsOver = false;

  /** The numbers behind an input of a kernel, not to be changed. Moves them here from another backend if need be. */
  values(x: TensorInfo): Values {
    return this.#store.get(x.dataId).values;
  }

  /** The result of a kernel; the array is taken over, not copied. */
  output(values: Values, shape: readonly number[], dtype: DataType): TensorInfo {
    const dataId = {};
    this.#put(dataId, { values, dtype, refCount: 1 });
    return { dataId, shape: [...shape], dtype };
  }

  /** Another tensor over the same numbers. */
  alias(x: TensorInfo, shape: number[] = x.shape): TensorInfo {
    this.incRef(x.dataId);
    return { dataId: x.dataId, shape, dtype: x.dtype };
  }

  override write(values: backend_util.BackendValues, _shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.#put(dataId, { values: copied(values as ArrayLike<number>, dtype), dtype, refCount: 1 });
    return dataId;
  }

  override move(
    dataId: DataId,
    values: backend_util.BackendValues,
    _shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    this.#put(dataId, { values: copied(values as ArrayLike<number>, dtype), dtype, refCount });
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    const { values, dtype } = this.#store.get(dataId);
    // tfjs has no name for 64-bit numbers in its types
    if (dtype === 'float32' && !this.#handsOver) return values.slice() as unknown as Float32Array;
    return dtype === 'float32' ? new Float32Array(values) : (values as Int32Array | Uint8Array).slice();
  }

  override async read(dataId: DataId): Promise<backend_util.BackendValues> {
    return this.readSync(dataId);
  }

  /** While `move` runs, 'float32' values are read as Float32Array: wasm and webgl take the bytes as they come. */
  handOver(move: () => void): void {
    this.#handsOver = true;
    try {
      move();
    } finally {
      this.#handsOver = false;
    }
  }

  override refCount(dataId: DataId): number {
    return this.#store.has(dataId) ? this.#store.get(dataId).refCount : 0;
  }

  override incRef(dataId: DataId): void {
    this.#store.get(dataId).refCount++;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.#store.has(dataId)) return true;
    const stored = this.#store.get(dataId);
    stored.refCount--;
    if (!force && stored.refCount > 0) return false;
    this.#bytes -= stored.values.byteLength;
    this.#store.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.#store.numDataIds();
  }

  override memory(): { unreliable: boolean; reasons: string[]; numBytesInFloat64: number } {
    const reasons = [
      'numBytes counts 4 bytes a number, as tfjs does for every float32; numBytesInFloat64 is held',
    ];
    return { unreliable: true, reasons, numBytesInFloat64: this.#bytes };
  }

  override async time(run: () => void): Promise<{ kernelMs: number }> {
    const start = performance.now();
    run();
    return { kernelMs: performance.now() - start };
  }

  /** 32, the most that tfjs knows: with it the epsilon of optimizers (1e-7) is the same as on every backend. */
  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override dispose(): void {}

  #put(dataId: DataId, stored: Stored): void {
    this.#bytes += stored.values.byteLength;
    this.#store.set(dataId, stored);
  }
}
