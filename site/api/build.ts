import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ROOT } from '../book';
import { buildLibrary, fail } from '../tools/run';

const HELP = `npm run docs [-- --out-dir <folder>]

Writes lib/README.md anew, and the API reference of the library into site/build/api, where the site links it.`;

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Writes the API reference of the library as it is into a folder; its title leads to `book`. Throws if TypeDoc complains. */
export function apiReference(outDir: string, book: string): void {
  const typedoc = here('./node_modules/typedoc/bin/typedoc');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      typedoc,
      '--options',
      here('./typedoc.json'),
      '--logLevel',
      'Warn',
      '--titleLink',
      book,
      '--out',
      outDir,
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`TypeDoc: ${stdout}${stderr}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, 'out-dir': { type: 'string' } } });
  if (values.help) console.log(HELP);
  else
    try {
      await buildLibrary();
      // it reads the library, and so parts of it that the build writes
      const { readme } = await import('./readme');
      writeFileSync(join(ROOT, 'lib', 'README.md'), readme());
      apiReference(join(ROOT, values['out-dir'] ?? 'site/build/api'), '../');
    } catch (error) {
      fail(error);
    }
}
