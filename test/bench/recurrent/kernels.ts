import * as unrolled from 'unrolled';

type Switch = { readonly kernels?: { useKernels(on: boolean): void } };
const { kernels: library } = unrolled as Switch;

/** The ways in which the library goes over a sequence, and how to choose one. */
export const kernels: readonly { readonly name: 'readable cell' | 'fused kernel'; use(): void }[] = library
  ? [
      { name: 'readable cell', use: () => library.useKernels(false) },
      { name: 'fused kernel', use: () => library.useKernels(true) },
    ]
  : [{ name: 'readable cell', use: () => {} }];
