import type { SearchSortedAttrs, TopKAttrs, UniqueAttrs } from '@tensorflow/tfjs';
import { util } from '@tensorflow/tfjs';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { seen } from './layout.js';
import { zeros } from './values.js';
import { axesOf, axis as axisOf, offsets, stridesOf } from './view.js';

/** How many of the numbers in row[from, to), which are in order, `before` holds for. */
function countWhile(from: number, to: number, before: (i: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low - from;
}

export const ordering: KernelTable = {
  /** The k largest of each row in falling order; of equal ones the first comes first. */
  TopK: kernel<Needs<'x'>, TopKAttrs>((backend, { x }, { k }) => {
    const values = backend.values(x);
    const width = x.shape[x.shape.length - 1];
    const rows = values.length / width || 0;
    const [best, where] = [zeros(x.dtype, rows * k), zeros('int32', rows * k)];
    for (let r = 0; r < rows; r++) {
      const row = values.subarray(r * width, (r + 1) * width);
      const order = Array.from(row, (_, i) => i).sort((i, j) => row[j] - row[i] || i - j);
      for (let n = 0; n < k; n++) {
        best[r * k + n] = row[order[n]];
        where[r * k + n] = order[n];
      }
    }
    const shape = [...x.shape.slice(0, -1), k];
    return [backend.output(best, shape, x.dtype), backend.output(where, shape, 'int32')];
  }),

  /** The different slices along an axis in the order of their first appearance, and for each slice which it is. */
  Unique: kernel<Needs<'x'>, UniqueAttrs>((backend, { x }, { axis }) => {
    const [k] = util.parseAxisParam(axis, x.shape);
    const values = backend.values(x);
    const stride = stridesOf(x.shape)[k];
    const others = x.shape.map((_, j) => j).filter((j) => j !== k);
    const slice = offsets(axesOf(x.shape, others));
    const found = new Map<string, number>();
    const first: number[] = [];
    const which = zeros('int32', x.shape[k]);
    for (let i = 0; i < which.length; i++) {
      const key = Array.from(slice, (at) => values[at + i * stride]).join();
      if (!found.has(key)) {
        found.set(key, first.length);
        first.push(i);
      }
      which[i] = found.get(key)!;
    }
    const view = [...axesOf(x.shape)];
    view[k] = axisOf(first.length, (i) => first[i] * stride);
    return [seen(backend, x, view), backend.output(which, [which.length], 'int32')];
  }),

  /** Where each value would be inserted into its row, which is in rising order. */
  SearchSorted: kernel<Needs<'sortedSequence' | 'values'>, SearchSortedAttrs>(
    (backend, { sortedSequence, values }, { side }) => {
      const [sorted, wanted] = [backend.values(sortedSequence), backend.values(values)];
      const [rows, width] = sortedSequence.shape;
      const count = values.shape[1];
      const out = zeros('int32', wanted.length);
      for (let n = 0; n < out.length; n++) {
        const start = rows > 1 ? Math.floor(n / count) * width : 0;
        const value = wanted[n];
        const before = (i: number) => (side === 'left' ? sorted[i] < value : sorted[i] <= value);
        out[n] = countWhile(start, start + width, before);
      }
      return backend.output(out, values.shape, 'int32');
    },
  ),
};
