import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../check.js';
import { equation } from '../equations/equation.js';
import { Random } from '../equations/random.js';
import { indexed } from '../equations/symbols.js';
import { ShapeError, ValueError } from '../errors.js';
import { breathe } from '../lab/index.js';
import { expectBipolar, hebb, randomPatterns } from './hebb.js';
import { type Bits, settle } from './update.js';

/**
 * How much of a pattern is recalled: 1 is all of it, 0 no more than chance. s, x: N units of −1 and 1. Against the load
 * P/N it tells the capacity. Throws `ShapeError`, `ValueError`. Amit, Gutfreund and Sompolinsky (1985).
 */
export const overlap = equation({
  id: 'hopfield.capacity',
  title: { en: 'Overlap with a memory', ru: 'Перекрытие с образом' },
  forms: [
    {
      source: 'Amit, Gutfreund and Sompolinsky (1985)',
      tex: String.raw`m = \frac{1}{N} \sum_{i=1}^N s_i x_i`,
      symbols: (s: Bits, x: Bits) => ({
        N: s.length,
        s_i: indexed('i', (i) => s[i - 1]),
        x_i: indexed('i', (i) => x[i - 1]),
      }),
    },
  ],
  sample: (): [Bits, Bits] => [
    [1, 1, -1, 1, 1, 1, -1],
    [-1, -1, 1, 1, -1, 1, 1],
  ],
  withoutGradient: { en: 'units are −1 or 1', ru: 'единицы принимают значения −1 и 1' },
  code: (s, x) => {
    if (s.length === 0 || x.length !== s.length)
      throw new ShapeError('x', `[${Math.max(1, s.length)}]`, `[${x.length}]`);
    expectBipolar('s', s);
    expectBipolar('x', x);
    return s.reduce((sum, unit, i) => sum + unit * x[i], 0) / s.length;
  },
});

export interface CapacityOptions {
  /** Units. */
  readonly N: number;
  /** Patterns for each unit: the loads P/N to try. */
  readonly loads: readonly number[];
  /** Which part of a pattern's units is wrong when recall begins; by default none, so that only stability is asked. */
  readonly noise?: number;
  /** Networks for each load. */
  readonly networks: number;
  readonly seed: number;
  /** Told after each network: the part that is done. */
  readonly onProgress?: (done: number) => void;
}

export interface Recall {
  readonly load: number;
  /** Mean overlap Σ s_i x_i / N of what was recalled with what was stored: 1 is without a mistake. */
  readonly overlap: number;
  /** The part of all patterns that were recalled with at most 2 % of mistakes. */
  readonly recalled: number;
}

/**
 * How well random patterns are recalled at each load. Up to about 0.138 patterns a unit all of them are attractors with
 * few mistakes, beyond none is: Amit, Gutfreund and Sompolinsky, "Storing infinite numbers of patterns in a spin-glass
 * model of neural networks" (1985). Can be stopped between networks. Throws `ValueError`, `Stopped`.
 */
export async function capacity(options: CapacityOptions): Promise<Recall[]> {
  const { N, loads, noise = 0, networks, seed, onProgress } = options;
  expectInteger('N', N, 2);
  expectInteger('networks', networks, 1);
  if (!(noise >= 0 && noise < 0.5)) throw new ValueError('noise', 'a number in [0, 0.5)', String(noise));
  const counts = loads.map((load) => Math.round(load * N));
  counts.forEach((P, i) => {
    if (!(P >= 1)) throw new ValueError(`loads[${i}]`, `at least 1/N = ${1 / N}`, String(loads[i]));
  });
  const random = new Random(seed);
  const results: Recall[] = [];
  for (const [i, P] of counts.entries()) {
    const overlaps: number[] = [];
    for (let network = 0; network < networks; network++) {
      overlaps.push(...overlapsOf(random, P, N, noise));
      onProgress?.((i * networks + network + 1) / (counts.length * networks));
      await breathe();
    }
    const mean = overlaps.reduce((sum, each) => sum + each, 0) / overlaps.length;
    const recalled = overlaps.filter((each) => each >= 0.96).length / overlaps.length;
    results.push({ load: loads[i], overlap: mean, recalled });
  }
  return results;
}

/** One network of P patterns: how much of each is recalled. */
function overlapsOf(random: Random, P: number, N: number, noise: number): number[] {
  return numbersOf(() => {
    const patterns = randomPatterns(random, P, N);
    const W = hebb(patterns);
    return (patterns.arraySync() as number[][]).map((pattern) => {
      const wrong = new Set(random.shuffled([...pattern.keys()]).slice(0, Math.round(noise * N)));
      const start = pattern.map((unit, i) => (wrong.has(i) ? -unit : unit));
      const { state } = settle(W as Tensor2D, start, { seed: random.integer(0, 2 ** 31) });
      return overlap(state, pattern);
    });
  });
}

/** Numbers made with tensors, which are freed. */
function numbersOf(run: () => number[]): number[] {
  let numbers: number[] = [];
  tf.tidy(() => {
    numbers = run();
  });
  return numbers;
}
