import { gzipSync } from 'node:zlib';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chapters, LANGS, type Lang, pageFile, readChapter, savedOutputs } from '../../site/book';
import type { Shown } from '../../site/src/kernel/messages';
import { extend } from '../../site/src/notebook/outputs';
import { readGenerated } from '../../site/tools/generated';
import { fromNotebook } from '../../site/tools/saved';
import { firstDifference } from '../support/same-text';
import { openBook } from './book';

const book = openBook();
const pages = chapters().flatMap((name) => LANGS.map((lang) => ({ name, lang, path: path(name, lang) })));

describe.each(pages)('$path', ({ name, lang, path }) => {
  const cells = () => readChapter(pageFile(lang, name), lang).cells;

  it('runs from top to bottom and prints what the notebook holds', { timeout: 600_000 }, async () => {
    const visit = await book.visit(path);
    const live = cells().filter(({ kind }) => kind === 'live');
    await visit.page.locator('.chapter-bar button').first().click();
    const saved = savedOutputs(lang, name);
    for (const { id } of live) {
      const cell = visit.cell(id);
      expect(await cell.ended(300_000), `${id}: ${(await cell.outputs).join()}`).toBe('done');
      expect(saved[id], `${id} in the notebook`).toBeDefined();
      const expected = extend([], fromNotebook(saved[id])).flatMap(textOf);
      const found = await textsIn(cell.element);
      expect(
        found.length,
        `${id} shows ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`,
      ).toBe(expected.length);
      for (const [i, text] of expected.entries())
        expect(firstDifference(found[i], text), `${id}, output ${i}`).toBeUndefined();
    }
  });

  it('shows the saved outputs before anything is run', async () => {
    const { page } = await book.visit(path);
    for (const [id, outputs] of Object.entries(savedOutputs(lang, name))) {
      const expected = extend([], fromNotebook(outputs)).flatMap(textOf);
      const found = await textsIn(page.locator(`[data-cell="${id}"]`));
      expect(found.map(squeezed), id).toEqual(expected.map(squeezed));
    }
  });

  it('proves its equations in the browser', { timeout: 300_000 }, async () => {
    const { page } = await book.visit(path);
    const buttons = page.locator('.check > button');
    for (let i = 0; i < (await buttons.count()); i++) {
      const check = page.locator('.check').nth(i);
      await check.locator('> button').click();
      await check.locator('.report').waitFor({ timeout: 60_000 });
      const title = await check.locator('xpath=..').getAttribute('aria-label');
      const printed = check.locator('tr', { hasText: /as printed|как напечатано/ });
      const all = check.locator('tbody tr');
      const agree = check.locator('tr[data-agrees="true"]');
      expect(await printed.and(agree).count(), title!).toBe(0);
      expect(await agree.count(), title!).toBe((await all.count()) - (await printed.count()));
      expect(await agree.count(), title!).toBeGreaterThan(0);
    }
  });

  it('explains every answer of its quizzes', async () => {
    const { page } = await book.visit(path);
    const answers = Object.values(readGenerated('answers')[name]);
    let numeric = 0;
    for (const question of await page.locator('.question').all()) {
      const submit = question.locator('button[type="submit"]');
      expect(await submit.isEnabled()).toBe(false);
      expect(await question.locator('.why:visible').count()).toBe(0);
      const field = question.locator('input[type="text"]');
      if (await field.count()) {
        await field.fill(String(answers[numeric++]).replace('.', lang === 'ru' ? ',' : '.'));
        await submit.click();
        expect(await question.locator('.verdict').getAttribute('data-verdict')).toBe('right');
        expect(await question.locator('details').isVisible()).toBe(true);
      } else {
        await question.locator('.option input').first().check();
        await submit.click();
        const options = await question.locator('.option').count();
        expect(await question.locator('.why:visible').count()).toBe(options);
        expect(await question.locator('[data-verdict="right"]').count()).toBeGreaterThan(0);
      }
    }
  });

  it('shows its figures alive, and pictures of them before', async () => {
    const { page } = await book.visit(path);
    for (const figure of await page.locator('[data-figure]').all()) {
      expect(await figure.locator('svg').count()).toBeGreaterThan(0);
      await figure.scrollIntoViewIfNeeded();
      await figure.and(page.locator('[data-live]')).waitFor();
      expect(await figure.locator('svg').count()).toBeGreaterThan(0);
      expect(await figure.locator('figcaption').innerText()).toMatch(/^(Figure|Рисунок) \d/);
    }
  });

  it('fits a phone 360 pixels wide', async () => {
    const { page } = await book.visit(path, { viewport: { width: 360, height: 740 } });
    for (const figure of await page.locator('[data-figure]').all()) {
      await figure.scrollIntoViewIfNeeded();
      await figure.and(page.locator('[data-live]')).waitFor();
    }
    expect(await overflow(page.locator('html'))).toEqual([]);
  });

  it('weighs at most 550 KB before a cell runs', async () => {
    const sizes: Promise<number>[] = [];
    const watch = (page: Page) =>
      page.on('response', (response) => {
        // fonts and pictures are compressed already
        const packed = /font|image\/png/.test(response.headers()['content-type'] ?? '');
        const size = (body: Buffer) => (packed ? body.length : gzipSync(body).length);
        sizes.push(response.body().then(size, () => 0));
      });
    const { page } = await book.visit(path, { watch });
    for (const figure of await page.locator('[data-figure]').all()) {
      await figure.scrollIntoViewIfNeeded();
      await figure.and(page.locator('[data-live]')).waitFor();
    }
    await page.keyboard.press('End');
    await page.waitForLoadState('networkidle');
    const total = (await Promise.all(sizes)).reduce((a, b) => a + b, 0) / 1024;
    expect(total).toBeGreaterThan(300);
    expect(total).toBeLessThanOrEqual(550);
  });
});

function path(name: string, lang: Lang): string {
  return lang === 'en' ? `${name}/` : `${lang}/${name}/`;
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();
const withoutTags = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** What an output says in words; plots and drawings say it in pictures. */
function textOf(shown: Shown): string[] {
  if (shown.kind === 'stream') return [shown.text];
  if (shown.kind === 'error') return [];
  const { data } = shown;
  if (data['image/svg+xml'] || data['application/vnd.plotly.v1+json']) return [];
  return [data['text/html'] ? withoutTags(String(data['text/html'])) : String(data['text/plain'])];
}

const textsIn = (cell: Locator): Promise<string[]> =>
  cell.locator('.output.text, .output.html').evaluateAll((outputs) =>
    // a space between what stands in different elements, as above
    outputs.map((output) => {
      const words: string[] = [];
      const walker = document.createTreeWalker(output, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) words.push(walker.currentNode.textContent ?? '');
      return words.join(' ');
    }),
  );

/** Elements that stick out of the page to the right, unless something around them scrolls. */
const overflow = (root: Locator): Promise<string[]> =>
  root.evaluate((html) => {
    if (html.scrollWidth <= html.clientWidth) return [];
    const wide = [...html.querySelectorAll<HTMLElement>('main *')].filter((element) => {
      if (element.getBoundingClientRect().right <= html.clientWidth + 1) return false;
      for (let up = element.parentElement; up; up = up.parentElement)
        if (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX)) return false;
      return true;
    });
    return [
      `the page is ${html.scrollWidth} px wide`,
      ...wide.map((element) => element.outerHTML.slice(0, 120)),
    ];
  });
