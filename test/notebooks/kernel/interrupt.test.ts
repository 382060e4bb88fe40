import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, Kernel, resultOf, textOf } from './kernel.js';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.start();
  await kernel.run("import * as tf from '@tensorflow/tfjs'\nconst kept = { n: 1 }");
});
afterAll(() => kernel.stop());

/** Runs a cell until it prints `go`, interrupts it, and gives what came of it and how long that took. */
async function interrupted(code: string) {
  const cell = await kernel.send(`console.log('go')\n${code}`);
  await kernel.shows(cell, 'go\\n');
  const begun = performance.now();
  await kernel.interrupt();
  return { cell, took: performance.now() - begun, ...(await kernel.result(cell)) };
}

const sleep = (ms: number) => `await new Promise((r) => setTimeout(r, ${ms}))`;

describe('interrupt', () => {
  it.each([
    ['a synchronous loop', 'while (true) {}'],
    ['a synchronous loop after an await', 'await null\nwhile (true) {}'],
    ['a synchronous loop after a timer', `${sleep(1)}\nwhile (true) {}`],
    ['a synchronous loop in a timer', 'setTimeout(() => { while (true) {} })\nawait new Promise(() => {})'],
    [
      'a synchronous loop in a callback of Node',
      "require('fs').readFile('.', () => { while (true) {} })\nawait new Promise(() => {})",
    ],
    ['a loop of promises', 'while (true) await null'],
    ['a loop of timers', `while (true) ${sleep(5)}`],
    ['a pending await', 'await new Promise(() => {})'],
    [
      'a regular loop of training steps',
      'const w = tf.variable(tf.scalar(1)), sgd = tf.train.sgd(0.1)\nwhile (true) sgd.minimize(() => w.square())',
    ],
  ])('ends %s, and the kernel goes on with its variables', async (_, code) => {
    const { reply, outputs, took } = await interrupted(code);
    expect(errorOf({ outputs })).toMatchObject({ ename: 'Interrupted', evalue: 'the cell was interrupted' });
    expect(reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect(took).toBeLessThan(3000);
    expect(resultOf(await kernel.run('kept.n++; kept'))).toMatch(/^\{ n: \d+ \}$/);
    // Node counts what it is in the middle of, TensorFlow.js too: both counts must be right again
    expect(
      resultOf(
        await kernel.run(`${sleep(1)}\ntf.grad((x: tf.Tensor) => x.square())(tf.scalar(3)).dataSync()[0]`),
      ),
    ).toBe('6');
  });

  it('works twenty times in a row', async () => {
    for (let i = 0; i < 20; i++) {
      expect((await interrupted('await null\nwhile (true) {}')).reply.ename).toBe('Interrupted');
    }
    expect(resultOf(await kernel.run('kept.n > 0'))).toBe('true');
  });

  it('keeps what the cell had given values to, and older values of the rest', async () => {
    await kernel.run("const result = 'older'");
    await interrupted("const first = 'first'\nwhile (true) {}\nconst result = 'newer'");
    expect(resultOf(await kernel.run('[first, result]'))).toBe("[ 'first', 'older' ]");
  });

  it('reaches a cell that has not begun yet', async () => {
    const cell = await kernel.send('while (true) {}');
    await kernel.interrupt();
    expect((await kernel.result(cell)).reply.ename).toBe('Interrupted');
  });

  it('does nothing when nothing runs', async () => {
    await kernel.interrupt();
    expect(resultOf(await kernel.run('1'))).toBe('1');
  });

  it('does not run what waited behind, when its sender wants that', async () => {
    const cell = await kernel.send('await new Promise(() => {})');
    const next = await kernel.send('1');
    await kernel.interrupt();
    expect((await kernel.result(cell)).reply.status).toBe('error');
    expect((await kernel.result(next)).reply.status).toBe('aborted');
  });

  it('leaves no frees of tensors undone', async () => {
    const tensors = async () => Number(resultOf(await kernel.run('tf.memory().numTensors')));
    const before = await tensors();
    await interrupted(`tf.tidy(() => {
  const t = tf.ones([8]);
  for (let i = 0; i < 100; i++) t.square();
  while (true) t.square();
})`);
    // the interrupt may fall between the counting of a tensor and its entry into the scope
    expect((await tensors()) - before).toBeOneOf([0, 1]);
  });
});

describe('the stop flag', () => {
  const host = '(globalThis as unknown as { __unrolled__: { stopped: boolean } }).__unrolled__';

  it('lets a synchronous loop end by itself', async () => {
    const { reply, outputs } = await interrupted(`let seen = 0\nwhile (!${host}.stopped) seen++\n'ended'`);
    expect(reply.status).toBe('ok');
    expect(outputs.some(({ data }) => data?.['text/plain'] === "'ended'")).toBe(true);
    expect(resultOf(await kernel.run('seen > 0'))).toBe('true');
  });

  it('lets an asynchronous loop end by itself, with the error that it throws', async () => {
    const { outputs } = await interrupted(
      `for (;;) {\n${sleep(5)}\nif (${host}.stopped) throw new Error('as told')\n}`,
    );
    expect(errorOf({ outputs })?.evalue).toBe('as told');
  });

  it('is down when the next cell begins', async () => {
    await interrupted('await new Promise(() => {})');
    expect(resultOf(await kernel.run(`${host}.stopped`))).toBe('false');
  });

  it('stays up for the leftovers of the cell that was interrupted', async () => {
    await interrupted(
      `for (;;) { await require('fs').promises.readdir('.'); Object.assign(globalThis, { saw: ${host}.stopped }) }`,
    );
    await kernel.run(sleep(200));
    expect(resultOf(await kernel.run(`[(globalThis as any).saw, ${host}.stopped]`))).toBe('[ true, false ]');
  });
});

describe('the leftovers of an interrupted cell', () => {
  it('print nothing any more and write no variables', async () => {
    await kernel.run('let n = 0');
    const { cell } = await interrupted(
      "const { promises } = require('fs')\nfor (;;) { for (let i = 0; i < 20; i++) await promises.readdir('.'); n++; console.log('again') }",
    );
    const before = (await kernel.outputs(cell)).length;
    const value = resultOf(await kernel.run('n'));
    const next = await kernel.run(`${sleep(300)}; n`);
    expect(resultOf(next)).toBe(value);
    expect(textOf(next, 'stdout')).toBe('');
    expect((await kernel.outputs(cell)).length).toBe(before);
  });
});
