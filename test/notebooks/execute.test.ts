import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { beforeAll, describe, expect, it } from 'vitest';
import { serialize } from '../../notebooks/compile/notebook';
import { compileChapter } from '../../notebooks/compile/resources';
import { execute } from '../../notebooks/execute';
import { failures, printed } from '../../notebooks/outputs';
import { ensurePython } from '../../notebooks/python';
import { notebookOf, outputsOf } from '../support/notebook';

const fixtures = fileURLToPath(new URL('../book/fixtures', import.meta.url));
const folder = dirname(fileURLToPath(import.meta.url));

let python: string;
beforeAll(() => {
  python = ensurePython();
});

describe('a compiled chapter', () => {
  const seen: string[] = [];
  let compiled: Awaited<ReturnType<typeof compileChapter>>;
  let ran: INotebookContent;
  beforeAll(async () => {
    compiled = await compileChapter('sums', 'en', fixtures);
    ran = await execute(compiled.notebook, { python, folder, onCell: (id) => seen.push(id) });
  });

  it('runs from top to bottom and keeps what its cells print', () => {
    expect(failures(ran)).toEqual([]);
    expect(seen).toEqual(['setup', 'sum', 'progress', 'rows']);
    expect(printed(outputsOf(ran, 'setup'))).toEqual(['shape [ 2, 2 ]\n']);
    expect(printed(outputsOf(ran, 'sum'))).toEqual(['Tensor [] 10']);
    expect(printed(outputsOf(ran, 'rows'))).toEqual(['[ 3, 7 ]\n', "'function'"]);
    const code = ran.cells.filter((cell) => cell.cell_type === 'code');
    expect(code.map((cell) => cell.execution_count)).toEqual([1, 2, 3, 4]);
    expect(ran.metadata).toEqual(compiled.notebook.metadata);
  });

  it('keeps the last state of what moved while it ran', () => {
    const [panel, ...others] = outputsOf(ran, 'progress');
    expect(others).toEqual([]);
    expect(printed([panel!])[0]).toBe('steps 300/300, loss 0.003333');
    expect(panel).not.toHaveProperty('transient');
  });

  it('gives the same text every time, in both languages', async () => {
    expect(serialize(await execute(compiled.notebook, { python, folder }))).toBe(serialize(ran));
    const { notebook } = await compileChapter('sums', 'ru', fixtures);
    const russian = await execute(notebook, { python, folder });
    for (const id of seen) expect(outputsOf(russian, id)).toEqual(outputsOf(ran, id));
  });
});

describe('a notebook that fails', () => {
  it('runs on, and names the cells that threw, did not compile, or wrote to stderr', async () => {
    const ran = await execute(
      notebookOf(
        'const x = 1;',
        'throw new RangeError("too far");',
        'const y: string = x;',
        'console.error("oh");',
        'x + 1',
      ),
      { python, folder },
    );
    const found = failures(ran);
    expect(found.map(({ cell }) => cell)).toEqual(['c1', 'c2', 'c3']);
    expect(found[0]?.message).toMatch(/^throws RangeError: too far\n/);
    expect(found[1]?.message).toMatch(/Type 'number' is not assignable to type 'string'/);
    expect(found[2]?.message).toBe('writes to stderr: oh');
    expect(printed(outputsOf(ran, 'c4'))).toEqual(['2']);
  });

  it('because a cell takes too long says so', async () => {
    const endless = execute(notebookOf('while (true) {}'), { python, folder, timeout: 3 });
    await expect(endless).rejects.toThrow(
      /could not be run, in the cell c0: CellTimeoutError: A cell timed out/,
    );
  });

  it('because there is no such kernel or Python says so', async () => {
    const other = notebookOf('1');
    other.metadata.kernelspec!.name = 'no-such-kernel';
    await expect(execute(other, { python, folder })).rejects.toThrow(
      /could not be run: NoSuchKernel: .*no-such-kernel/,
    );
    await expect(execute(other, { python: join(folder, 'no-python'), folder })).rejects.toThrow(/ENOENT/);
  });
});
