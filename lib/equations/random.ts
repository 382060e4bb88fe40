import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { randomLcg, randomNormal, randomUniform } from 'd3-random';
import { precise } from '../float64/precise.js';

/** Seeded randomness: the same seed gives the same numbers on every machine, in 64-bit. */
export class Random {
  /** Uniform on [0, 1). */
  readonly uniform: () => number;
  /** Standard normal. */
  readonly normal: () => number;

  constructor(seed: number) {
    // the generator keeps 32 bits; spread small seeds so that 1 and 2 do not start alike
    const source = randomLcg(((seed * 2654435761) >>> 0) / 2 ** 32);
    for (let i = 0; i < 4; i++) source();
    this.uniform = randomUniform.source(source)(0, 1);
    this.normal = randomNormal.source(source)(0, 1);
  }

  /** An integer, from ≤ n < to. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.uniform() * (to - from));
  }

  /** A tensor of normal numbers in the current backend's precision. */
  tensor(shape: [number], scale?: number): Tensor1D;
  tensor(shape: [number, number], scale?: number): Tensor2D;
  tensor(shape: [number, number, number], scale?: number): Tensor3D;
  tensor(shape: number[], scale?: number): Tensor;
  tensor(shape: number[], scale = 1): Tensor {
    const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * this.normal());
    return precise(values, shape);
  }

  /** A new order of the items; the items given stay as they are. */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.integer(0, i + 1);
      [out[i], out[j]] = [out[j], out[i]];
    }
    return out;
  }
}
