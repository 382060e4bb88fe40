import * as tf from '@tensorflow/tfjs';
import 'unrolled';

// wasm: see vitest.config.ts
await tf.ready();
