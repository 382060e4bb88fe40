import type { AvgPoolGradAttrs, MaxPoolAttrs, MaxPoolGradAttrs, TensorInfo } from '@tensorflow/tfjs';
import { backend_util } from '@tensorflow/tfjs';
import type { Float64Backend } from './backend.js';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { type ConvInfo, eachTap } from './taps.js';
import { sizeOf, zeros } from './values.js';

type Attrs = MaxPoolAttrs & MaxPoolGradAttrs & AvgPoolGradAttrs;

function infoOf(x: TensorInfo, { filterSize, strides, pad, dimRoundingMode }: Attrs): ConvInfo {
  const shape = x.shape as [number, number, number, number];
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

/** For each number of the output, where the (first) largest of its window lies in the input. */
function largest(backend: Float64Backend, x: TensorInfo, info: ConvInfo): Int32Array {
  const values = backend.values(x);
  const where = new Int32Array(sizeOf(info.outShape)).fill(-1);
  eachTap(info, (from, to) => {
    for (let c = 0; c < info.inChannels; c++) {
      const best = where[to + c];
      const value = values[from + c];
      if (best < 0 || value > values[best] || Number.isNaN(value)) where[to + c] = from + c;
    }
  });
  return where;
}

/** How many numbers each window holds: those beyond the border do not count. */
function counts(info: ConvInfo): Int32Array {
  const count = new Int32Array(sizeOf(info.outShape));
  eachTap(info, (_, to) => {
    for (let c = 0; c < info.inChannels; c++) count[to + c]++;
  });
  return count;
}

export const pooling: KernelTable = {
  MaxPool: kernel<Needs<'x'>, Attrs>((backend, { x }, attrs) => {
    const info = infoOf(x, attrs);
    const values = backend.values(x);
    const out = zeros(x.dtype, sizeOf(info.outShape));
    largest(backend, x, info).forEach((from, to) => {
      out[to] = values[from];
    });
    return backend.output(out, info.outShape, x.dtype);
  }),

  MaxPoolGrad: kernel<Needs<'dy' | 'input'>, Attrs>((backend, { dy, input }, attrs) => {
    const dys = backend.values(dy);
    const out = zeros('float32', sizeOf(input.shape));
    largest(backend, input, infoOf(input, attrs)).forEach((from, to) => {
      out[from] += dys[to];
    });
    return backend.output(out, input.shape, 'float32');
  }),

  AvgPool: kernel<Needs<'x'>, Attrs>((backend, { x }, attrs) => {
    const info = infoOf(x, attrs);
    const values = backend.values(x);
    const count = counts(info);
    const out = zeros(x.dtype, count.length);
    eachTap(info, (from, to) => {
      for (let c = 0; c < info.inChannels; c++) out[to + c] += values[from + c] / count[to + c];
    });
    return backend.output(out, info.outShape, x.dtype);
  }),

  AvgPoolGrad: kernel<Needs<'dy' | 'input'>, Attrs>((backend, { dy, input }, attrs) => {
    const info = infoOf(input, attrs);
    const dys = backend.values(dy);
    const count = counts(info);
    const out = zeros('float32', sizeOf(input.shape));
    eachTap(info, (from, to) => {
      for (let c = 0; c < info.inChannels; c++) out[from + c] += dys[to + c] / count[to + c];
    });
    return backend.output(out, input.shape, 'float32');
  }),
};
