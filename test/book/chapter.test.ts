import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BookError, chapters, pages, readChapter, StaleTranslation } from '../../site/book';
import { TemporaryBook } from '../support/temporary-book';

let book: TemporaryBook;
beforeEach(() => {
  book = new TemporaryBook();
});
afterEach(() => book.remove());

const fence = (meta: string, code = '') => `\`\`\`ts ${meta}\n${code}\`\`\`\n`;
const two = `# One\n\n${fence('live id=first', 'const a = 1;\n')}\ntext\n\n${fence('live id=second slow', 'a + 1\n')}`;
const twoEmpty = `# Раз\n\n${fence('live id=first')}\nтекст\n\n${fence('live id=second slow')}`;

/** The messages of what is wrong with a page, as `page.mdx:line: message`. */
function complaints(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof BookError)) throw error;
    return error.message.split('\n').map((line) => line.replace(/^\S*\/(?=[\w-]+\.mdx:)/, ''));
  }
  return [];
}

describe('reading a page', () => {
  it('gives front matter and cells in order', () => {
    const chapter = readChapter(book.page('en', 'page', two), 'en');
    expect(chapter.frontMatter).toMatchObject({ id: 'page', title: 'T', sidebar_position: 1 });
    expect(chapter.cells).toEqual([
      { id: 'first', kind: 'live', flags: [], code: 'const a = 1;', line: 10 },
      { id: 'second', kind: 'live', flags: ['slow'], code: 'a + 1', line: 16 },
    ]);
    expect(chapter.stale).toBeUndefined();
  });

  it('leaves plain fences alone', () => {
    const chapter = readChapter(book.page('en', 'page', '```ts\nlet x;\n```\n\n```\nliving\n```\n'), 'en');
    expect(chapter.cells).toEqual([]);
  });

  it('orders pages by the sidebar, and the home is no chapter', () => {
    book.page('en', 'a', '', { sidebar_position: 3 });
    book.page('en', 'b', '', { sidebar_position: 2 });
    book.page('en', 'index', '', { sidebar_position: 0 });
    expect(pages(book.root)).toEqual(['index', 'b', 'a']);
    expect(chapters(book.root)).toEqual(['b', 'a']);
    book.page('en', 'c', '<Broken', { sidebar_position: 4 });
    expect(chapters(book.root)).toEqual(['b', 'a', 'c']);
  });

  it.each([
    ['no id', fence('live'), 'page.mdx:8: a live fence needs an id'],
    ['malformed id', fence('live id=Step_1', '1\n'), 'page.mdx:8: malformed fence id "Step_1"'],
    ['empty id', fence('live id=', '1\n'), 'page.mdx:8: malformed fence id ""'],
    ['flag', fence('live id=a fast', '1\n'), 'page.mdx:8: unknown flag "fast" of the live fence a'],
    ['no kind', fence('id=a', '1\n'), 'page.mdx:8: the fence a has an id, but is neither live nor answer'],
    ['language', '```js live id=a\n1\n```', 'page.mdx:8: a live fence is written in ts, not in js'],
    ['empty', fence('live id=a'), 'page.mdx:8: the fence a is empty'],
    [
      'twice',
      fence('live id=a', '1\n') + fence('live id=a', '2\n'),
      'page.mdx:11: duplicate fence id "a", first used in line 8',
    ],
    ['syntax', 'text\n\n<Quiz title="x">\n', /^page\.mdx:10: Expected a closing tag for `<Quiz>`/],
    ['import', 'import x from "y"\n', 'page.mdx:8: import and export are not part of a page'],
    ['expression', 'two\nlines {1 + 1}\n', 'page.mdx:9: {1 + 1}: expressions are not part of a page'],
    ['admonition', ':::beware\ntext\n:::\n', 'page.mdx:8: unknown admonition :::beware'],
    [
      'admonition title',
      ':::note Look\n\ntext\n\n:::\n',
      'page.mdx:8: an admonition is written :::note or :::note[Title]',
    ],
    [
      'formula',
      'the $x$ and h_{t−1}\n',
      'page.mdx:8: Could not parse expression with acorn: { begins an expression',
    ],
    ['link', 'see [this](./other.mdx#x)\n', 'page.mdx:8: no such page: ./other.mdx'],
  ])('complains with the line: %s', (_, body, message) => {
    const [first] = complaints(() => readChapter(book.page('en', 'page', body), 'en'));
    if (message instanceof RegExp) expect(first).toMatch(message);
    else expect(first?.slice(0, message.length)).toBe(message);
  });

  it('reports everything at once, by line', () => {
    const body = `${fence('live id=A', '1\n')}\n<Nothing/>\n\n${fence('live')}`;
    const lines = complaints(() => readChapter(book.page('en', 'page', body), 'en')).map(
      (m) => m.split(':')[1],
    );
    expect(lines).toEqual(['8', '12', '14']);
  });

  it('checks the front matter', () => {
    const wrong = { id: 'other', title: '', description: undefined, sidebar_position: 'first' };
    expect(complaints(() => readChapter(book.page('en', 'page', '', wrong), 'en'))).toEqual([
      "page.mdx:1: front matter: id must be the file's name, page",
      'page.mdx:1: front matter: title is missing',
      'page.mdx:1: front matter: description is missing',
      'page.mdx:1: front matter: sidebar_position must be a number',
    ]);
  });

  it('names the line of broken front matter', () => {
    const read = () => readChapter(book.page('en', 'page', '', { 'a: b: c': 1 }), 'en');
    expect(complaints(read)[0]).toMatch(/^page\.mdx:6: front matter: Nested mappings .*mappings$/);
  });

  it('reads colons in sentences as text', () => {
    const body =
      'A ratio a:b, at 10:30, x:y[z].\n\n::alone\n\n:::tip[Look]\nhere\n:::\n\n{/* a comment */}\n';
    const { tree } = readChapter(book.page('en', 'page', body), 'en');
    expect(JSON.stringify(tree)).not.toMatch(/textDirective|leafDirective/);
    expect(JSON.stringify(tree)).toContain('"value":":y[z]"');
  });
});

