import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import { upcastType, util } from '@tensorflow/tfjs';
import type { Float64Backend } from './backend.js';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { type Values, zeros } from './values.js';
import { axesOf, offsets, stridesOf } from './view.js';

interface Reduction {
  readonly from: number;
  /** Goes on with x[i], x[i + step], …, up to but without x[end]. */
  readonly run: (sofar: number, x: Values, i: number, end: number, step: number) => number;
  readonly dtype: (dtype: DataType) => DataType;
  readonly finish?: (result: number, count: number) => number;
}

const itself = (dtype: DataType) => dtype;
const number = (dtype: DataType) => upcastType(dtype, 'int32');

const add: Reduction['run'] = (sum, x, i, end, step) => {
  for (; i < end; i += step) sum += x[i];
  return sum;
};

const reductionTable: Record<string, Reduction> = {
  Sum: { from: 0, dtype: number, run: add },
  Mean: { from: 0, dtype: () => 'float32', run: add, finish: (sum, count) => sum / count },
  Prod: {
    from: 1,
    dtype: number,
    run: (product, x, i, end, step) => {
      for (; i < end; i += step) product *= x[i];
      return product;
    },
  },
  // a NaN anywhere is the result
  Max: {
    from: Number.NEGATIVE_INFINITY,
    dtype: itself,
    run: (best, x, i, end, step) => {
      for (; i < end; i += step) if (x[i] > best || Number.isNaN(x[i])) best = x[i];
      return best;
    },
  },
  Min: {
    from: Number.POSITIVE_INFINITY,
    dtype: itself,
    run: (best, x, i, end, step) => {
      for (; i < end; i += step) if (x[i] < best || Number.isNaN(x[i])) best = x[i];
      return best;
    },
  },
  All: {
    from: 1,
    dtype: itself,
    run: (all, x, i, end, step) => {
      for (; i < end; i += step) if (!x[i]) return 0;
      return all;
    },
  },
  Any: {
    from: 0,
    dtype: itself,
    run: (any, x, i, end, step) => {
      for (; i < end; i += step) if (x[i]) return 1;
      return any;
    },
  },
};

type Axes = number | number[] | undefined;

function reduce(
  backend: Float64Backend,
  x: TensorInfo,
  which: Axes,
  keepDims: boolean,
  how: Reduction,
): TensorInfo {
  const { shape } = x;
  // an axis that is not given, null as well, means all of them
  const axes = util.parseAxisParam(which as number[], shape).sort((p, q) => p - q);
  const kept = shape.map((_, k) => k).filter((k) => !axes.includes(k));
  const strides = stridesOf(shape);

  // neighbouring axes are one long run: the last such group is walked by steps, the others by their offsets
  let first = axes.length - 1;
  while (first > 0 && axes[first - 1] === axes[first] - 1) first--;
  let length = 1;
  for (const k of axes.slice(Math.max(first, 0))) length *= shape[k];
  const step = axes.length ? strides[axes[axes.length - 1]] : 1;
  const starts = offsets(axesOf(shape, axes.slice(0, Math.max(first, 0))));

  const values = backend.values(x);
  const bases = offsets(axesOf(shape, kept));
  const dtype = how.dtype(x.dtype);
  const out = zeros(dtype, bases.length);
  for (let o = 0; o < bases.length; o++) {
    let result = how.from;
    for (let s = 0; s < starts.length; s++) {
      const i = bases[o] + starts[s];
      result = how.run(result, values, i, i + length * step, step);
    }
    out[o] = how.finish ? how.finish(result, starts.length * length) : result;
  }
  const outShape = keepDims ? shape.map((n, k) => (axes.includes(k) ? 1 : n)) : kept.map((k) => shape[k]);
  return backend.output(out, outShape, dtype);
}

/** Where along the axis the first of the best is. */
function argBest(better: (a: number, b: number) => boolean) {
  return kernel<Needs<'x'>, { axis: number }>((backend, { x }, { axis }) => {
    const [k] = util.parseAxisParam(axis, x.shape);
    const values = backend.values(x);
    const step = stridesOf(x.shape)[k];
    const kept = x.shape.map((_, j) => j).filter((j) => j !== k);
    const bases = offsets(axesOf(x.shape, kept));
    const out = zeros('int32', bases.length);
    for (let o = 0; o < bases.length; o++) {
      let best = 0;
      for (let i = 1; i < x.shape[k]; i++) {
        if (better(values[bases[o] + i * step], values[bases[o] + best * step])) best = i;
      }
      out[o] = best;
    }
    const shape = kept.map((j) => x.shape[j]);
    return backend.output(out, shape, 'int32');
  });
}

/** Max alone calls its axes reductionIndices. */
type Attrs = { axis?: Axes; reductionIndices?: Axes; keepDims: boolean };

export const reductions: KernelTable = {
  ...Object.fromEntries(
    Object.entries(reductionTable).map(([name, how]) => [
      name,
      kernel<Needs<'x'>, Attrs>((backend, { x }, { axis, reductionIndices, keepDims }) =>
        reduce(backend, x, axis ?? reductionIndices, keepDims, how),
      ),
    ]),
  ),
  ArgMax: argBest((a, b) => a > b),
  ArgMin: argBest((a, b) => a < b),
};
