import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { gradeAll } from '../../lib/grading/judge/batch.js';
import { bundleRunner } from '../../lib/grading/judge/bundle.js';
import { findSubmissions } from '../../lib/grading/judge/find.js';
import { report } from '../../lib/grading/judge/report/report.js';
import { openSandbox, SandboxMissing } from '../../lib/grading/judge/sandbox.js';
import { seccompFilter } from '../../lib/grading/judge/seccomp.js';
import { parseSubmission, readSubmission } from '../../lib/grading/judge/submission.js';
import { resident } from '../../lib/grading/judge/watch.js';
import { grade, withFolder } from './batch.js';
import { example, SOLUTION } from './example.js';
import { notebook } from './notebook.js';
import { ensureSandbox } from './sandbox.js';

const OPTIONS = { lang: 'en', audience: 'public', seed: 11, hidden: true } as const;
const [setup, forward, backward] = SOLUTION as [string, string, string];

describe('submissions in the sandbox', () => {
  beforeAll(ensureSandbox);

  test('each question stands for itself', async () => {
    const graded = await grade(
      {
        loops: [
          setup,
          'function forward() { for (;;); }',
          'const work = (x: any, p: any) => x.matMul(p.W).add(p.b).tanh();',
          backward.replace('forward(', 'work('),
        ],
        exits: [
          setup,
          'const forward = () => process.exit(0);',
          'const work = (x: any, p: any) => x.matMul(p.W).add(p.b).tanh();',
          backward.replace('forward(', 'work('),
        ],
        throws: [setup, forward, 'const backward = () => { throw new Error("no"); };'],
        missing: [setup, forward],
      },
      { budget: 6000 },
    );
    const points = (name: string) => graded[name]!.questions.map((question) => question.points);
    expect(points('loops')).toEqual([0, 2]);
    expect(points('exits')).toEqual([0, 2]);
    expect(points('throws')).toEqual([2, 0]);
    expect(points('missing')).toEqual([2, 0]);
    const says = (name: string, i: number) => report(graded[name]!, OPTIONS).questions[i]!.checks[0]!.says;
    expect(says('loops', 0)).toEqual([
      'forward did not finish in its time. Is there a loop that never ends?',
    ]);
    expect(says('exits', 0)).toEqual(['The program ended before forward had returned anything.']);
    expect(says('throws', 1)).toEqual(['backward threw Error: no']);
    expect(says('missing', 1)).toEqual([
      'There is no function backward: has it another name, or did its cell fail?',
    ]);
    expect(graded.loops!.seconds).toBeLessThan(20);
  });

  test('an answer that is too large costs its own check', async () => {
    const { large } = await grade({
      large: [
        setup,
        'const work = (x: any, p: any) => x.matMul(p.W).add(p.b).tanh();',
        'let calls = 0;\nconst forward = (x: any, p: any) => (calls++ ? work(x, p) : Array(300000).fill(0));',
      ],
    });
    const [one, batch] = large!.questions[0]!.checks;
    expect(one!.problem).toMatchObject({ kind: 'failure', failure: 'protocol' });
    expect([one!.points, batch!.points]).toEqual([0, 1]);
  });

  test('a cell that fails, ends the program or never ends is left out and named', async () => {
    const graded = await grade(
      {
        fails: ['// a remark\n\n  throw new Error("first")', ...SOLUTION, 'undefinedName;'],
        syntax: [...SOLUTION, 'let x = 1;\nlet = (;'],
        ends: ['process.exit(1);', ...SOLUTION],
        loops: ['for (;;);', ...SOLUTION, 'await new Promise(() => {});'],
        types: ['interface A { a: number }\nenum Kind { One, Two }', ...SOLUTION],
        long: [...SOLUTION, `${'x'.repeat(40)};`],
        again: [setup, 'function forward() { return 0; }', ...SOLUTION.slice(1)],
      },
      { budget: 6000 },
    );
    for (const [name, { points }] of Object.entries(graded)) expect(points, name).toBe(4);
    const notes = (name: string) => report(graded[name]!, OPTIONS).notes;
    expect(notes('fails')).toEqual([
      'Cell 1, “throw new Error("first")”, failed: Error: first',
      'Cell 5, “undefinedName;”, failed: ReferenceError: undefinedName is not defined',
    ]);
    expect(notes('syntax')).toEqual([
      expect.stringMatching(/^Cell 4, “let x = 1;”, failed: SyntaxError: .* \(line 2\)$/),
    ]);
    expect(notes('ends')).toEqual(['Cell 1, “process.exit(1);”, ends the program; it is left out']);
    expect(notes('loops')).toEqual([
      'Cell 1, “for (;;);”, does not end; it is left out',
      'Cell 5, “await new Promise(() => {});”, ends the program; it is left out',
    ]);
    expect(notes('long')[0]).toContain(`Cell 4, “${'x'.repeat(39)}…”, failed`);
    expect(notes('types')).toEqual([]);
    expect(notes('again')).toEqual([]);
  });

  test('a question whose cell did not run says so, by its grade id or its function', async () => {
    const given = JSON.parse(notebook([...SOLUTION.slice(0, 2), 'let x = 1;\nlet = (;']));
    given.cells[2].metadata = { nbgrader: { grade_id: 'q2', grade: false, solution: true } };
    const graded = await grade({
      syntax: [setup, forward, `${backward}\nlet = (;`],
      throws: [setup, forward, `nowhere;\n${backward}`],
      given: JSON.stringify(given),
      renamed: [setup, forward, backward.replace('backward', 'back'), 'backward;'],
    });
    const says = (name: string, lang: 'en' | 'ru') =>
      report(graded[name]!, { ...OPTIONS, lang }).questions[1]!.checks[0]!.says;
    for (const name of ['syntax', 'throws', 'given']) {
      expect(says(name, 'en'), name).toEqual(['The cell of this question did not run: see above.']);
      expect(says(name, 'ru'), name).toEqual(['Ячейка этого вопроса не выполнилась: см. выше.']);
    }
    expect(says('renamed', 'en')[0]).toMatch(/^There is no function backward/);
    const [note] = report(graded.given!, { ...OPTIONS, lang: 'ru' }).notes.slice(-1);
    expect(note).toMatch(/^Ячейка 3, .* завершилась ошибкой: SyntaxError: .* \(строка 2\)$/);
  });

  test('an answer that calls an earlier wrong one is told to repair that first', async () => {
    const wrong = forward.replace('.add(p.b)', '');
    const alone = backward.replace('forward(x, p)', 'x.matMul(p.W).add(p.b).tanh()');
    const graded = await grade({
      built: [setup, wrong, backward],
      alone: [setup, wrong, alone],
      'one-cell': [setup, `${wrong}\n${alone.replace('.add(p.b)', '')}`],
      fails: [setup, wrong, `${backward}\nlet = (;`],
      own: [setup, forward, backward.replace('db: da.sum(0)', 'db: da.sum(0).neg()')],
    });
    const advice = (name: string, lang: 'en' | 'ru') =>
      report(graded[name]!, { ...OPTIONS, lang }).questions[1]!.advice;
    expect(advice('built', 'en')[0]).toBe(
      'Your answer calls forward of question 1, which has failed checks: repair that first.',
    );
    expect(advice('built', 'ru')[0]).toBe(
      'Ваш ответ вызывает forward из вопроса 1, а там ещё есть ошибки: начните с неё.',
    );
    expect(graded.alone!.questions[1]!.points).toBe(2);
    for (const name of ['alone', 'one-cell', 'fails', 'own'])
      expect(advice(name, 'en').join(), name).not.toContain('repair that first');
  });

  test('a cell has TensorFlow.js in 64-bit, what the homework provides, and nothing else of the library', async () => {
    const asks = (body: string) => [
      setup,
      `import { recurrent, attention } from 'unrolled';\nfunction forward() { ${body} }`,
    ];
    const graded = await grade({
      backend: [setup, "await tf.setBackend('wasm'); await tf.ready();", ...SOLUTION.slice(1)],
      wasm: ["import '@tensorflow/tfjs-backend-wasm';", ...SOLUTION],
      check: [
        "import { homework } from 'unrolled';",
        ...SOLUTION,
        "await homework.check('hw0.q1', { forward });",
      ],
      precision: asks('throw new Error(String(tf.scalar(0.1).mul(3).dataSync()[0]));'),
      provided: asks(
        'throw new Error(String(recurrent.initRNN({ inputs: 3, hidden: 2, seed: 1 }).Wx.shape));',
      ),
      other: asks('return recurrent.rnnState({}, 1, 2);'),
      chapter: asks('return attention.softmax(1);'),
      path: [setup, "function forward() { return 0; }\nconst lib = await import('unrolled/dist/index.js');"],
    });
    const says = (name: string) => report(graded[name]!, OPTIONS).questions[0]!.checks[0]!.says[0];
    for (const name of ['backend', 'wasm', 'check']) {
      expect(report(graded[name]!, OPTIONS).notes).toEqual([]);
      expect(graded[name]!.points).toBe(4);
    }
    expect(says('precision')).toBe(`forward threw Error: ${0.1 * 3}`);
    expect(says('provided')).toBe('forward threw Error: 3,2');
    expect(says('other')).toBe(
      'forward threw ReferenceError: unrolled.recurrent.rnnState is not there in this homework',
    );
    expect(says('chapter')).toBe(
      'forward threw ReferenceError: unrolled.attention.softmax is not there in this homework',
    );
    expect(report(graded.path!, OPTIONS).notes[0]).toMatch(
      "Cell 2, “function forward() { return 0; }”, failed: TypeError: there is no module 'unrolled/dist/index.js' here",
    );
  });

  test('the bundle holds no answers', async () => {
    const { code, files } = await bundleRunner(example);
    const own = files.filter((file) => !file.includes('node_modules') && !/^(float64|grading)\//.test(file));
    expect(
      own.filter((file) => /^(recurrent|attention|hopfield|decoding|seq2seq|memory)\//.test(file)),
    ).toEqual(['recurrent/spectrum.ts', 'recurrent/init.ts']);
    expect(files.filter((file) => file.startsWith('grading/'))).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/homework|check|compare|judge|words/)]),
    );
    expect(code.includes('rnn.state')).toBe(false);
    for (const words of ['bias-outside', 'A dense layer', 'belongs to every row'])
      expect(code.includes(words)).toBe(false);
  });

  test('the same seed gives the same inputs, another gives others', async () => {
    const files = { wrong: [setup, 'function forward() { return tf.zeros([1, 2]); }'] };
    const said = async (seed: number) =>
      report((await grade(files, { seed })).wrong!, OPTIONS).questions[0]!.checks[0]!.says[0];
    expect(await said(5)).toBe(await said(5));
    expect(await said(5)).not.toBe(await said(6));
  });

  test('answers learnt by heart from the public checks earn nothing', async () => {
    const learnt = await withFolder(
      { probe: [setup, 'function forward() { return tf.zeros([1, 2]); }'] },
      async (folder) => {
        const [public_] = await gradeAll(await findSubmissions(folder), { homeworks: [example], seed: 1 });
        return report(public_!, OPTIONS).questions[0]!.checks[0]!.says[0]!;
      },
    );
    const [, value] = /expected ([-\d.]+)/.exec(learnt)!;
    const graded = await grade({
      learnt: [setup, `function forward() { return tf.fill([1, 2], ${value}); }`],
    });
    expect(graded.learnt!.points).toBe(0);
  });

  test('without a sandbox one’s own code is still graded', async () => {
    const graded = await grade(
      { right: SOLUTION, loops: ['for (;;);', ...SOLUTION] },
      { trust: true, budget: 3000 },
    );
    expect([graded.right!.points, graded.loops!.points]).toEqual([4, 4]);
  });
});

