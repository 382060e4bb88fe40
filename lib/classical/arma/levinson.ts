import { Matrix, solve } from 'ml-matrix';
import { expectInteger } from '../../check.js';
import { expectNumbers } from '../../data/series.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { ValueError } from '../../errors.js';
import { acf, autocovariances, correlationsOf, dot } from './correlation.js';
import { numbered, withoutGradient } from './notation.js';

/** ρ_{|i − j|}, what the first k autocorrelations are to each other. */
const toeplitz = (rho: readonly number[], k: number): number[][] =>
  Array.from({ length: k }, (_, i) =>
    Array.from({ length: k }, (__, j) => (i === j ? 1 : rho[Math.abs(i - j) - 1])),
  );

/** The same coefficients from the whole system Rφ = ρ, for the first k autocorrelations. */
const solved = (rho: readonly number[], k: number): number[] =>
  k === 0 ? [] : solve(new Matrix(toeplitz(rho, k)), Matrix.columnVector(rho.slice(0, k))).to1DArray();

/** φ_{k,j} from the whole systems. */
const coefficientsOf = (rho: readonly number[]) => indexed(['k', 'j'], (k, j) => solved(rho, k)[j - 1]);

/**
 * Coefficients φ_{k,1} … φ_{k,k} of the best linear forecast from the last k values, for k = 1 … K, each from those
 * before: the Yule–Walker equations in K² steps. rho = ρ_1 … ρ_K → K lists. The last of each list is the partial
 * autocorrelation. Throws `ValueError` for what cannot be autocorrelations. Levinson (1946), Durbin (1960).
 */
export const durbinLevinson = equation({
  id: 'arma.pacf',
  title: {
    en: 'Partial autocorrelation (Durbin–Levinson)',
    ru: 'Частная автокорреляция (Дарбин — Левинсон)',
  },
  forms: [
    {
      source: 'S3 2.2; Durbin (1960)',
      tex: String.raw`\varphi_{k,k} = \frac{\rho_k - \sum_{j=1}^{k-1} \varphi_{k-1,j} \rho_{k-j}}{1 - \sum_{j=1}^{k-1} \varphi_{k-1,j} \rho_j}`,
      symbols: (rho: readonly number[]) =>
        rho.map((_, i) => ({
          k: i + 1,
          '\\rho_k': numbered('k', rho),
          '\\varphi_{k,j}': coefficientsOf(rho),
        })),
      value: (rows: readonly number[][]) => rows.map((row) => row[row.length - 1]),
    },
    {
      source: 'S3 2.2; Durbin (1960)',
      tex: String.raw`\varphi_{k,j} = \varphi_{k-1,j} - \varphi_{k,k} \varphi_{k-1,k-j}`,
      symbols: (rho) =>
        rho.flatMap((_, i) =>
          rho.slice(0, i).map((__, j) => ({ k: i + 1, j: j + 1, '\\varphi_{k,j}': coefficientsOf(rho) })),
        ),
      value: (rows) => rows.flatMap((row) => row.slice(0, -1)),
    },
  ],
  sample: (random): [readonly number[]] => [acf(Array.from({ length: 12 }, random.normal), 3).slice(1)],
  withoutGradient,
  code: (rho): number[][] => {
    expectNumbers('rho', rho);
    const rows: number[][] = [];
    let row: number[] = [];
    for (let k = 0; k < rho.length; k++) {
      const backwards = [...row].reverse();
      const left = 1 - dot(row, rho);
      const partial = (rho[k] - dot(backwards, rho)) / left;
      if (!(Math.abs(partial) < 1))
        throw new ValueError(`rho[${k}]`, 'an autocorrelation that fits those before it', String(rho[k]));
      row = [...row.map((value, j) => value - partial * backwards[j]), partial];
      rows.push(row);
    }
    return rows;
  },
});

/**
 * Partial autocorrelations 1, φ_{1,1} … φ_{lags,lags} of a series: what lag k adds to all nearer ones. Of AR(p) they
 * are zero beyond p. Throws `ValueError`, also for a constant series.
 */
export function pacf(y: ArrayLike<number>, lags: number): number[] {
  expectInteger('lags', lags, 1, y.length - 1);
  return [1, ...durbinLevinson(acf(y, lags).slice(1)).map((row) => row[row.length - 1])];
}

/**
 * Coefficients of AR(p) from its first p autocorrelations: the Yule–Walker equations. rho = ρ_1 … ρ_p → φ_1 … φ_p. They
 * are always stationary. Throws `ValueError`. S3 2.2; Yule (1927), Walker (1931).
 */
export const yuleWalker = equation({
  id: 'arma.yule-walker',
  title: { en: 'Yule–Walker equations', ru: 'Уравнения Юла — Уокера' },
  forms: [
    {
      source: 'S3 2.2; Yule (1927), Walker (1931)',
      tex: String.raw`\varphi = R^{-1} \rho`,
      symbols: (rho: readonly number[]) => ({
        R: toeplitz(rho, rho.length),
        '\\rho': rho.map((value) => [value]),
      }),
      value: (phi: readonly number[]) => phi.map((value) => [value]),
    },
    {
      source: 'S3 2.2; Yule (1927), Walker (1931)',
      tex: String.raw`\rho_k = \sum_{i=1}^p \varphi_i \rho_{k-i}`,
      symbols: (rho) =>
        rho.map((_, i) => ({
          p: rho.length,
          k: i + 1,
          '\\varphi_i': numbered('i', solved(rho, rho.length)),
          '\\rho_k': indexed('k', (k) => (k === 0 ? 1 : rho[Math.abs(k) - 1])),
        })),
      value: (phi, rho) => toeplitz(rho, rho.length).map((row) => dot(row, phi)),
    },
  ],
  sample: (random): [readonly number[]] => [acf(Array.from({ length: 12 }, random.normal), 3).slice(1)],
  withoutGradient,
  code: (rho): number[] => durbinLevinson(rho)[rho.length - 1],
});

/**
 * Variance of what AR(p) leaves unexplained. gamma = γ_0 … γ_p, see `autocovariances` → a number. Throws `ValueError`.
 */
export const yuleWalkerVariance = equation({
  id: 'arma.yule-walker-variance',
  title: { en: 'Noise of an AR model', ru: 'Дисперсия шума модели AR' },
  forms: [
    {
      source: 'S3 2.2; Walker (1931)',
      tex: String.raw`v_p = \gamma_0 - \sum_{i=1}^p \varphi_i \gamma_i`,
      symbols: (gamma: readonly number[]) => ({
        p: gamma.length - 1,
        '\\gamma_i': indexed('i', (i) => gamma[i]),
        '\\varphi_i': numbered('i', solved(correlationsOf(gamma), gamma.length - 1)),
      }),
    },
  ],
  sample: (random): [readonly number[]] => [autocovariances(Array.from({ length: 12 }, random.normal), 3)],
  withoutGradient,
  code: (gamma): number => gamma[0] - dot(yuleWalker(correlationsOf(gamma)), gamma.slice(1)),
});
