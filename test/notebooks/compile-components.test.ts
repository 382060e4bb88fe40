import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CompiledPage, live } from '../support/compiled-page';

let page: CompiledPage;
beforeEach(() => {
  page = new CompiledPage();
});
afterEach(() => page.remove());

describe('an equation', () => {
  it('is its TeX with the lecture as its number, and its code', () => {
    expect(page.markdown('<Equation id="rnn.state"/>')).toBe(
      '**State** · `rnn.state`\n\n$$\nh_t = f(x_t) \\tag{S2(1)}\n$$\n\n```ts\n(p, x) => x.matMul(p.Wx)\n```',
    );
    expect(page.markdown('<Equation id="rnn.state" form={1}/>', 'ru')).toMatch(
      /^\*\*Состояние\*\* · `rnn\.state`\n\n\$\$\nh_i = g\(x_i\) \\tag\{S3 2\.3\}\n/,
    );
  });

  it('shows its code once', () => {
    const text = page.markdown('<Equation id="rnn.state"/>\n\n<Equation id="rnn.state" form={1}/>');
    expect(text.match(/```ts/g)).toHaveLength(1);
    expect(text.endsWith('\\tag{S3 2.3}\n$$')).toBe(true);
  });

  it('in error says what is printed, why it does not hold, and what does', () => {
    expect(page.markdown('<Erratum id="rnn.state"/>')).toBe(
      [
        '> **Erratum, S2(8).** The lecture prints:',
        '> $$ h = x \\tag{S2(8)} $$',
        '> This does not hold.',
        '> Off by $t$.',
        '> What holds:',
        '> $$ h_t = f(x_t) \\tag{rnn.state} $$',
      ].join('\n>\n'),
    );
    expect(page.markdown('<Erratum id="rnn.state"/>', 'ru')).toContain('> Сдвиг на $t$.');
  });
});

describe('a figure', () => {
  it('is a picture, its caption, and a link to where it moves', () => {
    const body = '## The chain\n\n<Figure name="chain">All of $h_t$.</Figure>';
    expect(page.markdown(body)).toBe(
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
    expect(page.markdown(body)).toBe(
      [
        '### Quiz. Before',
        '**1.** Which?',
        '- **A.** yes\n- **B.** no',
        '<details>\n<summary>Answer</summary>',
        '- **A, right.** so\n- **B, wrong.** not $x$',
        '</details>',
      ].join('\n\n'),
    );
    expect(page.markdown(body, 'ru')).toContain('- **B, неверно.** not $x$');
  });

  it('numbers its questions, each in a cell of its own', () => {
    const question = `<Question>\n\n- a list\n\n${options}\n\n</Question>\n`;
    const [, first, second] = page.cells(`<Quiz title="Q">\n\n${question}\n${question}\n</Quiz>`);
    expect(first).toMatch(/^md_2: ### Quiz\. Q\n\n\*\*1\.\*\*\n\n- a list\n/);
    expect(second).toMatch(/^md_3: \*\*2\.\*\*\n\n- a list\n/);
  });

  it('shows the number that the library computes, and how', () => {
    const body = `<Quiz title="Q">\n\n<Question answer="q">\n\nHow many?\n\n${answer}\n<Why>By rows.</Why>\n\n</Question>\n\n</Quiz>`;
    expect(page.markdown(body)).toBe(
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
    expect(page.cells(body).slice(1)).toEqual([
      'md_2: ### Exercise 1. Do\n\nDo it.',
      'try: 1',
      'md_3: <details>\n<summary>Hint</summary>\n\nLook.\n\n</details>\n\n<details>\n<summary>Solution</summary>\n\nFirst.\n\n</details>',
      'done: 2',
      'md_4: <details>\n<summary>Solution (continued)</summary>\n\nLast.\n\n</details>',
    ]);
  });

  it('collapses the cells of its solution only', () => {
    const collapsed = page
      .notebook(body)
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
