import type {
  BatchToSpaceNDAttrs,
  MirrorPadAttrs,
  PadV2Attrs,
  ReverseAttrs,
  SliceAttrs,
  SpaceToBatchNDAttrs,
  StridedSliceAttrs,
  TensorInfo,
  TileAttrs,
  TransposeAttrs,
} from '@tensorflow/tfjs';
import { slice_util, util } from '@tensorflow/tfjs';
import type { Float64Backend } from './backend.js';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { sizeOf, zeros } from './values.js';
import { axesOf, axis, pick, put, stridesOf, type View } from './view.js';

type X = Needs<'x'>;

/** What is seen through the view, as a tensor; its shape is that of the view unless another is given. */
export function seen(backend: Float64Backend, x: TensorInfo, view: View, as?: readonly number[]): TensorInfo {
  const shape = as ?? view.map((table) => table.length);
  const out = zeros(x.dtype, sizeOf(shape));
  if (out.length) pick(backend.values(x), view, out);
  return backend.output(out, shape, x.dtype);
}

/** The view that walks along axis k through `length` positions, the i-th of them at(k, i). */
const walk = (
  shape: readonly number[],
  lengths: readonly number[],
  at: (k: number, i: number) => number,
): View => {
  const strides = stridesOf(shape);
  return lengths.map((n, k) => axis(n, (i) => at(k, i) * strides[k]));
};

/**
 * The axes of a tensor cut into blocks whose positions are moved into the batch, of shape
 * [∏ blocks · N, …, rest]: position p of an axis is position p mod block of the batch, p div block of the axis.
 */
function blocks(
  shape: readonly number[],
  block: readonly number[],
  lengths: readonly number[],
  skip: number[],
): View {
  const strides = stridesOf(shape);
  const batch = shape[0] / sizeOf(block);
  return [batch, ...lengths].map((n, k) => {
    if (k === 0 || k > block.length) return axis(n, (i) => i * strides[k]);
    const size = block[k - 1];
    const inBatch = sizeOf(block.slice(k)) * batch * strides[0];
    return axis(n, (i) => {
      const p = i + skip[k - 1];
      return (p % size) * inBatch + Math.floor(p / size) * strides[k];
    });
  });
}

export const layout: KernelTable = {
  Transpose: kernel<X, TransposeAttrs>((backend, { x }, { perm }) => seen(backend, x, axesOf(x.shape, perm))),

  Reverse: kernel<X, ReverseAttrs>((backend, { x }, { dims }) => {
    const turned = util.parseAxisParam(dims, x.shape);
    const at = (k: number, i: number) => (turned.includes(k) ? x.shape[k] - 1 - i : i);
    return seen(backend, x, walk(x.shape, x.shape, at));
  }),

  Tile: kernel<X, TileAttrs>((backend, { x }, { reps }) =>
    seen(
      backend,
      x,
      walk(
        x.shape,
        x.shape.map((n, k) => n * reps[k]),
        (k, i) => i % x.shape[k],
      ),
    ),
  ),

  Slice: kernel<X, SliceAttrs>((backend, { x }, { begin, size }) => {
    const [from, lengths] = slice_util.parseSliceParams(x, begin, size);
    slice_util.assertParamsValid(x, from, lengths);
    return seen(
      backend,
      x,
      walk(x.shape, lengths, (k, i) => from[k] + i),
    );
  }),

  StridedSlice: kernel<X, StridedSliceAttrs>((backend, { x }, attrs) => {
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
    const info = slice_util.sliceInfo(
      x.shape,
      begin,
      end,
      strides,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    );
    const lengths = slice_util.computeOutShape(info.begin, info.end, info.strides).map((n) => Math.max(n, 0));
    const view = walk(x.shape, lengths, (k, i) => info.begin[k] + i * info.strides[k]);
    return seen(backend, x, view, info.finalShape);
  }),

  PadV2: kernel<X, PadV2Attrs>((backend, { x }, { paddings, constantValue }) => {
    const shape = x.shape.map((n, k) => paddings[k][0] + n + paddings[k][1]);
    const out = zeros(x.dtype, sizeOf(shape)).fill(constantValue);
    put(
      backend.values(x),
      walk(shape, x.shape, (k, i) => paddings[k][0] + i),
      out,
    );
    return backend.output(out, shape, x.dtype);
  }),

  MirrorPad: kernel<X, MirrorPadAttrs>((backend, { x }, { paddings, mode }) => {
    const lengths = x.shape.map((n, k) => paddings[k][0] + n + paddings[k][1]);
    // 'symmetric' repeats the element at the border, 'reflect' does not
    const border = mode === 'reflect' ? 0 : 1;
    const at = (k: number, i: number) => {
      const [p, n] = [i - paddings[k][0], x.shape[k]];
      return p < 0 ? -p - border : p < n ? p : 2 * (n - 1) - p + border;
    };
    return seen(backend, x, walk(x.shape, lengths, at));
  }),

  BatchToSpaceND: kernel<X, BatchToSpaceNDAttrs>((backend, { x }, { blockShape, crops }) => {
    const lengths = x.shape.slice(1).map((n, k) => {
      return k < blockShape.length ? n * blockShape[k] - crops[k][0] - crops[k][1] : n;
    });
    const skip = crops.map(([before]) => before);
    return seen(backend, x, blocks(x.shape, blockShape, lengths, skip));
  }),

  SpaceToBatchND: kernel<X, SpaceToBatchNDAttrs>((backend, { x }, { blockShape, paddings }) => {
    const [batch, ...rest] = x.shape;
    const spatial = rest.map((n, k) => {
      return k < blockShape.length ? (n + paddings[k][0] + paddings[k][1]) / blockShape[k] : n;
    });
    const shape = [batch * sizeOf(blockShape), ...spatial];
    const out = zeros(x.dtype, sizeOf(shape));
    const skip = paddings.map(([before]) => before);
    put(backend.values(x), blocks(shape, blockShape, rest, skip), out);
    return backend.output(out, shape, x.dtype);
  }),
};
