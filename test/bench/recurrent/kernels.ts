import { recurrent } from 'unrolled';

/** The ways in which the library goes over a sequence, and how to choose one. */
export const kernels = [
  { name: 'readable cell', use: () => recurrent.useKernels(false) },
  { name: 'fused kernel', use: () => recurrent.useKernels(true) },
] as const;
