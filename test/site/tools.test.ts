import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equations } from 'unrolled';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../site/book';
import { equationSources } from '../../site/tools/equation-source';
import { highlight } from '../../site/tools/highlight';
import { renderMath } from '../../site/tools/math';
import { fromNotebook, outputsHtml, settled } from '../../site/tools/saved';
import { type Serving, serve } from '../../site/tools/server';

describe('the code of an equation', () => {
  const sources = equationSources(join(ROOT, 'lib'));

  it('is found for every equation of the registry', () => {
    const ids = equations.allEquations().map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(10);
    expect(ids.filter((id) => !sources.has(id))).toEqual([]);
  });

  it('is the text of its function, without the indentation around it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sources-'));
    const text =
      "export const e = equation({\n  id: 'a.b',\n  code: (x) => {\n    return x;\n  },\n});\nexport const m = equation({ id: 'c', code(x) { return x; } });";
    writeFileSync(join(folder, 'a.ts'), text);
    const found = equationSources(folder);
    expect(found.get('a.b')).toBe('(x) => {\n  return x;\n}');
    expect(found.get('c')).toBe('code(x) { return x; }');
    rmSync(folder, { recursive: true });
  });
});

describe('saved outputs', () => {
  const plotly = { data: [], layout: {} };
  const outputs = fromNotebook([
    { output_type: 'stream', name: 'stdout', text: ['a <b>\n', 'c\n'] },
    {
      output_type: 'display_data',
      data: {
        'application/vnd.plotly.v1+json': plotly,
        'image/svg+xml': ['<svg>', '</svg>'],
        'text/plain': 'p',
      },
      metadata: {},
    },
    { output_type: 'execute_result', data: { 'text/plain': '3' }, metadata: {}, execution_count: 1 },
    { output_type: 'error', ename: 'E', evalue: 'bad', traceback: [] },
  ]);

  it('are read from a notebook, plots as still pictures', () => {
    expect(outputs).toEqual([
      { kind: 'stream', text: 'a <b>\nc\n' },
      { kind: 'display', data: { 'image/svg+xml': '<svg></svg>', 'text/plain': 'p' } },
      { kind: 'result', data: { 'text/plain': '3' } },
      { kind: 'error', failure: { ename: 'E', evalue: 'bad' } },
    ]);
  });

  it('are shown as HTML', () => {
    expect(outputsHtml(outputs)).toBe(
      '<pre class="output text">a &lt;b&gt;\nc\n</pre><div class="output drawing"><svg></svg></div>' +
        '<pre class="output result text">3</pre><div class="output error"><pre><strong>E: bad</strong></pre></div>',
    );
  });

  it('of a run are what stood there at its end', () => {
    const shown = [
      { kind: 'display', id: 'p', data: { 'text/plain': '1' } },
      { kind: 'stream', text: 'x' },
      { kind: 'stream', text: 'y' },
      { kind: 'display', id: 'p', data: { 'text/plain': '2' } },
    ] as const;
    expect(settled(shown)).toEqual([
      { kind: 'display', id: 'p', data: { 'text/plain': '2' } },
      { kind: 'stream', text: 'xy' },
    ]);
  });
});

it('highlights TypeScript, and leaves what it does not know as it is', () => {
  expect(highlight('let x: number')).toContain('<span class="tok-typeName">number</span>');
  expect(highlight('a < b', 'text')).toBe('a &lt; b');
});

it('sets formulas strictly', () => {
  expect(renderMath('h_t', true)).toMatch(/katex-display[\s\S]*<math/);
  expect(() => renderMath('\\nope', false)).toThrow('Undefined control sequence');
});

describe('the server', () => {
  let folder: string;
  let first: Serving;
  let second: Serving;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'served-'));
    mkdirSync(join(folder, 'a'));
    mkdirSync(join(folder, 'ru'));
    const pages = {
      'index.html': 'home',
      'a/index.html': 'A',
      '404.html': 'none',
      'ru/404.html': 'нет',
      'x.wasm': 'w',
    };
    for (const [file, text] of Object.entries(pages)) writeFileSync(join(folder, file), text);
    first = await serve(folder, '/book/', 0);
    second = await serve(folder, '/book/', Number(new URL(first.address).port));
  });
  afterAll(() => {
    first.close();
    second.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['/book/', 200, 'home'],
    ['/book/a/', 200, 'A'],
    ['/book/a', 200, 'A'],
    ['/book', 200, 'home'],
    ['/', 200, 'home'],
    ['/book/b/', 404, 'none'],
    ['/book/ru/b/', 404, 'нет'],
    ['/elsewhere/', 404, 'none'],
  ])('%s → %i', async (path, status, text) => {
    const response = await fetch(new URL(path, first.address));
    expect([response.status, await response.text()]).toEqual([status, text]);
  });

  it('calls WebAssembly by its type, without which it is not streamed', async () => {
    const response = await fetch(`${first.address}x.wasm`);
    expect(response.headers.get('content-type')).toContain('application/wasm');
  });

  it('takes the next port when one is taken', () => {
    expect(Number(new URL(second.address).port)).toBeGreaterThan(Number(new URL(first.address).port));
  });
});
