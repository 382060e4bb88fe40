import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import './native/tensorflow.js';

// no greeting on stderr: in a notebook that would be a red box
tf.enableProdMode();
// one thread in Node as in the page, so that both compute the same numbers, and no COOP/COEP headers are needed
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
