/** Reads up to four numbers, beyond `count` zeros: no loop reads past the end of a row. */
export function read(from: usize, count: i32): v128 {
  if (count >= 4) return v128.load(from);
  let v = v128.load32_zero(from);
  if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(from, 4));
  if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(from, 8));
  return v;
}

/** Writes up to four numbers. */
export function write(to: usize, v: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, v);
    return;
  }
  store<f32>(to, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(v, 2), 8);
}

/** Copies a matrix [rows, columns] whose rows lie `fromRow` bytes apart to where they lie `toRow` bytes apart. */
export function copyRows(from: usize, fromRow: i32, to: usize, toRow: i32, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j += 4) {
      const at = (<usize>j) << 2;
      write(to + at, read(from + at, columns - j), columns - j);
    }
    from += fromRow;
    to += toRow;
  }
}

/** to_j = to_j + Σ_i from_ij: the rows of a matrix [rows, columns], `row` bytes apart, added up. */
export function addRows(from: usize, row: i32, rows: i32, columns: i32, to: usize): void {
  // a row after the other, as they lie: the sums stay in the cache
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j += 4) {
      const at = (<usize>j) << 2;
      const count = columns - j;
      write(to + at, f32x4.add(read(to + at, count), read(from + at, count)), count);
    }
    from += row;
  }
}

/** Zeros. */
export function clear(at: usize, bytes: i32): void {
  memory.fill(at, 0, bytes);
}

/** Whether sequence b has an element at this step; without a mask (0) all have. One byte a step, `row` bytes a sequence. */
export function lives(mask: usize, row: i32, b: i32): bool {
  return mask === 0 || load<u8>(mask + <usize>(b * row)) !== 0;
}
