import { ShapeError, ValueError } from '../errors.js';
import { seasonalNaive } from './baselines.js';
import { expectNumbers } from './series.js';

function differences(predicted: ArrayLike<number>, actual: ArrayLike<number>): number[] {
  expectNumbers('predicted', predicted);
  expectNumbers('actual', actual);
  expectSameLength(predicted, actual);
  return Array.from(predicted, (value, i) => value - actual[i]);
}

function expectSameLength(predicted: ArrayLike<unknown>, actual: ArrayLike<unknown>): void {
  if (predicted.length === actual.length) return;
  throw new ShapeError('predicted', `${actual.length} values, as actual has`, String(predicted.length));
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Mean absolute error. Throws `ShapeError` for lists of different lengths and `ValueError` for empty ones or NaN. */
export const mae = (predicted: ArrayLike<number>, actual: ArrayLike<number>): number =>
  mean(differences(predicted, actual).map(Math.abs));

/** Root of the mean squared error. Throws as `mae` does. */
export const rmse = (predicted: ArrayLike<number>, actual: ArrayLike<number>): number =>
  Math.sqrt(mean(differences(predicted, actual).map((difference) => difference ** 2)));

/**
 * Mean absolute scaled error, Hyndman and Koehler (2006): the error measured in that of the seasonal-naive forecast on
 * the series trained on. Below 1 is better than naive. Throws as `mae` does, and for a training series that repeats.
 */
export function mase(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  { train, period }: { readonly train: ArrayLike<number>; readonly period: number },
): number {
  const naive = mae(seasonalNaive(train, period), Array.from(train).slice(period));
  if (naive === 0)
    throw new ValueError('train', `a series that does not repeat every ${period} steps`, 'one that does');
  return mae(predicted, actual) / naive;
}

/** The share of labels that are right. Throws `ShapeError` for lists of different lengths, `ValueError` for empty ones. */
export function accuracy<L>(predicted: ArrayLike<L>, actual: ArrayLike<L>): number {
  expectSameLength(predicted, actual);
  if (actual.length === 0) throw new ValueError('actual', 'at least one label', 'none');
  return mean(Array.from(predicted, (label, i) => (label === actual[i] ? 1 : 0)));
}
