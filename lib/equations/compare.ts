import { ShapeError } from '../errors.js';
import { type NumericArray, printShape } from './array.js';

const trimmed = (shape: readonly number[]): string => {
  const first = shape.findIndex((size) => size !== 1);
  return printShape(first < 0 ? [] : shape.slice(first));
};

/** The smallest number that differences are compared with: below it they are noise. */
const floor = 1e-8;

/** max |a − b| / max(1e-8, |a| + |b|), where |a| is the largest element; ∞ if anything is not finite. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0;
  let [largestA, largestB] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, Math.abs(a[i] - b[i]));
    largestA = Math.max(largestA, Math.abs(a[i]));
    largestB = Math.max(largestB, Math.abs(b[i]));
  }
  return worst / Math.max(floor, largestA + largestB);
}

/** The relative error of two arrays; a row [n] is [1, n]. Throws `ShapeError` where the shapes differ. */
export function difference(a: NumericArray, b: NumericArray): number {
  if (trimmed(a.shape) !== trimmed(b.shape))
    throw new ShapeError('both sides', printShape(a.shape), printShape(b.shape));
  return relativeError(a.data, b.data);
}
