import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import reasons from './reasons.json' with { type: 'json' };
import { type Chapter, changes, markdown, type Reason, reasonFor } from './report.js';
import results from './results.json' with { type: 'json' };

const chapters: readonly Chapter[] = results;
const known: readonly Reason[] = reasons;
const measured = chapters.filter((chapter) => changes(chapter) > 0);

it('MUTATION.md is what the last run found, with the reasons as they are now', () => {
  expect(readFileSync('test/MUTATION.md', 'utf8')).toBe(markdown(chapters, known));
});

it('every chapter of code has been run', () => {
  const folders = new Set(measured.map(({ part }) => part.split('/')[0]));
  const chapters = [
    'sequences',
    'classical',
    'hopfield',
    'recurrent',
    'seq2seq',
    'attention',
    'memory',
    'decoding',
    'weights',
  ];
  expect([...folders]).toEqual(expect.arrayContaining(chapters));
});

it.each(measured)('at least nine changes in ten are noticed in $part', (chapter) => {
  expect(chapter.killed / changes(chapter)).toBeGreaterThanOrEqual(0.9);
});

it('every survivor has a reason, and every reason a survivor', () => {
  const survivors = chapters.flatMap((chapter) => chapter.survivors);
  expect(survivors.filter((each) => reasonFor(each, known) === undefined)).toEqual([]);
  const used = new Set(survivors.map((each) => reasonFor(each, known)));
  expect(known.map(({ reason }) => reason).filter((reason) => !used.has(reason))).toEqual([]);
});
