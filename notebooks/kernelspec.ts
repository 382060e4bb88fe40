import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));
const sources = join(repository, 'notebooks', 'kernel');

/** The name by which notebooks ask for the kernel. */
export const kernelName = 'unrolled';

/** Builds the kernel and tells Jupyter in the environment `folder` how to start it. Changes nothing that is right. */
export function installKernel(folder: string): void {
  build();
  const target = join(folder, 'share', 'jupyter', 'kernels', kernelName);
  mkdirSync(target, { recursive: true });
  copyFileSync(join(sources, 'logo.svg'), join(target, 'logo-svg.svg'));
  const file = join(target, 'kernel.json');
  const spec = `${JSON.stringify(kernelSpec(), null, 2)}\n`;
  if (!existsSync(file) || readFileSync(file, 'utf8') !== spec) writeFileSync(file, spec);
}

function kernelSpec() {
  return {
    // absolute, since programs that start the kernel differ in what they take relative paths to be relative to
    argv: [
      process.execPath,
      // an interrupt tears JavaScript off, after which Node would find its own books in disorder and abort
      '--no-force-async-hooks-checks',
      join(sources, 'dist', 'launcher.js'),
      '{connection_file}',
    ],
    display_name: 'Unrolled (TypeScript)',
    language: 'typescript',
    interrupt_mode: 'message',
    // cells of a notebook that lies elsewhere find the book's packages too
    env: { NODE_PATH: join(repository, 'node_modules') },
  };
}

/** The compiler writes only what has changed, so that a kernel which starts meanwhile reads whole files. */
function build(): void {
  const compiler = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', sources], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the kernel does not compile:\n${stdout}`);
}
