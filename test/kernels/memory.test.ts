import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { equations, recurrent } from 'unrolled';
import { afterEach, describe, expect, it } from 'vitest';
import { gruKernel, resetAfterKernel } from '../../lib/kernels/gru.js';
import { type Heap, heapOf, type Written } from '../../lib/kernels/heap.js';
import { kernelsIn } from '../../lib/kernels/instance.js';
import { lstmKernel, peepholeKernel } from '../../lib/kernels/lstm.js';
import { type Inputs, Pass } from '../../lib/kernels/pass.js';
import { rnnKernel } from '../../lib/kernels/rnn.js';
import type { SequenceKernel } from '../../lib/kernels/sequence.js';
import { cases, passOf } from './cells.js';

afterEach(() => tf.setBackend('wasm'));

const GUARD = 256;
const MARK = 0xa5;

/** A memory in which every piece lies between marks, and begins as marks itself. Freed pieces must still have them. */
class GuardedHeap implements Heap {
  readonly memory = new WebAssembly.Memory({ initial: 64 });
  readonly wasm = kernelsIn(this.memory);
  readonly alive = new Map<number, number>();
  private readonly inputs = new Map<object, number>();
  private top = GUARD;

  allocate(bytes: number): number {
    const at = this.top + GUARD;
    this.top = at + 16 * Math.ceil(bytes / 16) + GUARD;
    while (this.top > this.memory.buffer.byteLength) this.memory.grow(64);
    this.bytes().fill(MARK, at - GUARD, this.top);
    this.alive.set(at, bytes);
    return at;
  }

  free(pointer: number): void {
    expect(this.alive.has(pointer)).toBe(true);
    this.check(pointer);
    this.alive.delete(pointer);
  }

  input({ dataId }: TensorInfo): number {
    return this.inputs.get(dataId)!;
  }

  size({ dataId }: TensorInfo): number {
    return this.alive.get(this.inputs.get(dataId)!)! / 4;
  }

  output(shape: number[]): Written {
    const at = this.allocate(4 * tf.util.sizeFromShape(shape));
    return {
      at,
      done: () => {
        this.check(at);
        return this.info(at, shape);
      },
      drop: () => this.free(at),
    };
  }

  /** A tensor of these numbers, bytes if it is a mask. */
  put(shape: number[], values: ArrayLike<number>, dtype: 'float32' | 'bool' = 'float32'): TensorInfo {
    const array = dtype === 'bool' ? Uint8Array.from(values) : Float32Array.from(values);
    const at = this.allocate(array.byteLength);
    this.bytes().set(new Uint8Array(array.buffer), at);
    return { ...this.info(at, shape), dtype };
  }

  /** The bytes of a tensor. */
  read({ dataId }: TensorInfo): Uint8Array<ArrayBuffer> {
    const at = this.inputs.get(dataId)!;
    return this.bytes().slice(at, at + this.alive.get(at)!);
  }

  check(at: number): void {
    const end = at + this.alive.get(at)!;
    const marks = [this.bytes().subarray(at - GUARD, at), this.bytes().subarray(end, end + GUARD)];
    for (const zone of marks) expect(zone.every((byte) => byte === MARK)).toBe(true);
  }

  private info(at: number, shape: number[]): TensorInfo {
    const dataId = {};
    this.inputs.set(dataId, at);
    return { dataId, shape, dtype: 'float32' };
  }

  private bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer);
  }
}

const kernels: SequenceKernel[] = [rnnKernel, lstmKernel, peepholeKernel, gruKernel, resetAfterKernel];

describe.each(kernels.map((kernel) => [kernel.name, kernel] as const))('%s', (_, kernel) => {
  it.each([
    [1, 1, 1, 1],
    [3, 4, 5, 7],
    [5, 2, 9, 17],
    [66, 9, 2, 3],
  ])('writes and needs nothing outside of its tensors: %i × %i × %i → %i', (B, T, I, H) => {
    for (const backwards of [false, true]) {
      const heap = new GuardedHeap();
      const random = new equations.Random(B + T);
      const put = (shape: number[]) =>
        heap.put(shape, Array.from({ length: tf.util.sizeFromShape(shape) }, random.normal));
      const inputs: Record<string, TensorInfo> = { xs: put([B, T, I]) };
      for (const part of kernel.state) inputs[part] = put([B, H]);
      for (const [name, shape] of Object.entries(kernel.params(I, H))) inputs[name] = put(shape);
      inputs.mask = heap.put(
        [B, T],
        Array.from({ length: B * T }, (__, i) => (i % T < 1 + (i % 3) ? 1 : 0)),
        'bool',
      );
      const given = new Map(Object.values(inputs).map((info) => [info, heap.read(info)]));
      const attrs = { backwards, kind: 0, inputGradients: true };
      const [states, ...rest] = Pass.run(heap, inputs as Inputs, attrs, kernel.forward);
      const back: Record<string, TensorInfo> = { ...inputs, states, dStates: put([B, T, H]) };
      for (const part of kernel.state) back[`d${part}`] = put([B, H]);
      if (kernel.keeps) back.steps = rest.at(-1)!;
      const results = [states, ...rest, ...Pass.run(heap, back as Inputs, attrs, kernel.backward)];
      // a number that nobody wrote would be a mark
      const mark = new Float32Array(new Uint8Array(4).fill(MARK).buffer)[0];
      for (const info of results) {
        const numbers = new Float32Array(heap.read(info).buffer);
        expect(numbers.every((value) => Number.isFinite(value) && value !== mark)).toBe(true);
      }
      for (const [info, before] of given) expect(heap.read(info)).toEqual(before);
      for (const at of heap.alive.keys()) heap.check(at);
      // what is left are the tensors
      const tensors = new Set([...Object.values(back), ...results]);
      expect(heap.alive.size).toBe(tensors.size);
    }
  });
});

