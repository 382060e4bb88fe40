import type { Tensor2D } from '@tensorflow/tfjs';
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import { expectFinite, expectShape } from '../check.js';

/** A complex number, as eigenvalues of a real matrix may be. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

const matrix = (W: Tensor2D): Matrix => Matrix.from1DArray(W.shape[0], W.shape[1], W.dataSync());

/** Eigenvalues of W [H, H], largest modulus first. Throws `ShapeError` for a matrix that is not square. */
export function eigenvalues(W: Tensor2D): Complex[] {
  expectShape('W', W, ['H', 'H']);
  expectFinite('W', W);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(matrix(W));
  return realEigenvalues
    .map((re, i) => ({ re, im: imaginaryEigenvalues[i] }))
    .sort((a, b) => Math.hypot(b.re, b.im) - Math.hypot(a.re, a.im));
}

/** The largest |eigenvalue| of W [H, H]: what decides lim ‖Wᵏ‖ as k → ∞, and nothing sooner. */
export function spectralRadius(W: Tensor2D): number {
  const [{ re, im }] = eigenvalues(W);
  return Math.hypot(re, im);
}

/** Singular values of W [m, n], largest first; the first is ‖W‖₂, the most that W can stretch a vector. */
export function singularValues(W: Tensor2D): number[] {
  expectShape('W', W, ['m', 'n']);
  expectFinite('W', W);
  return new SingularValueDecomposition(matrix(W), { autoTranspose: true }).diagonal;
}
