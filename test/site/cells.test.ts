import { describe, expect, it } from 'vitest';
import { chapters } from '../../site/book';
import { openBook } from './book';

const book = openBook();
// any chapter will do: the tests write their own code into its first cells
const chapter = `${chapters()[0]}/`;

describe('running a cell', () => {
  it('by mouse shows what it prints and the value of its last expression', async () => {
    const { cell } = await fresh();
    await cell(0).write("console.log('six is', { n: 6 })\nconst six: number = 6\nsix * 7");
    expect(await cell(0).run()).toBe('done');
    expect(await cell(0).outputs).toEqual(['six is { n: 6 }\n', '42']);
    expect(await cell(0).status).toMatch(/^\[1\] \d/);
  });

  it('by Shift+Enter, and keeps the focus in the code', async () => {
    const { cell, page } = await fresh();
    await cell(0).write('1 + 1');
    await page.keyboard.press('Shift+Enter');
    expect(await cell(0).ended()).toBe('done');
    expect(await cell(0).outputs).toEqual(['2']);
    expect(await cell(0).code).toBe('1 + 1');
    expect(await cell(0).element.locator('.cm-content:focus').count()).toBe(1);
  });

  it('shares variables, imports and functions with the other cells, and can be run again', async () => {
    const { cell } = await fresh();
    await cell(0).write(
      "import * as tf from '@tensorflow/tfjs'\nawait tf.ready()\nconst x = tf.tensor1d([1, 2])",
    );
    await cell(1).write('function total(t: tf.Tensor) { return t.sum().dataSync()[0] }\ntotal(x)');
    expect(await cell(0).run()).toBe('done');
    expect(await cell(1).run()).toBe('done');
    expect(await cell(1).outputs).toEqual(['3']);
    await cell(0).write('const x = tf.tensor1d([10, 20])');
    expect(await cell(0).run()).toBe('done');
    expect(await cell(1).run()).toBe('done');
    expect(await cell(1).outputs).toEqual(['30']);
  });

  it('computes on WebAssembly', async () => {
    const { cell } = await fresh();
    await cell(0).write(
      "import * as tf from '@tensorflow/tfjs'\nimport 'unrolled'\nawait tf.ready()\ntf.getBackend()",
    );
    expect(await cell(0).run()).toBe('done');
    expect(await cell(0).outputs).toEqual(["'wasm'"]);
  });

  it('runs all cells down to one', async () => {
    const { cell } = await fresh();
    await cell(0).write('const a = 2');
    await cell(1).write('const b = a + 1');
    await cell(2).write('a * b');
    await cell(2).button('Run all to here').click();
    expect(await cell(2).ended()).toBe('done');
    expect(await cell(2).outputs).toEqual(['6']);
  });

  it('draws plots with Plotly in the colours of the page, tables and HTML as they are', async () => {
    const { cell, page } = await fresh({ colorScheme: 'dark' });
    await cell(0).write(
      "import { lab } from 'unrolled'\nlab.lines({ a: [1, 2, 4] }, { title: 'T' })\nlab.table([{ n: 1, x: 0.5 }])\nlab.show('<b>bold</b>')\nlab.svg('<svg width=\"5\" height=\"5\"></svg>')",
    );
    expect(await cell(0).run()).toBe('done');
    const plot = cell(0).element.locator('.js-plotly-plot');
    await plot.locator('.xtick').first().waitFor();
    const ink = await page.evaluate(() =>
      getComputedStyle(document.documentElement).getPropertyValue('--ink-soft').trim(),
    );
    const tick = await plot
      .locator('.xtick text')
      .first()
      .evaluate((text) => getComputedStyle(text).fill);
    expect(tick).toBe(`rgb(${[1, 3, 5].map((i) => Number.parseInt(ink.slice(i, i + 2), 16)).join(', ')})`);
    expect(await cell(0).element.locator('.output table td').allTextContents()).toEqual(['1', '0.5']);
    expect(await cell(0).element.locator('.output b').innerText()).toBe('bold');
    expect(await cell(0).element.locator('.output.drawing svg').count()).toBe(1);
  });

  it('draws the progress of long work while it runs', async () => {
    const { cell } = await fresh();
    await cell(0).write(
      "import { lab } from 'unrolled'\nconst panel = lab.live('slow')\nfor (let step = 1; ; step++) {\n  panel.update({ step })\n  await lab.breathe()\n}",
    );
    await cell(0).runButton.click();
    const panel = cell(0).element.locator('.output.html');
    await panel.waitFor();
    const [early, later] = [await panel.innerText(), await changed(panel)];
    expect(await cell(0).element.getAttribute('data-status')).toBe('running');
    expect(later).not.toBe(early);
    await cell(0).stopButton.click();
    expect(await cell(0).ended()).toBe('stopped');
  });
});

