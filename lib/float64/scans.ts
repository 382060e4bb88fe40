import { upcastType, util } from '@tensorflow/tfjs';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { zeros } from './values.js';
import { axesOf, offsets, stridesOf } from './view.js';

/** Partial results along an axis; `exclusive` ones leave out their own element, `reverse` begins at the end. */
function scan(from: number, f: (sofar: number, x: number) => number) {
  return kernel<Needs<'x'>, { axis: number; exclusive: boolean; reverse: boolean }>(
    (backend, { x }, { axis, exclusive, reverse }) => {
      const [k] = util.parseAxisParam(axis, x.shape);
      const values = backend.values(x);
      const dtype = upcastType(x.dtype, 'int32');
      const out = zeros(dtype, values.length);
      const length = x.shape[k];
      const stride = stridesOf(x.shape)[k];
      const step = reverse ? -stride : stride;
      const others = x.shape.map((_, j) => j).filter((j) => j !== k);
      for (const base of offsets(axesOf(x.shape, others))) {
        let sofar = from;
        let at = reverse ? base + (length - 1) * stride : base;
        for (let i = 0; i < length; i++, at += step) {
          const next = f(sofar, values[at]);
          out[at] = exclusive ? sofar : next;
          sofar = next;
        }
      }
      return backend.output(out, x.shape, dtype);
    },
  );
}

export const scans: KernelTable = {
  Cumsum: scan(0, (sum, x) => sum + x),
  Cumprod: scan(1, (product, x) => product * x),
};
