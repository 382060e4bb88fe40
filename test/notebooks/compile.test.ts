import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compile, serialize } from '../../notebooks/compile/notebook';
import type { Resources } from '../../notebooks/compile/writer';
import { kernelInfo } from '../../notebooks/kernel/info';
import { type Lang, readChapter } from '../../site/book';
import { TemporaryBook } from '../support/temporary-book';

const why = { en: 'Off by $t$.', ru: 'Сдвиг на $t$.' };
const equation = {
  id: 'rnn.state',
  title: { en: 'State', ru: 'Состояние' },
  forms: [
    { source: 'S2(1)', tex: 'h_t = f(x_t)' },
    { source: 'S3 2.3', tex: 'h_i = g(x_i)' },
  ],
  errata: [{ source: 'S2(8)', tex: 'h = x', why }],
};
const resources: Resources = {
  equations: new Map([['rnn.state', equation]]),
  sources: new Map([['rnn.state', '(p, x) => x.matMul(p.Wx)']]),
  answers: { q: 28.00000001 },
  stills: new Map([['chain', '<svg/>']]),
};

let book: TemporaryBook;
beforeEach(() => {
  book = new TemporaryBook();
});
afterEach(() => book.remove());

function compiled(body: string, lang: Lang = 'en') {
  const english = book.page('en', 'page', body);
  const file =
    lang === 'en' ? english : book.page(lang, 'page', body.replace(/(```ts live.*\n)[^`]*/g, '$1'));
  return compile(readChapter(file, lang), resources);
}
const joined = (source: unknown) => (source as string[]).join('');
const cellsOf = (body: string, lang: Lang = 'en') =>
  compiled(body, lang).cells.map((cell) => `${cell.id}: ${joined(cell.source)}`);