it('what a kernel throws frees what it had taken', () => {
  const heap = new GuardedHeap();
  const inputs = { xs: heap.put([1, 1, 1], [1]), h: heap.put([1, 1], [0]) };
  const broken = (pass: Pass) => {
    pass.output(2, 3);
    pass.room(5);
    throw new Error('broken');
  };
  expect(() => Pass.run(heap, inputs, { backwards: false, kind: 0, inputGradients: false }, broken)).toThrow(
    'broken',
  );
  expect(heap.alive.size).toBe(2);
});

describe('memory', () => {
  const problem = { B: 16, T: 12, I: 20, H: 24, seed: 1, masked: true, backwards: false };

  it.each(['wasm', 'cpu'])('on %s is used again by the next call, and no tensor is left', async (backend) => {
    await tf.setBackend(backend);
    const size = () => heapOf(tf.backend()).memory.buffer.byteLength;
    const all = () => Object.values(cases).forEach((one) => passOf(one, problem));
    all();
    const [tensors, buffers] = [tf.memory().numTensors, tf.memory().numDataBuffers];
    const before = size();
    for (let i = 0; i < 8; i++) all();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(tf.memory().numDataBuffers).toBe(buffers);
    expect(size()).toBe(before);
  });

  it('of their own that is not there is an error, and nothing is lost by it', async () => {
    await tf.setBackend('cpu');
    const heap = heapOf(tf.backend());
    const all = () => Object.values(cases).forEach((one) => passOf(one, problem));
    all();
    const before = heap.memory.buffer.byteLength;
    const bytes = 2 ** 33;
    expect(() => heap.allocate(bytes)).toThrow(`out of memory: ${bytes} bytes for a recurrent kernel`);
    all();
    expect(heap.memory.buffer.byteLength).toBe(before);
  });

  it('of what the tape keeps is shared, not copied', () => {
    const x = tf.ones([3]);
    const wasm = tf.backend() as BackendWasm;
    const clone = x.clone();
    expect(wasm.getMemoryOffset(clone.dataId)).toBe(wasm.getMemoryOffset(x.dataId));
    x.dispose();
    expect([...clone.dataSync()]).toEqual([1, 1, 1]);
    expect(wasm.refCount(clone.dataId)).toBe(1);
    clone.dispose();
  });

  it('that another backend has taken over cannot be gone back through', async () => {
    const random = new equations.Random(2);
    const p = recurrent.initGRU({ inputs: 3, hidden: 5, seed: 1 });
    const [xs, h0] = [random.tensor([2, 4, 3]), random.tensor([2, 5])];
    const loss = (x: Tensor) => {
      const { states } = recurrent.unroll(recurrent.gru, p, x as typeof xs, h0);
      // both backends are ready, so this is done at once
      void tf.setBackend('wasm');
      return states.sum();
    };
    await tf.setBackend('cpu');
    expect(() => tf.tidy(() => tf.grad(loss)(xs))).toThrow(
      'gradient: expected the backend of the forward pass, received one that was set since',
    );
  });

  it('of inputs stays as it is', () => {
    const random = new equations.Random(2);
    const p = recurrent.initGRU({ inputs: 3, hidden: 5, seed: 1 });
    const [xs, h0] = [random.tensor([2, 4, 3]), random.tensor([2, 5])];
    const all = [xs, h0, ...Object.values(p)] as Tensor[];
    const before = all.map((tensor) => [...tensor.dataSync()]);
    tf.tidy(
      () =>
        tf.grad((x) => recurrent.unroll(recurrent.gru, p, x as typeof xs, h0).states.sum())(xs) && undefined,
    );
    expect(all.map((tensor) => [...tensor.dataSync()])).toEqual(before);
  });
});
