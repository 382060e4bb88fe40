import * as tf from '@tensorflow/tfjs';
import { exponent } from '../growth';
import { race } from '../race';
import type { Measured } from '../report';
import { ours } from './ours';
import { cells, type Shape } from './shapes';
import { contender } from './tensors';

const base: Shape = { name: '', batch: 16, steps: 32, inputs: 32, hidden: 64 };
const lengths = [16, 32, 64, 128, 256];
const units = [32, 64, 128, 256];

/** Exponents of a training step's time by the kernels, on wasm: by the number of steps and of units. */
export async function measureGrowth(runs: number): Promise<Measured[]> {
  await tf.setBackend('wasm');
  const measured: Measured[] = [];
  for (const cell of cells) {
    const time = async (shape: Shape) => {
      tf.engine().startScope();
      const times = await race([contender(cell, ours(cell, 'step', shape))], { runs });
      tf.engine().endScope();
      return times.get(cell)!.fastest;
    };
    const fitted = async (values: readonly number[], shape: (value: number) => Shape) => {
      const points: [number, number][] = [];
      for (const value of values) points.push([value, await time(shape(value))]);
      return exponent(points);
    };
    measured.push(
      {
        name: `${cell} step, wasm: time ∝ T^k, T = ${lengths[0]} … ${lengths.at(-1)}`,
        value: await fitted(lengths, (steps) => ({ ...base, steps })),
        unit: '',
      },
      {
        name: `${cell} step, wasm: time ∝ H^k, H = ${units[0]} … ${units.at(-1)}`,
        value: await fitted(units, (hidden) => ({ ...base, hidden })),
        unit: '',
      },
    );
  }
  return measured;
}
