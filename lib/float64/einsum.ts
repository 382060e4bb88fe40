import type * as tf from '@tensorflow/tfjs';
import type { EinsumAttrs, TensorInfo } from '@tensorflow/tfjs';
import { backend_util, upcastType } from '@tensorflow/tfjs';
import { type KernelTable, kernel } from './kernel.js';
import { zeros } from './values.js';
import { axis, offsets, stridesOf } from './view.js';

/** For every element of the result, in order: the sum of products over the names that it lacks. */
export const einsum: KernelTable = {
  Einsum: kernel<TensorInfo[], EinsumAttrs>((backend, tensors, { equation }) => {
    const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(equation, tensors.length);
    backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors as tf.Tensor[]);
    const sizes = allDims.map((_, dim) => {
      const owner = idDims.findIndex((dims) => dims.includes(dim));
      return tensors[owner].shape[idDims[owner].indexOf(dim)];
    });
    const kept = sizes.slice(0, sizes.length - summedDims.length);

    // where each factor lies, by position in the result and by position in the sum; a name that it lacks stands still
    const factors = tensors.map((tensor, t) => {
      const strides = stridesOf(tensor.shape);
      const view = sizes.map((n, dim) => axis(n, (i) => i * (strides[idDims[t].indexOf(dim)] ?? 0)));
      const values = backend.values(tensor);
      return { values, kept: offsets(view.slice(0, kept.length)), summed: offsets(view.slice(kept.length)) };
    });
    const dtype = tensors.reduce((type, tensor) => upcastType(type, tensor.dtype), tensors[0].dtype);
    const out = zeros(dtype, factors[0].kept.length);
    for (let o = 0; o < out.length; o++) {
      let sum = 0;
      for (let s = 0; s < factors[0].summed.length; s++) {
        let product = 1;
        for (const { values, kept, summed } of factors) product *= values[kept[o] + summed[s]];
        sum += product;
      }
      out[o] = sum;
    }
    return backend.output(out, kept, dtype);
  }),
};
