import { afterEach, describe, expect, it } from 'vitest';
import { compileCell } from '../../site/src/kernel/compile';
import { failure } from '../../site/src/kernel/failure';
import { Namespace } from '../../site/src/kernel/namespace';

const modules = {
  unrolled: async () => ({ recurrent: { size: 3 }, training: {} }),
  '@tensorflow/tfjs': async () => ({ ready: async () => 'ready', add: (a: number, b: number) => a + b }),
};

const before = new Set(Object.getOwnPropertyNames(globalThis));
afterEach(() => {
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (!before.has(name)) delete (globalThis as Record<string, unknown>)[name];
});

/** Runs cells one after another in one namespace; the values of their last expressions. */
async function run(...cells: string[]): Promise<unknown[]> {
  const namespace = new Namespace(modules);
  const values: unknown[] = [];
  for (const [i, cell] of cells.entries()) values.push((await namespace.run(cell, `c${i}`)).value);
  return values;
}

async function fails(...cells: string[]) {
  const namespace = new Namespace(modules);
  const sources = new Map<string, string>();
  for (const [i, cell] of cells.entries()) {
    sources.set(`c${i}`, cell);
    try {
      await namespace.run(cell, `c${i}`);
    } catch (error) {
      return failure(error, `c${i}`, sources);
    }
  }
  throw new Error('no cell failed');
}

describe('a notebook namespace', () => {
  it.each([
    ['const', ['const a: number = 2', 'a * 3'], 6],
    ['let without a value', ['let a: number', 'typeof a'], 'undefined'],
    ['several declarators', ['const a = 1, b = a + 1', 'a + b'], 3],
    [
      'object patterns',
      [
        'const o = { a: 1, b: { c: 2 }, d: 3 }\nconst { a, b: { c = 9 }, ...rest } = o',
        '[a, c, rest.d].join()',
      ],
      '1,2,3',
    ],
    ['array patterns', ['const [a, , b = 5] = [1, 2]', 'a + b'], 6],
    [
      'functions, before their line',
      ['const five = twice(2) + 1\nfunction twice(x: number): number { return 2 * x }', 'twice(five)'],
      10,
    ],
    ['recursion', ['function f(n: number): number { return n < 2 ? 1 : n * f(n - 1) }', 'f(5)'], 120],
    ['async functions', ['async function f() { return 4 }', 'await f()'], 4],
    ['generators', ['function* g() { yield 1; yield 2 }', '[...g()].length'], 2],
    ['classes', ['class A { constructor(readonly x = 7) {} }\nclass B extends A {}', 'new B().x'], 7],
    ['enums', ['enum E { A, B }', 'E.B'], 1],
    ['interfaces leave nothing', ['interface P { x: number }\ntype Q = P\nconst p: P = { x: 1 }', 'p.x'], 1],
    ['exports are plain declarations', ['export const a = 3', 'a'], 3],
    ['a name of the browser', ["const name = 'n', status = 1", 'name + status'], 'n1'],
  ])('%s', async (_, cells, expected) => {
    expect((await run(...cells)).at(-1)).toBe(expected);
  });

  it('keeps function and class names for messages', async () => {
    expect(
      await run('function f() {}\nconst g = () => 0\nclass K {}', '[f.name, g.name, K.name].join()'),
    ).toEqual([undefined, 'f,g,K']);
  });

  it('runs a cell again with other code', async () => {
    expect(await run('const a = 1', 'const a = 2\nclass A {}', 'class A { static x = a }', 'A.x')).toEqual([
      undefined,
      undefined,
      undefined,
      2,
    ]);
  });

  it('lets a closure of an earlier cell see the new value', async () => {
    expect((await run('let n = 1\nconst read = () => n', 'n = 5', 'read()')).at(-1)).toBe(5);
  });

  it('keeps block scopes to themselves', async () => {
    await run('for (let i = 0; i < 2; i++) { const inner = i }');
    expect('i' in globalThis || 'inner' in globalThis).toBe(false);
  });
});

describe('the value of a cell', () => {
  it.each([
    ['an expression', '1 + 1', true, 2],
    ['with a semicolon and a comment', '1 + 1; // two', true, 2],
    ['a comment inside', '1 + // one\n1', true, 2],
    ['undefined', 'void 0', true, undefined],
    ['an assignment', 'globalThis.q = 3', true, 3],
    ['an object', '({ a: 1 }).a', true, 1],
    ['await', 'await (async () => 3)()', true, 3],
    ['a statement', 'if (true) { 3 }', false, undefined],
    ['a declaration', 'const z = 3', false, undefined],
    ['nothing', '', false, undefined],
    ['a directive', "'use strict'", false, undefined],
  ])('%s', async (_, cell, given, value) => {
    expect(await new Namespace(modules).run(cell, 'c')).toEqual(given ? { given, value } : { given });
  });

  it('needs no semicolons before brackets', async () => {
    expect(
      (await run('const a = 1\nconst [b] = [2]\nconst { c } = { c: 3 }\n;[a, b, c].length')).at(-1),
    ).toBe(3);
  });

  it('does not await a promise that the reader did not await', async () => {
    const [value] = await run('Promise.resolve(1)');
    expect(value).toBeInstanceOf(Promise);
  });
});

