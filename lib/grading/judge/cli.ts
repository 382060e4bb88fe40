import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { HOMEWORKS } from '../homework/index.js';
import type { Homework } from '../homework.js';
import type { Lang } from '../words.js';
import { type Graded, gradeAll } from './batch.js';
import { findSubmissions } from './find.js';
import { type ReportOptions, report } from './report/report.js';
import { bar, details, table } from './report/terminal.js';
import { writeReports } from './report/write.js';
import { SandboxMissing } from './sandbox.js';

const HELP = `npm run grade -- <file.ipynb | folder> [--<options>]

Runs homework in a sandbox, compares what its functions return, and says what is wrong and why.
  --homework <n>         which homework all of them are; otherwise each notebook says it
  --hidden               the hidden checks, too
  --feedback <for>       public (default): what students may read; full: hidden inputs and values, too
  --out <folder>         write grades.csv, junit.xml, and results.json and feedback.html of each submission
  --jobs <n>             so many submissions at a time, by default one for each processor
  --seed <n>             the inputs of an earlier run: the same seed gives the same scores
  --language <en|ru>     of all that is written
  --book <url>           where the course is published, for links; by default UNROLLED_URL and UNROLLED_BASE_URL
                         of the environment, as when it is built; without them there are no links
  --trust-submissions    without a sandbox: for your own code only`;

const WORDS = {
  en: {
    seed: 'seed',
    // the points are not yet all that there are
    public: '; public checks only, without --hidden',
    none: (path: string) => `there is no notebook in ${path}`,
    absent: (path: string) => `there is no file or folder ${path}`,
  },
  ru: {
    seed: 'зерно',
    public: '; только открытые проверки, без --hidden',
    none: (path: string) => `нет ни одного блокнота: ${path}`,
    absent: (path: string) => `нет такого файла или папки: ${path}`,
  },
} as const satisfies Record<Lang, object>;

/** The command cannot be carried out as it was given. */
class Refused extends Error {}

interface Options extends ReportOptions {
  readonly path: string;
  readonly homework: number | undefined;
  readonly out: string | undefined;
  readonly jobs: number | undefined;
  readonly trust: boolean;
}

function readOptions(args: string[], homeworks: readonly Homework[]): Options | undefined {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { ...flag, short: 'h' },
      hidden: flag,
      'trust-submissions': flag,
      homework: text,
      feedback: { ...text, default: 'public' },
      out: text,
      jobs: text,
      seed: text,
      language: { ...text, default: 'en' },
      book: text,
    },
  });
  if (values.help) return undefined;
  const [path, ...others] = positionals;
  if (path === undefined || others.length) throw new Refused(`one notebook or folder is needed\n\n${HELP}`);
  const homework = integer('--homework', values.homework, 0);
  if (homework !== undefined && !homeworks.some(({ number }) => number === homework))
    throw new Refused(
      `--homework: one of ${homeworks.map(({ number }) => number).join(', ')}, not ${homework}`,
    );
  return {
    path,
    homework,
    out: values.out,
    jobs: integer('--jobs', values.jobs, 1),
    trust: values['trust-submissions'],
    hidden: values.hidden,
    seed: integer('--seed', values.seed, 0) ?? randomInt(2 ** 31),
    lang: oneOf('--language', values.language, ['en', 'ru']),
    audience: oneOf('--feedback', values.feedback, ['public', 'full']),
    book: (values.book ?? published(process.env))?.replace(/\/+$/, ''),
  };
}

/** Where the book is published, by the settings that it is built with. */
const published = ({ UNROLLED_URL: url, UNROLLED_BASE_URL: path = '' }: NodeJS.ProcessEnv) =>
  url && `${url.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;

function integer(name: string, value: string | undefined, from: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number >= from) return number;
  throw new Refused(`${name}: expected an integer from ${from}, received ${value}`);
}

function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new Refused(`${name}: ${choices.join(' or ')}, not ${value}`);
  return found;
}

export interface Surroundings {
  readonly homeworks: readonly Homework[];
  /** Where the results go, line by line, and where what is said meanwhile. */
  readonly out: (line: string) => void;
  readonly progress: (text: string) => void;
  /** Whether the line of progress can be replaced by the next. */
  readonly terminal: boolean;
}

const REAL: Surroundings = {
  homeworks: HOMEWORKS,
  out: console.log,
  progress: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY ?? false,
};

/** The command; its exit code: 0, 1 for what it refuses, 2 where no sandbox works. It says why in a sentence. */
export async function run(args: string[], surroundings: Surroundings = REAL): Promise<number> {
  try {
    await grade(args, surroundings);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused || error instanceof SandboxMissing || isUsage(error))) throw error;
    surroundings.progress(`${(error as Error).message}\n`);
    return error instanceof SandboxMissing ? 2 : 1;
  }
}

async function grade(args: string[], { homeworks, out, progress, terminal }: Surroundings): Promise<void> {
  const options = readOptions(args, homeworks);
  if (!options) {
    out(HELP);
    return;
  }
  const words = WORDS[options.lang];
  const found = await findSubmissions(options.path).catch((error: NodeJS.ErrnoException) => {
    throw new Refused(error.code === 'ENOENT' ? words.absent(options.path) : error.message);
  });
  if (!found.length) throw new Refused(words.none(options.path));
  if (options.out !== undefined)
    await mkdir(options.out, { recursive: true }).catch((error: Error) => {
      throw new Refused(`--out: ${error.message}`);
    });
  const show = ({ name }: Graded, done: number, of: number) => {
    const line = bar(done, of, name);
    progress(terminal ? `\r\x1b[K${line}${done === of ? '\n' : ''}` : `${line}\n`);
  };
  const graded = await gradeAll(found, { ...options, homeworks, progress: show });
  const reports = graded.map((one) => report(one, options));
  out(`\n${table(reports, options.lang)}\n`);
  if (reports.length === 1) out(`${details(reports[0]!, options.lang)}\n`);
  out(`${words.seed} ${options.seed}${options.hidden ? '' : words.public}`);
  if (options.out === undefined) return;
  await writeReports(reports, options, options.out);
  out(`${options.out}: grades.csv, junit.xml, results.json, feedback.html`);
}

/** parseArgs' own complaints about options. */
const isUsage = (error: unknown): boolean =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
