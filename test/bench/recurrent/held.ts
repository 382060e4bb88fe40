import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { kernels } from 'unrolled';
import type { Measured } from '../report';
import { ours } from './ours';
import { type CellName, cells, type Shape, shapes } from './shapes';
import { ways } from './ways';

/** For each unit and step, the numbers without which there is no way back: states and what the gates let through. */
const kept: Record<CellName, number> = { rnn: 1, lstm: 6, peephole: 6, gru: 4 };
/** Matrices [I + H, H], and biases. */
const gates: Record<CellName, number> = { rnn: 1, lstm: 4, peephole: 4, gru: 3 };

/** Bytes of inputs, parameters, their gradients, what a step back needs of each step forward, and the loss's gradient by states. */
function needed(cell: CellName, { batch, steps, inputs, hidden }: Shape): number {
  const parameters = gates[cell] * (inputs + hidden + 1) * hidden + (cell === 'peephole' ? 3 * hidden : 0);
  return 4 * (batch * steps * (inputs + (kept[cell] + 1) * hidden) + 2 * parameters);
}

interface Allocator {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

/** The most that is allocated at once in the memory of the wasm backend, work space included, while `run` runs. */
function peak(run: () => void): number {
  const wasm = (tf.backend() as BackendWasm).wasm as object as Allocator;
  const { _malloc, _free } = wasm;
  const live = new Map<number, number>();
  let [held, most] = [0, 0];
  wasm._malloc = (bytes) => {
    const pointer = _malloc(bytes);
    live.set(pointer >>> 0, bytes);
    held += bytes;
    most = Math.max(most, held);
    return pointer;
  };
  wasm._free = (pointer) => {
    held -= live.get(pointer >>> 0) ?? 0;
    live.delete(pointer >>> 0);
    _free(pointer);
  };
  try {
    run();
  } finally {
    Object.assign(wasm, { _malloc, _free });
  }
  return most;
}

/** Memory of a training step at the large shape, as a multiple of what it must keep. */
export async function measureHeld(): Promise<Measured[]> {
  await tf.setBackend('wasm');
  const shape = shapes[shapes.length - 1];
  return cells.flatMap((cell) =>
    ways.map(({ name, fused }) => {
      kernels.useKernels(fused);
      tf.engine().startScope();
      const before = tf.memory().numBytes;
      const step = ours(cell, 'step', shape);
      const given = tf.memory().numBytes - before;
      const most = given + peak(() => tf.tidy(() => step() && undefined));
      tf.engine().endScope();
      kernels.useKernels(true);
      return {
        name: `${cell} step, ${shape.name}, ${name}: memory against what must be kept`,
        value: most / needed(cell, shape),
        unit: '×',
        ...(fused && { must: { atMost: 2 } }),
      };
    }),
  );
}