describe('a translation', () => {
  const both = (body: string, frontMatter = {}) => {
    book.page('en', 'page', two);
    const file = book.page('ru', 'page', body, frontMatter);
    return () => readChapter(file, 'ru');
  };

  it('takes the code from the English page, into the tree too', () => {
    const chapter = both(twoEmpty)();
    expect(chapter.cells.map((cell) => [cell.id, cell.code, cell.flags])).toEqual([
      ['first', 'const a = 1;', []],
      ['second', 'a + 1', ['slow']],
    ]);
    const codes = chapter.tree.children.filter((node) => node.type === 'code').map((node) => node.value);
    expect(codes).toEqual(['const a = 1;', 'a + 1']);
    expect(chapter.stale).toBeUndefined();
  });

  it.each([
    [
      'unknown id',
      twoEmpty.replace('=second', '=third'),
      /^page\.mdx:16: unknown fence id "third": .*page\.mdx has no such cell/,
    ],
    [
      'code of its own',
      twoEmpty.replace('id=first\n', 'id=first\nlet b\n'),
      /^page\.mdx:11: the fence first must be empty: its code comes from .*page\.mdx/,
    ],
    [
      'missing cell',
      `# Раз\n\n${fence('live id=first')}`,
      /^page\.mdx:1: the cell "second" of .*page\.mdx:16 is missing/,
    ],
    [
      'other order',
      `${fence('live id=second slow')}\n${fence('live id=first')}`,
      /^page\.mdx:9: expected ```ts live id=first as in .*page\.mdx:10, found ```ts live id=second slow/,
    ],
    [
      'other flags',
      twoEmpty.replace(' slow', ''),
      /^page\.mdx:16: expected ```ts live id=second slow as in .*page\.mdx:16, found ```ts live id=second/,
    ],
    [
      'more components',
      `${twoEmpty}\n<Figure name="x"/>\n`,
      /^page\.mdx:19: <Figure name="x"> is not in .*page\.mdx/,
    ],
  ])('complains with the line: %s', (_, body, message) => {
    const found = complaints(both(body));
    expect(
      found.some((one) => message.test(one)),
      found.join('\n'),
    ).toBe(true);
  });

  it('has the same components in the same order', () => {
    const figures = (...names: string[]) => names.map((name) => `<Figure name="${name}"/>\n`).join('\n');
    book.page('en', 'page', figures('a', 'b'));
    expect(complaints(() => readChapter(book.page('ru', 'page', figures('a', 'b')), 'ru'))).toEqual([]);
    const swapped = book.page('ru', 'page', figures('b', 'a'));
    expect(complaints(() => readChapter(swapped, 'ru'))[0]).toMatch(
      /^page\.mdx:9: expected <Figure name="a"> as in .*page\.mdx:8, found <Figure name="b">/,
    );
    const short = book.page('ru', 'page', figures('a'));
    expect(complaints(() => readChapter(short, 'ru'))[0]).toMatch(
      /^page\.mdx:9: expected <Figure name="b"> as in .*page\.mdx:10, found the end of the page/,
    );
  });

  it('must name the English text that it translates', () => {
    const message = complaints(both(twoEmpty, { translates: undefined }))[0];
    expect(message).toMatch(
      /^page\.mdx:1: front matter: translates is missing; the English page is [0-9a-f]{12}$/,
    );
  });

  it('that is stale can be read, and says so', () => {
    const { stale } = both(twoEmpty, { translates: '0123456789ab' })();
    expect(stale).toBeInstanceOf(StaleTranslation);
    expect(stale?.message).toMatch(
      /page\.mdx:6: stale translation: .*page\.mdx is [0-9a-f]{12} now, this translates 0123456789ab$/,
    );
  });

  it('of nothing is an error', () => {
    const file = book.page('ru', 'page', 'текст');
    expect(complaints(() => readChapter(file, 'ru'))[0]).toMatch(/^page\.mdx:1: there is no English page/);
  });
});
