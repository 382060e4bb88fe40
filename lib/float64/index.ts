/**
 * A backend of tfjs that computes in 64-bit: `tf.setBackend('float64')`, and ordinary tfjs code, its tape, its
 * optimizers and layers run on it. It is for checks, so it is written for clarity more than for speed.
 *
 * Numbers in the code are kept whole (numbers.ts). What still comes in as float32: a Float32Array, a tensor made while
 * another backend was active, and the windows of tf.signal. Text and complex numbers are refused; tf.io cannot save
 * tensors of this backend. tfjs itself has no gradient of dilated convolutions, einsum, topk, gatherND and scatterND.
 */
import { registerFloat64 } from './register.js';

export { precise } from './precise.js';
export { registerFloat64 } from './register.js';
export { inFloat64 } from './scope.js';

registerFloat64();
