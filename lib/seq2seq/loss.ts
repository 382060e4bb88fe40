import type { Scalar, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed } from '../equations/symbols.js';
import { example } from '../recurrent/layout.js';
import type { State } from '../recurrent/state.js';
import { type ForcedOptions, targetsOf } from './forced.js';
import { forcing, type Schedule } from './forcing.js';
import { type Pairs, type Seq2Seq, type Seq2SeqParams, teach } from './model.js';
import { lengthsOf, maskOf, oneHot } from './tokens.js';

/**
 * log p of each right token: logits [B, T, V], targets int32 [B, T] → [B, T], 0 where the target is padded.
 * Throws `ShapeError`.
 */
export function tokenLogProbs(logits: Tensor3D, targets: Tensor2D): Tensor2D {
  expectShape('logits', logits, ['B', 'T', 'V']);
  expectShape('targets', targets, logits.shape.slice(0, 2));
  return tf.tidy(() => {
    const right = oneHot(targets, logits.shape[2]);
    return tf.logSoftmax(logits).mul(right).sum(2).mul<Tensor2D>(maskOf(targets));
  });
}

/**
 * The loss of a decoder: −log p of the right token, the mean over all N tokens of the batch, padding left out.
 * logits [B, T, V], targets int32 [B, T] (without `<bos>`, with `<eos>`) → scalar. Its exponential is the perplexity.
 * Throws `ShapeError`. Sutskever, Vinyals and Le (2014), whose mean is over sentences.
 */
export const tokenLoss = equation({
  id: 'seq2seq.loss',
  title: { en: 'Loss of an encoder–decoder', ru: 'Потери модели Encoder–Decoder' },
  forms: [
    {
      // y_bt is one-hot, T_b the length of target b, N = Σ_b T_b
      source: 'S2(3), S3 4.4',
      tex: String.raw`L = -\frac{1}{N} \sum_{b=1}^{B} \sum_{t=1}^{T_b} y_{bt}^T \log \hat{p}_{bt}`,
      symbols: (logits: Tensor3D, targets: Tensor2D) => {
        const lengths = lengthsOf(maskOf(targets));
        const [B, , V] = logits.shape;
        const step = (b: number, t: number) => example<Tensor2D>(logits, b - 1).slice([t - 1], [1]);
        return {
          N: lengths.reduce((a, b) => a + b),
          B,
          T_b: indexed('b', (b) => lengths[b - 1]),
          'y_{bt}': indexed(['b', 't'], (b, t) => {
            const token = targets.arraySync()[b - 1][t - 1];
            return Array.from({ length: V }, (_, v) => [v === token ? 1 : 0]);
          }),
          '\\hat{p}_{bt}': indexed(['b', 't'], (b, t) => tf.softmax(step(b, t)).transpose()),
        };
      },
    },
  ],
  sample: (random): [Tensor3D, Tensor2D] => [
    random.tensor([2, 3, 5]),
    tf.tensor2d(
      [
        [random.integer(1, 5), random.integer(1, 5), random.integer(1, 5)],
        [random.integer(1, 5), 2, 0],
      ],
      [2, 3],
      'int32',
    ),
  ],
  code: (logits, targets): Scalar =>
    tf.tidy(() => tokenLogProbs(logits, targets).sum().neg().div<Scalar>(maskOf(targets).sum())),
});

export interface TrainingLossOptions extends Pick<ForcedOptions, 'own' | 'seed'> {
  /** How likely the right token is fed at training step 0, 1, …; always by default. One of `forcing`. */
  readonly schedule?: Schedule;
  /** Whether the dropout between layers is on; its draws differ from step to step. */
  readonly dropout?: boolean;
}

/**
 * The loss that `training.train` wants, for a new run: it counts its calls, one for each training step, for the schedule of
 * teacher forcing and for what is drawn from the seed.
 */
export function trainingLoss<PE, SE extends State, PD, SD extends State, A>(
  model: Seq2Seq<PE, SE, PD, SD, A>,
  { schedule = forcing.always(), seed = 0, own, dropout = false }: TrainingLossOptions = {},
): (batch: Pairs, p: Seq2SeqParams<PE, PD, A>) => Scalar {
  expectInteger('seed', seed, 0);
  let i = 0;
  return (batch, p) => {
    const step = i++;
    const dropoutSeed = dropout ? `${seed}/${step}` : undefined;
    const options = { probability: schedule(step), own, seed: seed + step, dropoutSeed };
    return tf.tidy(() => {
      const { logits } = teach(model, p, batch, options);
      return tokenLoss(logits, targetsOf(batch.target));
    });
  };
}

/** The part of the right tokens that a decoder finds likeliest, padding left out. logits [B, T, V], targets [B, T]. */
export const tokenAccuracy = (logits: Tensor3D, targets: Tensor2D): number =>
  tf.tidy(() => {
    const mask = maskOf(targets);
    const right = tf.equal(tf.argMax(logits, 2), targets).toFloat().mul(mask);
    return right.sum().div(mask.sum()).dataSync()[0];
  });
