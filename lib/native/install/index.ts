import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensurePython } from '../../../notebooks/python.js';
import { isRefusal } from '../../../notebooks/refused.js';
import { ROOT } from '../../../site/book';
import { buildLibrary } from '../../../site/tools/run';
import { CannotBuild, installNative } from './steps.js';

const help = `npm run native

Makes TensorFlow's own CPU code available in Node as the backend "tensorflow" of TensorFlow.js; the library then prefers
it to wasm. First as tfjs-node does it, by a download; where the host of that does not answer within 5 seconds, its addon
is compiled against the wheel tensorflow-cpu from PyPI (Linux on x64; needs Python 3.10 or newer and a C++ compiler).
Where there is a compiler (on Linux), it also compiles matrix products for the library's own recurrent kernels, which then
use all cores: an LSTM trains about twice as fast.
Takes a minute, and no time when it is there already. Nothing outside of the repository changes.
  UNROLLED_BACKEND=wasm   in the environment: prefer wasm all the same
To undo it, delete lib/native/install/node_modules and .venv/tensorflow.`;

const folder = fileURLToPath(new URL('.', import.meta.url)).replace(/[\\/]$/, '');

const proof = `
  import * as tf from '@tensorflow/tfjs';
  import { equations, kernels, recurrent } from 'unrolled';
  await tf.setBackend('tensorflow');
  const [sum] = tf.ones([1, 7]).matMul(tf.ones([7, 1])).dataSync();
  const xs = new equations.Random(1).tensor([5, 3, 7]);
  const p = recurrent.initLSTM({ inputs: 7, hidden: 21, seed: 1 });
  const byKernels = [true, false].map((use) => {
    kernels.useKernels(use);
    return recurrent.forwards(recurrent.lstm).run(p, xs).states;
  });
  const [apart] = tf.sub(...byKernels).abs().max().dataSync();
  if (tf.getBackend() !== 'tensorflow' || sum !== 7 || !(apart < 1e-5)) process.exit(1);`;

function prove(): void {
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', proof], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the backend tensorflow was built but does not compute');
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) {
    console.log(help);
    return;
  }
  // what is tried at the end is the library as cells import it
  await buildLibrary();
  const how = await installNative({
    folder,
    library: join(ROOT, '.venv', 'tensorflow'),
    python: ensurePython,
    host: 'https://storage.googleapis.com/tensorflow/',
    patience: 5000,
    prove,
    log: console.log,
  });
  console.log(`The backend tensorflow ${how === 'was there' ? 'was there already' : `has been ${how}`}.`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof CannotBuild || isRefusal(error) ? error.message : error);
  process.exitCode = 1;
}
