import { describe, expect, it } from 'vitest';
import { chapters, pageFile, pages, readChapter } from '../../site/book';
import { openBook } from './book';

const book = openBook();
const first = chapters()[0];

describe('the home', () => {
  it('leads to every chapter and shows a cell that runs', async () => {
    const visit = await book.visit('');
    const titles = chapters().map((name) => readChapter(pageFile('en', name), 'en').frontMatter.title);
    expect(await visit.page.locator('.contents a').allInnerTexts()).toEqual(titles);
    const saved = await visit.cell(0).outputs;
    expect(saved.join('').trim()).not.toBe('');
    expect(await visit.cell(0).run()).toBe('done');
    expect(await visit.cell(0).outputs).toEqual(saved);
  });

  it('is there in Russian, one press away', async () => {
    const { page } = await book.visit('');
    await page.locator('.navbar .dropdown').hover();
    await page.locator('.dropdown__menu').getByText('Русский').click();
    await page.waitForURL('**/book/ru/');
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    expect(await page.locator('.contents h2').innerText()).toBe('Содержание');
  });
});

describe.each(['', 'ru/'])('/%s', (lang) => {
  it('leads to the reference of the library', async () => {
    const { page } = await book.visit(lang);
    await page.locator('.navbar').getByText('API', { exact: true }).click();
    await page.waitForURL('**/book/api/');
    await page.getByRole('link', { name: 'recurrent', exact: true }).first().click();
    await page.locator('h1', { hasText: 'recurrent' }).waitFor();
    await page.getByRole('link', { name: 'rnnState', exact: true }).first().click();
    expect(await page.locator('.tsd-comment').first().innerText()).toContain('h_t [B, H]');
  });

  it('finds words in other forms', async () => {
    const { page } = await book.visit(`${lang}${first}/`);
    await page.locator('.navbar__search-input').click();
    await page.keyboard.insertText(lang ? 'градиентами' : 'gradients');
    const hit = page.locator('.navbar__search [role="option"], [class*="suggestion"]').first();
    await hit.waitFor();
    expect(await hit.innerText()).toMatch(lang ? /градиент/i : /gradient/i);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname.includes('gradient') || url.pathname.includes('backprop'));
    await page.locator('article h1').waitFor();
  });

  it('has no formula in the search index', async () => {
    const { page } = await book.visit(`${lang}${first}/`);
    await page.locator('.navbar__search-input').click();
    await page.keyboard.insertText('W_h');
    await page.waitForTimeout(500);
    expect(await page.locator('[class*="suggestion"]', { hasText: /\\|mathrm|W_h/ }).count()).toBe(0);
  });

  it('shows formulas, code and outputs also on a page that was reached by a link', async () => {
    const { page } = await book.visit(lang);
    await page.locator('.contents a').first().click();
    await page.locator('.chapter-head').waitFor();
    await page.locator('.formula .katex-display').first().waitFor();
    await page.locator('.cell-code .tok-keyword').first().waitFor();
    // every place has its content, those of answers not yet given too
    await expect.poll(() => page.locator('[data-still]:empty').count()).toBe(0);
    const [linked, loaded] = [
      await page.locator('[data-still]').allInnerTexts(),
      await textsWhenLoaded(page.url()),
    ];
    expect(linked).toEqual(loaded);
  });

  it('offers the notebook of every chapter that has one', async () => {
    const { page } = await book.visit(`${lang}${first}/`);
    const link = page.locator('a[download$=".ipynb"]');
    const response = await page.request.get(new URL((await link.getAttribute('href'))!, page.url()).href);
    expect(response.status()).toBe(200);
    const notebook = (await response.json()) as { nbformat: number; cells: { id: string }[] };
    expect(notebook.nbformat).toBe(4);
    const cells = readChapter(pageFile('en', first), 'en').cells.filter(({ kind }) => kind === 'live');
    const ids = notebook.cells.map(({ id }) => id);
    expect(cells.filter(({ id }) => !ids.includes(id))).toEqual([]);
  });

  it('is dark for who likes it dark, and by a press', async () => {
    const { page } = await book.visit(lang, { colorScheme: 'dark' });
    const lightness = () =>
      page.evaluate(
        () => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g)!.map(Number)[0],
      );
    expect(await lightness()).toBeLessThan(60);
    await page.locator('button[class*="toggleButton"]').first().click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    expect(await lightness()).toBeGreaterThan(200);
  });

  it('answers with a page of its own where there is none', async () => {
    const visit = await book.visit(`${lang}`);
    const response = await visit.page.goto(`${book.address}${lang}nowhere/`);
    expect(response?.status()).toBe(404);
    visit.complaints.length = 0;
  });
});

it('lists every page in the site map, in both languages', async () => {
  const { page } = await book.visit('');
  for (const lang of ['', 'ru/']) {
    const map = await (await page.request.get(`${book.address}${lang}sitemap.xml`)).text();
    for (const name of pages()) {
      const path = name === 'index' ? lang : `${lang}${name}/`;
      expect(map).toContain(`/book/${path}</loc>`);
    }
  }
});