describe('imports', () => {
  it('binds names, namespaces and renamed names for later cells', async () => {
    const cells = [
      "import {\n  recurrent as r,\n} from 'unrolled'\nimport * as tf from '@tensorflow/tfjs'",
      'tf.add(r.size, 1)',
    ];
    expect((await run(...cells)).at(-1)).toBe(4);
  });

  it('takes a name that is only a type', async () => {
    const cells = [
      "import { type A, Tensor2D, recurrent } from 'unrolled'\nimport type { B } from 'unrolled'\nconst x: Tensor2D | A | B = recurrent.size\nx",
    ];
    expect(await run(...cells)).toEqual([3]);
  });

  it('loads dynamically', async () => {
    expect(await run("(await import('unrolled')).recurrent.size")).toEqual([3]);
  });

  it.each([
    [
      "const a = 1\nimport fs from 'node:fs'",
      2,
      "there is no module 'node:fs' here; a cell can import 'unrolled' and '@tensorflow/tfjs'",
    ],
    [
      "import { recurent } from 'unrolled'\nrecurent",
      1,
      "'unrolled' has no export 'recurent'; it has recurrent, training",
    ],
    ["1\nawait import('toString')", 2, "there is no module 'toString' here"],
  ])('%j fails at line %i', async (cell, line, message) => {
    const got = await fails(cell);
    expect(got.line).toBe(line);
    expect(got.evalue).toContain(message);
  });
});

describe('errors stand at their line', () => {
  it.each([
    ['a throw', 'const a: number = 1\n\n  throw new RangeError("no")', 3, 'RangeError: no'],
    [
      'after a multi-line import',
      "import {\n  recurrent,\n} from 'unrolled'\nrecurrent.missing()",
      4,
      'TypeError',
    ],
    [
      'after types that vanish',
      'interface A {\n  x: number\n}\n\ntype B = A &\n  { y: 1 }\nnull!.x',
      7,
      'TypeError',
    ],
    [
      'after an await',
      'await 0\nawait new Promise((r) => setTimeout(r, 1))\nmissing',
      3,
      'ReferenceError: missing is not defined',
    ],
    ['inside an arrow', 'const f = () => {\n  missing()\n}\nf()', 2, 'ReferenceError'],
    ['assigning to what is not declared', 'const a = 1\nb = 2', 2, 'ReferenceError: b is not defined'],
    ['syntax that TypeScript refuses', 'const a = 1\nconst = 2', 2, 'SyntaxError'],
    [
      'syntax inside an arrow',
      'const f = (x: number) => {\n  const y = [1].map((n) => n + x);\n  return y + ;\n};',
      3,
      'SyntaxError: Unexpected token',
    ],
    [
      'syntax inside an arrow that is handed over',
      '[1].map(async (x) =>\n  () => {\n    x +;\n});',
      3,
      'SyntaxError',
    ],
    ['syntax that JavaScript refuses', 'const a = 1\n\nreturn a', 3, 'SyntaxError'],
    [
      'declaring twice',
      'const a = 1\nconst a = 2',
      2,
      "SyntaxError: Identifier 'a' has already been declared",
    ],
    ['a name that the page needs', 'const a = 1\nconst importScripts = 2', 2, 'belongs to the page itself'],
    ['import.meta', '1\nimport.meta.url', 2, 'import.meta'],
    ['exporting', 'const a = 1\nexport { a }', 2, 'nobody to export to'],
  ])('%s', async (_, cell, line, head) => {
    const got = await fails(cell);
    expect(`${got.ename}: ${got.evalue}`).toContain(head);
    expect(got.line).toBe(line);
  });

  it('quotes the line of the other cell that threw', async () => {
    const got = await fails('function f() {\n  throw new Error("inner")\n}', '// calls\nf()');
    expect(got.line).toBe(2);
    expect(got.frames).toEqual([
      { cell: 'c0', line: 2, code: 'throw new Error("inner")' },
      { cell: 'c1', line: 2, code: 'f()' },
    ]);
  });

  it('reads what is thrown and is no error', async () => {
    expect(await fails('throw 3')).toEqual({ ename: 'Thrown', evalue: '3' });
  });
});

it('leaves every line where it was', () => {
  const source =
    'import {\n a\n} from "unrolled"\ninterface X {\n}\nconst\n  b = 1\nfunction f(\n  x: number\n) {}\nclass A\n{}\n`\n${b}\n`';
  const { code } = compileCell(source);
  // one line more: the closing bracket
  expect(code.split('\n').length).toBe(source.split('\n').length + 1);
});
