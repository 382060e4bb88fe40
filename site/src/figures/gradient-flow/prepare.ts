import type { Scalar, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, recurrent, training } from 'unrolled';
import { hidden, type Input, initial as settings, type Trained } from './compute';

const length = 10;
const steps = 800;

interface Batch {
  readonly xs: Tensor3D;
  readonly ys: Tensor2D;
}

/** Sequences whose first element is 1 or −1 and the rest noise; the answer at the end is the first element. */
function recall(count: number, seed: number): Batch {
  const random = new equations.Random(seed);
  const signs = Array.from({ length: count }, () => (random.uniform() < 0.5 ? -1 : 1));
  const values = signs.map((sign) => Array.from({ length }, (_, t) => [t === 0 ? sign : random.normal()]));
  return { xs: tf.tensor3d(values), ys: tf.tensor2d(signs.map((sign) => [sign])) };
}

interface Params {
  readonly rnn: recurrent.RNNParams;
  readonly out: recurrent.OutputParams;
}

const loss = ({ xs, ys }: Batch, { rnn, out }: Params): Scalar =>
  tf.tidy(() => {
    const h0 = tf.zeros<tf.Rank.R2>([xs.shape[0], hidden]);
    const answers = recurrent.manyToOne({ cell: recurrent.rnnState, p: rnn, out }, xs, h0);
    return recurrent.squaredError(answers, ys).mean() as Scalar;
  });

/** Trains a small tanh network to remember the first of ten numbers, the same on every machine up to rounding. */
export async function train(): Promise<Trained> {
  const params: Params = {
    rnn: recurrent.initRNN({ inputs: 1, hidden, seed: 1, radius: 0.9 }),
    out: recurrent.initOutput({ hidden, outputs: 1, seed: 2 }),
  };
  const unseen = recall(256, 9999);
  const batches = Array.from({ length: steps }, (_, i) => recall(32, i + 1));
  const before = loss(unseen, params).dataSync()[0];
  const optimizer = tf.train.adam(0.002);
  const history = await training.train({ params, loss, batches, optimizer, epochs: 1, clip: 1 });
  const { rnn } = history.params;
  const rounded = <T>(t: Tensor): T =>
    JSON.parse(JSON.stringify(t.arraySync(), (_, v) => (typeof v === 'number' ? Number(v.toFixed(4)) : v)));
  const trained: Trained = {
    Wh: rounded(rnn.Wh),
    Wx: rounded(rnn.Wx),
    bh: rounded(rnn.bh),
    radius: Number(recurrent.spectralRadius(rnn.Wh).toFixed(4)),
    length,
    steps,
    before,
    after: loss(unseen, history.params).dataSync()[0],
  };
  tf.dispose([unseen, batches, params, history.params] as unknown as Tensor[]);
  return trained;
}

let trained: Promise<Trained> | undefined;

/** The figure's first input. Runs only when the site is built, and trains once. */
export async function initial(): Promise<Input> {
  trained ??= train();
  return { ...settings, trained: await trained };
}
