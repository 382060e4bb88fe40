import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Kernel, resultOf, textOf } from './kernel.js';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.start();
});
afterAll(() => kernel.stop());

describe('requests beside cells', () => {
  it('tell the language', async () => {
    expect(await kernel.request('kernel_info')).toMatchObject({
      status: 'ok',
      type: 'kernel_info_reply',
      protocol_version: '5.3',
      language_info: { name: 'typescript', file_extension: '.ts' },
    });
  });

  it('complete names of modules, of earlier cells and of the code itself', async () => {
    await kernel.run("import * as tf from '@tensorflow/tfjs'\nconst earlier = { first: 1, second: 2 }");
    const code = 'const own = 1\nearlier.se';
    expect(await kernel.request('complete', { code, cursor_pos: code.length })).toMatchObject({
      status: 'ok',
      matches: ['second'],
      cursor_start: code.length - 2,
      cursor_end: code.length,
    });
    const tf = await kernel.request('complete', { code: 'tf.matM', cursor_pos: 7 });
    expect((tf.matches as string[])[0]).toBe('matMul');
  });

  it('count characters as Jupyter does', async () => {
    const code = "const face = '😀'; earlier.fi";
    const length = [...code].length;
    expect(await kernel.request('complete', { code, cursor_pos: length })).toMatchObject({
      matches: ['first'],
      cursor_start: length - 2,
      cursor_end: length,
    });
  });

  it('explain a name', async () => {
    await kernel.run('/** Doubles a number. */\nfunction double(x: number): number { return 2 * x }');
    const reply = await kernel.request('inspect', { code: 'double(3)', cursor_pos: 3, detail_level: 0 });
    expect(reply).toMatchObject({
      status: 'ok',
      found: true,
      data: { 'text/plain': 'function double(x: number): number\n\nDoubles a number.' },
    });
    expect(await kernel.request('inspect', { code: '   ', cursor_pos: 1, detail_level: 0 })).toMatchObject({
      status: 'ok',
      found: false,
    });
  });

  it('say whether code is complete', async () => {
    expect(await kernel.request('is_complete', { code: 'for (;;) {' })).toMatchObject({
      status: 'incomplete',
    });
    expect(await kernel.request('is_complete', { code: 'f()' })).toMatchObject({ status: 'complete' });
  });

  it('are answered in their own type where there is nothing to tell', async () => {
    expect(await kernel.request('comm_info')).toMatchObject({ type: 'comm_info_reply', comms: {} });
    expect(await kernel.request('history')).toMatchObject({ type: 'history_reply', history: [] });
  });

  it('are answered while a cell runs, which is still said to be busy', async () => {
    const cell = await kernel.send("console.log('on'); await new Promise((r) => setTimeout(r, 1500)); 'end'");
    await kernel.shows(cell, 'on\\n');
    expect(await kernel.request('complete', { code: 'earlier.', cursor_pos: 8 })).toMatchObject({
      matches: ['first', 'second'],
    });
    const result = await kernel.result(cell);
    expect(resultOf(result)).toBe("'end'");
    expect(result.states).toEqual(['busy', 'busy', 'idle']);
  });

  it('do not confuse the cells between which they come', async () => {
    expect(resultOf(await kernel.run('earlier.first'))).toBe('1');
    expect(textOf(await kernel.run("console.log('own')"), 'stdout')).toBe('own\n');
  });
});