/** The superuser may read everything. */
async function asNobody<T>(use: () => Promise<T>): Promise<T> {
  const user = process.geteuid!();
  if (user === 0) process.seteuid!(65534);
  try {
    return await use();
  } finally {
    process.seteuid!(user);
  }
}

describe('files that are no notebook', () => {
  const deep = `{"cells": [], "metadata": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const files = {
    empty: '',
    array: '[]',
    null: 'null',
    text: 'not JSON',
    'not-utf8': Uint8Array.of(0x7b, 0xff, 0xfe),
    'no-cells': '{"cells": {"length": 1}}',
    'source-number': '{"cells": [{"cell_type": "code", "source": 3}]}',
    deep,
    'many-cells': JSON.stringify({ cells: Array.from({ length: 1001 }, () => ({})) }),
    'much-code': notebook(['x'.repeat(2 ** 20 + 1)]),
    large: new Uint8Array(20 * 2 ** 20 + 1).fill(32),
    unnamed: notebook(SOLUTION, {}),
    odd: notebook(SOLUTION, { unrolled: { homework: '0' } }),
  };
  const says: Record<string, string | RegExp> = {
    empty: /^It is no notebook: /,
    array: 'It is no notebook: it has no cells.',
    null: 'It is no notebook: it has no cells.',
    text: /^It is no notebook: /,
    'not-utf8': 'It is not written in UTF-8.',
    'no-cells': 'It is no notebook: it has no cells.',
    'source-number': 'The source of cell 1 is no text.',
    deep: /Which homework|no notebook/,
    'many-cells': 'It has 1001 cells, more than 1000.',
    'much-code': 'It has more than 1 MB of code.',
    large: 'It has 20 MB, more than 20: clear its outputs and hand it in again.',
    unnamed: 'Which homework is it? Its notebook does not say; name it with --homework.',
    odd: 'Which homework is it? Its notebook does not say; name it with --homework.',
  };

  test('have a line each, and the rest is graded', async () => {
    const outputs = JSON.parse(notebook(SOLUTION));
    outputs.cells[0].outputs = [{ output_type: 'stream', name: 'stdout', text: 'x'.repeat(10 ** 7) }];
    const graded = await grade({ ...files, right: SOLUTION, outputs: JSON.stringify(outputs) });
    for (const [name, words] of Object.entries(says)) {
      const { points, of, notes } = report(graded[name]!, OPTIONS);
      expect([points, of], name).toEqual([0, 0]);
      expect(notes, name).toEqual([typeof words === 'string' ? words : expect.stringMatching(words)]);
    }
    expect(graded.right!.points).toBe(4);
    expect(graded.outputs!.points).toBe(4);
  });

  test('count as nothing of all points where the homework is known', async () => {
    const graded = await grade({ text: 'no', unnamed: files.unnamed }, { homework: 0 });
    expect([graded.text!.points, graded.text!.of, graded.text!.homework]).toEqual([0, 4, example]);
    expect([graded.unnamed!.points, graded.unnamed!.of]).toEqual([4, 4]);
  });

  test('links are never followed, pipes never waited for', async () => {
    await withFolder({ right: SOLUTION }, async (folder) => {
      const secret = mkdtempSync(join(tmpdir(), 'unrolled-secret-'));
      writeFileSync(join(secret, 'other.ipynb'), notebook(SOLUTION));
      symlinkSync(join(secret, 'other.ipynb'), join(folder, 'link.ipynb'));
      symlinkSync(secret, join(folder, 'folder'));
      symlinkSync('/dev/zero', join(folder, 'zero.ipynb'));
      execFileSync('mkfifo', [join(folder, 'pipe.ipynb')]);
      mkdirSync(join(folder, 'folder.ipynb'));
      mkdirSync(join(folder, '.ipynb_checkpoints'));
      writeFileSync(join(folder, '.ipynb_checkpoints/right-checkpoint.ipynb'), notebook(SOLUTION));
      mkdirSync(join(folder, 'ada'));
      writeFileSync(join(folder, 'ada/hw0.ipynb'), notebook(SOLUTION));
      const found = await findSubmissions(folder);
      rmSync(secret, { recursive: true });
      await expect(readSubmission(join(folder, 'none.ipynb'))).rejects.toThrow(
        'It cannot be opened: ENOENT.',
      );
      const graded = await gradeAll(found, { homeworks: [example], seed: 1 });
      const link = 'It is a link to another file.';
      expect(graded.map((one) => [one.name, one.points, ...report(one, OPTIONS).notes])).toEqual([
        ['ada', 3],
        ['folder', 0, link],
        ['link', 0, link],
        ['pipe', 0, 'It is no ordinary file.'],
        ['right', 3],
        ['zero', 0, link],
      ]);
      expect(report(graded[1]!, { ...OPTIONS, lang: 'ru' }).notes).toEqual(['Это ссылка на другой файл.']);
    });
  });

  test('whoever has one notebook in a folder is called as the folder, however deep it lies', async () => {
    const files = ['ada/hw.ipynb', 'emmy/hw-en/hw.ipynb', 'kurt/a.ipynb', 'kurt/b/b.ipynb', 'rosa.ipynb'];
    const twins = ['max.ipynb', 'max/hw.ipynb'];
    await withFolder({}, async (folder) => {
      for (const file of [...files, ...twins]) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), '');
      }
      const names = (await findSubmissions(folder)).map(({ name }) => name);
      expect(names).toEqual(['ada', 'emmy', 'kurt/a', 'kurt/b/b', 'max', 'max/hw', 'rosa']);
    });
  });

  test('a folder that cannot be read has a line of its own', async () => {
    await withFolder({ right: SOLUTION }, async (folder) => {
      chmodSync(folder, 0o755);
      mkdirSync(join(folder, 'ada'), { mode: 0 });
      const found = await asNobody(() => findSubmissions(folder));
      expect(found.map(({ name }) => name)).toEqual(['ada', 'right']);
      await expect(asNobody(() => readSubmission(found[0]!.file))).rejects.toThrow(
        'It cannot be opened: EACCES.',
      );
      chmodSync(join(folder, 'ada'), 0o755);
    });
  });

  test('are refused in Russian as well', async () => {
    const graded = await grade({ ...files, right: SOLUTION });
    for (const name of Object.keys(says)) {
      const [note] = report(graded[name]!, { ...OPTIONS, lang: 'ru' }).notes;
      expect(note, name).toMatch(/^(Это не блокнот: |[А-Яа-яё]+ [^a-z]*(UTF-8|--homework)?[^a-z]*$)/);
    }
  });

  test('nbgrader’s own test cells are not run; ids that come twice and cells that are gone are named', async () => {
    const cell = (source: string, grade_id: string, grade: boolean, solution: boolean) => ({
      cell_type: 'code',
      metadata: { nbgrader: { grade_id, grade, solution } },
      source: [source],
    });
    const text = JSON.stringify({
      metadata: { unrolled: { homework: 0 } },
      cells: [
        cell('throw 1', 'tests', true, false),
        cell('1 +\n 1', 'q1', true, true),
        cell('2', 'q1', false, true),
        // what the homework does not know is nobody's affair, however long it is
        ...['0', '0'].map((source) => cell(source, 'x'.repeat(1e6), false, true)),
        { cell_type: 'markdown', source: 'text' },
        { cell_type: 'code', source: ['a', 'b'] },
        { cell_type: 'code', source: ' ' },
      ],
    });
    const submission = parseSubmission(text);
    expect(submission.cells).toEqual([
      { number: 2, source: '1 +\n 1', gradeId: 'q1' },
      { number: 3, source: '2', gradeId: 'q1' },
      { number: 4, source: '0', gradeId: 'x'.repeat(1e6) },
      { number: 5, source: '0', gradeId: 'x'.repeat(1e6) },
      { number: 7, source: 'ab' },
    ]);
    const { twice } = await grade({ twice: text });
    expect(report(twice!, OPTIONS).notes).toEqual([
      'The cell "q1" is there more than once; later definitions hold.',
      'The cell "q2" is missing; its function is looked for in the others.',
      'Cell 7, “ab”, failed: ReferenceError: ab is not defined',
    ]);
  });
});

test('what a process holds is known while it runs', () => {
  const { rss } = process.memoryUsage();
  expect(resident(process.pid) / rss).toBeCloseTo(1, 1);
  expect(resident(2 ** 30)).toBe(0);
});

test('a batch without anybody to grade it, or without time, is refused', async () => {
  const run = (options: object) => gradeAll([], { homeworks: [example], seed: 1, ...options });
  for (const jobs of [0, -1, 1.5, Number.NaN])
    await expect(run({ jobs })).rejects.toThrow(`jobs: expected an integer above 0, received ${jobs}`);
  for (const budget of [0, Number.NaN, Infinity])
    await expect(run({ budget })).rejects.toThrow(
      `budget: expected a number of milliseconds above 0, received ${budget}`,
    );
  await expect(run({ homeworks: [example, example] })).rejects.toThrow('a name and number of its own');
});

describe('without a working sandbox', () => {
  const withPath = async (path: string, run: () => Promise<unknown>) => {
    const before = process.env.PATH;
    process.env.PATH = path;
    try {
      return await run();
    } finally {
      process.env.PATH = before;
    }
  };
  const tools = (names: Record<string, string>) => {
    const folder = mkdtempSync(join(tmpdir(), 'unrolled-path-'));
    for (const [name, script] of Object.entries(names))
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return folder;
  };
  const real = (name: string) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim();

  test.each([
    ['nothing is installed', {}, 'ldd'],
    ['bubblewrap fails', { bwrap: 'echo "no user namespaces" >&2; exit 1' }, 'no user namespaces'],
    [
      'bubblewrap does nothing',
      {
        bwrap: `while [ "$1" != -- ]; do shift; done; shift 2; exec ${process.execPath} "$@"`,
      },
      'it leaves open',
    ],
  ])('%s: nothing is run', async (_, fake, reason) => {
    const others = Object.keys(fake).length
      ? Object.fromEntries(['ldd', 'prlimit'].map((name) => [name, `exec ${real(name)} "$@"`]))
      : {};
    const folder = tools({ ...others, ...fake });
    // what the stand-ins themselves need
    const path = Object.keys(fake).length ? `${folder}:/usr/bin:/bin` : folder;
    // other tests have theirs
    const temporary = mkdtempSync(join(tmpdir(), 'unrolled-temporary-'));
    vi.stubEnv('TMPDIR', temporary);
    await withFolder({ right: SOLUTION }, async (submissions) => {
      const found = await findSubmissions(submissions);
      const run = withPath(path, () => gradeAll(found, { homeworks: [example], seed: 1 }));
      await expect(run).rejects.toThrow(SandboxMissing);
      await expect(run).rejects.toThrow(reason);
      await expect(run).rejects.toThrow('sudo apt-get install bubblewrap');
      await expect(run).rejects.toThrow('--trust-submissions');
    });
    vi.unstubAllEnvs();
    expect(readdirSync(temporary)).toEqual([]);
    for (const made of [folder, temporary]) rmSync(made, { recursive: true });
  });

  test('a system without a filter is refused', async () => {
    expect(seccompFilter('mips')).toBeUndefined();
    expect(seccompFilter('arm64')!.length % 8).toBe(0);
    expect(seccompFilter('x64')!.length).not.toBe(seccompFilter('arm64')!.length);
  });

  test('another system than Linux is refused', async () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
    Object.defineProperty(process, 'platform', { ...platform, value: 'darwin' });
    try {
      await expect(openSandbox(tmpdir())).rejects.toThrow('this is darwin.');
    } finally {
      Object.defineProperty(process, 'platform', platform);
    }
    expect(existsSync(join(dirname(tmpdir()), 'filter.bpf'))).toBe(false);
  });
});
