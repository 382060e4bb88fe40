import * as tf from '@tensorflow/tfjs';
import type { Contender } from '../race';
import { kernels } from './kernels';
import { ours, type Work } from './ours';
import type { CellName, Pass, Shape } from './shapes';
import { tfLayers } from './tf-layers';

/** Times work on the current backend, until its numbers are there to be read. */
export const contender = (name: string, work: Work, prepare = () => {}): Contender => ({
  name,
  once() {
    prepare();
    const start = performance.now();
    tf.tidy(() => {
      for (const tensor of work()) tensor.dataSync();
    });
    return performance.now() - start;
  },
});

/** The library, in every way that it knows, and tf.layers. */
export function onThisBackend(cell: CellName, pass: Pass, shape: Shape): Contender[] {
  const work = ours(cell, pass, shape);
  const layer = tfLayers(cell, pass, shape);
  return [
    ...kernels.map(({ name, use }) => contender(name, work, use)),
    ...(layer ? [contender('tf.layers', layer)] : []),
  ];
}
