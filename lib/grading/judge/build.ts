/** Puts the runner of each homework into the built library, so that it needs no bundler to grade. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOMEWORKS } from '../homework/index.js';
import { bundleRunner } from './bundle.js';

for (const homework of HOMEWORKS) {
  const file = fileURLToPath(
    new URL(`../../dist/grading/judge/runners/${homework.name}.cjs`, import.meta.url),
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, (await bundleRunner(homework)).code);
}