describe('errors', () => {
  it('point at the line, and the mark goes with the next change', async () => {
    const { cell, page } = await fresh();
    await cell(0).write(
      "import { lab } from 'unrolled'\ninterface P {\n  x: number\n}\nconst p = undefined as unknown as P\np.x",
    );
    expect(await cell(0).run()).toBe('failed');
    expect(await cell(0).status).toBe('error in line 6');
    expect(await cell(0).element.locator('.error-line').innerText()).toBe('p.x');
    expect((await cell(0).outputs)[0]).toContain('TypeError: Cannot read properties of undefined');
    await cell(0).edit();
    await page.keyboard.press('End');
    await page.keyboard.type('y');
    expect(await cell(0).element.locator('.error-line').count()).toBe(0);
  });

  it('name the cell and line of a function that another cell made', async () => {
    const { cell } = await fresh();
    await cell(0).write('function fail() {\n  throw new RangeError("too far")\n}');
    await cell(1).write('// calls\n\nfail()');
    await cell(0).run();
    expect(await cell(1).run()).toBe('failed');
    const [text] = await cell(1).outputs;
    expect(text).toContain(`RangeError: too far\n    cell 1, line 2: throw new RangeError("too far")`);
    expect(text).toContain('cell 2, line 3: fail()');
    expect(await cell(1).element.locator('.error-line').innerText()).toBe('fail()');
  });

  it.each([
    ['const a = 1\nconst b = (2', 'SyntaxError', 'error in line 2'],
    [
      "import fs from 'node:fs'",
      "there is no module 'node:fs' here; a cell can import 'unrolled' and '@tensorflow/tfjs'",
      'error in line 1',
    ],
    [
      "import { recurrent } from 'unrolled'\nrecurrent.initRNN({ inputs: 0, hidden: 1, seed: 1 })",
      'ValueError',
      'error in line 2',
    ],
    ['1\nnothing', 'run the cells above first', 'error in line 2'],
  ])('%j says %j', async (code, message, status) => {
    const { cell } = await fresh();
    await cell(0).write(code);
    expect(await cell(0).run()).toBe('failed');
    expect((await cell(0).outputs).join()).toContain(message);
    expect(await cell(0).status).toBe(status);
  });

  it('that come after the end of the cell stand there too', async () => {
    const { cell } = await fresh();
    await cell(0).write(
      "setTimeout(() => console.log('later'), 50)\nvoid Promise.reject(new Error('nobody awaits me'))\n1",
    );
    expect(await cell(0).run()).toBe('done');
    await cell(0).element.locator('.output', { hasText: 'later' }).waitFor();
    expect((await cell(0).outputs).join()).toContain('Error: nobody awaits me');
  });

  it('keep the cells that follow from being run, and the page says where it stopped', async () => {
    const { cell, page } = await fresh();
    await cell(0).write('1');
    await cell(1).write("throw new Error('second')");
    const all = page.getByRole('button', { name: /^Run all \d+ cells$/ });
    await all.click();
    expect(await cell(1).ended()).toBe('failed');
    expect(await cell(2).element.getAttribute('data-status')).toBe('idle');
    expect(await all.evaluate((button) => button === document.activeElement)).toBe(true);
    const link = page.getByRole('link', { name: 'Stopped at cell 2' });
    await link.click();
    expect(new URL(page.url()).hash).toBe(`#${await cell(1).element.getAttribute('id')}`);
    expect(await link.count()).toBe(0);
  });

  it('of an earlier run are seen to be old while the cell runs and when it is stopped', async () => {
    const { cell } = await fresh();
    const old = cell(0).element.locator('[data-old]');
    await cell(0).write("throw new Error('first')");
    expect(await cell(0).run()).toBe('failed');
    expect(await old.count()).toBe(0);
    await cell(0).write('for (;;) {}');
    await cell(0).runButton.click();
    await cell(0).running();
    expect(await old.count()).toBe(1);
    await cell(0).stopButton.click();
    expect(await cell(0).ended()).toBe('stopped');
    expect(await old.count()).toBe(1);
    expect(await cell(0).status).toBe('stopped; all variables of the page are gone');
  });
});

