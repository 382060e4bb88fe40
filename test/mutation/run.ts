import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import ensureTables from '../support/tables';
import { type Chapter, markdown, type Reason, type Survivor } from './report';

const folders = [
  'sequences',
  'classical',
  'hopfield',
  'recurrent',
  'seq2seq',
  'attention',
  'memory',
  'decoding',
  'weights',
];

const HELP = `npm run test:mutation [-- <folder> …]

Changes the library's code in thousands of small ways and looks whether a test notices: StrykerJS. Takes an hour or two;
with names of folders (${folders.join(', ')}, or recurrent/lstm) only these, and the rest of test/MUTATION.md stays.

  --incremental   only the survivors of the last run and what has changed in its file or tests
  --report        nothing at all: writes test/MUTATION.md again, with other reasons`;

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

const results = 'test/mutation/results.json';
const reasons = 'test/mutation/reasons.json';
const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

/** Every folder of code that holds files of its own: recurrent, recurrent/lstm … */
const parts = (): string[] =>
  folders
    .filter((folder) => existsSync(`lib/${folder}`))
    .flatMap((folder) => [
      folder,
      ...readdirSync(`lib/${folder}`, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${folder}/${name}`),
    ]);

async function mutate(chosen: readonly string[], incremental: boolean): Promise<MutantResult[]> {
  process.env.UNROLLED_MUTATED = [...new Set(chosen.map((part) => part.split('/')[0]))].join();
  const stryker = new Stryker({
    mutate: chosen.flatMap((part) => [`lib/${part}/*.ts`, `!lib/${part}/index.ts`]),
    testRunner: 'chapters',
    plugins: ['./test/mutation/plugins.mjs'],
    ignorers: ['samples'],
    coverageAnalysis: 'perTest',
    // what runs once, while a module loads (titles, sources, the written formula), would need a whole run each
    ignoreStatic: true,
    incremental: true,
    force: !incremental,
    incrementalFile: `reports/mutation-${process.env.UNROLLED_MUTATED}.json`,
    concurrency: 2,
    timeoutMS: 30_000,
    reporters: ['progress'],
    tempDirName: '.stryker-tmp',
    // a copy of what the tests read, and nothing else
    ignorePatterns: [
      '**',
      '!lib/**',
      '!test/**',
      '!package.json',
      '!vitest.config.ts',
      '!tsconfig.json',
      'lib/dist',
      'lib/native/install',
      'test/bench',
      'test/native',
      'test/site',
      'test/notebooks',
    ],
    // both want the compiler API, which TypeScript 7 has not
    disableTypeChecks: false,
    tsconfigFile: 'there is none to rewrite',
  });
  const mutants = await stryker.runMutationTest();
  // on a busy machine a test may be slow without any loop: look whether these do not end
  for (const { status, statusReason, fileName, location, replacement } of mutants)
    if (status === 'Timeout' || status === 'RuntimeError')
      console.log(`${relative(fileName)}:${location.start.line}`, replacement, statusReason ?? 'timed out');
  return mutants;
}

const detected = (m: MutantResult) => m.status === 'Killed' || m.status === 'Timeout';
const undetected = (m: MutantResult) => m.status === 'Survived' || m.status === 'NoCoverage';

function chapterOf(part: string, mutants: readonly MutantResult[]): Chapter {
  const own = mutants.filter(({ fileName }) => relative(fileName).replace(/\/[^/]+$/, '') === `lib/${part}`);
  const survivors = own
    .filter(undetected)
    .map(({ fileName, location: { start, end }, replacement = '' }): Survivor => {
      const lines = readFileSync(fileName, 'utf8')
        .split('\n')
        .slice(start.line - 1, end.line);
      lines[lines.length - 1] = lines[lines.length - 1].slice(0, end.column - 1);
      lines[0] = lines[0].slice(start.column - 1);
      const line = (text: string) => text.replace(/\s+/g, ' ').trim();
      return {
        file: relative(fileName),
        original: line(lines.join(' ')),
        replacement: line(replacement),
      };
    });
  return { part, killed: own.filter(detected).length, survivors };
}

const relative = (file: string) => file.replaceAll('\\', '/').replace(/^.*?\/(?=lib\/)/, '');

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean' }, incremental: { type: 'boolean' }, report: { type: 'boolean' } },
  allowPositionals: true,
});
if (values.help) console.log(HELP);
else {
  const known = parts();
  const chosen =
    positionals.length > 0
      ? known.filter((part) => positionals.some((name) => part === name || part.startsWith(`${name}/`)))
      : known;
  if (chosen.length === 0) throw new Error(`${positionals.join(', ')}: expected some of ${known.join(', ')}`);
  if (!values.report) await ensureTables();
  const mutants = values.report ? [] : await mutate(chosen, values.incremental ?? false);
  const fresh = new Map(values.report ? [] : chosen.map((part) => [part, chapterOf(part, mutants)]));
  // read now, not before: another run may have ended meanwhile
  const old = existsSync(results) ? read<Chapter[]>(results) : [];
  const all = known.flatMap((part) => fresh.get(part) ?? old.filter((chapter) => chapter.part === part));
  writeFileSync(results, `${JSON.stringify(all, null, 1)}\n`);
  writeFileSync('test/MUTATION.md', markdown(all, read<Reason[]>(reasons)));
  console.log('test/MUTATION.md is written');
}
