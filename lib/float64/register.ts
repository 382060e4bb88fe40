import * as tf from '@tensorflow/tfjs';
import { FLOAT64, Float64Backend } from './backend.js';
import { binary } from './binary.js';
import { conv } from './conv.js';
import { counting } from './counting.js';
import { creation } from './creation.js';
import { einsum } from './einsum.js';
import { indexing } from './indexing.js';
import { joining } from './joining.js';
import type { KernelTable } from './kernel.js';
import { layout } from './layout.js';
import { matmul } from './matmul.js';
import { normalization } from './normalization.js';
import { keepNumbers } from './numbers.js';
import { ordering } from './ordering.js';
import { pooling } from './pooling.js';
import { reductions } from './reductions.js';
import { scans } from './scans.js';
import { shape } from './shape.js';
import { unary } from './unary.js';

const tables: readonly KernelTable[] = [
  unary,
  binary,
  reductions,
  scans,
  matmul,
  layout,
  shape,
  joining,
  indexing,
  ordering,
  counting,
  creation,
  normalization,
  einsum,
  conv,
  pooling,
];

/** Makes `tf.setBackend('float64')` possible; a second call does nothing. It is never chosen by itself. */
export function registerFloat64(): void {
  if (tf.findBackendFactory(FLOAT64)) return;
  for (const [kernelName, kernelFunc] of tables.flatMap(Object.entries<KernelTable[string]>)) {
    tf.registerKernel({ kernelName, backendName: FLOAT64, kernelFunc });
  }
  tf.registerBackend(FLOAT64, () => new Float64Backend(), 0);
  keepNumbers();
}