describe('stopping', () => {
  it.each([
    ['a loop that never ends', 'for (;;) {}'],
    ['a loop that prints without end', 'for (let i = 0; ; i++) console.log(i)'],
    [
      'a loop that displays without end',
      "import { lab } from 'unrolled'\nfor (let i = 0; ; i++) lab.show(`<p>${i}</p>`)",
    ],
    ['a promise that never comes', 'await new Promise(() => {})'],
  ])('%s neither freezes the page nor cannot be ended', async (_, code) => {
    const { cell, page } = await fresh();
    await cell(0).write('const kept = 1');
    await cell(0).run();
    await cell(1).write(code);
    await cell(1).runButton.click();
    await cell(1).running();
    // frames go on being drawn; how many in a second is the machine's affair
    await page.evaluate(async () => {
      for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame);
    });
    await cell(1).stopButton.click();
    expect(await cell(1).ended()).toBe('stopped');
    expect(await page.getByText('all variables are gone').count()).toBe(1);
    await cell(2).write('kept');
    expect(await cell(2).run()).toBe('failed');
    expect((await cell(2).outputs).join()).toContain('ReferenceError: kept is not defined');
  });

  it('a training loop ends at its next step and keeps the variables', async () => {
    const { cell, page } = await fresh();
    await cell(0).write('const kept = 1');
    await cell(0).run();
    await cell(1).write(
      "import { lab } from 'unrolled'\nlet steps = 0\nfor (;;) {\n  steps++\n  await lab.breathe()\n}",
    );
    await cell(1).runButton.click();
    await cell(1).running();
    await page.waitForTimeout(200);
    const pill = page.locator('.running-pill');
    await page.mouse.wheel(0, 900);
    await page.mouse.wheel(0, -200);
    const up = page.locator('.theme-back-to-top-button');
    await expect.poll(() => up.isVisible()).toBe(true);
    await page.waitForTimeout(300);
    const [above, below] = [await up.boundingBox(), await pill.boundingBox()];
    expect(above!.y + above!.height).toBeLessThan(below!.y);
    await pill.getByRole('button', { name: 'Stop' }).click();
    expect(await cell(1).ended()).toBe('stopped');
    await cell(2).write('[kept, steps > 0]');
    expect(await cell(2).run()).toBe('done');
    expect(await cell(2).outputs).toEqual(['[ 1, true ]']);
  });

  it('takes the waiting cells from the queue', async () => {
    const { cell, page } = await fresh();
    await cell(0).write('for (;;) {}');
    await page.getByRole('button', { name: /^Run all \d+ cells$/ }).click();
    await cell(0).running();
    expect(await cell(1).element.getAttribute('data-status')).toBe('queued');
    await cell(0).stopButton.click();
    await cell(0).ended();
    expect(await cell(1).element.getAttribute('data-status')).toBe('idle');
  });

  it('forgets all variables when asked to', async () => {
    const { cell, page } = await fresh();
    await cell(0).write('const kept = 1');
    await cell(0).run();
    await page.getByRole('button', { name: 'Forget all variables' }).click();
    await cell(1).write('typeof kept');
    expect(await cell(1).run()).toBe('done');
    expect(await cell(1).outputs).toEqual(["'undefined'"]);
  });

  it('happens when the reader leaves the page', async () => {
    const { cell, page } = await fresh();
    await cell(0).write('for (;;) {}');
    await cell(0).runButton.click();
    await cell(0).running();
    expect(page.workers().length).toBe(1);
    await page.locator('.navbar__brand').click();
    await page.locator('.cover').waitFor();
    await expect.poll(() => page.workers().length).toBe(0);
  });
});

