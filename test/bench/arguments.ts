import { parseArgs } from 'node:util';
import { type CellName, cells, type Shape, shapes } from './recurrent/shapes';

export const parts = [
  'recurrent',
  'growth',
  'memory',
  'course',
  'copying',
  'page',
  'grading',
  'notebooks',
] as const;
export type Part = (typeof parts)[number];
const backends = ['wasm', 'tensorflow', 'cpu'];

export const help = `npm run bench [-- <options>]

Measures what people wait for, on this machine: prints tables, and what was asked of the numbers. Numbers of one run may
be compared with each other, not with another machine's.
  recurrent   forward and training step of the library's cells and layers, beside tf.layers, ONNX Runtime and PyTorch
  growth      how the time of a training step grows with the length of a sequence and with the number of units
  memory      the most that a training step of the large shape holds
  course      multi-head attention and translation by beam search, as large as in the chapters
  copying     a DNC that learns to copy
  page        bytes before a cell runs, time to the first result; needs Chromium
  grading     a class of 200 submissions of homework 3 in the sandbox; needs bubblewrap
  notebooks   start of the Jupyter kernel, execution of every notebook

  --only <parts>        some of these, with commas between; by default all
  --backends <names>    of ${backends.join(', ')} (tensorflow is there after npm run native)
  --cells <names>       of ${cells.join(', ')}
  --shapes <names>      of ${shapes.map(({ name }) => name).join(', ')}
  --browser             the recurrent part also in headless Chromium, on wasm
  --python <program>    a Python that has torch; by default python3
  --runs <n>            how often each is repeated, medians are printed; by default 7, fewer for what takes seconds
  --json <file>         also write all numbers to this file`;

export interface Arguments {
  readonly parts: readonly Part[];
  readonly backends: readonly string[];
  readonly cells: readonly CellName[];
  readonly shapes: readonly Shape[];
  readonly browser: boolean;
  readonly python: string;
  readonly runs: number;
  readonly json?: string;
}

/** What the command line asks for; undefined if it asks for help. Throws `TypeError` for what is none of the options. */
export function readArguments(args: readonly string[]): Arguments | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      only: text,
      backends: text,
      cells: text,
      shapes: text,
      browser: { type: 'boolean', default: false },
      python: { type: 'string', default: 'python3' },
      runs: { type: 'string', default: '7' },
      json: text,
    },
  });
  if (values.help) return undefined;
  const runs = Number(values.runs);
  if (!(Number.isInteger(runs) && runs > 0))
    throw new TypeError(`--runs: expected an integer above 0, received ${values.runs}`);
  return {
    parts: chosen('only', values.only, parts),
    backends: chosen('backends', values.backends, backends),
    cells: chosen('cells', values.cells, cells),
    shapes: chosen(
      'shapes',
      values.shapes,
      shapes.map(({ name }) => name),
    ).map((name) => shapes.find((shape) => shape.name === name)!),
    browser: values.browser,
    python: values.python,
    runs,
    json: values.json,
  };
}

function chosen<T extends string>(
  option: string,
  value: string | undefined,
  all: readonly T[],
): readonly T[] {
  if (value === undefined) return all;
  const names = value.split(',');
  const unknown = names.find((name) => !all.some((one) => one === name));
  if (unknown !== undefined)
    throw new TypeError(`--${option}: expected some of ${all.join(', ')}, received ${unknown}`);
  return all.filter((name) => names.includes(name));
}
