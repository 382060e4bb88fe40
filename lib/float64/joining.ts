import type { ConcatAttrs, PackAttrs, SplitVAttrs, TensorInfo, UnpackAttrs } from '@tensorflow/tfjs';
import { backend_util, util } from '@tensorflow/tfjs';
import { ShapeError } from '../errors.js';
import type { Float64Backend } from './backend.js';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { sizeOf, zeros } from './values.js';

/** Seen along one axis every tensor is [before, n, after]: rows of n · after numbers, `before` of them. */
function along(shape: readonly number[], k: number) {
  return { before: sizeOf(shape.slice(0, k)), after: sizeOf(shape.slice(k + 1)) };
}

function concat(
  backend: Float64Backend,
  parts: TensorInfo[],
  k: number,
  shape: number[],
  as = shape,
): TensorInfo {
  const { dtype } = parts[0];
  const { before, after } = along(shape, k);
  const row = shape[k] * after;
  const out = zeros(dtype, before * row);
  let column = 0;
  for (const part of parts) {
    const values = backend.values(part);
    const width = values.length / before || 0;
    for (let b = 0; b < before; b++) out.set(values.subarray(b * width, (b + 1) * width), b * row + column);
    column += width;
  }
  return backend.output(out, as, dtype);
}

function split(
  backend: Float64Backend,
  x: TensorInfo,
  k: number,
  sizes: number[],
  as?: number[],
): TensorInfo[] {
  const values = backend.values(x);
  const { before, after } = along(x.shape, k);
  const row = x.shape[k] * after;
  let column = 0;
  return sizes.map((size) => {
    const width = size * after;
    const out = zeros(x.dtype, before * width);
    for (let b = 0; b < before; b++) {
      const from = b * row + column;
      out.set(values.subarray(from, from + width), b * width);
    }
    column += width;
    return backend.output(out, as ?? x.shape.map((n, j) => (j === k ? size : n)), x.dtype);
  });
}

export const joining: KernelTable = {
  Concat: kernel<TensorInfo[], ConcatAttrs>((backend, parts, { axis }) => {
    const [k] = util.parseAxisParam(axis, parts[0].shape);
    const shapes = parts.map((part) => part.shape);
    backend_util.assertParamsConsistent(shapes, k);
    return concat(backend, parts, k, backend_util.computeOutShape(shapes, k));
  }),

  Pack: kernel<TensorInfo[], PackAttrs>((backend, parts, { axis }) => {
    const { shape } = parts[0];
    const other = parts.find((part) => !util.arraysEqual(part.shape, shape));
    if (other) throw new ShapeError('stack', `tensors of one shape, [${shape}]`, `[${other.shape}]`);
    const k = axis < 0 ? axis + shape.length + 1 : axis;
    const packed = [...shape.slice(0, k), parts.length, ...shape.slice(k)];
    return concat(backend, parts, k, packed);
  }),

  SplitV: kernel<Needs<'x'>, SplitVAttrs>((backend, { x }, { numOrSizeSplits, axis }) => {
    const [k] = util.parseAxisParam(axis, x.shape);
    return split(backend, x, k, backend_util.prepareSplitSize(x, numOrSizeSplits, k));
  }),

  Unpack: kernel<Needs<'value'>, UnpackAttrs>((backend, { value }, { axis }) => {
    const [k] = util.parseAxisParam(axis, value.shape);
    const shape = value.shape.filter((_, j) => j !== k);
    return split(backend, value, k, new Array(value.shape[k]).fill(1), shape);
  }),
};
