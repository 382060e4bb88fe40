import type { Values } from './values.js';

/**
 * A way to read (or write) an array of any rank, axis by axis: element [i, j, k] lies at
 * view[0][i] + view[1][j] + view[2][k]. Transposing, slicing, reversing, tiling, mirroring, broadcasting are
 * all such tables, so each of them is one line, and the loops are written here once.
 */
export type View = readonly Int32Array[];

/** One axis: the offset of each of its positions. */
export function axis(length: number, offset: (position: number) => number): Int32Array {
  const table = new Int32Array(length);
  for (let i = 0; i < length; i++) table[i] = offset(i);
  return table;
}

/** How far apart neighbours along each axis lie in a dense array. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  for (let k = shape.length - 1, step = 1; k >= 0; k--) {
    strides[k] = step;
    step *= shape[k];
  }
  return strides;
}

/** The axes of a dense array, in the order of `axes`. */
export function axesOf(shape: readonly number[], axes: readonly number[] = shape.map((_, k) => k)): View {
  const strides = stridesOf(shape);
  return axes.map((k) => axis(shape[k], (i) => i * strides[k]));
}

/** A dense array seen in a larger shape: an axis that is missing or of length 1 repeats. */
export function broadcast(shape: readonly number[], to: readonly number[]): View {
  const strides = stridesOf(shape);
  const missing = to.length - shape.length;
  return to.map((n, k) => {
    const step = k < missing || shape[k - missing] === 1 ? 0 : strides[k - missing];
    return axis(n, (i) => i * step);
  });
}

/** Calls `row` with the offset of each row along the last axis, in order. */
function rows(view: View, row: (offset: number) => void): void {
  const outer = view.length - 1;
  const walk = (k: number, offset: number) => {
    if (k === outer) return row(offset);
    const table = view[k];
    for (let i = 0; i < table.length; i++) walk(k + 1, offset + table[i]);
  };
  walk(0, 0);
}

/** Reads through the view into a dense array. */
export function pick(from: Values, view: View, to: Values): void {
  if (view.length === 0) {
    to[0] = from[0];
    return;
  }
  const last = view[view.length - 1];
  let o = 0;
  rows(view, (offset) => {
    for (let i = 0; i < last.length; i++) to[o++] = from[offset + last[i]];
  });
}

/** Writes a dense array through the view. */
export function put(from: Values, view: View, to: Values): void {
  if (view.length === 0) {
    to[0] = from[0];
    return;
  }
  const last = view[view.length - 1];
  let i = 0;
  rows(view, (offset) => {
    for (let j = 0; j < last.length; j++) to[offset + last[j]] = from[i++];
  });
}

/** All offsets of a view, in order. */
export function offsets(view: View): Int32Array {
  let size = 1;
  for (const table of view) size *= table.length;
  const all = new Int32Array(size);
  if (view.length === 0 || size === 0) return all;
  const last = view[view.length - 1];
  let o = 0;
  rows(view, (offset) => {
    for (let i = 0; i < last.length; i++) all[o++] = offset + last[i];
  });
  return all;
}
