import { expect, it } from 'vitest';
import { anchors } from '../../notebooks/compile/links';
import { GUIDE, homeworkPages, type Lang, pageFile, pages, readChapter } from '../../site/book';

const ids = (lang: Lang, page: string) =>
  anchors(readChapter(pageFile(lang, page), lang).tree).map(({ slug }) => slug);

it.each([...pages(), ...homeworkPages(), GUIDE])(
  'whoever changes the language of %s stays at the heading',
  (page) => {
    expect(ids('ru', page)).toEqual(ids('en', page));
  },
);
