import * as tf from '@tensorflow/tfjs';
import * as unrolled from 'unrolled';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Shown } from '../../site/src/kernel/messages';
import { Session } from '../../site/src/kernel/session';
import { Spool } from '../../site/src/kernel/spool';
import { extend } from '../../site/src/notebook/outputs';

describe('a session', () => {
  let session: Session;
  beforeEach(() => {
    session = new Session({ unrolled: async () => unrolled, '@tensorflow/tfjs': async () => tf });
  });
  afterEach(() => session.close());

  async function run(code: string) {
    const shown: Shown[] = [];
    const ended = await session.run('c', code, (items) => shown.push(...items));
    return { ...ended, shown: extend([], shown) };
  }

  it('shows what is printed, displayed and left as a value, in this order', async () => {
    const { how, shown } = await run(
      "import { lab } from 'unrolled'\nconsole.log('a %d', 1)\nconsole.warn({ b: 2 })\nlab.show('<i>c</i>')\nconsole.log('d')\n;[5]",
    );
    expect(how).toBe('done');
    expect(shown).toEqual([
      { kind: 'stream', text: 'a 1\n{ b: 2 }\n' },
      { kind: 'display', data: { 'text/html': '<i>c</i>', 'text/plain': 'c' } },
      { kind: 'stream', text: 'd\n' },
      { kind: 'result', data: { 'text/plain': '[ 5 ]' } },
    ]);
  });

  it('shows tensors with shape and values, and nothing for undefined', async () => {
    const tensor = await run(
      "import * as tf from '@tensorflow/tfjs'\nawait tf.ready()\ntf.tensor2d([[1, 2]])",
    );
    expect(tensor.shown).toEqual([
      { kind: 'result', data: { 'text/plain': 'Tensor [1, 2]\n     [[1, 2],]' } },
    ]);
    expect((await run('undefined')).shown).toEqual([]);
  });

  it('ends a loop that breathes, and lets the next cell run', async () => {
    const running = run(
      "import { lab } from 'unrolled'\nlet turns = 0\nfor (;;) { turns++; await lab.breathe() }",
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    session.stop();
    expect(await running).toEqual({ how: 'stopped', shown: [] });
    expect((await run('turns > 0')).shown).toEqual([{ kind: 'result', data: { 'text/plain': 'true' } }]);
  });

  it('says where a cell failed, after what it had shown', async () => {
    const { how, line, shown } = await run("console.log(1)\nthrow new TypeError('no')");
    expect([how, line]).toEqual(['failed', 2]);
    expect(shown[0]).toEqual({ kind: 'stream', text: '1\n' });
    const frames = [{ cell: 'c', line: 2, code: "throw new TypeError('no')" }];
    expect(shown[1]).toEqual({
      kind: 'error',
      failure: { ename: 'TypeError', evalue: 'no', frames, line: 2 },
    });
  });

  it('gives the console back when it closes', () => {
    session.close();
    expect(console.log).not.toBe(undefined);
    expect(globalThis.__unrolled__).toBeUndefined();
  });
});

describe('the spool', () => {
  const collect = () => {
    const sent: Shown[][] = [];
    return { sent, spool: new Spool((items) => sent.push(items)) };
  };

  it('sends many small texts in few messages', async () => {
    const { sent, spool } = collect();
    for (let i = 0; i < 1000; i++) spool.print('x');
    spool.flush();
    expect(sent.length).toBeLessThan(20);
    expect(extend([], sent.flat())).toEqual([{ kind: 'stream', text: 'x'.repeat(1000) }]);
  });

  it('sends without being asked once the cell yields', async () => {
    const { sent, spool } = collect();
    spool.print('x');
    await expect.poll(() => sent.flat()).toEqual([{ kind: 'stream', text: 'x' }]);
  });

  it('cuts text and displays that have no end, and says so', () => {
    const { sent, spool } = collect();
    for (let i = 0; i < 300; i++) spool.print('y'.repeat(1000));
    spool.flush();
    const text = extend([], sent.flat())
      .map((item) => (item.kind === 'stream' ? item.text : ''))
      .join('');
    expect(text.length).toBeLessThan(201_000);
    expect(text).toContain('is not shown');

    const other = collect();
    for (let i = 0; i < 400; i++) other.spool.display({ 'text/plain': `${i}` });
    other.spool.flush();
    const shown = extend([], other.sent.flat());
    expect(shown.filter(({ kind }) => kind === 'display').length).toBe(300);
    expect(shown.at(-1)).toEqual({ kind: 'stream', text: expect.stringContaining('is not shown') });
  });

  it('replaces what is displayed under one id, without end', () => {
    const { sent, spool } = collect();
    for (let i = 0; i < 2000; i++) spool.display({ 'text/plain': `${i}` }, 'panel');
    spool.print('after');
    spool.flush();
    expect(sent.flat().length).toBeLessThan(200);
    expect(extend([], sent.flat())).toEqual([
      { kind: 'display', data: { 'text/plain': '1999' }, id: 'panel' },
      { kind: 'stream', text: 'after' },
    ]);
  });
});
