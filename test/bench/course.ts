import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { attention, equations, recurrent, seq2seq } from 'unrolled';
import { race } from './race';
import { contender } from './recurrent/tensors';
import type { Measured } from './report';

const [batch, elements, features, heads] = [16, 32, 64, 4];
const dates = { batch: 8, hidden: 64, words: 40, length: 20, longest: 12, beam: 4 };

/** Multi-head attention and translation, on each backend. */
export async function measureCourse(backends: readonly string[], runs: number): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const backend of backends) {
    await tf.setBackend(backend);
    for (const [name, { median }] of await race([...multiHead(), translation()], { runs }))
      measured.push({ name: `${name}, ${backend}`, value: median, unit: 'ms' });
  }
  return measured;
}

function multiHead() {
  const p = attention.initMultiHead({ features, seed: 1 });
  const x: Tensor3D = new equations.Random(2).tensor([batch, elements, features]);
  const names = Object.keys(p);
  const run = (params: attention.MultiHeadParams) => attention.multiHead(params, x, x, { heads });
  const loss = (...values: tf.Tensor[]) =>
    run(Object.fromEntries(names.map((name, i) => [name, values[i]])) as attention.MultiHeadParams)
      .square()
      .sum();
  const title = `multi-head attention, ${heads} heads, ${batch} × ${elements} × ${features}`;
  return [
    contender(`${title}, forward`, () => [run(p)]),
    contender(`${title}, step`, () => tf.grads(loss)(Object.values(p))),
  ];
}

function translation() {
  const { hidden, words, length, longest, beam } = dates;
  const look = seq2seq.luong(attention.dotScore, { inputFeeding: true });
  const stack = recurrent.layers(recurrent.gru);
  const model = seq2seq.seq2seq({ encoder: stack, decoder: stack, attention: look });
  const sizes = { source: words, target: words, embedding: 16, hidden };
  const p = seq2seq.initSeq2Seq({ ...sizes, init: recurrent.initGRU, attention: look, seed: 1 });
  const random = new equations.Random(3);
  const source = tf.tensor2d(
    Array.from({ length: dates.batch }, () => Array.from({ length }, () => random.integer(4, words))),
    undefined,
    'int32',
  ) as Tensor2D;
  return {
    name: `translation, ${dates.batch} × ${length} tokens to at most ${longest}, beam of ${beam}, GRU of ${hidden} with attention`,
    async once() {
      const start = performance.now();
      await seq2seq.translate(model, p, source, { maxLength: longest, beam });
      return performance.now() - start;
    },
  };
}