describe("the reader's own text", () => {
  it('is there after a visit, can be given up for the original, and taken back', async () => {
    const visit = await fresh();
    const { cell, page } = visit;
    await cell(0).edit();
    const original = await cell(0).code;
    await cell(0).write('// mine');
    await visit.open(chapter);
    expect(await cell(0).element.locator('.cell-code').innerText()).toContain('// mine');
    await cell(0).edit();
    await cell(0).button('Restore the original').click();
    await expect.poll(() => cell(0).code).toBe(original);
    expect(await cell(0).element.locator('button:focus').innerText()).toBe('Back to my version');
    await visit.open(chapter);
    await cell(0).button('Back to my version').click();
    await cell(0).edit();
    expect(await cell(0).code).toBe('// mine');
    expect(
      await page.evaluate(
        () => Object.keys(localStorage).filter((key) => key.startsWith('unrolled/')).length,
      ),
    ).toBe(1);
  });

  it('is copied as it stands', async () => {
    const { cell, context, page } = await fresh();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await cell(0).write('copy(me)');
    await cell(0).button('Copy the code').click();
    await cell(0).button('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('copy(me)');
  });
});

describe('by keyboard alone', () => {
  it('a cell is reached, edited, run and left', async () => {
    const { cell, page } = await fresh();
    // the last thing before the first cell that can have the focus
    await page.getByRole('button', { name: /^Run all \d+ cells$/ }).focus();
    for (let i = 0; i < 60 && !(await cell(0).element.locator(':focus').count()); i++)
      await page.keyboard.press('Tab');
    await cell(0).element.locator('.cm-content:focus').waitFor();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('const n = 2');
    await page.keyboard.press('Enter');
    await page.keyboard.type('if (n) {');
    await page.keyboard.press('Enter');
    await page.keyboard.type('n * 3');
    await page.keyboard.press('Shift+Enter');
    expect(await cell(0).ended()).toBe('done');
    await page.keyboard.press('Escape');
    expect(await cell(0).runButton.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Tab');
    expect(await cell(0).element.locator('.cm-content:focus').count()).toBe(0);
  });

  it('Tab indents, Shift+Tab takes it back', async () => {
    const { cell, page } = await fresh();
    await cell(0).write('a');
    await page.keyboard.press('Tab');
    expect(await cell(0).code).toBe('  a');
    await page.keyboard.press('Shift+Tab');
    expect(await cell(0).code).toBe('a');
  });

  it('names of the library are completed', async () => {
    const { cell, page } = await fresh();
    await cell(0).write('recurrent');
    await page.keyboard.type('.rnnSt');
    await page.locator('.cm-tooltip-autocomplete').getByText('rnnState').waitFor();
    await page.waitForTimeout(100);
    await page.keyboard.press('Enter');
    expect(await cell(0).code).toBe('recurrent.rnnState');
  });
});

async function fresh(options = {}) {
  const visit = await book.visit(chapter, options);
  const { context, page } = visit;
  return {
    context,
    page,
    cell: (which: string | number) => visit.cell(which),
    open: (path: string) => visit.open(path),
  };
}

/** The text of a panel once it has changed. */
async function changed(panel: { innerText(): Promise<string> }): Promise<string> {
  const before = await panel.innerText();
  for (let i = 0; i < 50; i++) {
    const now = await panel.innerText();
    if (now !== before) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return before;
}
