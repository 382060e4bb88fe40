import type { Tensor } from '@tensorflow/tfjs';
import { ShapeError, ValueError } from '../errors.js';

/** How far the probabilities of a step may be from a sum of 1: the rounding of a large softmax in 32-bit. */
const tolerance = 1e-3;

const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);

/** log Σ exp of numbers, of which some may be −∞. */
export function logSumExp(values: readonly number[]): number {
  const top = largest(values);
  if (top === -Infinity) return top;
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

/** Logits as log-probabilities. Throws `ValueError` where no token is left. */
export function normalized(logits: readonly number[]): number[] {
  const total = logSumExp(logits);
  if (total === -Infinity) throw new ValueError('logits', 'a token that may come', 'none: all are −∞');
  return logits.map((value) => value - total);
}

/** The index of the largest number; of several, the first. */
export const firstLargest = (values: readonly number[]): number =>
  values.reduce((best, value, i) => (value > values[best] ? i : best), 0);

/** The indices of the n largest numbers, the largest first; of equal numbers the lower index comes first. */
export function largestIndices(values: readonly number[], n: number): number[] {
  // only what reaches the n-th largest needs to be put in order: vocabularies are large
  const threshold = Float64Array.from(values).sort()[Math.max(0, values.length - n)];
  const reaching = values.flatMap((value, i) => (value >= threshold ? [i] : []));
  // indices rise already, and the sort is stable
  return reaching.sort((i, j) => descending(values[i], values[j])).slice(0, n);
}

/** For `sort`: the largest first, equal ones as they stood (between two −∞ as well: `sort` takes NaN for 0). */
export const descending = (a: number, b: number): number => b - a;

/**
 * The rows of a tensor of log-probabilities, in 64-bit. Throws `ShapeError` unless it is [N, V], `ValueError` unless
 * each row is a distribution: no NaN, no +∞ (−∞ is a token that cannot come), a sum of 1 to within 0.001.
 */
export function readLogProbs(logProbs: Tensor, rows: number, vocabulary?: number): number[][] {
  const shape = `[${logProbs.shape.join(', ')}]`;
  const [N, V] = logProbs.shape;
  if (logProbs.rank !== 2 || N !== rows || !(V > 0) || (vocabulary !== undefined && V !== vocabulary))
    throw new ShapeError('logProbs', `[${rows}, ${vocabulary ?? 'V'}]`, shape);
  const values = logProbs.dataSync();
  return Array.from({ length: N }, (_, n) => {
    const row = Array.from(values.subarray(n * V, (n + 1) * V));
    const bad = row.findIndex((value) => Number.isNaN(value) || value === Infinity);
    if (bad >= 0) throw new ValueError('logProbs', 'finite numbers or −∞', `${row[bad]} at [${n}, ${bad}]`);
    const sum = Math.exp(logSumExp(row));
    if (Math.abs(sum - 1) > tolerance)
      throw new ValueError('logProbs', 'probabilities that sum to 1', `a sum of ${sum} in row ${n}`);
    return row;
  });
}
