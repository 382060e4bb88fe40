import type { Root, RootContent } from 'mdast';
import { visit } from 'unist-util-visit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Lang, parsePage, readChapter } from '../../site/book';
import { PageBuilder } from '../../site/plugins/page';
import remarkBook from '../../site/plugins/remark-book';
import type { Generated } from '../../site/tools/generated';
import { TemporaryBook } from '../support/temporary-book';

const equation = {
  id: 'rnn.state',
  title: { en: 'State', ru: 'Состояние' },
  forms: [
    { source: 'S2(1)', tex: 'h_t = f(h_{t-1})' },
    { source: 'S3 2.3', tex: 'h_i = \\tanh(h_{i-1})' },
  ],
  errata: [{ source: 'S2(8)', tex: 'h = x', why: { en: 'The index of $x$.', ru: 'Индекс $x$.' } }],
  code: '(h) => h.tanh()',
};
const generated: Partial<Generated> = {
  equations: [equation],
  answers: { page: { 'q-size': 32 } },
  pictures: { chain: { en: '<svg>en</svg>', ru: '<svg>ru</svg>' } },
  outputs: {},
};
vi.mock('../../site/tools/generated', () => ({
  readGenerated: (part: keyof Generated) => generated[part],
  writeText: () => {},
  stillsFolder: '',
}));

const books: TemporaryBook[] = [];
afterEach(() => {
  for (const book of books.splice(0)) book.remove();
});

/** A page of a book of its own, and its Russian translation, built. */
function build(english: string, russian?: string) {
  const book = new TemporaryBook();
  books.push(book);
  const files = { en: book.page('en', 'page', english), ru: book.page('ru', 'page', russian ?? '') };
  const lang: Lang = russian === undefined ? 'en' : 'ru';
  const chapter = readChapter(files[lang], lang);
  const tree = parsePage(lang === 'en' ? english : russian!, files[lang]).tree;
  const stills = new PageBuilder(chapter, [equation]).build(tree);
  return { tree, stills, find: (name: string) => elements(tree, name) };
}

type Element = { name: string; attributes: Record<string, unknown>; children: RootContent[] };

function elements(tree: Root, name: string): Element[] {
  const found: Element[] = [];
  visit(tree, ['mdxJsxFlowElement', 'mdxJsxTextElement'], (node) => {
    const {
      name: own,
      attributes,
      children,
    } = node as unknown as Element & { attributes: { name: string; value: unknown }[] };
    if (own !== name) return;
    const entries = attributes.map(({ name: key, value }) => [key, value ?? true]);
    found.push({ name: own, attributes: Object.fromEntries(entries), children });
  });
  return found;
}

