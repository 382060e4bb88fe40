import * as tf from '@tensorflow/tfjs';
import { kernels } from 'unrolled';
import type { Contender } from '../race';
import { ours, type Work } from './ours';
import type { CellName, Pass, Shape } from './shapes';
import { tfLayers } from './tf-layers';
import { ways } from './ways';

/** Times work on the current backend, with or without kernels, until its numbers are there to be read. */
export const contender = (name: string, work: Work, fused: boolean = true): Contender => ({
  name,
  once: () => {
    kernels.useKernels(fused);
    const start = performance.now();
    tf.tidy(() => {
      for (const tensor of work()) tensor.dataSync();
    });
    const time = performance.now() - start;
    kernels.useKernels(true);
    return time;
  },
});

/** The library, in every way that it knows, and tf.layers. */
export function onThisBackend(cell: CellName, pass: Pass, shape: Shape): Contender[] {
  const work = ours(cell, pass, shape);
  const layer = tfLayers(cell, pass, shape);
  return [
    ...ways.map(({ name, fused }) => contender(name, work, fused)),
    ...(layer ? [contender('tf.layers', layer)] : []),
  ];
}
