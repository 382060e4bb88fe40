import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serialize } from '../../notebooks/compile/notebook';
import { kernelInfo } from '../../notebooks/kernel/info';
import { CompiledPage, live } from '../support/compiled-page';

let page: CompiledPage;
beforeEach(() => {
  page = new CompiledPage();
});
afterEach(() => page.remove());

describe('a notebook', () => {
  it('has cells of prose and code, cut at headings', () => {
    const body = `Intro.\n\n## One\n\ntext\n\n${live('a', 'const x = 1;\nx')}\nmore\n\n### Two\n\nend`;
    expect(page.cells(body)).toEqual([
      'md_1: # T\n\n[This chapter in the book](http://localhost:3000/page/) · [По-русски](../ru/page.ipynb)\n\nIntro.',
      'md_2: ## One\n\ntext',
      'a: const x = 1;\nx',
      'md_3: more',
      'md_4: ### Two\n\nend',
    ]);
  });

  it('says what it is: the kernel, the language, its title; and nothing that changes', () => {
    const notebook = page.notebook(live('a'));
    expect(notebook).toMatchObject({ nbformat: 4, nbformat_minor: 5 });
    expect(notebook.metadata).toEqual({
      kernelspec: { display_name: 'Unrolled (TypeScript)', language: 'typescript', name: 'unrolled' },
      language_info: kernelInfo.language_info,
      title: 'T',
    });
    expect(notebook.cells[1]).toEqual({
      cell_type: 'code',
      id: 'a',
      metadata: {},
      execution_count: null,
      outputs: [],
      source: ['1'],
    });
  });

  it('is written as Jupyter writes it, the same every time', () => {
    const body = `# Own *title*\n\n${live('a', 'x;\n\ny')}`;
    const text = serialize(page.notebook(body));
    expect(serialize(page.notebook(body))).toBe(text);
    expect(text.startsWith('{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "id": "md_1",\n')).toBe(
      true,
    );
    expect(text).toContain('\n   "source": [\n    "# Own *title*\\n",\n    "\\n",\n');
    expect(text).toContain('\n   "source": [\n    "x;\\n",\n    "\\n",\n    "y"\n   ]\n');
    expect(text.endsWith('\n "nbformat_minor": 5\n}\n')).toBe(true);
  });

  it('exists in Russian, with the English code', () => {
    const [first, cell] = page.cells(live('a', 'const x = 1;'), 'ru');
    expect(first).toBe(
      'md_1: # T\n\n[Эта глава в книге](http://localhost:3000/ru/page/) · [In English](../en/page.ipynb)',
    );
    expect(cell).toBe('a: const x = 1;');
  });
});

describe('prose', () => {
  it.each([
    ['math', 'Let $x_t$ be\n\n$$\n\\frac{a}{b}\n$$', 'Let $x_t$ be\n\n$$\n\\frac{a}{b}\n$$'],
    ['math in a quote, on one line', '> $$\n> a\n> b\n> $$', '> $$ a b $$'],
    ['plain code', '```js title="x"\nlet a;\n```', '```js\nlet a;\n```'],
    ['comments', 'a{/* note */}b\n\n{/* all */}\n', 'ab'],
    ['ids of headings', '## One {/* #first */}\n\n[up](#first)', '## One\n\n[up](#One)'],
    ['html', 'H<sub>2</sub>O<br/>and', 'H<sub>2</sub>O<br/>and'],
    [
      'folds',
      '<details>\n<summary>More & more</summary>\n\ntext\n\n</details>',
      '<details>\n<summary>More &amp; more</summary>\n\ntext\n\n</details>',
    ],
    ['tables', '| a | b |\n| - | -: |\n| $x$ | [l](#h) |\n\n# H', /\| \$x\$ \| \[l\]\(#H\) \|/],
    ['lists', '1. one\n2. two\n   - three', '1. one\n2. two\n   - three'],
    ['admonitions', ':::note\n\nLook.\n\n:::', '> **Note.** Look.'],
    ['titled admonitions', ':::tip[Try $x$]\n\n- a\n\n:::', '> **Try x.**\n>\n> - a'],
  ])('keeps %s', (_, body, expected) => {
    if (expected instanceof RegExp) expect(page.markdown(body)).toMatch(expected);
    else expect(page.markdown(body)).toBe(expected);
  });

  it('names admonitions in Russian', () => {
    expect(page.markdown(':::warning\n\nx\n\n:::', 'ru')).toBe('> **Внимание.** x');
  });
});

describe('links', () => {
  it.each([
    ['[a](https://example.org/x#y)', '[a](https://example.org/x#y)'],
    ['[a](./other.mdx)', '[a](other.ipynb)'],
    ['[a](other.mdx#second-part)', '[a](other.ipynb#Second-part)'],
    ['[a](#own-title)\n\n## Own title', '[a](#Own-title)\n\n## Own title'],
    ['[a](./index.mdx)', '[a](http://localhost:3000/)'],
    ['[a](/search)', '[a](http://localhost:3000/search)'],
    ['[a][b]\n\n[b]: other.mdx', '[a][b]\n\n[b]: other.ipynb'],
  ])('%s → %s', (body, expected) => {
    page.page('en', 'other', '## Second part');
    page.page('en', 'index', '');
    expect(page.markdown(body)).toBe(expected);
  });

  it('to headings that are not there are errors with a line', () => {
    page.page('en', 'other', '## Second part');
    expect(() => page.markdown('text\n\n[a](other.mdx#third)')).toThrow(
      /page\.mdx:10: no heading #third in other\.mdx/,
    );
    expect(() => page.markdown('[a](#none)')).toThrow(/page\.mdx:8: no heading #none in page\.mdx/);
  });
});

describe('pictures', () => {
  it('are within the notebook', () => {
    const file = page.page('en', 'page', '');
    writeFileSync(join(dirname(file), 'plot.png'), 'png');
    expect(page.markdown('![A "plot"](./plot.png)')).toBe(
      '<img alt="A &quot;plot&quot;" src="data:image/png;base64,cG5n">',
    );
    expect(page.markdown('![A](https://example.org/a.png)')).toBe('![A](https://example.org/a.png)');
  });

  it('that are missing are errors with a line', () => {
    expect(() => page.notebook('![A plot](./none.png)')).toThrow(/page\.mdx:8: no such image: \.\/none\.png/);
    expect(() => page.notebook('![A plot](./none.tiff)')).toThrow(
      /page\.mdx:8: \.\/none\.tiff is no image that/,
    );
  });
});
