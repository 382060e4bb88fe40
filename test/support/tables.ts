import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generate } from '../../lib/data/generate.js';
import { generateHomework } from '../../lib/grading/generate.js';
import { generateKernels } from '../../lib/kernels/generate.js';

const tables = ['births', 'first-names', 'moby-dick', 'pronunciations'];

/** The library's build writes the data tables and the kernels; a test file may be run before the first build. */
export default async function ensureTables(): Promise<void> {
  const file = (name: string) => fileURLToPath(new URL(`../../lib/data/tables/${name}.ts`, import.meta.url));
  if (!tables.every((name) => existsSync(file(name)))) generate();
  // made of the plans as they are now
  generateHomework();
  await generateKernels();
}
