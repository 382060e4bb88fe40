import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { englishHash, ROOT, readChapter } from '../../site/book';
import { withHash } from '../../site/book/hash';
import { TemporaryBook } from '../support/temporary-book';

const page = (code: string, prose = 'text') =>
  `---\nid: p\n---\n\n${prose}\n\n\`\`\`ts live id=a\n${code}\`\`\`\n`;

describe('the hash of an English page', () => {
  const hash = englishHash(page('1\n'));

  it('is twelve hexadecimal digits', () => expect(hash).toMatch(/^[0-9a-f]{12}$/));

  it('does not depend on code that the translation shares, nor on line ends', () => {
    expect(englishHash(page('2\n\nmore\n'))).toBe(hash);
    expect(englishHash(page(''))).toBe(hash);
    expect(englishHash(page('1\n').replaceAll('\n', '\r\n'))).toBe(hash);
  });

  it('depends on prose, ids, and code without an id', () => {
    const plain = (code: string) => englishHash(page(code).replace(' live id=a', ''));
    const all = [
      hash,
      englishHash(page('1\n', 'Text')),
      englishHash(page('1\n').replace('=a', '=b')),
      plain('1\n'),
      plain('2\n'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('the hash of a translation', () => {
  it('is set or replaced in its front matter only', () => {
    const text = '---\nid: p\n---\n\ntranslates: no\n';
    const set = withHash(text, 'abc');
    expect(set).toBe("---\nid: p\ntranslates: 'abc'\n---\n\ntranslates: no\n");
    expect(withHash(set, 'def')).toBe(set.replace('abc', 'def'));
    expect(() => withHash('text', 'abc')).toThrow('no front matter');
  });

  const book = new TemporaryBook();
  afterEach(() => book.remove());

  it('is written by the command', () => {
    book.page('en', 'p', 'text');
    const russian = book.page('ru', 'p', 'текст', { translates: '0' });
    expect(readChapter(russian, 'ru').stale).toBeDefined();
    const printed = execFileSync('npx', ['tsx', 'site/book/hash.ts', '--write', russian], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(readChapter(russian, 'ru').stale).toBeUndefined();
    expect(readFileSync(russian, 'utf8')).toContain(`translates: '${printed.slice(0, 12)}'`);
  });
});
