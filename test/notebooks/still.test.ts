import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { standalone, still } from '../../notebooks/compile/still';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'figures-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function figure(name: string, files: Record<string, string>): void {
  const folder = join(root, 'site', 'src', 'figures', name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
}

describe('the still picture of a figure', () => {
  it('shows what it computes from its first input, in the language of the reader', async () => {
    figure('chain', {
      'compute.ts':
        'export const initial = { n: 0 };\nexport const compute = async (input: { n: number }) => new Date(input.n);\n',
      'Picture.tsx': 'export const Picture = ({ output, lang }) => output + " " + lang;\n',
    });
    await expect(still('chain', 'ru', root)).rejects.toThrow(
      'the picture of the figure chain is no <svg>: 1970-01-01T00:00:00.000Z ru',
    );
  });

  it('is missing with a message that names what there is', async () => {
    figure('chain', {
      'compute.ts': 'export const initial = 1;',
      'Picture.tsx': 'export const Picture = () => null;',
    });
    await expect(still('chains', 'en', root)).rejects.toThrow('unknown figure "chains"; there are chain');
    await expect(still('chain', 'en', root)).rejects.toThrow('the figure chain exports no compute');
    figure('empty', {});
    await expect(still('empty', 'en', root)).rejects.toThrow('the figure empty has no compute.ts');
  });

  it('is a file of its own, on white', () => {
    expect(standalone('<svg viewBox="0 0 1 1"><g/></svg>', 'x')).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" style="background:#fff" viewBox="0 0 1 1"><g/></svg>\n',
    );
    expect(standalone('<svg xmlns="n" style="color:red"><g/></svg>', 'x')).toBe(
      '<svg xmlns="n" style="background:#fff;color:red"><g/></svg>\n',
    );
  });
});
