import type { Tensor2D } from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { Random } from '../equations/random.js';
import { indexed, written } from '../equations/symbols.js';
import { ShapeError } from '../errors.js';
import { expectBipolar } from './hebb.js';

/** The states of N units, −1 or 1 each. */
export type Bits = readonly number[];

const withoutGradient = { en: 'a sign has no slope', ru: 'у знака нет наклона' };

/** Throws unless W [N, N] and N units of −1 and 1 fit each other. */
export function expectUnits(W: Tensor2D, s: Bits): void {
  expectShape('W', W, ['N', 'N']);
  if (s.length !== W.shape[0]) throw new ShapeError('s', `[${W.shape[0]}]`, `[${s.length}]`);
  expectBipolar('s', s);
}

/** What pulls at unit i, from 0: Σ_j w_ij s_j. */
export const field = (w: ArrayLike<number>, s: Bits, i: number): number => {
  let sum = 0;
  for (let j = 0; j < s.length; j++) sum += w[i * s.length + j] * s[j];
  return sum;
};

/** The sign of what pulls; where nothing does, the unit stays as it is. */
export const turn = (pull: number, old: number): number => (pull > 0 ? 1 : pull < 0 ? -1 : old);

const random4 = (random: Random): [Tensor2D, Bits] => [
  random.tensor([5, 5]),
  Array.from({ length: 5 }, () => (random.uniform() < 0.5 ? -1 : 1)),
];

/**
 * Asynchronous update, S3 1.4: one unit, number i from 0, looks at all others. W [N, N], s of −1 and 1 → its new state.
 * Where nothing pulls at it, it stays. Throws `ShapeError`, `ValueError`. Hopfield (1982).
 */
export const updateUnit = equation({
  id: 'hopfield.async',
  title: { en: 'Asynchronous update', ru: 'Асинхронное обновление' },
  forms: [
    {
      source: 'S3 1.4; Hopfield (1982)',
      tex: String.raw`s'_i = \mathrm{sgn}\left(\sum_{j=1}^N w_{ij} s_j\right)`,
      symbols: (W: Tensor2D, s: Bits, i: number) => ({
        N: s.length,
        i: i + 1,
        'w_{ij}': indexed(['i', 'j'], (k, j) => W.dataSync()[(k - 1) * s.length + j - 1]),
        s_j: indexed('j', (j) => s[j - 1]),
        '\\mathrm{sgn}': written((pull: Tensor2D) => pull.sign()),
      }),
    },
  ],
  sample: (random): [Tensor2D, Bits, number] => [...random4(random), random.integer(0, 5)],
  withoutGradient,
  code: (W, s, i) => {
    expectUnits(W, s);
    expectInteger('i', i, 0, s.length - 1);
    return turn(field(W.dataSync(), s, i), s[i]);
  },
});

/** Synchronous update, S3 1.4: all units at once, each looking at the old states. W [N, N], s → s′. Throws `ShapeError`, `ValueError`. */
export const updateAll = equation({
  id: 'hopfield.sync',
  title: { en: 'Synchronous update', ru: 'Синхронное обновление' },
  forms: [
    {
      source: 'S3 1.4',
      tex: String.raw`s' = \mathrm{sgn}(W s)`,
      symbols: (W: Tensor2D, s: Bits) => ({
        W,
        s: s.map((unit) => [unit]),
        '\\mathrm{sgn}': written((pull: Tensor2D) => pull.sign()),
      }),
      value: (next: Bits) => next.map((unit) => [unit]),
    },
  ],
  sample: (random): [Tensor2D, Bits] => random4(random),
  withoutGradient,
  code: (W, s): Bits => {
    expectUnits(W, s);
    const w = W.dataSync();
    return s.map((unit, i) => turn(field(w, s, i), unit));
  },
});

export interface Settled {
  readonly state: Bits;
  /** Energy at the beginning and after each sweep over all units. */
  readonly energies: readonly number[];
  /** Whether no unit wants to turn any more: an attractor. */
  readonly stable: boolean;
}

/**
 * Asynchronous updates in random order, sweep after sweep, until no unit turns or `sweeps` are over. With symmetric
 * weights it ends in an attractor, S3 1.4. Throws `ShapeError`, `ValueError`.
 */
export function settle(
  W: Tensor2D,
  s: Bits,
  { seed, sweeps = 100 }: { readonly seed: number; readonly sweeps?: number },
): Settled {
  expectUnits(W, s);
  expectInteger('sweeps', sweeps, 1);
  const [w, random, state] = [W.dataSync(), new Random(seed), [...s]];
  const energyNow = () => state.reduce((sum, unit, i) => sum - (unit * field(w, state, i)) / 2, 0);
  const energies = [energyNow()];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let turned = false;
    for (const i of random.shuffled([...state.keys()])) {
      const next = turn(field(w, state, i), state[i]);
      turned ||= next !== state[i];
      state[i] = next;
    }
    energies.push(energyNow());
    if (!turned) return { state, energies, stable: true };
  }
  const stable = state.every((unit, i) => turn(field(w, state, i), unit) === unit);
  return { state, energies, stable };
}
