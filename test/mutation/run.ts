import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
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
with names of folders (${folders.join(', ')}, or recurrent/lstm) only these, and the rest of test/MUTATION.md stays.`;

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

async function mutate(chosen: readonly string[]): Promise<MutantResult[]> {
  const stryker = new Stryker({
    mutate: chosen.flatMap((part) => [`lib/${part}/*.ts`, `!lib/${part}/index.ts`]),
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner', './test/mutation/ignore-samples.mjs'],
    ignorers: ['samples'],
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: true },
    coverageAnalysis: 'perTest',
    // what runs once, while a module loads (titles, sources, the written formula), would need a whole run each
    ignoreStatic: true,
    concurrency: 2,
    timeoutMS: 20_000,
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
  return stryker.runMutationTest();
}

const detected = (m: MutantResult) => m.status === 'Killed' || m.status === 'Timeout';
const undetected = (m: MutantResult) => m.status === 'Survived' || m.status === 'NoCoverage';

function chapterOf(part: string, mutants: readonly MutantResult[]): Chapter {
  const own = mutants.filter(({ fileName }) => relative(fileName).replace(/\/[^/]+$/, '') === `lib/${part}`);
  const survivors = own
    .filter(undetected)
    .map(({ fileName, location: { start, end }, mutatorName, replacement = '' }): Survivor => {
      const lines = readFileSync(fileName, 'utf8')
        .split('\n')
        .slice(start.line, end.line + 1);
      lines[lines.length - 1] = lines[lines.length - 1].slice(0, end.column);
      lines[0] = lines[0].slice(start.column);
      const line = (text: string) => text.replace(/\s+/g, ' ').trim();
      return {
        file: relative(fileName),
        line: start.line + 1,
        mutator: mutatorName,
        original: line(lines.join(' ')),
        replacement: line(replacement),
      };
    });
  return { part, killed: own.filter(detected).length, survivors };
}

const relative = (file: string) => file.replaceAll('\\', '/').replace(/^.*?\/(?=lib\/)/, '');

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean' }, report: { type: 'boolean' } },
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
  const old = existsSync(results) ? read<Chapter[]>(results) : [];
  const mutants = await mutate(chosen);
  const fresh = new Map(chosen.map((part) => [part, chapterOf(part, mutants)]));
  const all = known.flatMap((part) => fresh.get(part) ?? old.filter((chapter) => chapter.part === part));
  writeFileSync(results, `${JSON.stringify(all, null, 1)}\n`);
  writeFileSync('test/MUTATION.md', markdown(all, read<Reason[]>(reasons)));
  console.log('test/MUTATION.md is written');
}