describe('a page', () => {
  it('gets its cells with code, highlighting and numbers', () => {
    const { find, stills } = build(
      '```ts live id=one\nconst a: number = 1\n```\n\n```ts live id=two slow\na < 2\n```\n',
    );
    const [one, two] = find('LiveCell').map(({ attributes }) => attributes);
    expect(one).toMatchObject({ id: 'one', page: 'page', n: '1', source: 'const a: number = 1' });
    expect(two).toMatchObject({ id: 'two', n: '2', slow: true });
    expect(one.slow).toBeUndefined();
    expect(stills[Number(one.still)]).toContain('<span class="tok-keyword">const</span>');
    expect(stills[Number(two.still)]).toContain('&lt;');
    expect(find('ChapterBar')[0].attributes).toEqual({ cells: '2' });
  });

  it('takes the code of a translation from the English page', () => {
    const { find } = build('```ts live id=one\nconst a = 1\n```\n', '```ts live id=one\n```\n');
    expect(find('LiveCell')[0].attributes.source).toBe('const a = 1');
  });

  it('keeps answers out of sight until they are asked for', () => {
    const { find, tree } = build(
      '<Quiz title="Q">\n\n<Question answer="q-size" tolerance={0.5}>\n\nHow many?\n\n<Why>Because.</Why>\n\n</Question>\n\n</Quiz>\n\n```ts answer id=q-size\n4 * 8\n```\n',
    );
    expect(find('Question')[0].attributes).toEqual({
      name: 'page/quiz-1-1',
      n: '1',
      value: '32',
      tolerance: '0.5',
    });
    expect(find('AnswerCode')).toHaveLength(1);
    expect(find('LiveCell')).toHaveLength(0);
    expect(tree.children.filter(({ type }) => type === 'code')).toEqual([]);
  });

  it('parts an option from its explanation and knows when there are several right ones', () => {
    const options =
      '<Option correct>a<Why>x</Why></Option>\n<Option>b<Why>y</Why></Option>\n<Option correct>c $z$<Why>w</Why></Option>';
    const { find } = build(
      `<Quiz title="Q">\n\n<Question>\n\nWhich?\n\n${options}\n\n</Question>\n\n</Quiz>\n`,
    );
    expect(find('Question')[0].attributes).toEqual({ name: 'page/quiz-1-1', n: '1', many: true });
    expect(find('Option').map(({ attributes }) => attributes)).toEqual([
      { index: '0', correct: true },
      { index: '1' },
      { index: '2', correct: true },
    ]);
    expect(find('OptionText')).toHaveLength(3);
    expect(find('Why')).toHaveLength(3);
  });

  it('shows an equation in the form asked for, its code and the other forms', () => {
    const { find, stills } = build('<Equation id="rnn.state" form={1}/>\n');
    expect(find('Equation')[0].attributes).toMatchObject({
      id: 'rnn.state',
      title: 'State',
      source: 'S3 2.3',
      number: '1',
    });
    expect(find('Written').map(({ attributes }) => attributes.source)).toEqual(['S2(1)']);
    expect(find('EquationCode')).toHaveLength(1);
    const [shown] = find('EquationRow')[0].children as unknown as {
      attributes: { name: string; value: string }[];
    }[];
    const still = shown.attributes.find(({ name }) => name === 'still')!.value;
    expect(stills[Number(still)]).toContain(
      '<mi>tanh</mi><mo>\u2061</mo><mo stretchy="false">(</mo><msub><mi>h</mi><mrow><mi>i</mi><mo>−</mo><mn>1</mn>',
    );
  });

  it('shows an erratum with its reason in the language of the page', () => {
    const { find, stills } = build('<Erratum id="rnn.state"/>\n', '<Erratum id="rnn.state"/>\n');
    expect(find('Misprint')[0].attributes.source).toBe('S2(8)');
    expect(JSON.stringify(find('Because')[0].children)).toContain('Индекс');
    expect(stills.filter((still) => still.includes('katex'))).toHaveLength(3);
  });

  it('numbers figures and gives their picture in its language', () => {
    const { find, stills } = build(
      '<Figure name="chain">A $x$.</Figure>\n',
      '<Figure name="chain">Б $x$.</Figure>\n',
    );
    const { attributes } = find('Figure')[0];
    expect(attributes).toMatchObject({ name: 'chain', number: '1' });
    expect(stills[Number(attributes.still)]).toBe('<svg>ru</svg>');
  });

  it('sets formulas where they stand, in lines and on their own', () => {
    const { find } = build('In $a$ line.\n\n$$\nb\n$$\n');
    expect(find('Formula').map(({ attributes }) => attributes.display)).toEqual([undefined, true]);
  });
});

describe('what is wrong with a page stands with file and line', () => {
  it.each([
    ['Text.\n\n$$\n\\notacommand\n$$\n', /page\.mdx:10: .*\\notacommand/],
    ['Text with $a_{$ in it.\n', /page\.mdx:8: /],
    ['Русское $слово$ in a formula.\n', /page\.mdx:8: .*Unicode/],
    ['<Equation id="rnn.stat"/>\n', /page\.mdx:8: unknown equation "rnn\.stat"; there are rnn\.state/],
    ['<Figure name="chian">x</Figure>\n', /page\.mdx:8: unknown figure "chian"/],
    ['```ts live id=a\n1\n```\n\n```ts live id=a\n2\n```\n', /page\.mdx:12: duplicate fence id "a"/],
  ])('%j', (text, message) => {
    const book = new TemporaryBook();
    books.push(book);
    const path = book.page('en', 'page', text);
    expect(() => remarkBook()({ type: 'root', children: [] }, { path })).toThrow(message);
  });
});
