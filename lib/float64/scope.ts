import * as tf from '@tensorflow/tfjs';
import { ValueError } from '../errors.js';
import { FLOAT64 } from './backend.js';
import { registerFloat64 } from './register.js';

/**
 * Runs a function with the backend float64 and puts the former one back, also when the function throws. Its tensors
 * are moved as they are used, here and back; what comes back to another backend is rounded to float32.
 * @throws ValueError if the function is asynchronous: it would go on after the former backend is back
 */
export function inFloat64<T>(run: () => T): T {
  registerFloat64();
  const former = tf.getBackend();
  // setBackend is asynchronous only for a backend that is not ready, and both are
  void tf.setBackend(FLOAT64);
  try {
    const result = run();
    if (result instanceof Promise) throw new ValueError('run', 'a synchronous function', 'a Promise');
    return result;
  } finally {
    if (former) void tf.setBackend(former);
    // nobody had chosen a backend yet, so tf.ready() still has to
    else Object.assign(tf.engine(), { backendName: null, backendInstance: null });
  }
}
