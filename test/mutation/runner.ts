import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from '@stryker-mutator/api/core';
import {
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import { register, type Suite, type Test, tests } from './vitest';

/*
 * A process loads library and tests once; which change is active is a variable that the changed code reads. So a change
 * costs as much time as the tests that reach it, not the seconds that a start takes.
 */

const context: InstrumenterContext = {};
(globalThis as Record<string, unknown>)[INSTRUMENTER_CONSTANTS.NAMESPACE] = context;

/** What learns, tries or compares for many seconds; all that it runs has quicker tests of its own. */
const slow = [
  'test/seq2seq/learning.test.ts',
  'test/seq2seq/model.test.ts > lstm',
  'test/seq2seq/model.test.ts > gru',
  'test/seq2seq/model.test.ts > peephole',
  'a captioner > has the gradient of central differences',
  'a captioner > learns to name the parts of an image',
  'the bottleneck > is what the lecture says',
  'capacity > ends near 0.138 patterns a unit',
  'word2vec on Moby Dick > finds words that belong together',
];
const isSlow = (id: string) =>
  slow.some((part) => id.includes(part)) &&
  // of a model only its gradient takes long
  (!id.startsWith('test/seq2seq/model') || id.includes('central differences'));

/** The tests of each folder of code are those of the folder of its name and the checks of its equations. */
const equations = ['test/equations/registry.test.ts', 'test/equations/refusals.test.ts'];
/** The Transformer's weights are read and written by the tests that run it. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  weights: ['test/attention/reference.test.ts'],
};
const folderOf = (file: string) => /(?:lib|test)\/(\w+)\//.exec(file.replaceAll('\\', '/'))?.[1] ?? '';

export async function load(importFile: (file: string) => Promise<unknown>): Promise<void> {
  const folders = (process.env.UNROLLED_MUTATED ?? '').split(',');
  const own = folders.flatMap((folder) =>
    readdirSync(`test/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => `test/${folder}/${file.replaceAll('\\', '/')}`),
  );
  await importFile('/test/support/setup.ts');
  const others = folders.flatMap((folder) => elsewhere[folder] ?? []);
  for (const file of new Set([...own, ...others, ...equations]))
    await register(file, () => importFile(`/${file}`));
  const ids = new Set<string>();
  for (const folder of folders)
    for (const member of Object.values((await importFile(`/lib/${folder}/index.ts`)) as object))
      if (typeof member === 'function' && 'forms' in member) ids.add((member as { id?: string }).id ?? '');
  const checks = (id: string) =>
    id.split(' > ').some((title) => ids.has(/^[\w.-]+\w/.exec(title)?.[0] ?? ''));
  for (const { id, file } of tests.values())
    if (isSlow(id) || (equations.includes(file) && !checks(id))) tests.delete(id);
}

/** Runs tests one after another, hooks where suites begin and end; stops at the first that fails. */
async function run(
  chosen: readonly Test[],
  end: (test: Test, error?: unknown) => void,
  begin: (test: Test) => void = () => {},
): Promise<void> {
  let open: readonly Suite[] = [];
  const close = async (kept: readonly Suite[]) => {
    for (const suite of open.filter((each) => !kept.includes(each)).reverse())
      for (const hook of suite.hooks.afterAll) await hook();
    open = kept;
  };
  for (const test of chosen) {
    try {
      await close(open.filter((each) => test.suites.includes(each)));
      for (const suite of test.suites.slice(open.length)) {
        open = [...open, suite];
        for (const hook of suite.hooks.beforeAll) await hook();
      }
      begin(test);
      for (const suite of test.suites) for (const hook of suite.hooks.beforeEach) await hook();
      try {
        await test.run();
      } finally {
        for (const suite of test.suites) for (const hook of suite.hooks.afterEach) await hook();
      }
      end(test);
    } catch (error) {
      end(test, error ?? 'failed');
      break;
    } finally {
      context.currentTestId = undefined;
    }
  }
  await close([]);
}

const messageOf = (error: unknown) => String((error as Error)?.message ?? error);

/** What one process has found before the first change, for all: how long each test takes, how often it reaches what. */
interface Unchanged {
  readonly id: string;
  readonly time: number;
  readonly hits: Readonly<Record<string, number>>;
}
const found = 'test/mutation/unchanged.json';
const unchanged = new Map<string, Unchanged>();

export async function dryRun(): Promise<DryRunResult> {
  const results: TestResult[] = [];
  let start = performance.now();
  const end = ({ id, file }: Test, error?: unknown) => {
    const result = { id, name: id, fileName: file, timeSpentMs: performance.now() - start };
    results.push(
      error
        ? { ...result, status: TestStatus.Failed, failureMessage: messageOf(error) }
        : { ...result, status: TestStatus.Success },
    );
    start = performance.now();
  };
  await run([...tests.values()], end, ({ id }) => {
    context.currentTestId = id;
  });
  const { mutantCoverage } = context;
  const rows = results.map(
    ({ id, timeSpentMs: time }): Unchanged => ({ id, time, hits: mutantCoverage?.perTest[id] ?? {} }),
  );
  writeFileSync(found, JSON.stringify(rows));
  return { status: DryRunStatus.Complete, tests: results, mutantCoverage };
}

/** A test that evaluates a change more often than this, and than ten times as often as before, is in a loop without end. */
const patience = 1000;

const unclean = 'a change has left something behind that lets tests fail: Stryker goes on in another process';
let [stale, runs] = [false, 0];

export async function mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
  if (stale) throw new Error(unclean);
  if (unchanged.size === 0)
    for (const row of JSON.parse(readFileSync(found, 'utf8')) as Unchanged[]) unchanged.set(row.id, row);
  const { activeMutant, testFilter, sandboxFileName } = options;
  const folder = folderOf(sandboxFileName);
  const asked = [...equations, ...(elsewhere[folder] ?? [])];
  const time = ({ id }: Test) => unchanged.get(id)?.time ?? 0;
  const chosen = (testFilter ?? [...tests.keys()])
    .map((id) => tests.get(id) as Test)
    .filter(({ file }) => folderOf(file) === folder || asked.includes(file))
    .sort((a, b) => time(a) - time(b));
  runs++;
  let count = 0;
  let killer: { readonly test: Test; readonly error: unknown } | undefined;
  const end = (test: Test, error?: unknown) => {
    count++;
    if (error) killer = { test, error };
  };
  context.activeMutant = activeMutant.id;
  await run(chosen, end, ({ id }) => {
    const hits = unchanged.get(id)?.hits[activeMutant.id] ?? 1;
    [context.hitCount, context.hitLimit] = [0, Math.max(patience, 10 * hits)];
  });
  const looped = (context.hitCount ?? 0) > (context.hitLimit ?? Number.POSITIVE_INFINITY);
  [context.activeMutant, context.hitCount, context.hitLimit] = [undefined, undefined, undefined];
  if (!killer) return { status: MutantRunStatus.Survived, nrOfTests: count };
  // without the change the test passes, or it was not the change that made it fail
  stale = false;
  await run([killer.test], (_, error) => {
    stale = error !== undefined;
  });
  if (stale && runs > 1) throw new Error(unclean);
  if (looped) return { status: MutantRunStatus.Timeout, reason: 'a loop without end' };
  return {
    status: MutantRunStatus.Killed,
    killedBy: [killer.test.id],
    failureMessage: messageOf(killer.error),
    nrOfTests: count,
  };
}
