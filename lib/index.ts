import './backends.js';

export * from './errors.js';
export * as lab from './lab/index.js';
export * as recurrent from './recurrent/index.js';
