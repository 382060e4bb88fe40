import { expect, test } from 'vitest';
import { addressOf } from '../../site/address';

test('the book is at home where nothing else is said', () => {
  const home = { url: 'http://localhost:3000', baseUrl: '/', book: 'http://localhost:3000' };
  expect(addressOf({})).toEqual(home);
  expect(addressOf({ UNROLLED_URL: '', UNROLLED_BASE_URL: '' })).toEqual(home);
  expect(addressOf({ UNROLLED_BASE_URL: '/' })).toEqual(home);
});

test.each(['book', '/book', 'book/', '/book/'])('the slashes of %s are put right', (UNROLLED_BASE_URL) => {
  for (const UNROLLED_URL of ['https://example.org', 'https://example.org/'])
    expect(addressOf({ UNROLLED_URL, UNROLLED_BASE_URL })).toEqual({
      url: 'https://example.org',
      baseUrl: '/book/',
      book: 'https://example.org/book',
    });
});
