import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as unrolled from '../../lib/index.js';
import { ROOT } from '../book';

/** The chapters of the library, in the order of the course; a namespace that is missing here fails the build. */
const chapters: Record<string, string> = {
  sequences: 'the type of sequences, one-hot vectors, tf–idf, word2vec',
  classical: 'Fourier and wavelet transforms, ARIMA, hidden Markov models, Kalman filter',
  hopfield: 'associative memory, classical and modern',
  recurrent: 'RNN, LSTM, GRU and their relatives; backpropagation through time; layers of any cell',
  seq2seq: 'encoder and decoder, teacher forcing, attention while decoding, captions',
  attention: 'scores, weights, contexts; self- and multi-head attention, the Transformer',
  memory: 'the Differentiable Neural Computer',
  decoding: 'greedy, sampling, top-k, top-p, beam search',
  kernels: 'whole sequences forwards and backwards in WebAssembly, used by `recurrent` on its own',
  training: 'a training loop that shows its progress, can be stopped and notices NaN',
  weights: 'weights from and to PyTorch, Keras and ONNX; saving and loading',
  data: 'data sets that travel with the library, and readers for your own',
  homework: 'checks of the homeworks for the one who solves them',
  equations: 'written equations, their evaluator, and the checks',
  float64: 'a TensorFlow.js backend that computes in 64-bit',
  lab: 'tables, plots and progress, in Jupyter and on the page',
};

interface Source {
  readonly file: string;
  readonly text: string;
}

function sources(folder: string, pattern: RegExp): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file) && !/(^|[\\/])(dist|node_modules)[\\/]/.test(file))
    .sort()
    .map((name) => {
      const file = join(folder, name).replaceAll('\\', '/');
      return { file, text: readFileSync(join(ROOT, file), 'utf8') };
    });
}

const word = (name: string) => new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`);

/** Whether a test calls a function; one that says `links` need not mean `memory.links`. */
const isUsed = (chapter: string, name: string, { file, text }: Source): boolean =>
  word(name).test(text) &&
  (file.startsWith(`test/${chapter}/`) ||
    text.includes(`lib/${chapter}/`) ||
    text.includes(`${chapter}.${name}`) ||
    text.includes(`} = ${chapter};`));

/** Every namespace's exports: what is found under which name. */
function* exported(): Generator<{ chapter: string; name: string; value: unknown }> {
  for (const [chapter, space] of Object.entries(unrolled))
    if (typeof space === 'object')
      for (const [name, value] of Object.entries(space)) yield { chapter, name, value };
}

/** What made the vectors that a test reads: the first words under "made by". */
function referencesOf(tests: readonly Source[]): string[] {
  const files = tests.flatMap(({ text }) =>
    [...text.matchAll(/reference\/([\w-]+)\.json/g)].map(([, name]) => name),
  );
  return [...new Set(files)].map((name) => {
    const { 'made by': by } = JSON.parse(
      readFileSync(join(ROOT, 'test', 'reference', `${name}.json`), 'utf8'),
    );
    return `[${by}](../test/reference/${name}.py)`;
  });
}

const link = ({ file }: Source) => `[${basename(file)}](../${file})`;

/** One row: equation, function, lecture, tests, reference. Throws if an equation is not exported. */
function rows(): string[] {
  const code = sources('lib', /\.ts$/);
  // those of the checks themselves use equations as examples
  const tests = sources('test', /\.test\.ts$/).filter(({ file }) => !file.startsWith('test/equations/'));
  const places = new Map([...exported()].map((place) => [place.value, place]));
  return unrolled.equations.allEquations().map((eq) => {
    const place = places.get(eq);
    if (!place) throw new Error(`${eq.id} is registered, but no namespace exports it`);
    const { chapter, name } = place;
    const home = code.find(({ text }) => new RegExp(`export const ${name}[ :]`).test(text));
    const own = tests.filter((test) => isUsed(chapter, name, test));
    const lectures = [...new Set(eq.forms.map(({ source }) => source))].join(', ');
    const where = home ? `[\`${chapter}.${name}\`](../${home.file})` : `\`${chapter}.${name}\``;
    const by = [...own.map(link), `[registry](../test/equations/registry.test.ts)`].join(', ');
    return `| ${eq.id} | ${where} | ${lectures} | ${by} | ${referencesOf(own).join('; ')} |`;
  });
}

/** The text of lib/README.md, from the library and its tests as they are. */
export function readme(): string {
  const spaces = Object.keys(unrolled).filter(
    (name) => typeof unrolled[name as keyof typeof unrolled] === 'object',
  );
  const unknown = spaces.filter((name) => !(name in chapters));
  if (unknown.length > 0) throw new Error(`site/api/readme.ts says nothing of ${unknown.join(', ')}`);
  const list = Object.entries(chapters).filter(([name]) => spaces.includes(name));
  return `<!-- Written by npm run docs. -->

# unrolled

Every formula of the course, as a function that knows how it is written. One entry point, a namespace for each chapter:

\`\`\`ts
import * as tf from '@tensorflow/tfjs';
import { equations, recurrent } from 'unrolled';

await tf.ready();
const p = recurrent.initRNN({ inputs: 3, hidden: 4, seed: 1 });
recurrent.rnnState(p, tf.ones([2, 3]), tf.zeros([2, 4])).print(); // h_1 of two sequences
equations.checkEquation(recurrent.rnnState).ok; // the written formula and the gradient, in 64-bit
\`\`\`

| namespace | holds |
| --- | --- |
${list.map(([name, holds]) => `| [\`${name}\`](${name}/index.ts) | ${holds} |`).join('\n')}

Tensors are batch first and rows: x [B, I], h [B, H], sequences [B, T, I]. Parameters are plain objects of tensors, cells
pure functions, randomness comes from a seed. What is called wrongly throws a \`ShapeError\` or a \`ValueError\` that names
the argument, what was expected and what came, before any work. Runs in Node, in a browser's worker and in Jupyter.

## Equations

Each is checked, in \`npm test\` and by a button on its page: the written TeX, evaluated, against the code (1e-10); the
tape's gradient against central differences in 64-bit (1e-7); the cpu and wasm backends against 64-bit (1e-6); no tensor
left behind. The tests named here do more, and the last column says what made the numbers that they compare with.

| equation | function | lecture | tests | reference |
| --- | --- | --- | --- | --- |
${rows().join('\n')}
`;
}
