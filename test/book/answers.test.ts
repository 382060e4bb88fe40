import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChapter } from '../../site/book';
import { computeAnswers } from '../../site/book/answers';
import { TemporaryBook } from '../support/temporary-book';

let book: TemporaryBook;
beforeEach(() => {
  book = new TemporaryBook();
});
afterEach(() => book.remove());

/** A page with one question for each code; its first fence begins in line 14. */
function answers(...codes: string[]) {
  const questions = codes.map(
    (code, i) =>
      `<Question answer="q${i}">\n\nHow many?\n\n\`\`\`ts answer id=q${i}\n${code}\n\`\`\`\n\n<Why>So.</Why>\n\n</Question>\n`,
  );
  const file = book.page('en', 'page', `<Quiz title="Q">\n\n${questions.join('\n')}\n</Quiz>\n`);
  return computeAnswers(readChapter(file, 'en'));
}

describe('the answers of a quiz', () => {
  it('are computed by the library, each for itself', async () => {
    const size =
      "import { recurrent } from 'unrolled';\nconst p = recurrent.initRNN({ inputs: 2, hidden: 3, seed: 1 });\np.Wh.size";
    expect(await answers(size, 'const p: number = 2;\nawait Promise.resolve(p / 4)')).toEqual({
      q0: 9,
      q1: 0.5,
    });
  });

  it.each([
    ['const x = 1;\nx.y.z', /page\.mdx:16: the answer q0 throws TypeError: /],
    ['const x = ;', /page\.mdx:15: the answer q0 throws SyntaxError: /],
    [
      "import x from 'fs';\n1",
      /page\.mdx:15: the answer q0 throws SyntaxError: there is no module 'fs' here/,
    ],
    ['String(9)', /page\.mdx:14: the answer q0 must end in a finite number, not in 9$/],
    ['0 / 0', /page\.mdx:14: the answer q0 must end in a finite number, not in NaN$/],
    ['const x = 1;', /page\.mdx:14: the answer q0 must end in a finite number, not in undefined$/],
  ])('%s fails with the line', async (code, message) => {
    await expect(answers(code)).rejects.toThrow(message);
  });
});
