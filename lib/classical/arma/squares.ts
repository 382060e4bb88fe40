import { inverse, Matrix, solve } from 'ml-matrix';
import { expectInteger, expectPositive } from '../../check.js';
import { type Equation, equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { ShapeError } from '../../errors.js';
import { dot } from './correlation.js';
import { withoutGradient } from './notation.js';

/** Numbers whose squares are to be small, as a function of the parameters β. */
export interface LeastSquares {
  /** Undefined where β is not allowed. */
  residuals(beta: readonly number[]): Float64Array | undefined;
  /** ∂ residuals / ∂ β_k for every k. */
  slopes(beta: readonly number[]): Float64Array[];
}

export interface Minimum {
  readonly beta: readonly number[];
  /** Sum of squares at the beginning and after each step that made it smaller. */
  readonly squares: readonly number[];
  /** Whether nothing slopes any more; not where the steps ran out or the allowed parameters ended. */
  readonly converged: boolean;
}

const lengthsOf = (slopes: readonly Float64Array[]) =>
  slopes.map((slope) => Math.sqrt(dot(slope, slope)) || 1);

/** JᵀJ in units in which all slopes have the length 1. */
const cosines = (slopes: readonly Float64Array[], lengths: readonly number[]) =>
  slopes.map((a, i) => slopes.map((b, j) => dot(a, b) / (lengths[i] * lengths[j])));

/** The largest cosine between the residuals and what a parameter does to them: without units, 0 at a minimum. */
function steepness(slopes: readonly Float64Array[], residuals: Float64Array): number {
  const lengths = lengthsOf(slopes);
  const length = Math.sqrt(dot(residuals, residuals)) || 1;
  return Math.max(0, ...slopes.map((slope, k) => Math.abs(dot(slope, residuals)) / lengths[k] / length));
}

function expectLengths(slopes: readonly Float64Array[], T: number): void {
  slopes.forEach((slope, k) => {
    if (slope.length !== T) throw new ShapeError(`slopes[${k}]`, `[${T}]`, `[${slope.length}]`);
  });
}

const sampleSlopes = (random: Random): readonly Float64Array[] =>
  Array.from({ length: 3 }, (): Float64Array => Float64Array.from({ length: 6 }, random.normal));

/** J, each slope a column; JᵀJ with nothing beside its diagonal. */
const jacobian = (slopes: readonly Float64Array[]) =>
  Array.from(slopes[0], (_, t) => slopes.map((slope) => slope[t]));
const diagonal = (slopes: readonly Float64Array[]) =>
  slopes.map((slope, i) => slopes.map((_, j) => (i === j ? dot(slope, slope) : 0)));

/**
 * The Gauss–Newton step, shortened by damping λ > 0, each parameter in its own unit. slopes: ∂ε/∂β_k for every k, each as
 * long as the residuals ε → what to add to β. Throws `ShapeError`, `ValueError`. Marquardt (1963).
 */
export const marquardtStep: Equation<
  [slopes: readonly Float64Array[], residuals: Float64Array, damping: number],
  readonly number[]
> = equation({
  id: 'arma.step',
  title: { en: 'Levenberg–Marquardt step', ru: 'Шаг Левенберга — Марквардта' },
  forms: [
    {
      source: 'beyond the lectures: Marquardt (1963)',
      tex: String.raw`\delta = -(J^T J + \lambda D)^{-1} J^T \varepsilon`,
      symbols: (slopes: readonly Float64Array[], residuals: Float64Array, damping: number) => ({
        J: jacobian(slopes),
        D: diagonal(slopes),
        '\\varepsilon': Array.from(residuals, (value) => [value]),
        '\\lambda': damping,
      }),
      value: (step: readonly number[]) => step.map((value) => [value]),
    },
  ],
  sample: (random): [readonly Float64Array[], Float64Array, number] => [
    sampleSlopes(random),
    Float64Array.from({ length: 6 }, random.normal),
    0.3,
  ],
  withoutGradient,
  code: (slopes, residuals, damping): readonly number[] => {
    expectInteger('number of slopes', slopes.length, 1);
    expectLengths(slopes, residuals.length);
    expectPositive('damping', damping);
    const lengths = lengthsOf(slopes);
    const rows = cosines(slopes, lengths).map((row, i) =>
      row.map((value, j) => value + (i === j ? damping : 0)),
    );
    const gradient = slopes.map((slope, k) => dot(slope, residuals) / lengths[k]);
    const step = solve(new Matrix(rows), Matrix.columnVector(gradient)).to1DArray();
    return step.map((value, k) => -value / lengths[k]);
  },
});

/**
 * Covariance of the parameters that least squares found, for long series. slopes: ∂ε/∂β_k for every k; variance of the
 * residuals σ² > 0 → one row for each parameter. Throws `ShapeError`, `ValueError`. Box and Jenkins (1970).
 */
export const covariance: Equation<[slopes: readonly Float64Array[], sigma2: number], number[][]> = equation({
  id: 'arma.covariance',
  title: { en: 'Covariance of the coefficients', ru: 'Ковариация коэффициентов' },
  forms: [
    {
      source: 'beyond the lectures: Box and Jenkins (1970)',
      tex: String.raw`V = \sigma^2 (J^T J)^{-1}`,
      symbols: (slopes: readonly Float64Array[], sigma2: number) => ({
        J: jacobian(slopes),
        '\\sigma': Math.sqrt(sigma2),
      }),
    },
  ],
  sample: (random): [readonly Float64Array[], number] => [sampleSlopes(random), 1 + random.uniform()],
  withoutGradient,
  code: (slopes, sigma2): number[][] => {
    expectPositive('sigma2', sigma2);
    if (slopes.length === 0) return [];
    expectLengths(slopes, slopes[0].length);
    const lengths = lengthsOf(slopes);
    // by singular values, as slopes may depend on each other
    const inverted = inverse(new Matrix(cosines(slopes, lengths)), true).to2DArray();
    return inverted.map((row, i) => row.map((value, j) => (sigma2 * value) / (lengths[i] * lengths[j])));
  },
});

/**
 * Least squares by Levenberg and Marquardt: a step that helps makes the next one bolder, one that does not is tried
 * shorter. `start` must be allowed. Marquardt, "An algorithm for least-squares estimation of nonlinear parameters" (1963).
 */
export function leastSquares(
  { residuals, slopes }: LeastSquares,
  start: readonly number[],
  steps = 200,
): Minimum {
  let beta = start;
  let now = residuals(beta)!;
  let J = slopes(beta);
  let damping = 1e-3;
  const squares = [dot(now, now)];
  while (squares.length <= steps && damping < 1e12 && steepness(J, now) > 1e-8) {
    const step = marquardtStep(J, now, damping);
    const tried = beta.map((value, k) => value + step[k]);
    const then = residuals(tried);
    if (then && dot(then, then) < squares[squares.length - 1]) {
      [beta, now, J] = [tried, then, slopes(tried)];
      squares.push(dot(now, now));
      damping = Math.max(damping / 10, 1e-9);
    } else damping *= 10;
  }
  return { beta, squares, converged: steepness(J, now) < 1e-6 };
}
