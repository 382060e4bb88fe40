import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import './native/tensorflow.js';

// no greeting on stderr: in a notebook that would be a red box
tf.enableProdMode();
// one thread in Node as in the page, so that both compute the same numbers, and no COOP/COEP headers are needed
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);

// the tape keeps clones, which this backend would copy; a second name for the same memory does, as for its Reshape
tf.unregisterKernel(tf.Identity, 'wasm');
tf.registerKernel({
  kernelName: tf.Identity,
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend }) => {
    const { dataId, shape, dtype } = inputs.x as TensorInfo;
    (backend as KernelBackend).incRef(dataId);
    return { dataId, shape, dtype };
  },
});
