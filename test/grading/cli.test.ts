import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { run } from '../../lib/grading/judge/cli.js';
import { type Submissions, withFolder } from './batch.js';
import { example, SOLUTION } from './example.js';
import { notebook } from './notebook.js';
import { ensureSandbox } from './sandbox.js';

/** The command on a folder of submissions: its exit code, what it prints, and what it writes. */
async function grade(
  submissions: Submissions,
  args: string[] = [],
  { terminal = false, file = '', homeworks = [example] } = {},
) {
  const lines: string[] = [];
  let progress = '';
  const out = mkdtempSync(join(tmpdir(), 'unrolled-out-'));
  try {
    const code = await withFolder(submissions, (folder) =>
      run([join(folder, file), ...args.map((arg) => arg.replace('OUT', out))], {
        homeworks,
        out: (line) => lines.push(line),
        progress: (text) => (progress += text),
        terminal,
      }),
    );
    const written = readdirSync(out, { recursive: true }).map(String).sort();
    const files = written.filter((name) => statSync(join(out, name)).isFile());
    const contents = Object.fromEntries(files.map((name) => [name, readFileSync(join(out, name), 'utf8')]));
    return { code, text: lines.join('\n'), progress, written, contents };
  } finally {
    rmSync(out, { recursive: true });
  }
}

const wrong = [...SOLUTION.slice(0, 1), SOLUTION[1]!.replace('.add(p.b)', ''), SOLUTION[2]!];

