import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, Kernel, textOf } from './kernel.js';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.start();
  await kernel.run(
    'const host = (globalThis as unknown as { __unrolled__: { display(bundle: object, id?: string): void } }).__unrolled__',
  );
});
afterAll(() => kernel.stop());

const displays = async (code: string) => {
  const { outputs } = await kernel.run(code);
  return outputs.filter(({ type }) => type.includes('display_data'));
};

describe('display', () => {
  it('sends a bundle as it is', async () => {
    const [shown] = await displays(
      "host.display({ 'text/plain': 'p', 'text/html': '<b>h</b>', 'application/vnd.plotly.v1+json': { data: [{ y: [1, 2] }], layout: {} } })",
    );
    expect(shown).toMatchObject({
      type: 'display_data',
      data: {
        'text/plain': 'p',
        'text/html': '<b>h</b>',
        'application/vnd.plotly.v1+json': { data: [{ y: [1, 2] }], layout: {} },
      },
      transient: {},
    });
  });

  it('replaces what has the same id', async () => {
    const shown = await displays(
      "for (const n of [1, 2, 3]) host.display({ 'text/plain': String(n) }, 'one')",
    );
    expect(
      shown.map(({ type, data, transient }) => [type, data!['text/plain'], transient!.display_id]),
    ).toEqual([
      ['display_data', '1', 'one'],
      ['update_display_data', '2', 'one'],
      ['update_display_data', '3', 'one'],
    ]);
  });

  it('begins anew in another cell', async () => {
    const [shown] = await displays("host.display({ 'text/plain': 'again' }, 'one')");
    expect(shown!.type).toBe('display_data');
  });

  it('keeps its place among what is printed', async () => {
    const { outputs } = await kernel.run(
      "console.log('a'); host.display({ 'text/plain': 'b' }); console.log('c')",
    );
    const order = outputs.flatMap(({ text, data }) => text ?? data?.['text/plain'] ?? []);
    expect(order).toEqual(['a\n', 'b', 'c\n']);
  });

  it('takes typed arrays for arrays', async () => {
    const [shown] = await displays(
      "host.display({ 'application/vnd.plotly.v1+json': { data: [{ y: new Float64Array([1, 2]) }] } })",
    );
    expect(shown!.data).toEqual({ 'application/vnd.plotly.v1+json': { data: [{ y: [1, 2] }] } });
  });

  it('fails in the cell for what is no data', async () => {
    const { outputs } = await kernel.run(
      "const loop: { self?: object } = {}; loop.self = loop; host.display({ 'a/b': loop })",
    );
    expect(errorOf({ outputs })?.evalue).toMatch(/circular/);
  });

  it('of a cell that has ended still belongs to it', async () => {
    const early = await kernel.send(
      "host.display({ 'text/plain': 'now' }, 'l'); setTimeout(() => host.display({ 'text/plain': 'then' }, 'l'), 200)",
    );
    await kernel.result(early);
    const next = await kernel.run('await new Promise((r) => setTimeout(r, 500))');
    expect(next.outputs.filter(({ type }) => type.includes('display'))).toEqual([]);
    expect((await kernel.outputs(early)).at(-1)).toMatchObject({
      type: 'update_display_data',
      data: { 'text/plain': 'then' },
    });
  });
});

it("shows what tslab's own functions display", async () => {
  const shown = await displays("import * as tslab from 'tslab'\ntslab.display.html('<i>x</i>')");
  expect(shown).toMatchObject([{ type: 'display_data', data: { 'text/html': '<i>x</i>' } }]);
});

describe('with the library', () => {
  it('plots, shows tables and trains with progress, and writes nothing to stderr', async () => {
    const setUp = await kernel.run(
      "import * as tf from '@tensorflow/tfjs'\nimport { lab, training } from 'unrolled'\nawait tf.ready()\ntf.getBackend()",
    );
    expect(errorOf(setUp)).toBeUndefined();
    const result = await kernel.run(`lab.lines({ squares: [1, 4, 9] })
lab.table([{ a: 1, b: 'x' }])
const x = tf.range(0, 8).div(8).reshape<tf.Tensor2D>([8, 1])
const { losses } = await training.train({
  params: { w: tf.zeros([1, 1]) },
  batches: [x],
  loss: (batch, { w }) => batch.matMul(w as tf.Tensor2D).sub(batch.mul(3)).square().mean(),
  optimizer: tf.train.sgd(0.5),
  epochs: 30,
})
losses.at(-1)! < losses[0]`);
    expect(errorOf(result)).toBeUndefined();
    expect([textOf(setUp, 'stderr'), textOf(result, 'stderr')]).toEqual(['', '']);
    const kinds = result.outputs.flatMap(({ data }) => Object.keys(data ?? {}));
    expect(kinds).toContain('application/vnd.plotly.v1+json');
    expect(kinds).toContain('text/html');
    expect(result.outputs.some(({ type }) => type === 'update_display_data')).toBe(true);
  });

  it('stops training early and goes on', async () => {
    const cell = await kernel.send(`const { stopped } = await training.train({
  params: { w: tf.zeros([1, 1]) },
  batches: [x],
  loss: (batch, { w }) => batch.matMul(w as tf.Tensor2D).square().mean(),
  optimizer: tf.train.sgd(0.01),
  epochs: 1e6,
  title: 'for long',
})
stopped`);
    await kernel.shows(cell, 'for long');
    await kernel.interrupt();
    const { outputs, reply } = await kernel.result(cell);
    expect(reply.status).toBe('ok');
    expect(outputs.at(-1)!.data).toEqual({ 'text/plain': 'true' });
  });

  it('is needed by nobody who only uses tfjs: nothing on stderr then either', async () => {
    const fresh = await Kernel.start();
    try {
      const result = await fresh.run(
        "import * as tf from '@tensorflow/tfjs'\ntf.zeros([2]).add(1).dataSync()[0]",
      );
      expect(result.outputs.map(({ type }) => type)).toEqual(['execute_input', 'execute_result']);
    } finally {
      await fresh.stop();
    }
  });
});
