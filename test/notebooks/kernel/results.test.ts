import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, Kernel, resultOf, textOf } from './kernel.js';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.start();
});
afterAll(() => kernel.stop());

describe('the value of the last expression', () => {
  it('is an execute_result with the count of its cell', async () => {
    const { outputs, reply } = await kernel.run('1 + 1');
    const [result] = outputs.filter(({ type }) => type === 'execute_result');
    expect(result).toMatchObject({ data: { 'text/plain': '2' }, execution_count: reply.execution_count });
    expect(reply.status).toBe('ok');
    expect(textOf({ outputs }, 'stdout')).toBe('');
  });

  it.each([
    ['null', 'null'],
    ["'text'", "'text'"],
    ['let x: number = 3; x', '3'],
    ['[1, 2].map((x) => x * 2)', '[ 2, 4 ]'],
    ['new Error("told, not thrown")', 'Error: told, not thrown'],
  ])('prints %s', async (code, text) => {
    expect(resultOf(await kernel.run(code))).toBe(text);
  });

  it.each(['undefined', 'const y = 5', 'console.log(1)', ''])('is none for "%s"', async (code) => {
    const { outputs, reply } = await kernel.run(code);
    expect(outputs.map(({ type }) => type)).not.toContain('execute_result');
    expect(reply.status).toBe('ok');
  });

  it('is printed five levels deep', async () => {
    expect(resultOf(await kernel.run('[[[[[1]]]]]'))).toMatch(/\[ 1 \]/);
    expect(resultOf(await kernel.run('[[[[[[1]]]]]]'))).toMatch(/\[ \[Array\] \]/);
  });

  it('shows the values of a tensor', async () => {
    const result = await kernel.run("import * as tf from '@tensorflow/tfjs'\ntf.tensor([[1, 2], [3, 4]])");
    expect(resultOf(result)).toMatch(/^Tensor[\s\S]*\[\[1, 2\],\n\s*\[3, 4\]\]$/);
  });

  it('fails where printing it does', async () => {
    const result = await kernel.run(
      "({ get x() { return 1 }, toJSON: 0, [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no print') } })",
    );
    expect(errorOf(result)).toMatchObject({ evalue: 'no print' });
  });
});

describe('await outside of functions', () => {
  it.each([
    ['await 1', '1'],
    ['await (1)', '1'],
    ['await (async () => 2)()', '2'],
    ['const a = await (Promise.resolve(3)); a', '3'],
    ['await Promise.all([1, Promise.resolve(2)])', '[ 1, 2 ]'],
    ['await [4]', '[ 4 ]'],
    ['let s = 0; for await (const x of [1, Promise.resolve(2)]) s += x; s', '3'],
    ['if (await (true)) { await (0) }; 5', '5'],
  ])('%s', async (code, text) => {
    expect(resultOf(await kernel.run(code))).toBe(text);
  });

  it('gives the variable the type of the value', async () => {
    await kernel.run('const awaited = await (Promise.resolve(7))');
    expect(errorOf(await kernel.run('awaited.toUpperCase()'))?.evalue).toMatch(
      /'toUpperCase' does not exist on type 'number'/,
    );
    expect(resultOf(await kernel.run('awaited'))).toBe('7');
  });
});

describe('variables', () => {
  it('stay, with their types, and may be declared anew with another', async () => {
    await kernel.run('const v = 1; interface Point { x: number }; function f(p: Point) { return p.x + v }');
    expect(resultOf(await kernel.run('f({ x: 2 })'))).toBe('3');
    await kernel.run("const v = 'one'");
    expect(resultOf(await kernel.run('v.length'))).toBe('3');
  });

  it('of earlier cells may stand as shorthand for a property', async () => {
    await kernel.run('const p = 1, q = 2; let w = 0');
    expect(resultOf(await kernel.run('const f2 = () => ({ p, deep: { q, p: 3 } }); f2()'))).toBe(
      '{ p: 1, deep: { q: 2, p: 3 } }',
    );
    await kernel.run('({ w } = { w: 5 })');
    expect(resultOf(await kernel.run('w'))).toBe('5');
    await kernel.run('({ w = 7 } = {} as { w?: number })');
    expect(resultOf(await kernel.run('w'))).toBe('7');
    expect(resultOf(await kernel.run('const inner = (p: string) => ({ p }); inner("own")'))).toBe(
      "{ p: 'own' }",
    );
  });

  it('can be written by classes of later cells', async () => {
    await kernel.run('let counter = 0');
    await kernel.run('class Counter { up() { counter++ } }\nnew Counter().up()');
    expect(resultOf(await kernel.run('counter'))).toBe('1');
  });
});

describe('text', () => {
  it('goes to stdout and stderr in the order of the calls', async () => {
    const { outputs } = await kernel.run(
      "console.log('a', { b: 1 }); console.warn('w'); console.log('%d%%', 5); process.stdout.write('c')",
    );
    const streams = outputs.filter(({ type }) => type === 'stream').map(({ name, text }) => [name, text]);
    expect(streams).toEqual([
      ['stdout', 'a { b: 1 }\n'],
      ['stderr', 'w\n'],
      ['stdout', '5%\nc'],
    ]);
  });

  it('comes without colours, and indented by groups', async () => {
    const result = await kernel.run("console.group('g'); console.log({ a: 'x' }); console.groupEnd()");
    expect(textOf(result, 'stdout')).toBe("g\n  { a: 'x' }\n");
  });

  it('is not lost and not torn into a message per line', async () => {
    const result = await kernel.run('for (let i = 0; i < 5000; i++) console.log(i)');
    expect(textOf(result, 'stdout').split('\n').length).toBe(5001);
    expect(result.outputs.length).toBeLessThan(100);
  });

  it('arrives while a cell never lets go', async () => {
    const cell = await kernel.send(
      "console.log('so far'); const until = Date.now() + 1500; while (Date.now() < until);",
    );
    await kernel.shows(cell, 'so far');
    expect(Date.now()).toBeLessThan(await kernel.result(cell).then(() => Date.now() - 500));
  });

  it('of a cell that has ended stays with that cell', async () => {
    const early = await kernel.send(
      "setTimeout(() => console.log('late timer'), 300); (async () => { for (let i = 0; i < 3; i++) { await new Promise((r) => setTimeout(r, 120)); console.log('late loop') } })()",
    );
    await kernel.result(early);
    const next = await kernel.run("await new Promise((r) => setTimeout(r, 800)); console.log('own')");
    expect(textOf(next, 'stdout')).toBe('own\n');
    expect(textOf({ outputs: await kernel.outputs(early) }, 'stdout')).toMatch(
      /^(late loop\n|late timer\n){4}$/,
    );
  });
});
