import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import 'unrolled';

// the same examples in every run, so that what fails here fails everywhere; FC_SEED=<integer> looks at others
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1) });

// wasm: see vitest.config.ts
await tf.ready();
