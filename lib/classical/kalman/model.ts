import { ShapeError } from '../../errors.js';
import { expectCovariance } from '../covariance.js';
import { expectFiniteRow, expectLength, expectRows, type Rows } from '../rows.js';

/** A linear-Gaussian state-space model: x_t = F x_{t−1} + noise of covariance Q, y_t = H x_t + noise of covariance R. */
export interface KalmanModel {
  /** [n, n], how the state goes on. */
  readonly F: Rows;
  /** [m, n], what is seen of it. */
  readonly H: Rows;
  /** [n, n], without negative eigenvalues. */
  readonly Q: Rows;
  /** [m, m], without negative eigenvalues. */
  readonly R: Rows;
  /** Mean of the first state x_1, before anything is seen: [n]. */
  readonly mean: readonly number[];
  /** Its covariance, [n, n], without negative eigenvalues. */
  readonly covariance: Rows;
}

/** m numbers at each step; null where one, or all of a step, is missing. */
export type Measurements = readonly (readonly (number | null)[] | null)[];

/** Throws `ShapeError`, `ValueError` for a model whose parts do not fit, are not finite or are no covariances. */
export function expectModel({ F, H, Q, R, mean, covariance }: KalmanModel): void {
  const [n, m] = [mean.length, H.length];
  if (n === 0) throw new ShapeError('mean', '[n] with at least one number', '[0]');
  if (m === 0) throw new ShapeError('H', '[m, n] with at least one row', '[0]');
  expectFiniteRow('mean', mean);
  expectRows('F', F, [n, n]);
  expectRows('H', H, [m, n]);
  for (const [i, row] of F.entries()) expectFiniteRow(`F[${i}]`, row);
  for (const [i, row] of H.entries()) expectFiniteRow(`H[${i}]`, row);
  expectCovariance('Q', Q, n, 'semidefinite');
  expectCovariance('R', R, m, 'semidefinite');
  expectCovariance('covariance', covariance, n, 'semidefinite');
}

/** Throws `ShapeError`, `ValueError` for no steps, steps of another size and numbers that are not finite. */
export function expectMeasurements(ys: Measurements, m: number): void {
  if (ys.length === 0) throw new ShapeError('ys', '[T, m] with at least one step', '[0]');
  for (const [t, y] of ys.entries()) {
    if (y === null) continue;
    expectLength(`ys[${t}]`, y, m);
    // what is missing may stay so
    const numbers = y.map((value) => (value === null ? 0 : value));
    expectFiniteRow(`ys[${t}]`, numbers);
  }
}