/** The markdown of a page without headings and cells, below the lines that every notebook begins with. */
const markdown = (body: string, lang: Lang = 'en') =>
  compiled(body, lang)
    .cells.map((cell) => joined(cell.source))
    .join('\n\n')
    .replace(/^# T\n\n.*\n+/, '');

const live = (id: string, code = '1') => `\`\`\`ts live id=${id}\n${code}\n\`\`\`\n`;

describe('a notebook', () => {
  it('has cells of prose and code, cut at headings', () => {
    const body = `Intro.\n\n## One\n\ntext\n\n${live('a', 'const x = 1;\nx')}\nmore\n\n### Two\n\nend`;
    expect(cellsOf(body)).toEqual([
      'md_1: # T\n\n[This chapter in the book](http://localhost:3000/page/) · [По-русски](../ru/page.ipynb)\n\nIntro.',
      'md_2: ## One\n\ntext',
      'a: const x = 1;\nx',
      'md_3: more',
      'md_4: ### Two\n\nend',
    ]);
  });

  it('says what it is: the kernel, the language, its title; and nothing that changes', () => {
    const notebook = compiled(live('a'));
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
    const text = serialize(compiled(body));
    expect(serialize(compiled(body))).toBe(text);
    expect(text.startsWith('{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "id": "md_1",\n')).toBe(
      true,
    );
    expect(text).toContain('\n   "source": [\n    "# Own *title*\\n",\n    "\\n",\n');
    expect(text).toContain('\n   "source": [\n    "x;\\n",\n    "\\n",\n    "y"\n   ]\n');
    expect(text.endsWith('\n "nbformat_minor": 5\n}\n')).toBe(true);
  });

  it('exists in Russian, with the English code', () => {
    const [first, cell] = cellsOf(live('a', 'const x = 1;'), 'ru');
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
    if (expected instanceof RegExp) expect(markdown(body)).toMatch(expected);
    else expect(markdown(body)).toBe(expected);
  });

  it('names admonitions in Russian', () => {
    expect(markdown(':::warning\n\nx\n\n:::', 'ru')).toBe('> **Внимание.** x');
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
    book.page('en', 'other', '## Second part');
    book.page('en', 'index', '');
    expect(markdown(body)).toBe(expected);
  });

  it('to headings that are not there are errors with a line', () => {
    book.page('en', 'other', '## Second part');
    expect(() => markdown('text\n\n[a](other.mdx#third)')).toThrow(
      /page\.mdx:10: no heading #third in other\.mdx/,
    );
    expect(() => markdown('[a](#none)')).toThrow(/page\.mdx:8: no heading #none in page\.mdx/);
  });
});

describe('pictures', () => {
  it('are within the notebook', () => {
    const file = book.page('en', 'page', '');
    writeFileSync(join(dirname(file), 'plot.png'), 'png');
    expect(markdown('![A "plot"](./plot.png)')).toBe(
      '<img alt="A &quot;plot&quot;" src="data:image/png;base64,cG5n">',
    );
    expect(markdown('![A](https://example.org/a.png)')).toBe('![A](https://example.org/a.png)');
  });

  it('that are missing are errors with a line', () => {
    expect(() => compiled('![A plot](./none.png)')).toThrow(/page\.mdx:8: no such image: \.\/none\.png/);
    expect(() => compiled('![A plot](./none.tiff)')).toThrow(/page\.mdx:8: \.\/none\.tiff is no image that/);
  });
});

describe('an equation', () => {
  it('is its TeX with the lecture as its number, and its code', () => {
    expect(markdown('<Equation id="rnn.state"/>')).toBe(
      '**State** · `rnn.state`\n\n$$\nh_t = f(x_t) \\tag{S2(1)}\n$$\n\n```ts\n(p, x) => x.matMul(p.Wx)\n```',
    );
    expect(markdown('<Equation id="rnn.state" form={1}/>', 'ru')).toMatch(
      /^\*\*Состояние\*\* · `rnn\.state`\n\n\$\$\nh_i = g\(x_i\) \\tag\{S3 2\.3\}\n/,
    );
  });

  it('shows its code once', () => {
    const text = markdown('<Equation id="rnn.state"/>\n\n<Equation id="rnn.state" form={1}/>');
    expect(text.match(/```ts/g)).toHaveLength(1);
    expect(text.endsWith('\\tag{S3 2.3}\n$$')).toBe(true);
  });

  it('in error says what is printed, why it does not hold, and what does', () => {
    expect(markdown('<Erratum id="rnn.state"/>')).toBe(
      [
        '> **Erratum, S2(8).** The lecture prints:',
        '> $$ h = x \\tag{S2(8)} $$',
        '> This does not hold.',
        '> Off by $t$.',
        '> What holds:',
        '> $$ h_t = f(x_t) \\tag{rnn.state} $$',
      ].join('\n>\n'),
    );
    expect(markdown('<Erratum id="rnn.state"/>', 'ru')).toContain('> Сдвиг на $t$.');
  });
});

describe('a figure', () => {
  it('is a picture, its caption, and a link to where it moves', () => {
    const body = '## The chain\n\n<Figure name="chain">All of $h_t$.</Figure>';
    expect(markdown(body)).toBe(
      '## The chain\n\n<img alt="All of h_t." src="data:image/svg+xml;base64,PHN2Zy8+">\n\nAll of $h_t$.\n\n*[Try this figure in the book](http://localhost:3000/page/#the-chain)*',
    );
  });
});

describe('a quiz', () => {
  const options =
    '<Option correct>\n\nyes\n\n<Why>so</Why>\n\n</Option>\n<Option>no<Why>not $x$</Why></Option>';
  const answer = '```ts answer id=q\n4 * 7\n```\n';

  it('lists its options by letter and folds the answer', () => {
    const body = `<Quiz title="Before">\n\n<Question>\n\nWhich?\n\n${options}\n\n</Question>\n\n</Quiz>`;
    expect(markdown(body)).toBe(
      [
        '### Quiz. Before',
        '**1.** Which?',
        '- **A.** yes\n- **B.** no',
        '<details>\n<summary>Answer</summary>',
        '- **A, right.** so\n- **B, wrong.** not $x$',
        '</details>',
      ].join('\n\n'),
    );
    expect(markdown(body, 'ru')).toContain('- **B, неверно.** not $x$');
  });

  it('numbers its questions, each in a cell of its own', () => {
    const question = `<Question>\n\n- a list\n\n${options}\n\n</Question>\n`;
    const [, first, second] = cellsOf(`<Quiz title="Q">\n\n${question}\n${question}\n</Quiz>`);
    expect(first).toMatch(/^md_2: ### Quiz\. Q\n\n\*\*1\.\*\*\n\n- a list\n/);
    expect(second).toMatch(/^md_3: \*\*2\.\*\*\n\n- a list\n/);
  });

  it('shows the number that the library computes, and how', () => {
    const body = `<Quiz title="Q">\n\n<Question answer="q">\n\nHow many?\n\n${answer}\n<Why>By rows.</Why>\n\n</Question>\n\n</Quiz>`;
    expect(markdown(body)).toBe(
      [
        '### Quiz. Q',
        '**1.** How many?',
        '<details>\n<summary>Answer</summary>',
        '**28.** By rows.',
        'Computed by',
        '```ts\n4 * 7\n```',
        '</details>',
      ].join('\n\n'),
    );
  });
});

describe('an exercise', () => {
  const body = `<Exercise title="Do">\n\nDo it.\n\n${live('try')}\n<Hint>Look.</Hint>\n\n<Solution>\n\nFirst.\n\n${live('done', '2')}\nLast.\n\n</Solution>\n\n</Exercise>`;

  it('keeps its cells in place, and folds hints and solutions around them', () => {
    expect(cellsOf(body).slice(1)).toEqual([
      'md_2: ### Exercise. Do\n\nDo it.',
      'try: 1',
      'md_3: <details>\n<summary>Hint</summary>\n\nLook.\n\n</details>\n\n<details>\n<summary>Solution</summary>\n\nFirst.\n\n</details>',
      'done: 2',
      'md_4: <details>\n<summary>Solution (continued)</summary>\n\nLast.\n\n</details>',
    ]);
  });

  it('collapses the cells of its solution only', () => {
    const collapsed = compiled(body)
      .cells.map((cell) => [cell.id, cell.metadata])
      .slice(2);
    const hidden = { jupyter: { outputs_hidden: true, source_hidden: true } };
    expect(collapsed).toEqual([
      ['try', {}],
      ['md_3', {}],
      ['done', hidden],
      ['md_4', {}],
    ]);
  });
});
