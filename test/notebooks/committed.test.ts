import { dirname } from 'node:path';
import type { IOutput } from '@jupyterlab/nbformat';
import { beforeAll, describe, expect, it } from 'vitest';
import { differences, readNotebook } from '../../notebooks/committed';
import { compileChapter, known } from '../../notebooks/compile/resources';
import { execute } from '../../notebooks/execute';
import { failures, printed } from '../../notebooks/outputs';
import { ensurePython } from '../../notebooks/python';
import { chapters, LANGS, notebookFile, pageFile, pages, readChapter } from '../../site/book';
import { firstDifference } from '../support/same-text';

const minutes = 60_000;
const book = chapters();

it('the book has chapters', () => {
  expect(book).toEqual(
    expect.arrayContaining(['recurrent-networks', 'backpropagation-through-time', 'vanishing-gradients']),
  );
});

describe.each(LANGS)('in %s', (lang) => {
  it.each(pages())('%s can be read and is a fresh translation', (page) => {
    const { stale } = readChapter(pageFile(lang, page), lang, known());
    expect(stale?.message).toBeUndefined();
  });

  it.each(book)('the notebook of %s is what the book compiles to', async (chapter) => {
    const { notebook } = await compileChapter(chapter, lang);
    expect(differences(notebookFile(lang, chapter), notebook)).toEqual([]);
  });
});

describe.each(LANGS)('run in %s', (lang) => {
  let python: string;
  beforeAll(() => {
    python = ensurePython();
  });

  it.each(book)(
    '%s runs without an error and prints what was saved',
    async (chapter) => {
      const file = notebookFile(lang, chapter);
      const saved = readNotebook(file);
      if (!saved) throw new Error(`${file} is missing: npm run notebooks makes it`);
      const ran = await execute(saved, { python, folder: dirname(file) });
      expect(failures(ran)).toEqual([]);
      const cells = ran.cells.filter((cell) => cell.cell_type === 'code');
      expect(cells.length).toBeGreaterThan(0);
      for (const { id, outputs } of cells) {
        const before = printed(saved.cells.find((cell) => cell.id === id)?.outputs as IOutput[]);
        const now = printed(outputs as IOutput[]);
        expect(now.length, `outputs of ${id}`).toBe(before.length);
        now.forEach((text, i) =>
          expect(firstDifference(before[i]!, text), `output ${i + 1} of ${id}`).toBeUndefined(),
        );
      }
    },
    15 * minutes,
  );
});
