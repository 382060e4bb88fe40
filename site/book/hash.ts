import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { counterpart, shown } from './layout';
import { englishHash } from './translation';

const HELP = `Prints the hash of an English page, which its translation names in \`translates\`.

  npx tsx site/book/hash.ts [--write] page.mdx…

A Russian page stands for the English one that it translates.
  --write   put the hash into the Russian page: say that the translation is up to date`;

/** The text of a translation with `translates` set in its front matter. */
export function withHash(text: string, hash: string): string {
  const [, open, yaml, rest] = /^(---\r?\n)([\s\S]*?)(^---\s*$[\s\S]*)/m.exec(text) ?? [];
  if (open === undefined || !text.startsWith(open)) throw new Error('the page has no front matter');
  const line = `translates: '${hash}'`;
  const set = /^translates:.*$/m.test(yaml!) ? yaml!.replace(/^translates:.*$/m, line) : `${yaml}${line}\n`;
  return `${open}${set}${rest}`;
}

function main(args: string[]): void {
  const files = args.filter((arg) => !arg.startsWith('--')).map((file) => resolve(file));
  if (args.includes('--help') || !files.length) {
    console.log(HELP);
    return;
  }
  for (const file of files) {
    const [english, russian] = [counterpart(file, 'en'), counterpart(file, 'ru')];
    const hash = englishHash(readFileSync(english, 'utf8'), english);
    console.log(`${hash}  ${shown(english)}`);
    if (args.includes('--write')) writeFileSync(russian, withHash(readFileSync(russian, 'utf8'), hash));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
