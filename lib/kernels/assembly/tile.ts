/** One vector holds four numbers, a tile of a product 4 rows and 8 columns. */
export const ROWS: i32 = 4;
export const COLUMNS: i32 = 8;

/** a b + c; with one rounding where the engine has relaxed SIMD and the processor an instruction for it. */
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * C += A B for 4 rows and 8 columns: C stays in eight vectors while k runs. `a` is packed as K groups of 4 numbers, `b`
 * as K groups of 8; rows of C are `row` bytes apart.
 */
export function tile(K: i32, a: usize, b: usize, c: usize, row: usize): void {
  const c1 = c + row;
  const c2 = c1 + row;
  const c3 = c2 + row;
  let c00 = v128.load(c);
  let c01 = v128.load(c, 16);
  let c10 = v128.load(c1);
  let c11 = v128.load(c1, 16);
  let c20 = v128.load(c2);
  let c21 = v128.load(c2, 16);
  let c30 = v128.load(c3);
  let c31 = v128.load(c3, 16);
  // C_ij = C_ij + Σ_k A_ik B_kj, two terms a turn: the loop itself would cost an eighth
  for (let k = 0; k < K; k += 2) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = multiplyAdd(a0, b0, c00);
    c01 = multiplyAdd(a0, b1, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = multiplyAdd(a1, b0, c10);
    c11 = multiplyAdd(a1, b1, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = multiplyAdd(a2, b0, c20);
    c21 = multiplyAdd(a2, b1, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = multiplyAdd(a3, b0, c30);
    c31 = multiplyAdd(a3, b1, c31);
    if (k + 1 === K) break;
    const d0 = v128.load(b, 32);
    const d1 = v128.load(b, 48);
    const e0 = v128.load32_splat(a, 16);
    c00 = multiplyAdd(e0, d0, c00);
    c01 = multiplyAdd(e0, d1, c01);
    const e1 = v128.load32_splat(a, 20);
    c10 = multiplyAdd(e1, d0, c10);
    c11 = multiplyAdd(e1, d1, c11);
    const e2 = v128.load32_splat(a, 24);
    c20 = multiplyAdd(e2, d0, c20);
    c21 = multiplyAdd(e2, d1, c21);
    const e3 = v128.load32_splat(a, 28);
    c30 = multiplyAdd(e3, d0, c30);
    c31 = multiplyAdd(e3, d1, c31);
    a += 32;
    b += 64;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
}
