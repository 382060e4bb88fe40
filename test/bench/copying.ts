import type { Scalar, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, memory, recurrent, training } from 'unrolled';
import type { Measured } from './report';

const [B, bits, hidden] = [16, 4, 32];
const sizes = { heads: 1, width: 8 };
const locations = 8;

interface Copying {
  /** [B, 2 L + 1, bits + 1]: L words, a sign that they are over, silence. */
  readonly xs: Tensor3D;
  /** [B, L, bits]: the words once more, while there is silence. */
  readonly words: Tensor3D;
}

/** Words of random bits, to be said again after all of them have been heard. */
function copyTask(random: equations.Random, length: number): Copying {
  return tf.tidy(() => {
    const words = random.tensor([B, length, bits]).greater(0).toFloat() as Tensor3D;
    const heard = words.pad([
      [0, 0],
      [0, length + 1],
      [0, 1],
    ]);
    const over = tf.oneHot(tf.fill([B, 1], length, 'int32'), 2 * length + 1).toFloat();
    const sign = over.reshape([B, 2 * length + 1, 1]).pad([
      [0, 0],
      [0, 0],
      [bits, 0],
    ]);
    return { xs: heard.add<Tensor3D>(sign), words };
  });
}

type Params = memory.DNCParams<recurrent.RNNParams>;
const cell = memory.dnc(recurrent.rnnState);

function said(p: Params, { xs, words }: Copying): Tensor3D {
  const s0 = memory.dncState({
    ...sizes,
    batch: B,
    locations,
    outputs: bits,
    controller: tf.zeros([B, hidden]) as Tensor2D,
  });
  const length = words.shape[1];
  return recurrent.unroll(cell, p, xs, s0).states.slice([0, length + 1, 0], [-1, -1, -1]);
}

/** How many of the bits a DNC repeats wrongly, before and after it learned to copy. */
export async function measureCopying(steps: number): Promise<Measured[]> {
  await tf.setBackend('wasm');
  const params = memory.initDNC({
    ...sizes,
    inputs: bits + 1,
    hidden,
    outputs: bits,
    seed: 1,
    controller: (inputs) => recurrent.initRNN({ inputs, hidden, seed: 2, radius: 0.9 }),
  });
  const unseen = copyTask(new equations.Random(99), 3);
  const wrong = (p: Params) =>
    tf.tidy(
      () => said(p, unseen).greater(0).notEqual(unseen.words.greater(0)).toFloat().mean().dataSync()[0],
    );
  const random = new equations.Random(3);
  const start = performance.now();
  const trained = await training.train({
    params,
    loss: (task: Copying, p): Tensor => tf.losses.sigmoidCrossEntropy(task.words, said(p, task)) as Scalar,
    batches: Array.from({ length: steps }, () => copyTask(random, 1 + random.integer(0, 3))),
    optimizer: tf.train.adam(0.005),
    epochs: 1,
    clip: 10,
  });
  const seconds = (performance.now() - start) / 1000;
  return [
    {
      name: 'DNC copies 3 words of 4 bits: wrong bits before training',
      value: 100 * wrong(params),
      unit: '%',
    },
    {
      name: `the same after ${steps} steps`,
      value: 100 * wrong(trained.params),
      unit: '%',
      must: { atMost: 10 },
    },
    { name: `training step, batch ${B}, wasm`, value: (1000 * seconds) / steps, unit: 'ms' },
  ];
}
