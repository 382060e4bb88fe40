import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openBook } from './book';

const book = openBook();
const places = {
  'unrolled-network': 'recurrent-networks/',
  'bptt-chain': 'backpropagation-through-time/',
  'gradient-flow': 'vanishing-gradients/',
} as const;
type Name = keyof typeof places;
const names = Object.keys(places) as Name[];
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** The figure on its page, when it can be played with. */
async function open(name: Name, options: Parameters<typeof book.visit>[1] & { lang?: 'ru' } = {}) {
  const { lang, ...rest } = options;
  const visit = await book.visit((lang ? 'ru/' : '') + places[name], rest);
  await visit.page.locator(`[data-figure="${name}"]`).scrollIntoViewIfNeeded();
  const figure = visit.page.locator(`[data-figure="${name}"][data-live="true"]`);
  await figure.waitFor();
  return { figure, page: visit.page };
}

const number = (figure: Locator, key: string) => figure.locator(`[data-key="${key}"]`);
const textOf = (figure: Locator, key: string) => number(figure, key).locator('text').last().textContent();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-key'));
/** A native slider, moved as a reader moves it. */
const slide = (slider: Locator, value: number) => slider.fill(String(value));
/** Waits until the figure shows something else than it did. */
const changes = (read: () => Promise<unknown>, before: unknown) =>
  expect.poll(read, { timeout: 15_000 }).not.toEqual(before);

