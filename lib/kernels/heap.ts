import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type Exports, kernelsIn, type MultiplyBlock } from './instance.js';

/** Where tensors lie while a kernel works on them. Pointers are in bytes. */
export interface Heap {
  readonly memory: WebAssembly.Memory;
  /** The kernels, working there. */
  readonly wasm: Exports;
  allocate(bytes: number): number;
  free(pointer: number): void;
  /** Where the numbers of a tensor stand; they are only read. */
  input(tensor: TensorInfo): number;
  /** How many there are, whatever the tensor's shape says: see `Pass.kept`. */
  size(tensor: TensorInfo): number;
  /** A tensor to be written. */
  output(shape: number[]): Written;
}

export interface Written {
  readonly at: number;
  /** The tensor, when all is written. */
  done(): TensorInfo;
  /** Gives up the tensor. */
  drop(): void;
}

/** What tfjs's types do not tell of its module. */
interface Emscripten {
  readonly asm: object;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

const outOfMemory = (bytes: number) => new RangeError(`out of memory: ${bytes} bytes for a recurrent kernel`);

const emscripten = (backend: BackendWasm) => backend.wasm as unknown as Emscripten | undefined;

/** The memory in which tfjs's wasm backend keeps its tensors: nothing is copied. */
class TfjsHeap implements Heap {
  readonly wasm: Exports;

  constructor(
    private readonly backend: BackendWasm,
    private readonly module: Emscripten,
    readonly memory: WebAssembly.Memory,
  ) {
    this.wasm = kernelsIn(memory);
  }

  allocate(bytes: number): number {
    const pointer = this.module._malloc(bytes) >>> 0;
    if (pointer === 0) throw outOfMemory(bytes);
    return pointer;
  }

  free(pointer: number): void {
    this.module._free(pointer);
  }

  input(tensor: TensorInfo): number {
    return this.backend.getMemoryOffset(tensor.dataId);
  }

  size({ dataId }: TensorInfo): number {
    return tf.util.sizeFromShape(this.backend.dataIdMap.get(dataId).shape);
  }

  output(shape: number[]): Written {
    const info = this.backend.makeOutput(shape, 'float32');
    const at = this.input(info);
    if (at === 0) {
      this.backend.disposeData(info.dataId, true);
      throw outOfMemory(4 * tf.util.sizeFromShape(shape));
    }
    return {
      at,
      done: () => info,
      drop: () => this.backend.disposeData(info.dataId, true),
    };
  }
}

const PAGE = 65_536;
/** Address 0 means that there is none. */
const FIRST = 16;

/** A memory of the kernels' own, for backends that keep tensors elsewhere: tensors are copied here and back. */
class OwnHeap implements Heap {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  readonly wasm: Exports;
  private top = FIRST;
  private held = 0;

  constructor(private readonly backend: KernelBackend) {
    this.wasm = kernelsIn(this.memory, products.get(backend));
  }

  allocate(bytes: number): number {
    const pointer = this.reserve(bytes);
    this.held++;
    return pointer;
  }

  private reserve(bytes: number): number {
    const pointer = this.top;
    const top = pointer + 16 * Math.ceil(bytes / 16);
    const missing = top - this.memory.buffer.byteLength;
    if (missing > 0) this.grow(missing, bytes);
    this.top = top;
    return pointer;
  }

  private grow(missing: number, wanted: number): void {
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw outOfMemory(wanted);
    }
  }

  /** A kernel frees what it took when it ends, and the next one begins where it began: as large as the largest call. */
  free(): void {
    if (--this.held === 0) this.top = FIRST;
  }

  input(tensor: TensorInfo): number {
    const values = tf.engine().readSync(tensor.dataId) as Float32Array | Uint8Array;
    // no need to free it: it goes with the rest
    const at = this.reserve(values.byteLength);
    new Uint8Array(this.memory.buffer).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      at,
    );
    return at;
  }

  size({ dataId }: TensorInfo): number {
    return tf.engine().readSync(dataId).length;
  }

  output(shape: number[]): Written {
    const size = tf.util.sizeFromShape(shape);
    const at = this.allocate(4 * size);
    return {
      at,
      done: () => {
        const values = new Float32Array(this.memory.buffer, at, size).slice();
        this.free();
        return { dataId: this.backend.write(values, shape, 'float32'), shape, dtype: 'float32' };
      },
      drop: () => this.free(),
    };
  }
}

const heaps = new WeakMap<KernelBackend, Heap>();
const products = new WeakMap<KernelBackend, MultiplyBlock>();

/** Makes kernels on this backend multiply so; to be said before the first of them runs. */
export function multiplyBy(multiply: MultiplyBlock, backend: KernelBackend): void {
  products.set(backend, multiply);
}

/** The memory for kernels on this backend. */
export function heapOf(backend: KernelBackend): Heap {
  let heap = heaps.get(backend);
  if (!heap) {
    heap = tfjsHeap(backend) ?? new OwnHeap(backend);
    heaps.set(backend, heap);
  }
  return heap;
}

function tfjsHeap(backend: KernelBackend): Heap | undefined {
  const wasm = emscripten(backend as BackendWasm);
  const memory = Object.values(wasm?.asm ?? {}).find((value) => value instanceof WebAssembly.Memory);
  if (!wasm || !memory) return undefined;
  try {
    return new TfjsHeap(backend as BackendWasm, wasm, memory);
  } catch {
    // a memory that threads share is not for this module
    return undefined;
  }
}
