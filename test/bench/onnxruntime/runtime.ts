import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** What the bench uses of onnxruntime-node. */
export interface Runtime {
  readonly InferenceSession: { create(model: Uint8Array): Promise<Session> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => unknown;
}

interface Session {
  run(inputs: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, { data: Float32Array }>>>;
}

/** What the bench uses of onnx-proto. */
export interface Proto {
  readonly onnx: { readonly ModelProto: { encode(model: object): { finish(): Uint8Array } } };
}

/**
 * ONNX Runtime and the format of its models, in a folder of their own, which is filled on first use: nobody but the
 * bench needs these 300 MB. Undefined, with the reason printed, where they cannot be had.
 */
export function onnx(log = console.log): (Runtime & Proto) | undefined {
  if (!existsSync(new URL('node_modules', import.meta.url))) {
    log('Installing ONNX Runtime (once)');
    const ci = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    spawnSync('npm', ci, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  }
  const require = createRequire(import.meta.url);
  try {
    return { ...(require('onnxruntime-node') as Runtime), ...(require('onnx-proto') as Proto) };
  } catch (error) {
    log(`without ONNX Runtime: ${(error as Error).message}`);
    return undefined;
  }
}
