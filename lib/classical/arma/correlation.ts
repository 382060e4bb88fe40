import { expectInteger } from '../../check.js';
import { expectNumbers } from '../../data/series.js';
import { equation } from '../../equations/equation.js';
import { ValueError } from '../../errors.js';
import { numbered, withoutGradient } from './notation.js';

/** Throws `ValueError` unless these are finite numbers that differ. */
export function expectVarying(argument: string, y: ArrayLike<number>): void {
  expectNumbers(argument, y);
  if (Array.from(y).every((value) => value === y[0]))
    throw new ValueError(argument, 'numbers that differ', `${y.length} times ${y[0]}`);
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export const meanOf = (y: ArrayLike<number>): number => Array.from(y).reduce((a, b) => a + b, 0) / y.length;

/**
 * Autocovariances γ_0 … γ_lags of a series: γ_k = Σ (y_t − ȳ)(y_{t−k} − ȳ) / T. Throws `ValueError`, also for a
 * constant series.
 */
export function autocovariances(y: ArrayLike<number>, lags: number): number[] {
  expectVarying('y', y);
  expectInteger('lags', lags, 0, y.length - 1);
  const mean = meanOf(y);
  const x = Float64Array.from(y, (value) => value - mean);
  return Array.from({ length: lags + 1 }, (_, k) => {
    let sum = 0;
    for (let t = k; t < x.length; t++) sum += x[t] * x[t - k];
    return sum / x.length;
  });
}

/**
 * Autocorrelations ρ_0 = 1, ρ_1 … ρ_lags of a series, see `autocorrelation`; of white noise 95 % of them are within
 * ±1.96/√T. Throws `ValueError`, also for a constant series.
 */
export function acf(y: ArrayLike<number>, lags: number): number[] {
  return [1, ...correlationsOf(autocovariances(y, lags))];
}

/** ρ_1 … of γ_0, γ_1 … */
export const correlationsOf = ([first, ...later]: readonly number[]): number[] =>
  later.map((value) => value / first);

/**
 * How much a series is like itself k steps earlier. All sums are divided by T, so that no |ρ_k| exceeds 1. y of T
 * numbers, 0 ≤ k < T → a number. Throws `ValueError`, also for a constant series. S3 2.2; Box and Jenkins, "Time series
 * analysis" (1970).
 */
export const autocorrelation = equation({
  id: 'arma.acf',
  title: { en: 'Autocorrelation', ru: 'Автокорреляция' },
  forms: [
    {
      source: 'S3 2.2; Box and Jenkins (1970)',
      tex: String.raw`\rho_k = \frac{\sum_{t=k+1}^T (y_t - \bar{y}) (y_{t-k} - \bar{y})}{\sum_{t=1}^T (y_t - \bar{y})^2}`,
      symbols: (y: ArrayLike<number>, k: number) => ({
        T: y.length,
        k,
        y_t: numbered('t', y),
        '\\bar{y}': meanOf(y),
      }),
    },
  ],
  sample: (random): [ArrayLike<number>, number] => [
    Array.from({ length: 9 }, random.normal),
    random.integer(1, 5),
  ],
  withoutGradient,
  code: (y, k): number => acf(y, k)[k],
});
