import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a tfjs-node, below its folder. */
export const addon = (folder: string) => ({
  binding: join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'),
  includes: join(folder, 'deps', 'include'),
  libraries: join(folder, 'deps', 'lib'),
});

/** Whether its addon is there, and TensorFlow itself, which may be a link to what has gone. */
export function isComplete(folder: string): boolean {
  const { binding, includes } = addon(folder);
  return existsSync(binding) && existsSync(includes);
}

/** What lib/native/install/product.cc is compiled to, beside that tfjs-node. */
export const product = (folder: string): string => join(folder, 'product.node');
