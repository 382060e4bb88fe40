import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { ValueError } from '../errors.js';
import { expectFiniteRow, expectRows, type Rows } from './rows.js';

/** Rows of numbers for ml-matrix, which wants to own them. */
export const matrixOf = (rows: Rows): Matrix => new Matrix(rows.map((row) => [...row]));

/** How far, relative to what is largest in it, a matrix may be from symmetric or semidefinite. */
const tolerance = 1e-9;

/** What remains of a variance, relative to it, where a matrix is singular but for rounding. */
const singular = 1e-14;

/** Throws `ValueError` unless the square matrix is symmetric, but for rounding. */
export function expectSymmetric(argument: string, rows: Rows): void {
  const largest = Math.max(...rows.flat().map(Math.abs));
  for (const [i, row] of rows.entries())
    for (let j = 0; j < i; j++)
      if (!(Math.abs(row[j] - rows[j][i]) <= tolerance * largest)) {
        const received = `${row[j]} at [${i}, ${j}] and ${rows[j][i]} at [${j}, ${i}]`;
        throw new ValueError(argument, 'a symmetric matrix', received);
      }
}

/**
 * Throws `ShapeError` unless the matrix is [n, n], `ValueError` unless its numbers are finite, it is symmetric, and its
 * eigenvalues are all above zero (definite) or none below it (semidefinite).
 */
export function expectCovariance(
  argument: string,
  rows: Rows,
  n: number,
  kind: 'definite' | 'semidefinite',
): void {
  expectRows(argument, rows, [n, n]);
  for (const [i, row] of rows.entries()) expectFiniteRow(`${argument}[${i}]`, row);
  expectSymmetric(argument, rows);
  const { realEigenvalues } = new EigenvalueDecomposition(matrixOf(rows), { assumeSymmetric: true });
  const smallest = Math.min(...realEigenvalues);
  const fits = kind === 'definite' ? smallest > 0 : smallest >= -tolerance * Math.max(...realEigenvalues);
  const expected = { definite: 'a positive definite matrix', semidefinite: 'no negative eigenvalue' }[kind];
  if (!fits) throw new ValueError(argument, expected, `an eigenvalue of ${smallest}`);
}

/** A covariance taken apart once, to be used many times. */
export interface Factor {
  /** L, lower triangular: Σ = L Lᵀ. */
  readonly root: Matrix;
  readonly logDeterminant: number;
  /** Σ⁻¹ X */
  solve(X: Matrix): Matrix;
}

/** Cholesky's factor of a covariance; undefined if it is not positive definite. Throws `ValueError` if not symmetric. */
export function factorOf(argument: string, covariance: Rows): Factor | undefined {
  expectSymmetric(argument, covariance);
  const whole = matrixOf(covariance);
  // ml-matrix wants it symmetric to the last bit
  const cholesky = new CholeskyDecomposition(whole.transpose().add(whole).div(2));
  const root = cholesky.lowerTriangularMatrix;
  const diagonal = root.diagonal();
  // what is left of a variance when all that goes with the others is taken away
  if (!diagonal.every((value, i) => value ** 2 > singular * covariance[i][i])) return undefined;
  return {
    root,
    logDeterminant: 2 * diagonal.reduce((sum, value) => sum + Math.log(value), 0),
    solve: (X) => cholesky.solve(X),
  };
}

/** The same; throws `ValueError` for a covariance that cannot be inverted. */
export function definiteFactor(argument: string, covariance: Rows): Factor {
  const factor = factorOf(argument, covariance);
  if (!factor) throw new ValueError(argument, 'a positive definite matrix', JSON.stringify(covariance));
  return factor;
}

/** log N(x; mean, Σ), from the difference x − mean as a column. */
export const logDensity = (factor: Factor, difference: Matrix): number =>
  -(
    difference.rows * Math.log(2 * Math.PI) +
    factor.logDeterminant +
    difference.dot(factor.solve(difference))
  ) / 2;
