import {
  ASYMMETRIC_MATCHERS_OBJECT,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
} from '@vitest/expect';
import * as chai from 'chai';

/** The part of Vitest that the tests of the chapters use, for `Runner`, which loads them once and runs them often. */
chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

// biome-ignore lint/suspicious/noExplicitAny: the tests see Vitest's own types
type Callback = (...args: any[]) => unknown;

/** Suites form a tree; a test knows those it stands in, the file first. */
export interface Suite {
  readonly name: string;
  readonly hooks: Record<'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll', Callback[]>;
}

export interface Test {
  readonly id: string;
  readonly file: string;
  readonly suites: readonly Suite[];
  readonly run: () => unknown;
}

export const tests = new Map<string, Test>();

let [suites, file]: [readonly Suite[], string] = [[], ''];

/** What `load` registers is of this file. */
export async function register(path: string, load: () => Promise<unknown>): Promise<void> {
  [suites, file] = [[suite(path)], path];
  await load();
}

const suite = (name: string): Suite => ({
  name,
  hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] },
});

function add(name: string, ...rest: readonly unknown[]): void {
  // a test may have options before what it runs
  const run = rest.find((each) => typeof each === 'function') as Callback;
  const id = `${suites.map((each) => each.name).join(' > ')} > ${name}`;
  const same = [...tests.keys()].filter((known) => known.startsWith(id)).length;
  const own = same > 0 ? `${id} (${same + 1})` : id;
  tests.set(own, { id: own, file, suites, run });
}

function group(name: string, body: Callback): void {
  const outer = suites;
  suites = [...outer, suite(name)];
  body();
  suites = outer;
}

/** `f.each(rows)(name, body)`: once for each row, whose elements are the arguments if it is an array; `$key` in the name. */
const each =
  (f: (name: string, body: Callback) => void) =>
  (rows: readonly unknown[]) =>
  (name: string, body: Callback): void =>
    rows.forEach((row, i) => {
      const title = name.replace(/\$(\w+)/g, (_, key: string) =>
        String((row as Record<string, unknown>)[key]),
      );
      f(`${title} #${i + 1}`, () => (Array.isArray(row) ? body(...row) : body(row)));
    });

export const it = Object.assign(add, { each: each(add) });
export const describe = Object.assign(group, { each: each(group) });

const hook =
  (when: keyof Suite['hooks']) =>
  (run: Callback): void => {
    suites.at(-1)?.hooks[when].push(run);
  };
export const [beforeAll, beforeEach] = [hook('beforeAll'), hook('beforeEach')];
export const [afterEach, afterAll] = [hook('afterEach'), hook('afterAll')];

export const expect = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
  (globalThis as { [ASYMMETRIC_MATCHERS_OBJECT]?: object })[ASYMMETRIC_MATCHERS_OBJECT],
);
(globalThis as { [GLOBAL_EXPECT]?: unknown })[GLOBAL_EXPECT] = expect;
