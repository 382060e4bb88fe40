import { randomInt } from 'node:crypto';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { BOOK } from '../feedback.js';
import { HOMEWORKS } from '../homework/index.js';
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
  --book <url>           where the course is published, for links; by default ${BOOK}
  --trust-submissions    without a sandbox: for your own code only`;

/** The command cannot be carried out as it was given. */
class Refused extends Error {}

interface Options extends ReportOptions {
  readonly path: string;
  readonly homework: number | undefined;
  readonly out: string | undefined;
  readonly jobs: number | undefined;
  readonly trust: boolean;
}

function readOptions(args: string[]): Options | undefined {
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
      book: { ...text, default: BOOK },
    },
  });
  if (values.help) return undefined;
  const [path, ...others] = positionals;
  if (path === undefined || others.length) throw new Refused(`one notebook or folder is needed\n\n${HELP}`);
  const homework = integer('--homework', values.homework, 0);
  if (homework !== undefined && !HOMEWORKS.some(({ number }) => number === homework))
    throw new Refused(
      `--homework: one of ${HOMEWORKS.map(({ number }) => number).join(', ')}, not ${homework}`,
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
    book: values.book.replace(/\/$/, ''),
  };
}

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

function progress(lang: Lang): (graded: Graded, done: number, of: number) => void {
  return (graded, done, of) => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r\x1b[K${bar(done, of, graded.name)}${done === of ? '\n' : ''}`);
    else
      console.error(
        `${done}/${of} ${basename(graded.name)} ${graded.seconds.toFixed(1)} ${lang === 'ru' ? 'с' : 's'}`,
      );
  };
}

async function grade(args: string[]): Promise<void> {
  const options = readOptions(args);
  if (!options) {
    console.log(HELP);
    return;
  }
  const found = await findSubmissions(options.path).catch((error: Error) => {
    throw new Refused(error.message);
  });
  if (!found.length) throw new Refused(`there is no notebook in ${options.path}`);
  const graded = await gradeAll(found, {
    ...options,
    homeworks: HOMEWORKS,
    progress: progress(options.lang),
  });
  const reports = graded.map((one) => report(one, options));
  console.log(`\n${table(reports, options.lang)}\n`);
  if (reports.length === 1) console.log(`${details(reports[0]!)}\n`);
  console.log(`seed ${options.seed}`);
  if (options.out) {
    await writeReports(graded, options, options.out);
    console.log(`${options.out}: grades.csv, junit.xml, results.json, feedback.html`);
  }
}

try {
  await grade(process.argv.slice(2));
} catch (error) {
  const said = error instanceof Refused || error instanceof SandboxMissing || isUsage(error);
  if (!said) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}

/** parseArgs' own complaints about options. */
function isUsage(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
