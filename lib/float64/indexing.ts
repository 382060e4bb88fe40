import type {
  GatherV2Attrs,
  OneHotAttrs,
  ScatterNdAttrs,
  SparseToDenseAttrs,
  TensorInfo,
  UnsortedSegmentSumAttrs,
} from '@tensorflow/tfjs';
import { backend_util, upcastType, util } from '@tensorflow/tfjs';
import { ValueError } from '../errors.js';
import type { Float64Backend } from './backend.js';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { sizeOf, type Values, zeros } from './values.js';

/**
 * Row n of `indices` is a position among the leading axes of `shape`; the flat number of the slice that it names.
 * A position outside of the tensor is refused.
 */
function slices(indices: Values, count: number, depth: number, shape: readonly number[]): Int32Array {
  const out = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    let flat = 0;
    for (let d = 0; d < depth; d++) {
      const i = indices[n * depth + d];
      if (i < 0 || i >= shape[d]) {
        throw new ValueError('indices', `0 to ${shape[d] - 1} on axis ${d} of [${shape}]`, String(i));
      }
      flat = flat * shape[d] + i;
    }
    out[n] = flat;
  }
  return out;
}

/** Writes the rows of `updates` (or the one number that it is) into the slices of `out` that `indices` name. */
function scatter(
  backend: Float64Backend,
  indices: TensorInfo,
  updates: TensorInfo,
  shape: number[],
  out: Values,
  adds: boolean,
): Values {
  const { sliceRank, numUpdates, sliceSize } = backend_util.calculateShapes(updates, indices, shape);
  const from = backend.values(updates);
  slices(backend.values(indices), numUpdates, sliceRank, shape).forEach((slice, n) => {
    for (let j = 0; j < sliceSize; j++) {
      const value = updates.shape.length === 0 ? from[0] : from[n * sliceSize + j];
      const at = slice * sliceSize + j;
      out[at] = adds ? out[at] + value : value;
    }
  });
  return out;
}

export const indexing: KernelTable = {
  GatherV2: kernel<Needs<'x' | 'indices'>, GatherV2Attrs>(
    (backend, { x, indices }, { axis, batchDims = 0 }) => {
      const [k] = util.parseAxisParam(axis, x.shape);
      const info = backend_util.segment_util.collectGatherOpShapeInfo(x, indices, k, batchDims);
      const { batchSize, outerSize, dimSize, sliceSize, outputShape } = info;
      const [from, rows] = [backend.values(x), backend.values(indices)];
      slices(rows, rows.length, 1, [dimSize]);
      const out = zeros(x.dtype, sizeOf(outputShape));
      const count = rows.length / batchSize || 0;
      let o = 0;
      for (let b = 0; b < batchSize; b++) {
        for (let outer = b * outerSize; outer < (b + 1) * outerSize; outer++) {
          for (let n = b * count; n < (b + 1) * count; n++) {
            const start = (outer * dimSize + rows[n]) * sliceSize;
            for (let i = start; i < start + sliceSize; i++) out[o++] = from[i];
          }
        }
      }
      return backend.output(out, outputShape, x.dtype);
    },
  ),

  GatherNd: kernel<Needs<'params' | 'indices'>>((backend, { params, indices }) => {
    const [shape, count, sliceSize] = backend_util.prepareAndValidate(params, indices);
    const depth = indices.shape[indices.shape.length - 1];
    const from = backend.values(params);
    const out = zeros(params.dtype, sizeOf(shape));
    if (out.length) {
      slices(backend.values(indices), count, depth, params.shape).forEach((slice, n) => {
        out.set(from.subarray(slice * sliceSize, (slice + 1) * sliceSize), n * sliceSize);
      });
    }
    return backend.output(out, shape, params.dtype);
  }),

  /** Updates of one place add up. */
  ScatterNd: kernel<Needs<'indices' | 'updates'>, ScatterNdAttrs>(
    (backend, { indices, updates }, { shape }) => {
      const out = zeros(updates.dtype, sizeOf(shape));
      return backend.output(scatter(backend, indices, updates, shape, out, true), shape, updates.dtype);
    },
  ),

  /** The last update of a place stays. */
  TensorScatterUpdate: kernel<Needs<'tensor' | 'indices' | 'updates'>>(
    (backend, { tensor, indices, updates }) => {
      const { shape, dtype } = tensor;
      const out = scatter(backend, indices, updates, shape, backend.values(tensor).slice(), false);
      return backend.output(out, shape, dtype);
    },
  ),

  SparseToDense: kernel<Needs<'sparseIndices' | 'sparseValues' | 'defaultValue'>, SparseToDenseAttrs>(
    (backend, { sparseIndices, sparseValues, defaultValue }, { outputShape }) => {
      const { dtype } = sparseValues;
      const out = zeros(dtype, sizeOf(outputShape)).fill(backend.values(defaultValue)[0]);
      scatter(backend, sparseIndices, sparseValues, outputShape, out, false);
      return backend.output(out, outputShape, dtype);
    },
  ),

  /** A segment below 0 or beyond the last takes part in no sum. */
  UnsortedSegmentSum: kernel<Needs<'x' | 'segmentIds'>, UnsortedSegmentSumAttrs>(
    (backend, { x, segmentIds }, { numSegments }) => {
      const [from, ids] = [backend.values(x), backend.values(segmentIds)];
      const row = sizeOf(x.shape.slice(1));
      const dtype = upcastType(x.dtype, 'int32');
      const out = zeros(dtype, numSegments * row);
      for (let n = 0; n < ids.length; n++) {
        if (ids[n] < 0 || ids[n] >= numSegments) continue;
        for (let j = 0; j < row; j++) out[ids[n] * row + j] += from[n * row + j];
      }
      return backend.output(out, [numSegments, ...x.shape.slice(1)], dtype);
    },
  ),

  /** An index outside of 0 … depth − 1 gives a row of off values. */
  OneHot: kernel<Needs<'indices'>, OneHotAttrs>(
    (backend, { indices }, { depth, onValue, offValue, dtype }) => {
      const rows = backend.values(indices);
      const out = zeros(dtype, rows.length * depth).fill(offValue);
      for (let n = 0; n < rows.length; n++) {
        if (rows[n] >= 0 && rows[n] < depth) out[n * depth + rows[n]] = onValue;
      }
      return backend.output(out, [...indices.shape, depth], dtype);
    },
  ),

  Select: kernel<Needs<'condition' | 't' | 'e'>>((backend, { condition, t, e }) => {
    const [yes, no, choice] = [backend.values(t), backend.values(e), backend.values(condition)];
    const dtype = upcastType(t.dtype, e.dtype);
    const out = zeros(dtype, yes.length);
    // a condition of rank 1 may choose whole rows
    const row = yes.length / choice.length || 0;
    for (let i = 0; i < out.length; i++) out[i] = choice[Math.floor(i / row)] ? yes[i] : no[i];
    return backend.output(out, t.shape, dtype);
  }),
};
