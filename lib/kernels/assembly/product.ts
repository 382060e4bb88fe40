import * as host from './host';
import { copyRows } from './memory';
import { packRight, packRightTransposed, packRows, packTransposed } from './pack';
import { COLUMNS, ROWS, tile } from './tile';

/** Terms of the sums that are taken at once: a panel of 8 columns, 8 KB, stays in the first-level cache. */
const TERMS: i32 = 256;
/** Rows that are packed at once: 64 KB, for the second-level cache. */
const BLOCK: i32 = 64;

/** Bytes of `scratch` that products of this module need: packed rows, and a tile for the edges. */
export const SCRATCH: i32 = BLOCK * TERMS * 4 + ROWS * COLUMNS * 4;

/** Bytes of a second factor [K, N] that has been packed by `packFactor`. */
export function factorBytes(K: i32, N: i32): i32 {
  return K * ((N + COLUMNS - 1) & -COLUMNS) * 4;
}

/** Packs a second factor once, for many products: B [K, N], or Bᵀ of B [N, K]; rows of it are `row` bytes apart. */
export function packFactor(from: usize, row: i32, transposed: bool, K: i32, N: i32, to: usize): void {
  for (let k = 0; k < K; k += TERMS) {
    const terms = min(TERMS, K - k);
    if (transposed) packRightTransposed(from + ((<usize>k) << 2), row, terms, N, to);
    else packRight(from + <usize>k * row, row, terms, N, to);
    to += factorBytes(terms, N);
  }
}

/** C += A B of what has been packed: M ≤ BLOCK rows, N columns, K ≤ TERMS terms. Rows of C are `row` bytes apart. */
function multiplyBlock(a: usize, b: usize, c: usize, row: i32, M: i32, N: i32, K: i32, edge: usize): void {
  if (host.multiplies) {
    host.multiplyBlock(a, b, c, row, M, N, K);
    return;
  }
  for (let j = 0; j < N; j += COLUMNS) {
    const columns = min(COLUMNS, N - j);
    let rowsOfA = a;
    for (let i = 0; i < M; i += ROWS) {
      const rows = min(ROWS, M - i);
      const to = c + <usize>i * row + ((<usize>j) << 2);
      if (rows === ROWS && columns === COLUMNS) tile(K, rowsOfA, b, to, row);
      else {
        // what stands out is computed beside and left there
        copyRows(to, row, edge, COLUMNS * 4, rows, columns);
        tile(K, rowsOfA, b, edge, COLUMNS * 4);
        copyRows(edge, COLUMNS * 4, to, row, rows, columns);
      }
      rowsOfA += <usize>K * ROWS * 4;
    }
    b += <usize>K * COLUMNS * 4;
  }
}

/** C += A B. A [M, K], `factor` = B [K, N] packed, C [M, N]; `aRow`, `cRow` are the bytes between their rows. */
export function multiply(
  a: usize,
  aRow: i32,
  factor: usize,
  c: usize,
  cRow: i32,
  M: i32,
  N: i32,
  K: i32,
  scratch: usize,
): void {
  const edge = scratch + BLOCK * TERMS * 4;
  for (let i = 0; i < M; i += BLOCK) {
    const rows = min(BLOCK, M - i);
    let b = factor;
    for (let k = 0; k < K; k += TERMS) {
      const terms = min(TERMS, K - k);
      packRows(a + <usize>i * aRow + ((<usize>k) << 2), aRow, rows, terms, scratch);
      multiplyBlock(scratch, b, c + <usize>i * cRow, cRow, rows, N, terms, edge);
      b += factorBytes(terms, N);
    }
  }
}

/**
 * C += Aᵀ B, the sum over all rows of A [K, M] and B [K, N]: gradients of weights. `packed` has room for a factor of
 * TERMS rows, `factorBytes(outerTerms, N)`.
 */
export function outer(
  a: usize,
  aRow: i32,
  b: usize,
  bRow: i32,
  c: usize,
  cRow: i32,
  M: i32,
  N: i32,
  K: i32,
  packed: usize,
  scratch: usize,
): void {
  const edge = scratch + BLOCK * TERMS * 4;
  for (let k = 0; k < K; k += TERMS) {
    const terms = min(TERMS, K - k);
    packRight(b + <usize>k * bRow, bRow, terms, N, packed);
    for (let i = 0; i < M; i += BLOCK) {
      const rows = min(BLOCK, M - i);
      packTransposed(a + <usize>k * aRow + ((<usize>i) << 2), aRow, terms, rows, scratch);
      multiplyBlock(scratch, packed, c + <usize>i * cRow, cRow, rows, N, terms, edge);
    }
  }
}

/** How many rows `outer` packs at once. */
export function outerTerms(): i32 {
  return TERMS;
}

/** Bytes of `scratch`. */
export function scratchBytes(): i32 {
  return SCRATCH;
}
