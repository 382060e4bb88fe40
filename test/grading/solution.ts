import { pageFile, readChapter } from '../../site/book/index.js';

/** The code cells of a homework's page as a submission: with the reference solution, or as students get it. */
export const pageCells = (name: string, solutions: boolean): string[] =>
  readChapter(pageFile('en', `homework/${name}`), 'en', {}, { solutions }).cells.map(({ code }) => code);
