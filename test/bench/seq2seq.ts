import { memoryUsage } from 'node:process';
import * as tf from '@tensorflow/tfjs';
import { equations, recurrent, seq2seq, training } from 'unrolled';

/**
 * The translator that S4 describes: LSTMs of four layers as encoder and as decoder, hidden size and embeddings of 1000, the
 * source reversed. Trains a few steps on random sentences, writes one, and prints time and memory:
 *
 *     npx tsx test/bench/seq2seq.ts
 */
const [layersEach, units, words, sentences, length, steps] = [4, 1000, 1000, 4, 8, 2];

// wasm has 4 GB at most, and the tape keeps a gradient of every matrix for every word
await tf.setBackend('cpu');
const random = new equations.Random(1);
let peak = 0;
const timer = setInterval(() => {
  peak = Math.max(peak, memoryUsage.rss());
}, 50);
const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(2)} GB`;

let since = performance.now();
function report(what: string): void {
  const now = performance.now();
  peak = Math.max(peak, memoryUsage.rss());
  const seconds = ((now - since) / 1000).toFixed(1);
  console.log(
    `${what}: ${seconds} s, tensors ${gigabytes(tf.memory().numBytes)}, peak of the process ${gigabytes(peak)}`,
  );
  since = now;
}

const stack = () => recurrent.layers(recurrent.lstm, { depth: layersEach });
const model = seq2seq.seq2seq({ encoder: stack(), decoder: stack(), reversed: true });
const p = seq2seq.initSeq2Seq({
  init: recurrent.initLSTM,
  source: words,
  target: words,
  embedding: units,
  hidden: units,
  depth: layersEach,
  seed: 1,
});
report(`${layersEach} layers of ${units} units, ${words} words`);

const sentence = () => Array.from({ length }, () => random.integer(4, words));
const rows = Array.from({ length: sentences }, sentence);
const pairs = {
  source: tf.tensor2d(rows, undefined, 'int32'),
  target: tf.tensor2d(
    rows.map((row) => [seq2seq.BOS, ...row, seq2seq.EOS]),
    undefined,
    'int32',
  ),
};
const { losses, params } = await training.train({
  params: p,
  batches: [pairs],
  loss: seq2seq.trainingLoss(model),
  optimizer: tf.train.adam(0.001),
  epochs: steps,
  clip: 5,
  onProgress: ({ epoch }) => report(`training step ${epoch}, ${sentences} sentences of ${length} words`),
});
console.log(`loss ${losses.map((loss) => loss.toFixed(4)).join(' → ')}`);

since = performance.now();
await seq2seq.translate(model, params, pairs.source.slice([0], [1]), { maxLength: length });
report(`writing ${length} words`);
clearInterval(timer);
