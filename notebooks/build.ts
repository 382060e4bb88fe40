import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { INotebookContent } from '@jupyterlab/nbformat';
import {
  BookError,
  chapters,
  homeworkPages,
  isHomework,
  LANGS,
  type Lang,
  notebookFile,
  ROOT,
  shown,
} from '../site/book';
import { differences, instructorFile, readNotebook, writeNotebook } from './committed';
import type { CompiledChapter } from './compile/resources';
import { execute } from './execute';
import { failures, keepOutputs } from './outputs';
import { ensurePython } from './python';
import { isRefusal, Refused } from './refused';

const HELP = `npm run notebooks [-- <options>]

Compiles the chapters of the book to notebooks in both languages and runs them with the TypeScript kernel; what they
print is kept in the notebooks, and the pages of the book show it. Homework is compiled twice and not run: for students, and
for the instructor, with solutions and hidden tests, into notebooks/homework/course/source, which nbgrader reads.
  --only <chapter>   this chapter or homework only, by the name of its file: homework/lstm-and-gru-cells
  --lang <en|ru>     this language only
  --no-execute       compile only; outputs stay where no code has changed
  --seed <number>    what the inputs of hidden tests are drawn from; by default another one each time
  --check            write and run nothing; fail if a notebook is not what the book compiles to, or a translation is stale
  UNROLLED_URL, UNROLLED_BASE_URL   in the environment: where links lead, as for npm run build`;

interface Options {
  readonly names: readonly string[];
  readonly langs: readonly Lang[];
  readonly execute: boolean;
  readonly check: boolean;
  readonly seed: number;
}

function readOptions(): Options | undefined {
  const option = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      lang: { type: 'string' },
      seed: { type: 'string' },
      'no-execute': option,
      check: option,
      help: { ...option, short: 'h' },
    },
  });
  if (values.help) return undefined;
  const all = [...chapters(), ...homeworkPages()];
  if (!all.length) throw new Refused('the book has no chapters');
  if (values.only && !all.includes(values.only))
    throw new Refused(`--only: one of ${all.join(', ')}, not ${values.only}`);
  if (values.lang && !LANGS.some((lang) => lang === values.lang))
    throw new Refused(`--lang: ${LANGS.join(' or ')}, not ${values.lang}`);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0) throw new Refused(`--seed: an integer from 0, not ${values.seed}`);
  return {
    seed,
    names: values.only ? [values.only] : all,
    langs: values.lang ? [values.lang as Lang] : LANGS,
    execute: !values['no-execute'] && !values.check,
    check: values.check,
  };
}

/** A line that tells what runs now; on a terminal it is replaced by the next. */
function progress(line: string, done = false): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}${done ? '\n' : ''}`);
  else if (done) console.log(line);
}

async function run(
  { chapter, notebook }: CompiledChapter,
  lang: Lang,
  python: string,
): Promise<INotebookContent> {
  const file = notebookFile(lang, chapter.name);
  const ids = chapter.cells.filter((cell) => cell.kind === 'live').map((cell) => cell.id);
  const started = performance.now();
  const executed = await execute(notebook, {
    python,
    folder: dirname(file),
    onCell: (id) => progress(`${shown(file)}  ${ids.indexOf(id) + 1}/${ids.length}  ${id}`),
  });
  const problems = failures(executed).map(({ cell, message }) => ({
    line: chapter.cells.find((one) => one.id === cell)?.line ?? 1,
    message: `the cell ${cell} ${message}`,
  }));
  const [first, ...rest] = problems;
  if (first) throw new BookError(chapter.file, [first, ...rest]);
  progress(
    `${shown(file)}  ${ids.length} cells in ${((performance.now() - started) / 1000).toFixed(1)} s`,
    true,
  );
  return executed;
}

/** What `--no-execute` writes: the outputs stay, or go where they may no longer be true. */
function kept({ chapter, notebook }: CompiledChapter, lang: Lang): INotebookContent {
  const file = notebookFile(lang, chapter.name);
  const saved = readNotebook(file);
  const withOutputs = saved && keepOutputs(notebook, saved);
  progress(
    `${shown(file)}  ${withOutputs ? 'compiled' : 'compiled, without outputs: its code has changed'}`,
    true,
  );
  return withOutputs ?? notebook;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (!options) {
    console.log(HELP);
    return 0;
  }
  // outputs come from the library as it is now
  const { status } = spawnSync('npm', ['run', 'build:lib'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('the library does not build');
  const { compileChapter, compileInstructor } = await import('./compile/resources');
  const runs = options.execute && !options.names.every(isHomework);
  const python = runs ? ensurePython() : '';
  const complaints: string[] = [];
  for (const lang of options.langs) {
    for (const name of options.names) {
      const built = await compileChapter(name, lang);
      const file = notebookFile(lang, name);
      if (built.chapter.stale) complaints.push(built.chapter.stale.message);
      if (options.check) complaints.push(...differences(file, built.notebook));
      else if (isHomework(name)) {
        writeNotebook(file, built.notebook);
        writeNotebook(instructorFile(lang, name), await compileInstructor(name, lang, options.seed));
        progress(`${shown(file)}  compiled, and for the instructor with the seed ${options.seed}`, true);
      } else writeNotebook(file, options.execute ? await run(built, lang, python) : kept(built, lang));
    }
  }
  for (const complaint of complaints) console.error(complaint);
  if (options.check && complaints.length) console.error('npm run notebooks makes them again');
  return options.check && complaints.length ? 1 : 0;
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: Error) => {
    console.error(error instanceof BookError || isRefusal(error) ? error.message : error);
    process.exitCode = 1;
  },
);
