import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Plugin } from 'esbuild';
import type { Homework } from '../homework.js';

const lib = fileURLToPath(new URL('../..', import.meta.url));
const runners = fileURLToPath(new URL('./runners/', import.meta.url));

/** What '@tensorflow/tfjs' is in the sandbox: operations and gradients; float64 is the only backend. */
const TENSORFLOW = `
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
export * from '@tensorflow/tfjs-core';`;

export interface Bundle {
  readonly code: string;
  /** The files that it was made of, relative to lib/. */
  readonly files: readonly string[];
}

/** The runner with what a homework provides of the library, and nothing else of it, as one script. */
export async function bundleRunner({ library }: Pick<Homework, 'library'>): Promise<Bundle> {
  const { build } = await import('esbuild');
  const modules: Plugin = {
    name: 'modules',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^@tensorflow\/tfjs$/ }, () => ({ path: 'tensorflow', namespace: 'made' }));
      onResolve({ filter: /^\.\/library\.js$/ }, () => ({ path: 'library', namespace: 'made' }));
      onLoad({ filter: /.*/, namespace: 'made' }, ({ path }) => ({
        contents: path === 'library' ? librarySource(library) : TENSORFLOW,
        resolveDir: lib,
        loader: 'ts',
      }));
    },
  };
  const { outputFiles, metafile } = await build({
    entryPoints: [join(lib, 'grading/runner/main.ts')],
    absWorkingDir: lib,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
    plugins: [modules],
  });
  return { code: outputFiles[0]!.text, files: Object.keys(metafile.inputs) };
}

/** `{ 'recurrent.initLSTM': 'recurrent/lstm/init' }` as a module that exports `library.recurrent.initLSTM`. */
function librarySource(library: Homework['library']): string {
  const names = Object.entries(library).map(([path, file], i) => {
    const [namespace, name] = path.split('.');
    return { namespace, name, local: `provided${i}`, file };
  });
  const imports = names.map(
    ({ name, local, file }) =>
      `import { ${name} as ${local} } from ${JSON.stringify(join(lib, `${file}.ts`))};`,
  );
  const namespaces = [...new Set(names.map(({ namespace }) => namespace))].map((namespace) => {
    const own = names.filter((one) => one.namespace === namespace);
    return `${namespace}: { ${own.map(({ name, local }) => `${name}: ${local}`).join(', ')} }`;
  });
  return `${imports.join('\n')}\nexport const library = { ${namespaces.join(', ')} };`;
}

/** Where a built library keeps the runner of a homework. */
export const builtRunner = ({ name }: Pick<Homework, 'name'>): string => join(runners, `${name}.cjs`);

/**
 * Writes the runner of a homework as a start-up snapshot of the Node that runs now: it starts in a tenth of a second,
 * TensorFlow.js included. Returns the path of the snapshot.
 */
export async function snapshotRunner(homework: Homework, folder: string): Promise<string> {
  const script = join(folder, `${homework.name}.cjs`);
  const blob = join(folder, `${homework.name}.blob`);
  const built = builtRunner(homework);
  const code = existsSync(built) ? await readFile(built) : (await bundleRunner(homework)).code;
  await writeFile(script, code);
  await promisify(execFile)(process.execPath, ['--snapshot-blob', blob, '--build-snapshot', script], {
    cwd: dirname(script),
    env: {},
  });
  return blob;
}