describe.each(names)('%s', (name) => {
  it('starts without a worker, and with the picture of the page', async () => {
    const { figure, page } = await open(name);
    expect(page.workers()).toEqual([]);
    expect(await figure.locator('svg').first().isVisible()).toBe(true);
    expect(await figure.locator('svg desc').first().textContent()).toMatch(/\d[.]\d/);
  });

  it('fits a phone: no scrolling aside, room for fingers', async () => {
    const { figure, page } = await open(name, phone);
    const [scroll, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(scroll).toBeLessThanOrEqual(width);
    const body = (await figure.locator('.figure-body').boundingBox())!;
    const drawing = (await figure.locator('svg').first().boundingBox())!;
    expect(drawing.x + drawing.width).toBeLessThanOrEqual(body.x + body.width + 1);
    const targets = await figure
      .locator('button:not([data-key]), label:has(input), input[type="range"], summary')
      .all();
    expect(targets.length).toBeGreaterThan(3);
    for (const target of targets) {
      const box = await target.boundingBox();
      if (box && box.width > 1) expect(box.height).toBeGreaterThanOrEqual(39.5);
    }
  });

  it('speaks Russian, with a decimal comma', async () => {
    const { figure } = await open(name, { lang: 'ru' });
    const text = await figure.locator('.figure-body').textContent();
    expect(text).toMatch(/[а-яё]{4}/i);
    expect(await figure.locator('svg desc').first().textContent()).toMatch(/\d,\d/);
    expect(await figure.locator('svg text').allTextContents()).not.toContainEqual(
      expect.stringMatching(/^−?\d+\.\d+$/),
    );
  });

  it('tells its numbers as a table as well', async () => {
    const { figure } = await open(name);
    await figure.locator('summary').last().click();
    expect(await figure.locator('table tbody tr').count()).toBeGreaterThan(4);
    expect(await figure.locator('table tbody td').first().textContent()).toMatch(/\d/);
  });

  it('is legible in the dark', async () => {
    const { figure } = await open(name, { colorScheme: 'dark' });
    const colours = await figure
      .locator('svg text')
      .first()
      .evaluate((text) => [getComputedStyle(text).fill, getComputedStyle(document.body).backgroundColor]);
    const light = (colour: string) =>
      colour
        .match(/\d+/g)!
        .slice(0, 3)
        .map(Number)
        .reduce((a, b) => a + b) / 3;
    expect(light(colours[0]) - light(colours[1])).toBeGreaterThan(80);
  });
});

describe('the unrolled network', () => {
  it('goes through its steps, and says which', async () => {
    const { figure } = await open('unrolled-network');
    const place = () => figure.locator('[aria-live="polite"]').first().textContent();
    expect(await place()).toContain('Step 2 of 5');
    await figure.getByRole('button', { name: 'Next' }).click();
    expect(await place()).toContain('Step 3 of 5');
    await number(figure, 'sum-3-1').waitFor();
    await figure.getByRole('button', { name: 'Previous' }).click();
    await figure.getByRole('button', { name: 'Previous' }).click();
    expect(await figure.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true);
    await figure.getByRole('button', { name: 'Play' }).click();
    await expect.poll(place, { timeout: 5000 }).toContain('Step 2 of 5');
    await figure.getByRole('button', { name: 'Pause' }).click();
  });

  it('shows the sum behind a number: pressed, under the mouse, and by arrow keys', async () => {
    const { figure, page } = await open('unrolled-network');
    const panel = figure.locator('[role="status"]');
    await number(figure, 'news-2-2').click();
    expect(await panel.textContent()).toContain('0.000 · (−0.5) + 1.000 · 1.1 = 1.100');
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toBe('bias-2-2');
    expect(await panel.textContent()).toContain('−0.200');
    await number(figure, 'h-1-1').hover();
    expect(await panel.textContent()).toContain('tanh(1.300) = 0.862');
  });

  it('is one stop of the Tab key', async () => {
    const { figure } = await open('unrolled-network');
    expect(await figure.locator('svg [tabindex="0"]').count()).toBe(1);
  });

  it('computes anew with another f and other inputs, in a worker', async () => {
    const { figure, page } = await open('unrolled-network');
    const before = await textOf(figure, 'h-2-1');
    await figure.getByText('ReLU', { exact: true }).click();
    await changes(() => textOf(figure, 'h-2-1'), before);
    expect(await textOf(figure, 'h-2-1')).toBe('0.20');
    expect(page.workers()).toHaveLength(1);
    await figure.getByText('Change the inputs').click();
    await figure.getByRole('spinbutton', { name: 'x₁, input 1' }).fill('2');
    await expect.poll(() => textOf(figure, 'h-1-1'), { timeout: 15_000 }).toBe('2.50');
  });

  it('can be drawn with a loop, and for other tasks', async () => {
    const { figure } = await open('unrolled-network');
    await figure.getByText('with a loop').click();
    expect(await number(figure, 'h-4-1').count()).toBe(0);
    expect(await number(figure, 'h-1-1').count()).toBe(1);
    await figure.getByText('unrolled', { exact: true }).click();
    await figure.getByText('one to many').click();
    const first = await textOf(figure, 'y-1-1');
    await expect.poll(() => textOf(figure, 'x-2-1'), { timeout: 15_000 }).toBe(first);
  });
});

describe('the BPTT chain', () => {
  const panel = (figure: Locator) => figure.locator('[role="status"]').first();

  it('shows a term, its formula, and leads to what it was made of', async () => {
    const { figure, page } = await open('bptt-chain');
    await number(figure, 'gradient-2').click();
    expect(await panel(figure).textContent()).toContain('how the whole loss changes');
    expect(await figure.locator('.katex').first().isVisible()).toBe(true);
    expect(await figure.getByRole('link', { name: 'S2(5)' }).getAttribute('href')).toBe('#eq-bptt.state');
    await figure.getByRole('button', { name: 'go to ∂h3/∂h2' }).click();
    expect(await number(figure, 'jacobian-2').getAttribute('aria-pressed')).toBe('true');
    await number(figure, 'delta-2').focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('contribution-2');
    expect(await panel(figure).textContent()).toContain('this use of the recurrent weights');
  });

  it('leads to equations that the page has', async () => {
    const { figure, page } = await open('bptt-chain');
    for (const kind of ['gradient-2', 'jacobian-2', 'delta-2', 'total-0']) {
      await number(figure, kind).click();
      const href = (await figure.locator('a[href^="#eq-"]').getAttribute('href'))!;
      expect(await page.locator(`[id="${href.slice(1)}"]`).count()).toBe(1);
    }
  });

  it('walks back from the last step to the first', async () => {
    const { figure } = await open('bptt-chain');
    const previous = figure.getByRole('button', { name: 'Previous' });
    for (let i = 0; i < 4; i++) await previous.click();
    expect(await previous.isDisabled()).toBe(true);
    await figure.getByRole('button', { name: 'Next' }).click();
    expect(await panel(figure).textContent()).toMatch(/∂L\/∂h3/);
    await figure.getByRole('button', { name: 'Next' }).click();
    expect(await panel(figure).textContent()).toMatch(/∂L\/∂h2/);
  });

  it('adds the contributions up to what the tape finds', async () => {
    const { figure } = await open('bptt-chain');
    await figure.getByText('Add up the contributions').click();
    const sum = figure.locator('[role="status"]').last();
    expect(await sum.textContent()).toMatch(/0\.347552[\s\S]*0\.347552/);
  });

  it('shows vectors and matrices when the network has three units', async () => {
    const { figure } = await open('bptt-chain');
    await figure.getByText('4 steps, 3 units').click();
    await number(figure, 'jacobian-3').waitFor({ timeout: 15_000 });
    await number(figure, 'jacobian-3').click();
    expect(await panel(figure).textContent()).toMatch(/∂h4\/∂h3/);
    const before = await textOf(figure, 'loss-4');
    await slide(figure.getByRole('slider'), 0);
    await changes(() => textOf(figure, 'loss-4'), before);
  });
});

describe('the gradient flow', () => {
  const curve = (figure: Locator) => figure.locator('svg g[clip-path] path').last().getAttribute('d');

  it('draws another curve when a slider moves, and stays quick', async () => {
    const { figure, page } = await open('gradient-flow');
    let before = await curve(figure);
    for (const [label, value] of [
      ['Spectral radius', 0.5],
      ['Steps', 90],
      ['Size of the inputs', 0.2],
    ] as const) {
      await slide(figure.getByRole('slider', { name: label }), value);
      await changes(() => curve(figure), before);
      before = await curve(figure);
    }
    expect(before!.split('L')).toHaveLength(91);
    // many moves in a row: only the newest counts, and the page answers meanwhile
    const radius = figure.getByRole('slider', { name: 'Spectral radius' });
    await radius.focus();
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowRight');
    expect(await radius.inputValue()).toBe('0.8');
    await expect.poll(() => figure.locator('[aria-busy="false"]').count(), { timeout: 15_000 }).toBe(1);
    expect(await figure.locator('svg desc').textContent()).toContain('ρ = 0.80');
  });

  it('tells whether the rule holds', async () => {
    const { figure } = await open('gradient-flow');
    const verdict = () => figure.locator('[role="status"]').textContent();
    expect(await verdict()).toContain('grows, but here it is smaller');
    await figure.getByText('identity', { exact: true }).click();
    await expect.poll(verdict, { timeout: 15_000 }).toContain('grows, and so it does here');
    await figure.getByText('not normal').click();
    await expect.poll(verdict, { timeout: 15_000 }).toContain('vanishes, but here it is larger');
  });

  it('has a network that was trained when the book was made', async () => {
    const { figure } = await open('gradient-flow');
    const before = await curve(figure);
    await figure.getByText('trained', { exact: true }).click();
    await changes(() => curve(figure), before);
    expect(await figure.locator('.figure-body').textContent()).toMatch(/Trained on \d+ batches/);
    expect(
      Number(await figure.getByRole('slider', { name: 'Spectral radius' }).inputValue()),
    ).toBeGreaterThan(1.5);
  });

  it('can be read at any lag', async () => {
    const { figure } = await open('gradient-flow');
    await slide(figure.getByRole('slider', { name: 'Read the curves' }), 40);
    expect(await figure.locator('[role="status"]').textContent()).toContain('After 40 steps');
  });
});
