import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BookError, GUIDE, homeworkPages, pages, readChapter, released } from '../../site/book';
import { TemporaryBook } from '../support/temporary-book';

const stub = '  // YOUR CODE HERE\n  throw new Error("Not implemented");';

describe('the student’s version of a solution', () => {
  it('has a line that throws in the place of what was between the marks', () => {
    const code = 'function f(x: number) {\n  // BEGIN SOLUTION\n  return 2 * x;\n  // END SOLUTION\n}';
    expect(released(code)).toBe(`function f(x: number) {\n${stub}\n}`);
  });

  it('can have several', () => {
    const one = (name: string) => `function ${name}() {\n  // BEGIN SOLUTION\n  1;\n  // END SOLUTION\n}`;
    expect(released(`${one('f')}\n${one('g')}`)).toBe(
      `function f() {\n${stub}\n}\nfunction g() {\n${stub}\n}`,
    );
  });

  it.each([
    ['no marks', 'return 1;', /all of it would be released/],
    ['no end', '// BEGIN SOLUTION\nreturn 1;', /BEGIN SOLUTION without/],
    ['no beginning', 'return 1;\n// END SOLUTION', /END SOLUTION without/],
    ['a second beginning', '// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION', /a second/],
    ['a misspelt mark', '// begin  solution\nreturn 1;\n// END SOLUTION', /a mark that is not written/],
    ['a mark with more', '// BEGIN SOLUTION here\nreturn 1;', /a mark that is not written/],
    ['marks of hidden tests', '// BEGIN HIDDEN TESTS\n1\n// END HIDDEN TESTS', /a mark that is not written/],
  ])('is not made of code with %s', (_, code, message) => {
    expect(() => released(code)).toThrow(message);
  });
});

describe('a page with homework', () => {
  let book: TemporaryBook;
  beforeEach(() => {
    book = new TemporaryBook();
  });
  afterEach(() => book.remove());

  const outline = {
    name: 'page',
    number: 7,
    questions: [{ id: 'q1', functions: ['f', 'g'], points: 2 }],
  };
  const known = { homework: [outline] };
  const solution = (id: string) =>
    `\`\`\`ts solution id=${id}\nfunction f() {\n  // BEGIN SOLUTION\n  return secret();\n  // END SOLUTION\n}\n\`\`\`\n`;
  const checks = '<Checks question="q1" />\n';
  const complaints = (text: string): string => {
    try {
      readChapter(book.page('en', 'homework/page', text), 'en', known);
    } catch (error) {
      expect(error).toBeInstanceOf(BookError);
      return (error as Error).message;
    }
    return '';
  };

  it('is read without its solutions, unless they are asked for', () => {
    const file = book.page('en', 'homework/page', `${solution('q1')}\n${checks}`);
    const student = readChapter(file, 'en', known);
    expect(student).toMatchObject({ name: 'homework/page', homework: outline });
    expect(JSON.stringify(student)).not.toContain('secret');
    expect(student.cells.map(({ id, kind }) => [id, kind])).toEqual([
      ['q1', 'solution'],
      ['q1-public', 'check'],
    ]);
    expect(student.cells[1].code).toBe(
      "import { homework } from 'unrolled';\nawait homework.check('hw7.q1', { f, g });",
    );
    const { cells } = readChapter(file, 'en', known, { solutions: true });
    expect(cells[0].code).toContain('return secret();');
    expect(homeworkPages(book.root)).toEqual(['homework/page']);
    // what teachers read is no homework, wherever it lies
    const guide = book.page('en', GUIDE, 'Text.');
    expect(homeworkPages(book.root)).toEqual(['homework/page']);
    expect(readChapter(guide, 'en', known)).toMatchObject({ name: GUIDE, cells: [] });
    expect(readChapter(guide, 'en', known).homework).toBeUndefined();
    expect(pages(book.root)).toEqual([]);
  });

  it('is checked against its plan', () => {
    expect(complaints(checks)).toMatch(/no ```ts solution id=q1/);
    expect(complaints(solution('q1'))).toMatch(/no <Checks question="q1" \/>/);
    expect(complaints(solution('q1') + solution('q2') + checks)).toMatch(/no question q2; there are q1/);
    expect(complaints(`${solution('q1')}\n${checks}\n${checks}`)).toMatch(/it has its checks above/);
    expect(complaints(`${solution('q1')}\n${checks}\n<Checks question="q9" />\n`)).toMatch(
      /no such question/,
    );
    const marked = '```ts live id=a\n// BEGIN SOLUTION\n1\n// END SOLUTION\n```\n';
    expect(complaints(`${marked}\n${solution('q1')}\n${checks}`)).toMatch(/solution fences only/);
  });

  it('needs a plan of its name', () => {
    const file = book.page('en', 'homework/other', checks);
    expect(() => readChapter(file, 'en', known)).toThrow(/no homework of this name; there are page/);
  });

  it('is no chapter: chapters hold neither solutions nor checks', () => {
    const file = book.page('en', 'page', `${solution('q1')}\n${checks}`);
    expect(() => readChapter(file, 'en', known)).toThrow(/solutions stand in homework pages only/);
    expect(() => readChapter(file, 'en', known)).toThrow(/<Checks> stands in homework pages only/);
  });
});
