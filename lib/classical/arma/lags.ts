import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { expectInteger } from '../../check.js';
import { expectNumbers } from '../../data/series.js';
import { equation } from '../../equations/equation.js';
import { ValueError } from '../../errors.js';
import type { Complex } from '../../recurrent/spectrum.js';
import { numbered, withoutGradient } from './notation.js';

/** A polynomial of the lag operator B, B y_t = y_{t−1}: the coefficients of 1, B, B² … */
export type Lags = readonly number[];

/** Throws `ValueError` unless all are finite; there may be none. */
export function expectCoefficients(argument: string, values: readonly number[]): void {
  if (values.length > 0) expectNumbers(argument, values);
}

/** φ(B) = 1 − φ_1 B − … − φ_p B^p */
export const arLags = (phi: readonly number[]): Lags => [1, ...phi.map((value) => -value)];
/** θ(B) = 1 + θ_1 B + … + θ_q B^q */
export const maLags = (theta: readonly number[]): Lags => [1, ...theta];

/** φ_1 … φ_p of φ(B); the inverse of `arLags`. */
export const arOf = (a: Lags): number[] => a.slice(1).map((value) => 0 - value); // no −0

/** a(B^s) */
export const spread = (a: Lags, s: number): Lags =>
  Array.from({ length: (a.length - 1) * s + 1 }, (_, k) => (k % s === 0 ? a[k / s] : 0));

/** a(B) b(B) */
export function product(a: Lags, b: Lags): Lags {
  const result = Array<number>(a.length + b.length - 1).fill(0);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      result[i + j] += x * y;
    });
  });
  return result;
}

/** (1 − B)^d (1 − B^s)^D */
export function differencing(d: number, D: number, s: number): Lags {
  let result: Lags = [1];
  for (let i = 0; i < d; i++) result = product(result, [1, -1]);
  for (let i = 0; i < D; i++) result = product(result, spread([1, -1], s));
  return result;
}

/** The lags that count, with their coefficients: those of a season are few among many zeros. */
const present = (a: Lags) => [...a.entries()].filter(([, value]) => value !== 0);

/** a(B) x, as if x were zero before it begins. */
export function applyLags(a: Lags, x: ArrayLike<number>): Float64Array {
  const result = new Float64Array(x.length);
  for (const [k, value] of present(a)) for (let t = k; t < x.length; t++) result[t] += value * x[t - k];
  return result;
}

/** x with b(B) x = y, as if both were zero before they begin; b begins with 1. The inverse of `applyLags`. */
export function divideLags(b: Lags, y: ArrayLike<number>): Float64Array {
  const result = Float64Array.from(y);
  const later = present(b).filter(([k]) => k > 0);
  for (let t = 0; t < result.length; t++)
    for (const [k, value] of later) if (k <= t) result[t] -= value * result[t - k];
  return result;
}

/** The first `count` coefficients of the power series a(B) / b(B). */
export function seriesOf(a: Lags, b: Lags, count: number): number[] {
  return Array.from(
    divideLags(
      b,
      Float64Array.from({ length: count }, (_, j) => a[j] ?? 0),
    ),
  );
}

/** 1/z of all roots z of 1 + a_1 z + … + a_k z^k, the largest first: eigenvalues of the companion matrix. */
function inverseRoots(a: Lags): Complex[] {
  const degree = a.findIndex((_, k) => a.slice(k + 1).every((value) => value === 0));
  if (degree === 0) return [];
  const companion = Matrix.zeros(degree, degree);
  for (let k = 0; k < degree; k++) companion.set(0, k, -a[k + 1]);
  for (let k = 1; k < degree; k++) companion.set(k, k - 1, 1);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(companion);
  return realEigenvalues
    .map((re, i) => ({ re, im: imaginaryEigenvalues[i] }))
    .sort((a, b) => modulus(b) - modulus(a));
}

const modulus = ({ re, im }: Complex) => Math.hypot(re, im);

/**
 * The roots z of 1 + a_1 z + … + a_k z^k, the one nearest to 0 first. a = 1, a_1 … a_k, of which the last may be zero.
 * Throws `ValueError`.
 */
export function rootsOf(a: Lags): Complex[] {
  expectNumbers('a', a);
  if (a[0] !== 1) throw new ValueError('a[0]', '1', String(a[0]));
  return inverseRoots(a).map(({ re, im }) => {
    const size = Math.hypot(re, im);
    return { re: re / size / size, im: -im / size / size };
  });
}

const outside = (a: Lags) => inverseRoots(a).every((inverse) => modulus(inverse) < 1);

/** Whether AR(p) forgets its past: all roots of 1 − φ_1 z − … − φ_p z^p are outside the unit circle. Throws `ValueError`. */
export function isStationary(phi: readonly number[]): boolean {
  expectCoefficients('phi', phi);
  return outside(arLags(phi));
}

/**
 * Whether the noise of MA(q) can be told from its values: all roots of 1 + θ_1 z + … + θ_q z^q are outside the unit circle.
 * Throws `ValueError`.
 */
export function isInvertible(theta: readonly number[]): boolean {
  expectCoefficients('theta', theta);
  return outside(maLags(theta));
}

/** Throws `ValueError` that says where the nearest root is. */
export function expectOutside(argument: string, kind: 'stationary' | 'invertible', a: Lags): void {
  if (outside(a)) return;
  const [largest] = inverseRoots(a);
  throw new ValueError(
    argument,
    `${kind} coefficients: all roots of the polynomial outside the unit circle`,
    `a root of modulus ${(1 / modulus(largest)).toPrecision(4)}`,
  );
}

/**
 * AR coefficients with a season of s steps: φ_i of single steps and Φ_j of seasons act one after the other. phi of p
 * and seasonal of P numbers → p + sP numbers. Throws `ValueError`. Box and Jenkins (1970).
 */
export const seasonalAR = equation({
  id: 'arma.seasonal',
  title: { en: 'Seasonal coefficients', ru: 'Сезонные коэффициенты' },
  forms: [
    {
      source: 'beyond the lectures: Box and Jenkins (1970)',
      tex: String.raw`\phi(z) = (1 - \sum_{i=1}^p \varphi_i z^i) (1 - \sum_{j=1}^P \Phi_j z^{s j})`,
      symbols: (phi: readonly number[], seasonal: readonly number[], s: number) => ({
        p: phi.length,
        P: seasonal.length,
        s,
        z: 0.9,
        '\\varphi_i': numbered('i', phi),
        '\\Phi_j': numbered('j', seasonal),
      }),
      value: (all: readonly number[]) => 1 - all.reduce((sum, value, k) => sum + value * 0.9 ** (k + 1), 0),
    },
  ],
  sample: (random): [readonly number[], readonly number[], number] => [
    [random.normal(), random.normal()],
    [random.normal(), random.normal()],
    4,
  ],
  withoutGradient,
  code: (phi, seasonal, s): number[] => {
    expectCoefficients('phi', phi);
    expectCoefficients('seasonal', seasonal);
    expectInteger('s', s, 1);
    return arOf(product(arLags(phi), spread(arLags(seasonal), s)));
  },
});
