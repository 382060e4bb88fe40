import type { FusedBatchNormAttrs, FusedBatchNormInputs } from '@tensorflow/tfjs';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { type Values, zeros } from './values.js';

/** e^(x − max) / Σ e^(x − max) along rows of the given width. */
export function softmax(x: Values, width: number): Values {
  const out = zeros('float32', x.length);
  for (let start = 0; start < x.length; start += width) {
    let max = Number.NEGATIVE_INFINITY;
    for (let i = start; i < start + width; i++) if (x[i] > max || Number.isNaN(x[i])) max = x[i];
    let sum = 0;
    for (let i = start; i < start + width; i++) sum += out[i] = Math.exp(x[i] - max);
    for (let i = start; i < start + width; i++) out[i] /= sum;
  }
  return out;
}

export const normalization: KernelTable = {
  Softmax: kernel<Needs<'logits'>>((backend, { logits }) => {
    const width = logits.shape[logits.shape.length - 1];
    return backend.output(softmax(backend.values(logits), width), logits.shape, 'float32');
  }),

  /** (x − mean) · scale / √(variance + ε) + offset; the four repeat over the leading axes. */
  FusedBatchNorm: kernel<FusedBatchNormInputs, FusedBatchNormAttrs>(
    (backend, { x, mean, variance, scale, offset }, { varianceEpsilon }) => {
      const values = backend.values(x!);
      const [m, v] = [backend.values(mean!), backend.values(variance!)];
      const [s, o] = [scale && backend.values(scale), offset && backend.values(offset)];
      const out = zeros('float32', values.length);
      for (let i = 0; i < values.length; i++) {
        const unit = (values[i] - m[i % m.length]) / Math.sqrt(v[i % v.length] + varianceEpsilon);
        out[i] = unit * (s ? s[i % s.length] : 1) + (o ? o[i % o.length] : 0);
      }
      return backend.output(out, x!.shape, 'float32');
    },
  ),
};
