import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { Random } from '../equations/random.js';
import { ValueError } from '../errors.js';
import type { Written } from './decoder.js';
import { maskOf } from './tokens.js';

/** A step of a decoder with its parameters at hand. */
export type WritingStep<S> = (tokens: Tensor1D, state: S, seed?: string) => Written<S>;

export interface ForcedOptions {
  /** How likely the right token is fed; 1, always, by default. Drawn anew for each token of each sequence. */
  readonly probability?: number;
  /** What is fed instead: the decoder's `likeliest` token (the default), or one `drawn` from its distribution. */
  readonly own?: 'likeliest' | 'drawn';
  /** For all that is drawn here. */
  readonly seed?: number;
  /** For the dropout between layers, see `Layer.run`; without it nothing is dropped. */
  readonly dropoutSeed?: number | string;
}

// a type and no interface, so that tf.tidy and tf.dispose accept it as it is
export type Forced = {
  /** Of y_1 … y_T, [B, T, V]. */
  readonly logits: Tensor3D;
  /** [B, T, S]: where the decoder looked at each step; zeros behind the end of a target. */
  readonly weights?: Tensor3D;
};

/**
 * A decoder led along a target: at each step it is fed the right token, however wrong it was itself (teacher forcing),
 * or, with a smaller `probability`, sometimes its own (scheduled sampling). target int32 [B, T + 1], from `<bos>` to
 * `<eos>`. No gradient flows through the choice of a token. Throws `ShapeError`, `ValueError`.
 * Williams and Zipser (1989), Bengio et al. (2015).
 */
export function forced<S>(
  step: WritingStep<S>,
  state: S,
  target: Tensor2D,
  { probability = 1, own = 'likeliest', seed = 0, dropoutSeed }: ForcedOptions = {},
): Forced {
  expectShape('target', target, ['B', 'T + 1']);
  if (target.shape[1] < 2)
    throw new ValueError('target', 'at least <bos> and a token', `${target.shape[1]} token`);
  if (!(probability >= 0 && probability <= 1))
    throw new ValueError('probability', 'a number from 0 to 1', String(probability));
  const choose = choices[own];
  if (!choose) throw new ValueError('own', `one of ${Object.keys(choices).join(', ')}`, String(own));
  const random = new Random(seed);
  const columns = transposed(target.arraySync());
  return tf.tidy(() => {
    const logits: Tensor2D[] = [];
    const weights: Tensor2D[] = [];
    let s = state;
    for (const [t, right] of columns.slice(0, -1).entries()) {
      const theirs = t > 0 && probability < 1 ? choose(logits[t - 1], random) : right;
      const fed = right.map((token, b) => (t === 0 || random.uniform() < probability ? token : theirs[b]));
      const written = step(
        tf.tensor1d(fed, 'int32'),
        s,
        dropoutSeed === undefined ? undefined : `${dropoutSeed}/${t}`,
      );
      logits.push(written.logits);
      if (written.weights) weights.push(written.weights);
      s = written.state;
    }
    if (weights.length === 0) return { logits: tf.stack(logits, 1) as Tensor3D };
    const alive = maskOf(targetsOf(target)).expandDims<Tensor3D>(2);
    return { logits: tf.stack(logits, 1) as Tensor3D, weights: tf.stack(weights, 1).mul<Tensor3D>(alive) };
  });
}

/** What is to be written: a target without its `<bos>`. [B, T + 1] → [B, T]. */
export const targetsOf = (target: Tensor2D): Tensor2D => target.slice([0, 1]);

// chosen from plain numbers: the tape sees no way from the logits to the token
const choices: Record<NonNullable<ForcedOptions['own']>, (logits: Tensor2D, random: Random) => number[]> = {
  likeliest: (logits) => Array.from(tf.tidy(() => tf.argMax(logits, 1).dataSync())),
  drawn: (logits, random) =>
    tf
      .tidy(() => tf.softmax(logits).arraySync())
      .map((probabilities) => {
        let rest = random.uniform();
        const token = probabilities.findIndex((probability) => (rest -= probability) < 0);
        return token < 0 ? probabilities.length - 1 : token; // what rounding left
      }),
};

const transposed = (rows: readonly (readonly number[])[]): number[][] =>
  rows[0].map((_, t) => rows.map((row) => row[t]));
