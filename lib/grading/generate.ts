/**
 * Writes lib/data/tables/homework.ts: the public checks of every homework as numbers, which pages and notebooks load.
 * The plans themselves, with their hidden checks, are never part of a page. Runs before every build of the library.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepare } from './cases.js';
import { HOMEWORKS } from './homework/index.js';
import { testOf } from './homework-test.js';

/** Public inputs are the same for everybody and never change. */
const SEED = 1;

/** Writes the table and gives back the name of its file. */
export function generateHomework(): string {
  const tests = HOMEWORKS.flatMap((homework) =>
    prepare(homework, SEED, { hidden: false }).map(({ question, cases }) => {
      const all = cases.map((one) => testOf(homework, question, one));
      return [all[0].id, all] as const;
    }),
  );
  const file = fileURLToPath(new URL('../data/tables/homework.ts', import.meta.url));
  mkdirSync(fileURLToPath(new URL('../data/tables/', import.meta.url)), { recursive: true });
  const text = [
    '// written by grading/generate.ts',
    "import type { HomeworkTest } from '../../homework/test.js';",
    `export const tests: { readonly [id: string]: readonly HomeworkTest[] } = ${JSON.stringify(Object.fromEntries(tests))};`,
  ];
  // an unchanged file keeps its time, so that what watches it stays quiet
  const whole = `${text.join('\n')}\n`;
  if (!existsSync(file) || readFileSync(file, 'utf8') !== whole) writeFileSync(file, whole);
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generateHomework();
