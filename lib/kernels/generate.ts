/**
 * Compiles lib/kernels/assembly to WebAssembly and writes it, as text, to lib/kernels/compiled: so that a bundler, Node
 * and Jupyter load it like any other module. Runs before every build of the library, in Node.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('./', import.meta.url));
const sources = join(folder, 'assembly');
const file = join(folder, 'compiled', 'modules.ts');

const options = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  // tfjs's own memory: nothing is copied to get here
  '--importMemory',
  '--use',
  'abort=',
  // vectors go from function to function, none to JavaScript
  '--disableWarning',
  '112',
];

async function compile(...features: readonly string[]): Promise<string> {
  // the compiler takes seconds to load, and is not needed for what is there
  const { main } = await import('assemblyscript/asc').catch((cause) => {
    throw new Error('the compiler of the kernels is not installed: npm install', { cause });
  });
  let binary: Uint8Array | undefined;
  let complaints = '';
  const enabled = features.flatMap((feature) => ['--enable', feature]);
  const { error } = await main([join(sources, 'index.ts'), ...options, ...enabled, '-o', 'kernels.wasm'], {
    writeFile: (_, contents) => {
      binary = contents as Uint8Array;
    },
    stderr: {
      write: (text) => {
        complaints += text;
      },
    },
  });
  if (error || !binary) throw new Error(`the kernels could not be compiled. ${complaints}`, { cause: error });
  return Buffer.from(binary).toString('base64');
}

/** Differs whenever what would be written differs. */
function fingerprint(): string {
  const { version } = createRequire(import.meta.url)('assemblyscript/package.json');
  const hash = createHash('sha256')
    .update(String(version))
    .update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of readdirSync(sources).sort()) hash.update(name).update(readFileSync(join(sources, name)));
  return hash.digest('hex').slice(0, 16);
}

/** Writes lib/kernels/compiled unless it is there and of these sources. */
export async function generateKernels(): Promise<void> {
  const made = `// written by kernels/generate.ts from the sources ${fingerprint()}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8').startsWith(made)) return;
  const text = [
    '/** WebAssembly with vectors of four numbers, in base64. */',
    `export const simd: string = '${await compile('simd')}';`,
    '/** The same where a product and a sum may be one instruction. */',
    `export const relaxed: string = '${await compile('simd', 'relaxed-simd')}';`,
  ].join('\n');
  mkdirSync(join(folder, 'compiled'), { recursive: true });
  writeFileSync(file, `${made}${text}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateKernels();
