import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { address } from './address';
import { apiReference } from './api/build';
import { ROOT } from './book';
import { buildLibrary, docusaurus, fail, generate } from './tools/run';
import { sourcesHash } from './tools/sources';

const HELP = `npm run build [-- --out-dir <folder>]

Builds the library and the site, in both languages, into site/build: files for any static host.
  UNROLLED_BASE_URL   the path below which it will be served, by default /
  UNROLLED_URL        the address of the host, for the site map`;

export interface Target {
  readonly baseUrl: string;
  /** From the root of the repository. */
  readonly outDir: string;
  /** Where Docusaurus keeps what it works with; two builds at once need two. */
  readonly workDir?: string;
}

export const published: Target = { baseUrl: address.baseUrl, outDir: 'site/build' };

export async function build({ baseUrl, outDir, workDir = '.docusaurus' }: Target): Promise<void> {
  const hash = sourcesHash(baseUrl);
  // files of an older build would be precached with the new ones
  rmSync(join(ROOT, outDir), { recursive: true, force: true });
  await buildLibrary();
  await generate();
  await docusaurus(['build', '--out-dir', outDir], {
    UNROLLED_BASE_URL: baseUrl,
    DOCUSAURUS_GENERATED_FILES_DIR_NAME: workDir,
  });
  apiReference(join(ROOT, outDir, 'api'), baseUrl);
  writeFileSync(stamp(outDir), hash);
}

/** Builds unless the last build was made of the same sources; says which. */
export async function buildIfChanged(target: Target): Promise<boolean> {
  const file = stamp(target.outDir);
  const fresh = existsSync(file) && readFileSync(file, 'utf8') === sourcesHash(target.baseUrl);
  if (!fresh) await build(target);
  return !fresh;
}

const stamp = (outDir: string): string => join(ROOT, outDir, '.sources');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, 'out-dir': { type: 'string' } } });
  if (values.help) console.log(HELP);
  else await build({ ...published, outDir: values['out-dir'] ?? published.outDir }).catch(fail);
}
