import type { FillAttrs, LinSpaceAttrs, RangeAttrs } from '@tensorflow/tfjs';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { sizeOf, zeros } from './values.js';

export const creation: KernelTable = {
  Fill: kernel<unknown, FillAttrs>((backend, _, { shape, value, dtype }) =>
    // zeros refuses the type of a text
    backend.output(zeros(dtype, sizeOf(shape)).fill(value as number), shape, dtype),
  ),

  ZerosLike: kernel<Needs<'x'>>((backend, { x }) =>
    backend.output(zeros(x.dtype, sizeOf(x.shape)), x.shape, x.dtype),
  ),

  OnesLike: kernel<Needs<'x'>>((backend, { x }) =>
    backend.output(zeros(x.dtype, sizeOf(x.shape)).fill(1), x.shape, x.dtype),
  ),

  /** start + i·step, which unlike repeated addition does not drift. A falling range may leave out its step of −1. */
  Range: kernel<unknown, RangeAttrs>((backend, _, { start, stop, step, dtype }) => {
    const by = stop < start && step === 1 ? -1 : step;
    const out = zeros(dtype, Math.max(0, Math.ceil((stop - start) / by)));
    for (let i = 0; i < out.length; i++) out[i] = start + i * by;
    return backend.output(out, [out.length], dtype);
  }),

  LinSpace: kernel<unknown, LinSpaceAttrs>((backend, _, { start, stop, num }) => {
    const out = zeros('float32', num);
    for (let i = 0; i < num; i++) out[i] = start + (i * (stop - start)) / Math.max(num - 1, 1);
    return backend.output(out, [num], 'float32');
  }),

  Diag: kernel<Needs<'x'>>((backend, { x }) => {
    const values = backend.values(x);
    const out = zeros(x.dtype, values.length ** 2);
    for (let i = 0; i < values.length; i++) out[i * (values.length + 1)] = values[i];
    return backend.output(out, [...x.shape, ...x.shape], x.dtype);
  }),
};
