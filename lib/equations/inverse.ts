import { ShapeError } from '../errors.js';
import { identity, map, matrixSize, type NumericArray, printShape } from './array.js';

/**
 * Inverse and determinant of a square matrix, by elimination with the largest pivot of each column (Gauss and Jordan).
 * A singular matrix has the determinant 0 and an inverse full of NaN. Throws `ShapeError`.
 */
export function eliminate(x: NumericArray): { readonly inverse: NumericArray; readonly determinant: number } {
  const [n, columns] = matrixSize(x);
  if (n !== columns) throw new ShapeError('matrix', 'a square matrix [n, n]', printShape(x.shape));
  // beside each other the matrix and the identity
  const unit = identity(n).data;
  const rows = Array.from({ length: n }, (_, i) => [
    ...x.data.subarray(i * n, (i + 1) * n),
    ...unit.subarray(i * n, (i + 1) * n),
  ]);
  let determinant = 1;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(rows[r][c]) > Math.abs(rows[pivot][c])) pivot = r;
    if (pivot !== c) {
      [rows[c], rows[pivot]] = [rows[pivot], rows[c]];
      determinant = -determinant;
    }
    const top = rows[c][c];
    if (top === 0) return { inverse: map(x, () => Number.NaN), determinant: 0 };
    determinant *= top;
    rows[c] = rows[c].map((value) => value / top);
    for (let r = 0; r < n; r++) {
      const factor = rows[r][c];
      if (r !== c) rows[r] = rows[r].map((value, j) => value - factor * rows[c][j]);
    }
  }
  return {
    inverse: { shape: [n, n], data: Float64Array.from(rows.flatMap((row) => row.slice(n))) },
    determinant,
  };
}
