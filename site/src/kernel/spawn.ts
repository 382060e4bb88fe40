/** A new kernel. Only a browser can load this module. */
export const spawn = (): Worker =>
  new Worker(new URL('./kernel.worker.ts', import.meta.url), { name: 'unrolled' });
