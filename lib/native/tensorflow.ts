import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import type { KernelBackend } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { multiplyBy } from '../kernels/heap.js';
import type { MultiplyBlock } from '../kernels/instance.js';
import { addon, isComplete, product } from './addon.js';

/**
 * Offers tfjs-node's backend `tensorflow` where its addon is: what `npm run native` made, or a tfjs-node beside the
 * library. Nothing is loaded before the backend is used. It comes before wasm unless the environment variable
 * UNROLLED_BACKEND names another.
 */
const require = createRequire(import.meta.url);
const installed = createRequire(join(dirname(require.resolve('unrolled/package.json')), 'native/install/'));
const found = [require, installed].map(tfjsNode).find((folder) => folder && isComplete(folder));
if (found) {
  const isPreferred = (env.UNROLLED_BACKEND ?? 'tensorflow') === 'tensorflow';
  tf.registerBackend('tensorflow', () => load(found), isPreferred ? 3 : 0);
}

function tfjsNode({ resolve }: NodeJS.Require): string | undefined {
  try {
    return dirname(resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    return undefined;
  }
}

/** What tfjs-node's index does, without making its backend the current one and without the parts that nobody uses. */
function load(folder: string): KernelBackend {
  env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // oneDNN needs 0.1 ms to begin a product that a recurrent step has done in a third of that, and greets on stderr
  env.TF_ENABLE_ONEDNN_OPTS ??= '0';
  // gone since Node 23; tfjs-node still asks for it
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  require(join(folder, 'dist/register_all_kernels.js'));
  const { NodeJSKernelBackend } = require(join(folder, 'dist/nodejs_kernel_backend.js')) as {
    NodeJSKernelBackend: new (binding: unknown, name: string) => KernelBackend;
  };
  const backend = new NodeJSKernelBackend(require(addon(folder).binding), '@tensorflow/tfjs-node');
  if (existsSync(product(folder)))
    multiplyBy((require(product(folder)) as { multiplyBlock: MultiplyBlock }).multiplyBlock, backend);
  return backend;
}
