import './backends.js';

export * as attention from './attention/index.js';
export * as classical from './classical/index.js';
export * as data from './data/index.js';
export * as decoding from './decoding/index.js';
export * as equations from './equations/index.js';
export * from './errors.js';
export * as float64 from './float64/index.js';
export * as homework from './homework/index.js';
export * as hopfield from './hopfield/index.js';
export * as kernels from './kernels/index.js';
export * as lab from './lab/index.js';
export * as memory from './memory/index.js';
export * as recurrent from './recurrent/index.js';
export * as seq2seq from './seq2seq/index.js';
export * as sequences from './sequences/index.js';
export * as training from './training/index.js';
export * as weights from './weights/index.js';
