import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { address } from '../address';
import { ROOT } from '../book';

/** What a built site is made of. */
const sources = [
  'docusaurus.config.ts',
  'package-lock.json',
  'lib',
  'site',
  'notebooks/en',
  'notebooks/ru',
  'notebooks/homework/en',
  'notebooks/homework/ru',
];
const made = /(^|[\\/])(dist|node_modules|build|\.generated|\.ipynb_checkpoints|tables|compiled)$/;

function* files(path: string): Generator<string> {
  if (made.test(path) || !existsSync(path)) return;
  if (!statSync(path).isDirectory()) yield path;
  else for (const name of readdirSync(path).sort()) yield* files(join(path, name));
}

/** Differs whenever a site built now would differ. */
export function sourcesHash(baseUrl: string): string {
  const hash = createHash('sha256').update(`${baseUrl}\0${address.url}\0${process.version}`);
  for (const source of sources)
    for (const file of files(join(ROOT, source))) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}
