import type { Tensor2D } from '@tensorflow/tfjs';
import { expectInteger } from '../check.js';
import { type Bits, expectUnits, updateAll } from './update.js';

export interface Trajectory {
  /** The state before the first step and after each. */
  readonly states: readonly Bits[];
  /** Steps after which the states repeat: 1 for a fixed point, 2 for an oscillation; undefined if they did not. */
  readonly period?: number;
  /** The first state that comes again. */
  readonly entered?: number;
}

/**
 * Synchronous updates until a state comes again, at most `steps`. With symmetric weights the period is 1 or 2 (Goles and
 * Olivos, 1981); with others it can be long, and nothing tells how long (S3 1.4: oscillations, chaos).
 * Throws `ShapeError`, `ValueError`.
 */
export function follow(W: Tensor2D, s: Bits, steps: number): Trajectory {
  expectUnits(W, s);
  expectInteger('steps', steps, 1);
  const states: Bits[] = [s];
  const seen = new Map([[s.join(), 0]]);
  for (let step = 1; step <= steps; step++) {
    const next = updateAll(W, states[step - 1]);
    const entered = seen.get(next.join());
    if (entered !== undefined) return { states, period: step - entered, entered };
    seen.set(next.join(), step);
    states.push(next);
  }
  return { states };
}

/** In how many units two states differ. */
export const distanceOf = (a: Bits, b: Bits): number => a.filter((unit, i) => unit !== b[i]).length;

/**
 * How far two trajectories drift apart that begin with one unit's difference, number `unit`: the distance after 0 … steps
 * synchronous steps. Where it stays small, mistakes are repaired; where it grows to half of all units, the dynamics are
 * chaotic. Throws `ShapeError`, `ValueError`.
 */
export function divergence(W: Tensor2D, s: Bits, steps: number, unit = 0): number[] {
  expectUnits(W, s);
  expectInteger('steps', steps, 1);
  expectInteger('unit', unit, 0, s.length - 1);
  let [a, b]: [Bits, Bits] = [s, s.map((value, i) => (i === unit ? -value : value))];
  const distances = [1];
  for (let step = 0; step < steps; step++) {
    [a, b] = [updateAll(W, a), updateAll(W, b)];
    distances.push(distanceOf(a, b));
  }
  return distances;
}
