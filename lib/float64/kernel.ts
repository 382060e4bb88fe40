import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import type { Float64Backend } from './backend.js';

type KernelFunc = KernelConfig['kernelFunc'];

/** Kernels by the names under which tfjs calls them. */
export type KernelTable = Readonly<Record<string, KernelFunc>>;

/** A kernel with its inputs and attributes typed; tfjs itself hands over untyped maps. */
export function kernel<Inputs, Attrs = unknown>(
  compute: (backend: Float64Backend, inputs: Inputs, attrs: Attrs) => TensorInfo | TensorInfo[],
): KernelFunc {
  return ({ inputs, attrs, backend }) => compute(backend as Float64Backend, inputs as Inputs, attrs as Attrs);
}

/** Inputs that a kernel always gets. */
export type Needs<Name extends string> = Readonly<Record<Name, TensorInfo>>;
