import type { ICell, INotebookContent, IOutput } from '@jupyterlab/nbformat';
import { describe, expect, it } from 'vitest';
import { failures, keepOutputs, printed, withOutputs } from '../../notebooks/outputs';

const code = (
  id: string,
  source: string,
  outputs: IOutput[] = [],
  execution_count: number | null = null,
): ICell => ({
  cell_type: 'code',
  id,
  metadata: {},
  source: [source],
  outputs,
  execution_count,
});
const prose = (id: string, source: string): ICell => ({
  cell_type: 'markdown',
  id,
  metadata: {},
  source: [source],
});
const notebook = (...cells: ICell[]): INotebookContent => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells,
});
const stream = (name: 'stdout' | 'stderr', text: string | string[]): IOutput => ({
  output_type: 'stream',
  name,
  text,
});

describe('what a cell printed', () => {
  it('is the plain text of each output', () => {
    const outputs: IOutput[] = [
      stream('stdout', ['a\n', 'b\n']),
      { output_type: 'execute_result', execution_count: 1, metadata: {}, data: { 'text/plain': ['1', '2'] } },
      { output_type: 'display_data', metadata: {}, data: { 'text/html': '<b>', 'text/plain': 'bold' } },
      { output_type: 'display_data', metadata: {}, data: { 'image/svg+xml': '<svg/>' } },
      { output_type: 'error', ename: 'TypeError', evalue: 'no', traceback: [] },
    ];
    expect(printed(outputs)).toEqual(['a\nb\n', '12', 'bold', '', 'TypeError: no']);
  });
});

describe('a notebook that ran', () => {
  it('fails by errors and by what is on stderr', () => {
    const error: IOutput = {
      output_type: 'error',
      ename: 'Error',
      evalue: 'no',
      traceback: ['Error: no', '  at a, line 1'],
    };
    const ran = notebook(
      prose('md_1', 'x'),
      code('a', '1', [stream('stdout', 'fine'), error]),
      code('b', '2', [stream('stderr', 'oh\n')]),
    );
    expect(failures(ran)).toEqual([
      { cell: 'a', message: 'throws Error: no\nError: no\n  at a, line 1' },
      { cell: 'b', message: 'writes to stderr: oh' },
    ]);
    expect(failures(notebook(code('a', '1', [stream('stdout', 'Error: no')])))).toEqual([]);
  });

  it('leaves its outputs and nothing else', () => {
    const compiled = notebook(prose('md_1', 'x'), code('a', '1'), code('b', '2'));
    const ran = {
      ...notebook(code('a', 'other', [stream('stdout', '1')], 1)),
      metadata: { language_info: { name: 'x', version: '1' } },
    };
    expect(withOutputs(compiled, ran)).toEqual(
      notebook(prose('md_1', 'x'), code('a', '1', [stream('stdout', '1')], 1), code('b', '2')),
    );
  });
});

describe('outputs are kept', () => {
  const saved = notebook(
    prose('md_1', 'old'),
    code('a', '1', [stream('stdout', '1')], 1),
    code('b', '2', [], 2),
  );

  it('when only prose has changed', () => {
    const kept = keepOutputs(notebook(code('a', '1'), prose('md_1', 'new'), code('b', '2')), saved);
    expect(kept?.cells).toEqual([
      code('a', '1', [stream('stdout', '1')], 1),
      prose('md_1', 'new'),
      code('b', '2', [], 2),
    ]);
  });

  it.each([
    ['code', [code('a', '1'), code('b', '3')]],
    ['the order of cells', [code('b', '2'), code('a', '1')]],
    ['the number of cells', [code('a', '1')]],
    ['an id', [code('a', '1'), code('c', '2')]],
  ])('but not when %s has changed', (_, cells) => {
    expect(keepOutputs(notebook(...cells), saved)).toBeUndefined();
  });
});
