import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, Kernel, type Result, resultOf, textOf } from './kernel.js';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.start();
});
afterAll(() => kernel.stop());

/** Sends all cells before the first one ends. */
async function runAll(cells: readonly string[], stop_on_error: boolean): Promise<Result[]> {
  const sent = [];
  for (const code of cells) sent.push(await kernel.send(code, { stop_on_error }));
  const results = [];
  for (const request of sent) results.push(await kernel.result(request));
  return results;
}

const cells = [
  "await new Promise((r) => setTimeout(r, 300)); throw new Error('first')",
  '1 + 1',
  "console.log('third')",
];

describe('cells that wait behind one that fails', () => {
  it('are run when their sender allows errors', async () => {
    const [first, second, third] = await runAll(cells, false);
    expect(errorOf(first!)?.evalue).toBe('first');
    expect(resultOf(second!)).toBe('2');
    expect(textOf(third!, 'stdout')).toBe('third\n');
    expect([first, second, third].map((result) => result!.reply.status)).toEqual(['error', 'ok', 'ok']);
  });

  it('are aborted, and said to be, when their sender wants that', async () => {
    const [first, ...rest] = await runAll(cells, true);
    expect(first!.reply.status).toBe('error');
    for (const { reply, outputs, states } of rest) {
      expect(reply.status).toBe('aborted');
      expect(outputs).toEqual([]);
      expect(states).toEqual(['busy', 'idle']);
    }
  });

  it('are run when they are sent after its reply, however soon', async () => {
    for (let i = 0; i < 5; i++) {
      expect((await kernel.run("throw new Error('x')")).reply.status).toBe('error');
      expect(resultOf(await kernel.run('3'))).toBe('3');
    }
  });

  it('do not run for a type error either', async () => {
    // an error of types ends its cell at once, so all of them wait behind another one first
    const slow = 'await new Promise((r) => setTimeout(r, 300))';
    const [, wrong, last] = await runAll([slow, "const n: number = 'x'", '5'], true);
    expect(wrong!.reply.status).toBe('error');
    expect(last!.reply.status).toBe('aborted');
  });
});

describe('the count of cells', () => {
  it('grows by one with each, and is the same in input, result and reply', async () => {
    const one = await kernel.run('1');
    const two = await kernel.run('2');
    const counts = two.outputs.flatMap(({ execution_count }) => execution_count ?? []);
    expect(two.reply.execution_count).toBe(one.reply.execution_count! + 1);
    expect(counts).toEqual([two.reply.execution_count, two.reply.execution_count]);
  });

  it('does not grow with silent ones, which show nothing but what they print', async () => {
    const one = await kernel.run('1');
    const silent = await kernel.run("console.log('p'); 5", { silent: true });
    expect(silent.outputs.map(({ type }) => type)).toEqual(['stream']);
    expect((await kernel.run('1')).reply.execution_count).toBe(one.reply.execution_count! + 1);
  });
});

it('says busy before and idle after everything else', async () => {
  const { states } = await kernel.run("console.log(1); throw new Error('x')");
  expect(states).toEqual(['busy', 'idle']);
});
