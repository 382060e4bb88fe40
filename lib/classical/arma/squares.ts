import { Matrix, solve } from 'ml-matrix';

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

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

const lengthsOf = (slopes: readonly Float64Array[]) =>
  slopes.map((slope) => Math.sqrt(dot(slope, slope)) || 1);

/** The largest cosine between the residuals and what a parameter does to them: without units, 0 at a minimum. */
function steepness(slopes: readonly Float64Array[], residuals: Float64Array): number {
  const lengths = lengthsOf(slopes);
  const length = Math.sqrt(dot(residuals, residuals)) || 1;
  return Math.max(0, ...slopes.map((slope, k) => Math.abs(dot(slope, residuals)) / lengths[k] / length));
}

/** The Gauss–Newton step, shortened by damping; each parameter is measured in its own unit. */
function stepOf(slopes: readonly Float64Array[], residuals: Float64Array, damping: number): number[] {
  const lengths = lengthsOf(slopes);
  const rows = slopes.map((a, i) =>
    slopes.map((b, j) => dot(a, b) / (lengths[i] * lengths[j]) + (i === j ? damping : 0)),
  );
  const gradient = slopes.map((slope, k) => dot(slope, residuals) / lengths[k]);
  const step = solve(new Matrix(rows), Matrix.columnVector(gradient)).to1DArray();
  return step.map((value, k) => -value / lengths[k]);
}

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
    const step = stepOf(J, now, damping);
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
