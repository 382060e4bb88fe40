import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, Kernel, resultOf, textOf } from './kernel.js';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.start();
});
afterAll(() => kernel.stop());

/** The output and the reply of a cell that fails, which say the same. */
async function failure(code: string) {
  const { outputs, reply } = await kernel.run(code);
  const errors = outputs.filter(({ type }) => type === 'error');
  expect(errors).toHaveLength(1);
  const { ename, evalue, traceback } = errors[0]!;
  expect(reply).toMatchObject({ status: 'error', ename, evalue, traceback });
  expect(reply.execution_count).toBeGreaterThan(0);
  expect(textOf({ outputs }, 'stderr')).toBe('');
  return { ename, evalue, traceback: traceback!.join('\n'), count: reply.execution_count };
}

describe('an error that is thrown', () => {
  it('names the line and column of the cell, and shows the line', async () => {
    const { ename, evalue, traceback, count } = await failure(
      "const before = 1\ninterface Unused { x: number }\n\n  throw new RangeError('boom')",
    );
    expect([ename, evalue]).toEqual(['RangeError', 'boom']);
    expect(traceback).toBe(
      `RangeError: boom\n    at Cell [${count}]:4:9\n\nCell [${count}], line 4:\n      throw new RangeError('boom')\n            ^`,
    );
  });

  it('names the functions of earlier cells that it went through', async () => {
    const { reply } = await kernel.run(
      "type T = number\nfunction deep(x: T): T {\n  throw new Error('deep ' + x)\n}",
    );
    const { traceback, count } = await failure('const one = 1\ndeep(one)');
    const lines = traceback.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'Error: deep 1',
      `    at deep (Cell [${reply.execution_count}]:3:9)`,
      `    at Cell [${count}]:2:1`,
    ]);
  });

  it.each([
    ['after an await', "await null\nthrow new Error('x')", 2],
    [
      'in a method after an await',
      "class A {\n  async m() {\n    await null\n    throw new Error('x')\n  }\n}\nawait new A().m()",
      4,
    ],
    ['in a callback', "[1].forEach(() => {\n  throw new Error('x')\n})", 2],
    ['in a timer', "await new Promise(() => setTimeout(() => {\n  throw new Error('x')\n}))", 2],
  ])('is found %s', async (_, code, line) => {
    const { traceback, count } = await failure(code);
    expect(traceback).toMatch(new RegExp(`^Error: x\\n    at .*Cell \\[${count}\\]:${line}:`));
  });

  it('shows nothing of the kernel, of Node or of packages', async () => {
    const { traceback } = await failure(
      "import * as tf from '@tensorflow/tfjs'\ntf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]))",
    );
    expect(traceback).toMatch(/^Error: Error in matMul[^\n]*\n {4}at Cell \[\d+\]:2:4\n\n/);
    expect(traceback).not.toMatch(/node_modules|node:|launcher|tslab|file:|\/dist\//);
  });

  it("names the library's functions, without the path of the machine", async () => {
    const { ename, traceback } = await failure("import { lab } from 'unrolled'\nlab.plot([])");
    expect(ename).toBe('ValueError');
    expect(traceback).toMatch(/\n {4}at plot \(unrolled\/lab\/plot\.js:\d+:\d+\)\n {4}at Cell \[\d+\]:2:5\n/);
  });

  it('tells its cause, and those that it gathers', async () => {
    const caused = await failure("throw new Error('outer', { cause: new TypeError('inner') })");
    expect(caused.traceback).toContain('Caused by TypeError: inner');
    const several = await failure("await Promise.any([Promise.reject(new RangeError('one'))])");
    expect(several.traceback).toContain('RangeError: one');
  });

  it.each([
    ["throw 'text'", "'text'"],
    ['throw { code: 3 }', '{ code: 3 }'],
    ['throw undefined', 'undefined'],
    ['throw null', 'null'],
  ])('may be any value: %s', async (code, evalue) => {
    expect(await failure(code)).toMatchObject({ ename: 'Error', evalue, traceback: `Uncaught ${evalue}` });
  });

  it('may be one that cannot be printed', async () => {
    const { evalue } = await failure(
      "throw Object.defineProperty(new Error(), 'message', { get() { throw 1 } })",
    );
    expect(evalue).toBe('an error that cannot be printed');
  });

  it('has its place also in the stack that a cell reads', async () => {
    const stack = await kernel.run(
      "let s = ''\ntry {\n  (null as any).x\n} catch (e) {\n  s = (e as Error).stack!\n}\ns",
    );
    expect(resultOf(stack)).toMatch(/TypeError: Cannot read prop[\s\S]*at Cell \[\d+\]:3:17"$/);
  });
});

