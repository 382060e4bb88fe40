import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generate } from '../../lib/data/generate.js';

/** The library's build writes the data tables; a test file may be run before the first build. */
export default function ensureTables(): void {
  if (!existsSync(fileURLToPath(new URL('../../lib/data/tables/births.ts', import.meta.url)))) generate();
}
