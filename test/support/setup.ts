import * as tf from '@tensorflow/tfjs';
import 'unrolled';

// wasm, as in the page and in Jupyter; tests of one backend set their own
await tf.ready();
