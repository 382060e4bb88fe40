import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectPositive } from '../check.js';
import { equation } from '../equations/equation.js';
import type { Random } from '../equations/random.js';
import { written } from '../equations/symbols.js';
import { ShapeError, ValueError } from '../errors.js';
import { descending, largestIndices, normalized } from './distribution.js';
import type { LengthPenalty } from './length.js';
import { sampleLogits, withoutGradient } from './notation.js';
import { type Path, type Strategy, search } from './search.js';
import type { Decoded, DecodingOptions, Step } from './types.js';

/** A continuation of one of several hypotheses. */
export interface Continuation {
  /** Which hypothesis, from 0. */
  readonly from: number;
  readonly token: number;
  /** Of the token alone, and of the hypothesis with it. */
  readonly logProb: number;
  readonly total: number;
}

/**
 * One step of a beam search: the `each` best continuations of every hypothesis, the best of all first. The k best of
 * all are the first k if `each` ≥ k. Equal ones come in the order of their hypotheses, then of their tokens; what has no
 * probability is left out. totals [n] and logProbs [n][V], one row for each hypothesis. S4: with 4 hypotheses and
 * `each` = 4 there are 16, of which 4 are kept. Throws `ShapeError`, `ValueError`.
 */
export const beamStep = equation({
  id: 'decode.beam',
  title: { en: 'A step of beam search', ru: 'Шаг лучевого поиска' },
  forms: [
    {
      // ℓ is the column of the hypotheses' log-probabilities, P has a row for each; top_k takes the k largest numbers
      source: 'S3 6.2, S4',
      tex: String.raw`\ell' = \mathrm{top}_k(\ell \mathbf{1}^T + \log P)`,
      symbols: (totals: readonly number[], logProbs: readonly (readonly number[])[], each: number) => ({
        '\\ell': totals.map((total) => [total]),
        '\\mathbf{1}': logProbs[0].map(() => [1]),
        P: logProbs.map((row) => row.map(Math.exp)),
        '\\mathrm{top}_k': written((x: Tensor) => tf.topk(x.flatten(), each).values),
      }),
      value: (best: readonly Continuation[], _totals, _logProbs, each) =>
        best.slice(0, each).map(({ total }) => total),
    },
  ],
  sample: (random: Random): [readonly number[], readonly (readonly number[])[], number] => [
    [-1, -1.5, -2.5].map((total) => total * (1 + random.uniform())),
    [1, 2, 3].map(() => normalized(sampleLogits(random))),
    4,
  ],
  code: (totals, logProbs, each): Continuation[] => {
    expectInteger('each', each, 1);
    if (logProbs.length !== totals.length)
      throw new ShapeError('logProbs', `${totals.length} rows`, `${logProbs.length} rows`);
    return logProbs
      .flatMap((row, from) =>
        largestIndices(row, each).map((token) => {
          const logProb = row[token];
          return { from, token, logProb, total: totals[from] + logProb };
        }),
      )
      .filter(({ logProb }) => logProb > -Infinity)
      .sort((a, b) => descending(a.total, b.total));
  },
  withoutGradient,
});

export interface BeamOptions<S> extends DecodingOptions<S> {
  /** How many hypotheses are kept: k. */
  readonly beam: number;
  /**
   * What becomes of hypotheses that came to an end token. They `compete` with the others for the k places (the default,
   * the lecture's rule: with one place it is greedy decoding, with V^T places exhaustive). Or they are set `aside` if
   * they were among the k best when they ended, k others go on, and the search is over when k stand aside (as in the
   * library transformers with `early_stopping`).
   */
  readonly ended?: 'compete' | 'aside';
  /** `byLength(α)`, `gnmt(α)`: ranks the hypotheses at the end, not on the way. Without it the sum of logarithms does. */
  readonly penalty?: LengthPenalty;
}

const best = (paths: readonly Path[], k: number, of: (path: Path) => number): Path[] =>
  [...paths].sort((a, b) => descending(of(a), of(b))).slice(0, k);

/**
 * Beam search: keeps the k hypotheses with the largest summed log-probabilities, until all of them came to an end token
 * or the largest length, S3 6.2, S4. Hypotheses are returned the best first, never one twice. Reddy, "The Harpy speech
 * recognition system" (1976); Sutskever, Vinyals and Le, "Sequence to sequence learning …" (2014).
 *
 * Ties: among continuations, that of the better hypothesis, then the lower token; an ended hypothesis goes before a
 * continuation; at the end, what stood higher in the beam. Continuations without probability are never kept, so that
 * there may be fewer than k. Throws `ValueError`, `ShapeError`, `Stopped`.
 */
export async function beamSearch<S>(step: Step<S>, state: S, options: BeamOptions<S>): Promise<Decoded[]> {
  const { beam: k, ended = 'compete', penalty = () => 1 } = options;
  expectInteger('beam', k, 1);
  const keep = places[ended];
  if (!keep) throw new ValueError('ended', `one of ${Object.keys(places).join(', ')}`, String(ended));
  const score = ({ logProb, tokens: { length } }: Path) => {
    const divisor = penalty(length);
    expectPositive(`penalty(${length})`, divisor);
    return logProb / divisor;
  };
  const strategy: Strategy = (paths, logProbsOf, rules) => {
    const open = paths.filter((path) => !path.complete);
    const done = paths.filter((path) => path.complete);
    const continuations = beamStep(
      open.map(({ logProb }) => logProb),
      open.map((path) => rules.allowed(path, logProbsOf(path))),
      // whatever ends, k others are left to go on
      ended === 'compete' ? k : k + rules.ends.length,
    );
    const next = continuations.map(({ from, token, logProb }) => rules.continued(open[from], token, logProb));
    return keep(k, done, next, score);
  };
  return search(step, state, options, strategy, score);
}

/** Who gets the k places: complete hypotheses, continuations with the best first → those that are kept. */
const places: Record<
  'compete' | 'aside',
  (k: number, done: readonly Path[], next: readonly Path[], score: (path: Path) => number) => readonly Path[]
> = {
  compete: (k, done, next) => best([...done, ...next], k, ({ logProb }) => logProb),
  aside: (k, done, next, score) => {
    const aside = best([...done, ...next.slice(0, k).filter(({ complete }) => complete)], k, score);
    return aside.length === k ? aside : [...aside, ...next.filter(({ complete }) => !complete).slice(0, k)];
  },
};
