import { Random } from '../equations/random.js';
import { ValueError } from '../errors.js';

export interface SplitOptions<T> {
  /** The share that is kept for testing, between 0 and 1. */
  readonly test: number;
  readonly seed: number;
  /** Examples with the same key are split in the same proportion (their label, say). */
  readonly by?: (item: T) => unknown;
}

/**
 * Examples to train on and examples to test with, each in a random order that the seed decides.
 * Throws `ValueError` for a share that leaves either side empty.
 */
export function split<T>(
  items: readonly T[],
  { test, seed, by = () => '' }: SplitOptions<T>,
): { train: T[]; test: T[] } {
  const groups = new Map<unknown, T[]>();
  const random = new Random(seed);
  for (const item of random.shuffled(items)) {
    const key = by(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  const cut = (group: T[]) => Math.round(group.length * test);
  const parts = [...groups.values()];
  const result = {
    train: random.shuffled(parts.flatMap((group) => group.slice(cut(group)))),
    test: random.shuffled(parts.flatMap((group) => group.slice(0, cut(group)))),
  };
  if (!(test > 0 && test < 1) || result.train.length === 0 || result.test.length === 0) {
    throw new ValueError(
      'test',
      `a share between 0 and 1 that leaves examples on both sides of ${items.length}`,
      String(test),
    );
  }
  return result;
}
