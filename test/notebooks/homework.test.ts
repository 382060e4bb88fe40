import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ICell, INotebookContent, IOutput } from '@jupyterlab/nbformat';
import { toString as textOf } from 'mdast-util-to-string';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOMEWORKS } from '../../lib/grading/homework/index';
import { differences } from '../../notebooks/committed';
import { compileChapter, compileInstructor, known } from '../../notebooks/compile/resources';
import { execute } from '../../notebooks/execute';
import { failures, printed } from '../../notebooks/outputs';
import { ensurePython } from '../../notebooks/python';
import { GUIDE, homeworkPages, LANGS, notebookFile, pageFile, ROOT, readChapter } from '../../site/book';
import { secrets } from '../support/secrets';

const minutes = 60_000;
const SEED = 11;
const pages = homeworkPages();

const nbgrader = ({ metadata }: ICell) => metadata.nbgrader as Record<string, unknown> | undefined;
const sourceOf = ({ source }: ICell): string => (Array.isArray(source) ? source.join('') : source);
const graded = ({ cells }: INotebookContent) => cells.filter((cell) => nbgrader(cell)?.grade);

it('every plan has its page', () => {
  expect(pages).toEqual(HOMEWORKS.map(({ name }) => `homework/${name}`));
});

it.each(LANGS)('what teachers read is a fresh translation in %s', (lang) => {
  expect(readChapter(pageFile(lang, GUIDE), lang, known()).stale?.message).toBeUndefined();
});

describe.each(LANGS.flatMap((lang) => pages.map((page) => ({ lang, page }))))(
  '$page in $lang',
  ({ lang, page }) => {
    const plan = HOMEWORKS.find(({ name }) => page === `homework/${name}`)!;

    it('is a fresh translation, and its headings say what a question is worth', () => {
      const { stale, tree, homework } = readChapter(pageFile(lang, page), lang, known());
      expect(stale?.message).toBeUndefined();
      expect(homework?.number).toBe(plan.number);
      const text = textOf(tree);
      const said = [...text.matchAll(/(?:Question|Вопрос) \d+\. [^()]*\((\d+) (?:point|балл)/g)].map(
        ([, n]) => Number(n),
      );
      expect(said).toEqual(
        plan.questions.map(({ checks }) => checks.reduce((sum, { points }) => sum + points, 0)),
      );
      const total = said.reduce((a, b) => a + b, 0);
      expect(text.includes(lang === 'en' ? `${total} points` : `баллов ${total}`)).toBe(true);
    });

    it('the notebook is what the page compiles to, and nothing of a solution or a hidden test is in it', async () => {
      const { notebook } = await compileChapter(page, lang);
      expect(differences(notebookFile(lang, page), notebook)).toEqual([]);
      const text = notebook.cells.map(sourceOf).join('\n');
      for (const secret of secrets(page)) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/SOLUTION|HIDDEN|runTest/);
    });

    it('students and instructor have the same cells, with the points of the plan', async () => {
      const { notebook } = await compileChapter(page, lang);
      const instructor = await compileInstructor(page, lang, SEED);
      const heads = ({ cells }: INotebookContent) => cells.map(({ id, metadata }) => ({ id, metadata }));
      expect(heads(notebook)).toEqual(heads(instructor));
      expect(notebook.metadata.unrolled).toEqual({ homework: plan.number });
      expect(notebook.cells.filter((cell) => nbgrader(cell)?.solution).map(({ id }) => id)).toEqual(
        plan.questions.map(({ id }) => id),
      );
      expect(graded(notebook).map((cell) => [cell.id, nbgrader(cell)!.points])).toEqual(
        plan.questions.flatMap(({ id, checks }) =>
          checks.map((check) => [`${id}-${check.hidden ? check.id : 'public'}`, check.points]),
        ),
      );
      for (const cell of notebook.cells.filter(({ cell_type: type }) => type === 'code'))
        expect(nbgrader(cell)).toMatchObject({ grade_id: cell.id, schema_version: 3, task: false });
    });

    it('another seed gives other hidden tests, the same the same', async () => {
      const [one, again, other] = await Promise.all(
        [1, 1, 2].map((seed) => compileInstructor(page, lang, seed)),
      );
      expect(again).toEqual(one);
      const hidden = (notebook: INotebookContent) =>
        graded(notebook)
          .map(sourceOf)
          .filter((source) => source.includes('BEGIN HIDDEN TESTS'));
      const [mine, theirs] = [hidden(one), hidden(other)];
      expect(mine.length).toBeGreaterThan(0);
      for (const [i, source] of mine.entries()) expect(source).not.toBe(theirs[i]);
    });
  },
);

describe.each(LANGS.flatMap((lang) => pages.map((page) => ({ lang, page }))))(
  '$page in $lang, run',
  ({ lang, page }) => {
    let python: string;
    beforeAll(() => {
      python = ensurePython();
    });

    it(
      'earns every point with the solutions, and none without',
      async () => {
        const folder = mkdtempSync(join(ROOT, 'notebooks', '.homework-'));
        try {
          const right = await execute(await compileInstructor(page, lang, SEED), { python, folder });
          expect(failures(right)).toEqual([]);
          for (const cell of graded(right))
            expect(printed(cell.outputs as IOutput[]).join(), cell.id as string).toMatch(/^[^✗]*✓[^✗]*$/);
          const { notebook } = await compileChapter(page, lang);
          const empty = failures(await execute(notebook, { python, folder: dirname(folder) }));
          expect(empty.map(({ cell }) => cell)).toEqual(
            graded(notebook)
              .map(({ id }) => id)
              .filter((id) => String(id).endsWith('-public')),
          );
          for (const { message } of empty)
            expect(message).toMatch(/^throws CheckFailed: [\s\S]*(still to be written|ещё не написана)/);
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
      5 * minutes,
    );
  },
);
