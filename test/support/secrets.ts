import { HOMEWORKS } from '../../lib/grading/homework/index';
import { known } from '../../notebooks/compile/resources';
import { fileName, pageFile, readChapter } from '../../site/book';

/** Lines that are long enough not to stand anywhere by chance. */
const LONG = 24;

/**
 * What no student may find in what is released of a homework: the lines of its solutions that are nowhere else, and the
 * hints and ids of its hidden checks.
 */
export function secrets(page: string): string[] {
  const read = (solutions: boolean) =>
    readChapter(pageFile('en', page), 'en', known(), { solutions }).cells.flatMap(({ code }) =>
      code.split('\n').map((line) => line.trim()),
    );
  const open = new Set(read(false));
  const lines = read(true).filter((line) => line.length >= LONG && !open.has(line));
  const { questions } = HOMEWORKS.find(({ name }) => name === fileName(page))!;
  const hints = questions.flatMap(({ checks }) =>
    checks.flatMap(({ hint }) => (hint ? [hint.en, hint.ru] : [])),
  );
  return [...lines, ...hints];
}
