import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BookError, isComponent, readChapter } from '../../site/book';
import { TemporaryBook } from '../support/temporary-book';

const known = {
  equations: [
    { id: 'rnn.state', forms: [1, 2], errata: [1] },
    { id: 'rnn.loss', forms: [1] },
  ],
  figures: ['chain'],
};
const answer = '```ts answer id=q\n1\n```\n';
const quiz = (inside: string) => `<Quiz title="Q">\n\n${inside}\n\n</Quiz>\n`;
const options = '<Option correct>\nyes\n<Why>so</Why>\n</Option>\n<Option>no<Why>not</Why></Option>';

let book: TemporaryBook;
beforeEach(() => {
  book = new TemporaryBook();
});
afterEach(() => book.remove());
const read = (body: string) => readChapter(book.page('en', 'page', body), 'en', known);

function complaint(body: string): string {
  try {
    read(body);
  } catch (error) {
    if (error instanceof BookError) return `${error.line}: ${error.problems[0].message}`;
    throw error;
  }
  return '';
}

describe('components', () => {
  it.each([
    ['an equation', '<Equation id="rnn.state" form={1}/>'],
    ['an erratum', '<Erratum id="rnn.state"/>'],
    ['a figure with a caption', '<Figure name="chain">a $x$ caption</Figure>'],
    ['a choice', quiz(`<Question>\n\nWhich?\n\n${options}\n\n</Question>`)],
    [
      'a number',
      quiz(`<Question answer="q" tolerance={0.01}>\n\nHow many?\n\n${answer}\n<Why>so</Why>\n\n</Question>`),
    ],
    [
      'an exercise',
      '<Exercise title="E">\n\nDo it.\n\n<Hint>a hint</Hint>\n\n<Solution>\n\ndone\n\n</Solution>\n\n</Exercise>',
    ],
    ['html', 'Press <kbd>Shift</kbd>.\n\n<details>\n<summary>more</summary>\n\ntext\n\n</details>'],
  ])('accepts %s', (_, body) => {
    expect(complaint(body)).toBe('');
  });

  it.each([
    ['<Nothing/>', '8: unknown component <Nothing>; there are Equation, Erratum,'],
    ['text <iframe src="x"/>', '8: unknown component <iframe>'],
    ['<Equation id="rnn.stat"/>', '8: unknown equation "rnn.stat"; there are rnn.state, rnn.loss'],
    ['<Equation/>', '8: <Equation> needs the attribute "id"'],
    ['<Equation id="rnn.loss" form={1}/>', '8: the equation rnn.loss has no form 1, only 0 to 0'],
    ['<Equation id="rnn.loss" form="1"/>', '8: <Equation> form: expected a literal number'],
    ['<Equation id={name}/>', '8: <Equation> id: expected a literal string'],
    ['<Equation id="rnn.loss">text</Equation>', '8: <Equation> holds no text'],
    ['<Erratum id="rnn.loss"/>', '8: the equation rnn.loss has no errata'],
    ['<Figure name="chains"/>', '8: unknown figure "chains"; there are chain'],
    ['<Figure name="chain" width={1}/>', '8: <Figure> has no attribute "width"'],
    ['<Hint>x</Hint>', '8: <Hint> stands directly in <Exercise>'],
    [quiz('<Option correct>x</Option>'), '10: <Option> stands directly in <Question>'],
    [
      quiz('<Question>\n\nWhich?\n\n</Question>'),
      '10: a <Question> needs an answer or at least two <Option>s',
    ],
    [quiz(`<Question>\n${options.replace(' correct', '')}\n</Question>`), '10: no <Option> is correct'],
    [
      quiz(`<Question>\n${options.replace('<Why>not</Why>', '')}\n</Question>`),
      '15: every <Option> explains itself',
    ],
    [
      quiz('<Question answer="q">\n\nx <Why>y</Why>\n\n</Question>'),
      '10: answer="q": no ```ts answer id=q fence',
    ],
    [
      quiz(`<Question answer="q">\n\n${answer}\n\n</Question>`),
      '10: a <Question> with an answer explains it',
    ],
    ['text[^1]\n\n[^1]: note', '8: footnotes are not part of a page'],
    ['- a\n\n  ```ts live id=a\n  1\n  ```', '10: the fence a stands in a listItem'],
    [answer, '8: no question has answer="q"'],
  ])('refuses %s', (body, message) => {
    expect(complaint(body).slice(0, message.length)).toBe(message);
  });

  it('are blocks wherever they stand', () => {
    const { tree } = read(quiz(`<Question>\n${options}\n</Question>`));
    const question = tree.children.find(isComponent)!.children[0]! as never as { children: object[] };
    expect(question.children).toMatchObject([
      {
        type: 'mdxJsxFlowElement',
        name: 'Option',
        children: [
          { type: 'paragraph', children: [{ type: 'text', value: 'yes' }] },
          {
            type: 'mdxJsxFlowElement',
            name: 'Why',
            children: [{ type: 'paragraph', children: [{ value: 'so' }] }],
          },
        ],
      },
      {
        type: 'mdxJsxFlowElement',
        name: 'Option',
        children: [{ type: 'paragraph', children: [{ type: 'text', value: 'no' }] }, { name: 'Why' }],
      },
    ]);
  });
});
