import * as tf from '@tensorflow/tfjs';
import 'unrolled';

/** The 32-bit backends that are here: tensorflow is where `npm run native` has made it, as it has on CI. */
export const backends: readonly string[] = ['cpu', 'wasm', 'tensorflow'].filter((name) =>
  tf.findBackendFactory(name),
);
