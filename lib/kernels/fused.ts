import type { Tensor } from '@tensorflow/tfjs';

/** A cell over whole sequences in one kernel; undefined where that cannot be done: the cell itself goes step by step then. */
export type Whole<P, S, X extends Tensor, R> = (
  p: P,
  xs: X,
  s0: S,
  options: { readonly mask?: Tensor; readonly backwards?: boolean },
) => R | undefined;

type AnyWhole = Whole<unknown, unknown, Tensor, unknown>;

const kernels = new WeakMap<object, AnyWhole>();
let used = true;

/** Says that `whole` computes what unrolling `cell` computes. */
export function fuse<P, S, X extends Tensor, R>(cell: object, whole: Whole<P, S, X, R>): void {
  kernels.set(cell, whole as unknown as AnyWhole);
}

/** The kernel of a cell, if it has one and kernels are on. */
export const kernelOf = (cell: object): AnyWhole | undefined => (used ? kernels.get(cell) : undefined);

/**
 * Switches the kernels for whole sequences on (as they are at first) or off: then every cell goes step by step, as it is
 * written. Both give the same numbers but for rounding; second derivatives are known to the written cells alone.
 */
export function useKernels(on: boolean): void {
  used = on;
}
