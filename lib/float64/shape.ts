import type { CastAttrs, ExpandDimsAttrs, ReshapeAttrs, TensorInfo } from '@tensorflow/tfjs';
import { util } from '@tensorflow/tfjs';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { copied, sizeOf, type Values, zeros } from './values.js';

const truth = (from: Values): Values => {
  const out = zeros('bool', from.length);
  for (let i = 0; i < from.length; i++) out[i] = from[i] === 0 ? 0 : 1;
  return out;
};

/** Kernels that leave the numbers where they are, and Cast. */
export const shape: KernelTable = {
  Identity: kernel<Needs<'x'>>((backend, { x }) => backend.alias(x)),

  Reshape: kernel<Needs<'x'>, ReshapeAttrs>((backend, { x }, { shape }) =>
    backend.alias(x, util.inferFromImplicitShape(shape, sizeOf(x.shape))),
  ),

  ExpandDims: kernel<Needs<'input'>, ExpandDimsAttrs>((backend, { input }, { dim }) => {
    const shape = [...input.shape];
    shape.splice(dim < 0 ? shape.length + dim + 1 : dim, 0, 1);
    return backend.alias(input, shape);
  }),

  Cast: kernel<Needs<'x'>, CastAttrs>((backend, { x }, { dtype }): TensorInfo => {
    if (dtype === x.dtype) return backend.alias(x);
    const values = backend.values(x);
    return backend.output(dtype === 'bool' ? truth(values) : copied(values, dtype), x.shape, dtype);
  }),
};
