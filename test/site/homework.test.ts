import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { known } from '../../notebooks/compile/resources';
import {
  checkId,
  fileName,
  GUIDE,
  homeworkPages,
  LANGS,
  notebookFile,
  pageFile,
  readChapter,
} from '../../site/book';
import { secrets } from '../support/secrets';
import { openBook } from './book';

const book = openBook();
const pages = homeworkPages();
const [first] = pages;

it('nothing of a solution or of a hidden check is in any file of the site', () => {
  const wanted = [...pages.flatMap(secrets), 'BEGIN HIDDEN', 'lib/grading/homework'];
  const mark = 'BEGIN SOLUTION';
  const files = readdirSync(book.folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(html|js|json|ipynb|txt|xml|css|map)$/.test(file),
  );
  expect(files.length).toBeGreaterThan(50);
  // as HTML, JSON and script write it
  const written = (text: string) => [
    text,
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    JSON.stringify(text).slice(1, -1),
  ];
  const found: string[] = [];
  for (const file of files) {
    const text = readFileSync(join(book.folder, file), 'utf8');
    const plain = text.replace(/<[^>]+>/g, '');
    // teachers read, and search finds, how a solution is marked: by an example that is none of the homework
    const marked = file.endsWith(join(GUIDE, 'index.html')) || file.endsWith('search-index.json');
    for (const secret of marked ? wanted : [...wanted, mark])
      if (written(secret).some((form) => text.includes(form) || plain.includes(form)))
        found.push(`${file}: ${secret}`);
  }
  expect(found).toEqual([]);
});

describe.each(LANGS)('in %s', (lang) => {
  const path = (page: string) => `${lang === 'en' ? '' : `${lang}/`}${page}/`;

  it('all homework is in the sidebar, under one heading', async () => {
    const { page } = await book.visit(path(first));
    const labels = [...pages, GUIDE].map(
      (name) => readChapter(pageFile(lang, name), lang).frontMatter.sidebar_label,
    );
    expect(await page.locator('.theme-doc-sidebar-menu ul a').allInnerTexts()).toEqual(labels);
    const heading = lang === 'en' ? 'Homework' : 'Домашние задания';
    expect(await page.locator('.theme-doc-sidebar-menu > li > div > a').allInnerTexts()).toEqual([heading]);
  });

  it('teachers read what happens to a notebook, on a phone too', async () => {
    const { page } = await book.visit(path(GUIDE), { viewport: { width: 360, height: 740 } });
    expect(await page.locator('[data-figure="graded-notebook"] svg').first().isVisible()).toBe(true);
    expect(await page.locator('.chapter-bar').count()).toBe(0);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBeLessThanOrEqual(0);
  });

  it.each(pages)('%s offers its notebook, shows no code of its equations, and fits a phone', async (name) => {
    const { page } = await book.visit(path(name), { viewport: { width: 360, height: 740 } });
    const link = page.locator('a[download$=".ipynb"]');
    const response = await page.request.get(new URL((await link.getAttribute('href'))!, page.url()).href);
    expect(response.status()).toBe(200);
    expect(await response.text()).toContain('"nbgrader"');
    expect(await page.locator('.equation').count()).toBeGreaterThan(0);
    expect(await page.getByText(/The function that computes it|Функция, которая/).count()).toBe(0);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBeLessThanOrEqual(0);
  });

  it.each(pages)('%s checks what a reader writes', { timeout: 300_000 }, async (name) => {
    const visit = await book.visit(path(name));
    const { cells } = readChapter(pageFile('en', name), 'en', known(), { solutions: true });
    const [question] = cells.filter(({ kind }) => kind === 'solution');
    const check = visit.cell(checkId(question.id));
    expect(await check.element.locator('.cell-title').innerText()).toMatch(
      /^(Check of question|Проверка вопроса) 1$/,
    );
    for (const { id, kind } of cells) {
      if (id === question.id) break;
      if (kind === 'live') expect(await visit.cell(id).run()).toBe('done');
    }
    expect(await visit.cell(question.id).run()).toBe('done');
    expect(await check.run()).toBe('failed');
    expect((await check.outputs).join()).toMatch(/still to be written|ещё не написана/);
    const link = visit.page.locator('a[download$=".ipynb"]');
    expect(await link.innerText()).toMatch(/^(Jupyter notebook|Блокнот Jupyter)$/);
    await visit.cell(question.id).write(question.code);
    expect(await visit.cell(question.id).run()).toBe('done');
    expect(await check.run()).toBe('done');
    expect((await check.outputs).join()).toMatch(/✓/);

    expect(await link.innerText()).toMatch(/^(Jupyter notebook with my code|Блокнот Jupyter с моим кодом)$/);
    const [saved] = await Promise.all([visit.page.waitForEvent('download'), link.click()]);
    expect(saved.suggestedFilename()).toBe(`${fileName(name)}.ipynb`);
    const { cells: handedIn } = JSON.parse(readFileSync(await saved.path(), 'utf8'));
    const { cells: blank } = JSON.parse(readFileSync(notebookFile(lang, name), 'utf8'));
    const expected = blank.map((cell: { id: string }) =>
      cell.id === question.id ? { ...cell, source: question.code.split(/(?<=\n)/) } : cell,
    );
    expect(handedIn).toEqual(expected);
  });
});
