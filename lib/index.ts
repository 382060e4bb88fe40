import './backends.js';

export * from './errors.js';
export * as recurrent from './recurrent/index.js';
