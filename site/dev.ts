import { createHash } from 'node:crypto';
import { readFileSync, utimesSync, watch } from 'node:fs';
import { join } from 'node:path';
import { docsDir, LANGS, pageFile } from './book';
import { buildLibrary, docusaurus, fail, generate } from './tools/run';

const HELP = `npm run dev [-- --locale ru] [-- --port <number>]

Serves the book to those who write it: a saved page shows at once. One language at a time. A change of the
library needs a new start. Other options go to \`docusaurus start\`.`;

/** Saved English pages: their answers are computed anew, then both languages, which share the code, are shown anew. */
function watchPages(): void {
  const seen = new Map<string, string>();
  const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
  const changed = async (name: string) => {
    const file = join(docsDir('en'), name);
    const now = digest(file);
    if (seen.get(name) === now) return;
    seen.set(name, now);
    await generate();
    for (const lang of LANGS) utimesSync(pageFile(lang, name.replace(/\.mdx$/, '')), new Date(), new Date());
  };
  watch(docsDir('en'), (_, name) => {
    // what is wrong with the page is said when the page is made
    if (name?.endsWith('.mdx')) changed(name).catch(() => {});
  });
}

async function dev(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    console.log(HELP);
    return;
  }
  await buildLibrary();
  await generate();
  watchPages();
  // not the port of `npm start`: its service worker would answer with the built pages
  const port = args.includes('--port') ? [] : ['--port', '3001'];
  await docusaurus(['start', '--no-open', ...port, ...args], {
    DOCUSAURUS_GENERATED_FILES_DIR_NAME: '.docusaurus-dev',
  });
}

await dev(process.argv.slice(2)).catch(fail);