it('works without a network after one visit, cells, search and other chapters too', {
  timeout: 120_000,
}, async () => {
  const visit = await book.visit(`${first}/`, { offline: true });
  const { context, page } = visit;
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await context.setOffline(true);
  for (const name of [first, chapters().at(-1)!, 'index']) {
    await visit.open(name === 'index' ? '' : `${name}/`);
    await visit
      .cell(0)
      .write("import * as tf from '@tensorflow/tfjs'\nimport 'unrolled'\nawait tf.ready()\ntf.getBackend()");
    expect(await visit.cell(0).run()).toBe('done');
    expect(await visit.cell(0).outputs).toEqual(["'wasm'"]);
  }
  await page.locator('.navbar__search-input').click();
  await page.keyboard.insertText('gradient');
  await page.locator('[class*="suggestion"]').first().waitFor();
});

it('can be read without a script', async () => {
  const page = await (await book.visit('')).context.browser()!.newPage({ javaScriptEnabled: false });
  await page.goto(`${book.address}${first}/`);
  expect(await page.locator('article .katex-display').count()).toBeGreaterThan(0);
  expect(await page.locator('.cell-code .tok-keyword').count()).toBeGreaterThan(0);
  await page.close();
});

describe('for everybody', () => {
  it.each(['', `${first}/`, `ru/${first}/`])('/%s: names, landmarks and order of headings', async (path) => {
    const { page } = await book.visit(path);
    expect(await page.locator('main').count()).toBe(1);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.evaluate(unnamed)).toEqual([]);
    const levels = await page
      .locator('main :is(h1, h2, h3, h4)')
      .evaluateAll((all) => all.map((h) => Number(h.tagName[1])));
    for (const [i, level] of levels.entries())
      expect(level - (levels[i - 1] ?? level)).toBeLessThanOrEqual(1);
  });

  it.each(['light', 'dark'] as const)('words stand out from the paper in %s mode', async (colorScheme) => {
    const { page } = await book.visit(`${first}/`, { colorScheme });
    expect(await page.evaluate(tooFaint)).toEqual([]);
  });

  it('nothing moves for who asked for that', async () => {
    const { page } = await book.visit('', { reducedMotion: 'reduce' });
    const longest = await page.evaluate(() =>
      Math.max(
        ...document
          .getAnimations()
          .map((animation) => Number(animation.effect?.getComputedTiming().duration)),
      ),
    );
    expect(longest).toBeLessThan(1);
  });

  it('the one who presses Tab sees where they are', async () => {
    const { page } = await book.visit(`${first}/`);
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      const shown = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement!);
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
      });
      expect(shown, await page.evaluate(() => document.activeElement!.outerHTML.slice(0, 200))).toBe(true);
    }
  });
});

async function textsWhenLoaded(url: string): Promise<string[]> {
  const { page } = await book.visit(url.replace(book.address, ''));
  return page.locator('[data-still]').allInnerTexts();
}

/** Things to press or fill in that have no name for those who listen. */
function unnamed(): string[] {
  const controls = [
    ...document.querySelectorAll<HTMLElement>('button, a[href], input, [role="textbox"], summary'),
  ];
  return controls
    .filter((element) => element.checkVisibility())
    .filter((element) => {
      const labels = (element as HTMLInputElement).labels;
      const text = element.getAttribute('aria-label') ?? element.title ?? '';
      return !(
        text ||
        element.textContent?.trim() ||
        labels?.length ||
        element.querySelector('img[alt]:not([alt=""])')
      );
    })
    .map((element) => element.outerHTML.slice(0, 160));
}

/** Texts whose contrast with what lies under them is below 4.5 (3 for large ones), as WCAG computes it. */
function tooFaint(): string[] {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const parse = (colour: string) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255);
  };
  const over = (top: number[], below: number[]) =>
    top.slice(0, 3).map((v, i) => v * top[3] + below[i] * (1 - top[3]));
  const luminance = (rgb: number[]) => {
    const [r, g, b] = rgb.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = (element: Element | null): number[] =>
    element
      ? over(parse(getComputedStyle(element).backgroundColor), paper(element.parentElement))
      : [1, 1, 1];
  const found = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement!;
    if (
      !walker.currentNode.textContent?.trim() ||
      !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    )
      continue;
    // what cannot be used is exempt; KaTeX hides MathML; SVG fills are not backgrounds
    if (
      element.closest(
        '[disabled], .katex-mathml, svg, script, style, noscript, .hash-link, [class*="skipToContent"]',
      )
    )
      continue;
    const style = getComputedStyle(element);
    const below = paper(element);
    const [a, b] = [luminance(over(parse(style.color), below)), luminance(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5))
      found.add(
        `${ratio.toFixed(2)}: ${element.className || element.tagName} “${element.textContent?.slice(0, 30)}”`,
      );
  }
  return [...found];
}