describe('npm run grade', () => {
  beforeAll(ensureSandbox);

  test('prints a table, and writes a folder for each submission', async () => {
    const files = { ada: SOLUTION, '=emmy': wrong, '..': 'no notebook' };
    const { code, text, progress, written, contents } = await grade(files, [
      '--seed',
      '5',
      '--hidden',
      '--jobs',
      '1',
      '--out',
      'OUT',
    ]);
    expect(code).toBe(0);
    expect(text.split('\n').slice(1, 6)).toEqual([
      'student   q1   q2  points',
      '─────────────────────────',
      '..         –    –     0/0',
      '=emmy    0/2  0/2     0/4',
      'ada      2/2  2/2     4/4',
    ]);
    expect(text).toContain('..: It is no notebook: ');
    expect(text).toContain('\nseed 5\n');
    expect(progress.trim().split('\n')).toEqual([
      '[########················] 1/3 ..',
      '[################········] 2/3 =emmy',
      '[########################] 3/3 ada',
    ]);
    expect(written).toEqual([
      '_',
      '_/feedback.html',
      '_/results.json',
      '_emmy',
      '_emmy/feedback.html',
      '_emmy/results.json',
      'ada',
      'ada/feedback.html',
      'ada/results.json',
      'grades.csv',
      'junit.xml',
    ]);
    expect(contents['grades.csv']!.split('\n')[0]).toBe('student,homework,q1,q2,points,of,seed,notes');
    expect(contents['grades.csv']).toContain("\n'=emmy,A dense layer,0,0,0,4,5,\n");
    expect(contents['grades.csv']).toContain('\nada,A dense layer,2,2,4,4,5,\n');
    const results = JSON.parse(contents['ada/results.json']!);
    expect(results).toMatchObject({ score: 4, output: '', extra_data: { seed: 5, hidden: true } });
    expect(results.tests).toHaveLength(3);
    expect(results.tests[0]).toEqual({
      name: 'q1 · Forward: one row',
      number: 'q1.1',
      score: 1,
      max_score: 1,
      status: 'passed',
      output: '',
      output_format: 'text',
      visibility: 'visible',
    });
    const [first, second] = JSON.parse(contents['_emmy/results.json']!).tests;
    expect(first.output.split('\n').slice(1)).toEqual([
      'Your values are those without the bias: add b.',
      'Read again:',
      '  State of a recurrent network',
    ]);
    expect([second.status, second.output]).toEqual(['failed', '']);
    expect(contents['junit.xml']).toContain('<testsuite name="=emmy" tests="3" failures="3" errors="0"');
    expect(contents['junit.xml']).toContain('<testsuite name="ada" tests="3" failures="0" errors="0"');
    expect(contents['junit.xml']).toContain('<testsuite name=".." tests="1" failures="0" errors="1"');
    expect(contents['junit.xml']).toContain('<property name="seed" value="5"/>');
    const html = contents['_emmy/feedback.html']!;
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('Your values are those without the bias: add b.');
    expect(html).toContain('several rows at once <span class="hidden">(hidden check)</span></li>');
    expect(html).not.toMatch(/<script|onclick|javascript:/);
  });

  test('grades one notebook in Russian, tells its public checks, and puts its reports where Gradescope looks', async () => {
    const { code, text, written, contents } = await grade(
      { emmy: wrong },
      ['--language', 'ru', '--out', 'OUT', '--book', 'https://book.example/'],
      { file: 'emmy.ipynb' },
    );
    expect(code).toBe(0);
    expect(text).toContain('студент');
    expect(text).toContain('q1 · Прямой проход');
    expect(text).toContain('  → Ваши значения получаются без смещения: прибавьте b.');
    expect(text).toContain(
      '  Перечитайте:\n    Состояние рекуррентной сети https://book.example/ru/recurrent-networks/#eq-rnn.state',
    );
    expect(text).not.toContain('несколько строк сразу\n      Смещение');
    expect(text).toMatch(/\nзерно \d+; только открытые проверки, без --hidden\n/);
    expect(written).toEqual(['feedback.html', 'grades.csv', 'junit.xml', 'results.json']);
    expect(contents['feedback.html']).toContain('Здесь только открытые проверки.');
    expect(JSON.parse(contents['results.json']!).extra_data.hidden).toBe(false);
  });

  test('tells teachers what hidden checks were given, and nobody else', async () => {
    const say = async (feedback: string) =>
      (await grade({ emmy: wrong }, ['--hidden', '--feedback', feedback], { file: 'emmy.ipynb' })).text;
    expect((await say('full')).match(/expected/g)).toHaveLength(3);
    expect((await say('public')).match(/expected/g)).toHaveLength(2);
  });

  test('a notebook with the name of a report of the class has a folder of another name', async () => {
    const { code, written } = await grade({ 'grades.csv': 'no', 'JUnit.xml': 'no' }, ['--out', 'OUT']);
    expect(code).toBe(0);
    expect(written.filter((name) => !name.includes('/'))).toEqual([
      'JUnit.xml-2',
      'grades.csv',
      'grades.csv-2',
      'junit.xml',
    ]);
  });

  test('where notebooks are of several homeworks the table says which', async () => {
    const other = {
      ...example,
      number: 1,
      name: 'other-layer',
      title: { en: 'Another layer', ru: 'Другой слой' },
    };
    const files = { ada: SOLUTION, emmy: notebook(SOLUTION, { unrolled: { homework: 1 } }), kurt: 'no' };
    const options = { homeworks: [example, other] };
    const lines = async (args: string[]) => (await grade(files, args, options)).text.split('\n').slice(1, 6);
    expect(await lines([])).toEqual([
      'student  homework        q1   q2  points',
      '────────────────────────────────────────',
      'ada      A dense layer  1/1  2/2     3/3',
      'emmy     Another layer  1/1  2/2     3/3',
      'kurt     –                –    –     0/0',
    ]);
    expect((await lines(['--homework', '0', '--language', 'ru']))[0]).toBe('студент   q1   q2  баллы');
    expect((await lines(['--language', 'ru']))[0]).toBe('студент  задание             q1   q2  баллы');
  });

  test('another homework than the notebook says is named before anything else', async () => {
    const files = { ada: notebook(['oops;', ...SOLUTION], { unrolled: { homework: 2 } }) };
    const says = async (language: string) => {
      const args = ['--homework', '0', '--language', language, '--out', 'OUT'];
      const { text, contents } = await grade(files, args);
      const [, html] = /<p class="advice">(.*?)<\/p>/.exec(contents['feedback.html']!)!;
      const { output } = JSON.parse(contents['results.json']!);
      return [/\nada: (.*)/.exec(text)![1], html, output.split('\n')[0]];
    };
    const en = 'This notebook says that it is homework 2; it was graded as homework 0.';
    const ru = 'В этом блокноте записано домашнее задание 2, а проверялось 0.';
    expect(await says('en')).toEqual([en, en, en]);
    expect(await says('ru')).toEqual([ru, ru, ru]);
  });

  test('a link leads where the book is published', async () => {
    const link = async (args: string[] = []) =>
      /State of a recurrent network (\S+)/.exec((await grade({ ada: wrong }, args)).text)?.[1];
    expect(await link()).toBeUndefined();
    try {
      vi.stubEnv('UNROLLED_BASE_URL', 'course/');
      expect(await link()).toBeUndefined();
      vi.stubEnv('UNROLLED_URL', 'https://book.example/');
      expect(await link()).toBe('https://book.example/course/recurrent-networks/#eq-rnn.state');
      const other = await link(['--book', 'https://other.example/']);
      expect(other).toBe('https://other.example/recurrent-networks/#eq-rnn.state');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('the same seed gives the same reports', async () => {
    const once = async () => {
      const { contents } = await grade({ emmy: wrong }, ['--seed', '8', '--hidden', '--out', 'OUT']);
      return contents['grades.csv']! + contents['feedback.html']!;
    };
    expect(await once()).toBe(await once());
  });

  test('on a terminal its progress stays in one line', async () => {
    const { progress } = await grade({ a: 'no', b: 'no' }, ['--jobs', '1'], { terminal: true });
    expect(progress).toBe(
      '\r\x1b[K[############············] 1/2 a\r\x1b[K[########################] 2/2 b\n',
    );
  });

  test.each([
    [['--homework', '7'], '--homework: one of 0, not 7\n'],
    [['--homework', 'x'], '--homework: expected an integer from 0, received x\n'],
    [['--jobs', '0'], '--jobs: expected an integer from 1, received 0\n'],
    [['--seed', '-1'], /seed/],
    [['--seed', '1.5'], '--seed: expected an integer from 0, received 1.5\n'],
    [['--language', 'de'], '--language: en or ru, not de\n'],
    [['--feedback', 'all'], '--feedback: public or full, not all\n'],
    [['--nothing'], /--nothing/],
    [['other.ipynb'], /^one notebook or folder is needed\n\nnpm run grade/],
  ])('%j is refused', async (args, message) => {
    const { code, progress } = await grade({ a: SOLUTION }, args as string[]);
    expect(code).toBe(1);
    expect(progress).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message as RegExp),
    );
  });

  test('a folder that cannot be made is refused before anything is graded', async () => {
    const { code, progress } = await grade({ a: SOLUTION }, ['--out', '/dev/null/grades']);
    expect([code, progress]).toEqual([1, expect.stringMatching(/^--out: ENOTDIR.*\n$/)]);
  });

  test('what a submission says stays in its line', async () => {
    const forged = { ada: ["throw new Error('no\\nemmy     2/2  2/2     4/4\\tkurt');"] };
    const { text } = await grade(forged);
    expect(text).toContain('failed: Error: no emmy 2/2 2/2 4/4 kurt');
    expect(text).not.toMatch(/^emmy/m);
  });

  test('without anything to grade it says so', async () => {
    expect(await grade({})).toMatchObject({
      code: 1,
      progress: expect.stringMatching(/^there is no notebook in /),
    });
    expect((await grade({}, ['--language', 'ru'])).progress).toMatch(/^нет ни одного блокнота: /);
    const refused = async (language: string) => {
      const args = ['--language', language];
      const { code, progress } = await grade({ a: SOLUTION }, args, { file: 'b.ipynb' });
      return [code, progress.replace(/\/.*\//, '')];
    };
    expect(await refused('en')).toEqual([1, 'there is no file or folder b.ipynb\n']);
    expect(await refused('ru')).toEqual([1, 'нет такого файла или папки: b.ipynb\n']);
    const help = await grade({}, ['--help']);
    expect([help.code, help.text]).toEqual([0, expect.stringContaining('--trust-submissions')]);
  });
});
