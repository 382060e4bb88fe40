import type { Text } from '../equations/equation.js';
import type { Random } from '../equations/random.js';

// what the written equations of hidden Markov models, dynamic Bayesian networks and the Kalman filter share

export const plainNumbers: Text = {
  en: 'plain numbers without a tape',
  ru: 'обычные числа без ленты',
};

export const columnOf = (row: readonly number[]): number[][] => row.map((value) => [value]);

/** n probabilities that sum to 1, none of them small. */
export function sampleDistribution(random: Random, n: number): number[] {
  const weights = Array.from({ length: n }, () => 0.2 + random.uniform());
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

export const sampleDistributions = (random: Random, m: number, n: number): number[][] =>
  Array.from({ length: m }, () => sampleDistribution(random, n));

/** Normal numbers, [m, n]. */
export const sampleMatrix = (random: Random, m: number, n: number): number[][] =>
  Array.from({ length: m }, () => Array.from({ length: n }, () => random.normal()));

export const sampleVector = (random: Random, n: number): number[] => sampleMatrix(random, 1, n)[0];

/** A random symmetric matrix without an eigenvalue below 1/2. */
export const sampleCovariance = (random: Random, n: number): number[][] => {
  const root = sampleMatrix(random, n, n);
  return root.map((a, i) =>
    root.map((b, j) => a.reduce((sum, value, k) => sum + value * b[k], i === j ? 0.5 : 0)),
  );
};
