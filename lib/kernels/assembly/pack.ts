import { read } from './memory';
import { COLUMNS, ROWS } from './tile';

/**
 * Rows of a matrix for `tile`: [M, K] in panels of 4 rows, each as K groups of 4 numbers, the missing rows of the last
 * panel zero. Rows are `row` bytes apart.
 */
export function packRows(from: usize, row: usize, M: i32, K: i32, to: usize): void {
  for (let i = 0; i < M; i += ROWS) {
    const last = M - i - 1; // a row that is missing is read from the last one, and cleared
    const p0 = from + <usize>i * row;
    const p1 = p0 + <usize>min(1, last) * row;
    const p2 = p0 + <usize>min(2, last) * row;
    const p3 = p0 + <usize>min(3, last) * row;
    const zero = f32x4.splat(0);
    for (let k = 0; k < K; k += 4) {
      const count = K - k;
      const at = (<usize>k) << 2;
      const r0 = read(p0 + at, count);
      const r1 = last < 1 ? zero : read(p1 + at, count);
      const r2 = last < 2 ? zero : read(p2 + at, count);
      const r3 = last < 3 ? zero : read(p3 + at, count);
      // a 4 × 4 block is transposed in registers
      const lo01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const hi01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const lo23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const hi23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(lo01, lo23, 0, 1, 4, 5));
      if (count > 1) v128.store(to, v128.shuffle<f32>(lo01, lo23, 2, 3, 6, 7), 16);
      if (count > 2) v128.store(to, v128.shuffle<f32>(hi01, hi23, 0, 1, 4, 5), 32);
      if (count > 3) v128.store(to, v128.shuffle<f32>(hi01, hi23, 2, 3, 6, 7), 48);
      to += (<usize>min(count, 4)) << 4;
    }
  }
}

/** Columns of a matrix for `tile` in the place of its rows: Aᵀ of A [K, M], packed as `packRows` packs. */
export function packTransposed(from: usize, row: usize, K: i32, M: i32, to: usize): void {
  packColumns(from, row, K, M, to, ROWS);
}

/** The second factor [K, N] in panels of 8 columns, each as K groups of 8 numbers, missing columns zero. */
export function packRight(from: usize, row: usize, K: i32, N: i32, to: usize): void {
  packColumns(from, row, K, N, to, COLUMNS);
}

/** Panels of `width` columns, four rows at a time: their cache lines are used up before the next ones come. */
function packColumns(from: usize, row: usize, K: i32, N: i32, to: usize, width: i32): void {
  const group = (<usize>width) << 2;
  const panel = <usize>K * group;
  for (let k = 0; k < K; k += 4) {
    const rows = min(4, K - k);
    let column = from + <usize>k * row;
    let out = to + <usize>k * group;
    for (let j = 0; j < N; j += width) {
      let p = column;
      let o = out;
      for (let i = 0; i < rows; i++) {
        for (let l = 0; l < width; l += 4) {
          const count = N - j - l;
          v128.store(o + ((<usize>l) << 2), count > 0 ? read(p + ((<usize>l) << 2), count) : f32x4.splat(0));
        }
        p += row;
        o += group;
      }
      column += group;
      out += panel;
    }
  }
}

/** The second factor when it is a transposed matrix: Bᵀ of B [N, K], packed as `packRight` packs. */
export function packRightTransposed(from: usize, row: usize, K: i32, N: i32, to: usize): void {
  for (let j = 0; j < N; j += COLUMNS) {
    for (let k = 0; k < K; k++) {
      for (let l = 0; l < COLUMNS; l++) {
        const there = j + l < N;
        store<f32>(to, there ? load<f32>(from + <usize>(j + l) * row + ((<usize>k) << 2)) : 0);
        to += 4;
      }
    }
  }
}
