import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ICell, INotebookContent } from '@jupyterlab/nbformat';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { differences, readNotebook, writeNotebook } from '../../notebooks/committed';
import { notebookFile } from '../../site/book';

let root: string;
let file: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'notebooks-'));
  file = notebookFile('en', 'page', root);
});
afterEach(() => rmSync(root, { recursive: true }));

const cell = (id: string, source: string, outputs: object[] = []): ICell => ({
  cell_type: 'code',
  id,
  metadata: {},
  source: [source],
  outputs: outputs as never,
  execution_count: outputs.length || null,
});

const compiled = (...cells: ICell[]): INotebookContent => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { title: 'T' } as never,
  cells,
});

describe('a notebook in the repository', () => {
  it('is the same as the book whatever its cells have printed', () => {
    writeNotebook(
      file,
      compiled(cell('a', '1', [{ output_type: 'stream', name: 'stdout', text: 'x' }]), cell('b', '2')),
    );
    expect(differences(file, compiled(cell('a', '1'), cell('b', '2')))).toEqual([]);
  });

  it('differs in each cell, in metadata', () => {
    const told = () =>
      differences(file, compiled(cell('a', '1'), cell('b', '2'))).map((line) => line.replace(/^.*\//, ''));
    expect(told()).toEqual(['page.ipynb is missing']);
    writeNotebook(file, compiled(cell('a', '1'), cell('b', '3')));
    expect(told()).toEqual(["page.ipynb: cell 2, b, is not the book's b"]);
    writeNotebook(file, compiled(cell('a', '1')));
    expect(told()).toEqual(["page.ipynb: cell 2, missing, is not the book's b"]);
    writeNotebook(file, compiled(cell('a', '1'), cell('b', '2'), cell('c', '3')));
    expect(told()).toEqual(["page.ipynb: cell 3, c, is not the book's end"]);
    writeNotebook(file, compiled(cell('a', '1'), { ...cell('b', '2'), metadata: { tags: ['x'] } }));
    expect(told()).toEqual(["page.ipynb: cell 2, b, is not the book's b"]);
    writeNotebook(file, compiled(cell('a', '1'), cell('b', '2')));
    writeFileSync(file, readFileSync(file, 'utf8').replace('"title": "T"', '"title": "U"'));
    expect(told()).toEqual(['page.ipynb: other metadata']);
  });

  it('is read back as it was written', () => {
    writeNotebook(file, compiled(cell('a', '1')));
    expect(readNotebook(file)).toEqual(compiled(cell('a', '1')));
    expect(readNotebook(`${file}x`)).toBeUndefined();
  });
});