describe('an error that nobody awaited', () => {
  it('fails the cell that runs', async () => {
    const { evalue, traceback } = await failure("Promise.reject(new Error('floating'))\n1");
    expect(evalue).toBe('floating');
    expect(traceback).toMatch(/at Cell \[\d+\]:1:16/);
  });

  it('ends a cell that waits for something that will not come', async () => {
    const { evalue } = await failure(
      "(async () => { await null; throw new Error('aside') })()\nawait new Promise(() => {})",
    );
    expect(evalue).toBe('aside');
  });

  it('does not when it is caught in time', async () => {
    const { reply } = await kernel.run("const p = Promise.reject(new Error('x'))\nawait p.catch(() => 0)");
    expect(reply.status).toBe('ok');
  });

  it('is shown by the cell that it comes from, when that has ended', async () => {
    const early = await kernel.send("setTimeout(() => { throw new Error('too late') }, 150)\n0");
    expect((await kernel.result(early)).reply.status).toBe('ok');
    const next = await kernel.run('await new Promise((r) => setTimeout(r, 500)); 1');
    expect([next.reply.status, resultOf(next)]).toEqual(['ok', '1']);
    expect(errorOf({ outputs: await kernel.outputs(early) })).toMatchObject({ evalue: 'too late' });
  });
});

describe('a cell that does not compile', () => {
  it('says where its types do not fit, and does not run', async () => {
    const { ename, evalue, traceback, count } = await failure(
      "(globalThis as any).ran = true\nconst n: number = 'x'",
    );
    expect(ename).toBe('TypeScriptError');
    expect(evalue).toBe("2:7 - Type 'string' is not assignable to type 'number'.");
    expect(traceback).toContain(
      `TypeScriptError: Type 'string' is not assignable to type 'number'.\nCell [${count}], line 2:\n    const n: number = 'x'\n          ^`,
    );
    expect(resultOf(await kernel.run('(globalThis as { ran?: boolean }).ran === undefined'))).toBe('true');
  });

  it('says what is wrong with its syntax before it speaks of types', async () => {
    const { ename, evalue, traceback } = await failure('const x: number = "1"\nconst y = (');
    expect(ename).toBe('SyntaxError');
    expect(evalue).toBe('2:12 - Expression expected.');
    expect(traceback).not.toContain('not assignable');
  });

  it('keeps the caret below tabs', async () => {
    const { traceback } = await failure('\tunknown');
    expect(traceback).toMatch(/\n {4}\tunknown\n {4}\t\^$/);
  });

  it('explains what lies behind', async () => {
    const { traceback } = await failure(
      "const p: { a: { b: number } } = { a: { b: 'x' } } as { a: { b: string } }",
    );
    expect(traceback).toMatch(
      /not assignable to type '\{ a: \{ b: number; \}; \}'\.\n {2}The types of 'a\.b' are incompatible/,
    );
  });

  it('says which module there is not', async () => {
    const { evalue } = await failure("import * as x from 'no-such-module'");
    expect(evalue).toMatch(/^1:20 - Cannot find module 'no-such-module'/);
  });
});

describe('what a failing cell leaves behind', () => {
  it('are the variables that it gave values to', async () => {
    await failure("const reached = 'r'\nconst missed = (() => { throw new Error('x') })()");
    expect(resultOf(await kernel.run('reached.length'))).toBe('1');
    expect((await failure('missed')).ename).toBe('TypeScriptError');
  });

  it('are the older values of those that it did not reach', async () => {
    await kernel.run("const model = 'old', other = 1");
    await failure('const fail = (): number => { throw new Error() }\nconst model = fail()\nconst other = 2');
    expect(resultOf(await kernel.run('[model.toUpperCase(), other]'))).toBe("[ 'OLD', 1 ]");
  });

  it('is nothing when it does not compile', async () => {
    await kernel.run('const kept = 1');
    await failure("const kept = 2; const wrong: number = 'x'");
    expect(resultOf(await kernel.run('kept'))).toBe('1');
  });
});
