import type { Tensor2D } from '@tensorflow/tfjs';
import { expectInteger, expectPositive } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { Random } from '../../equations/random.js';
import { Stopped, ValueError } from '../../errors.js';
import { precise } from '../../float64/precise.js';
import { breathe } from '../../lab/host.js';
import { live } from '../../lab/live.js';
import type { Words } from '../words.js';
import type { Word2VecParams } from './loss.js';
import { noiseOf, type PairOptions, pairsOf } from './pairs.js';

const inner = (u: ArrayLike<number>, v: ArrayLike<number>): number => {
  let sum = 0;
  for (let j = 0; j < u.length; j++) sum += u[j] * v[j];
  return sum;
};

/**
 * Error of one pair in negative sampling: by it times v the loss changes with u, and by it times u with v. u, v of d
 * numbers; t = 1 if both stood near each other, 0 if u was drawn at random. Mikolov et al. (2013).
 */
export const pairError = equation({
  id: 'embed.pair-error',
  title: { en: 'Error of a pair', ru: 'Ошибка пары слов' },
  forms: [
    {
      source: 'derived from embed.negative-sampling',
      tex: String.raw`\delta = \sigma(u^T v) - t`,
      symbols: (u: ArrayLike<number>, v: ArrayLike<number>, t: number) => ({
        u: Array.from(u, (value) => [value]),
        v: Array.from(v, (value) => [value]),
        t,
      }),
    },
  ],
  sample: (random): [ArrayLike<number>, ArrayLike<number>, number] => [
    [random.normal(), random.normal(), random.normal()],
    [random.normal(), random.normal(), random.normal()],
    1,
  ],
  withoutGradient: {
    en: 'plain numbers: no tensor, no tape; a test compares the step with the tape',
    ru: 'обычные числа без ленты; шаг сравнивает с лентой отдельный тест',
  },
  code: (u, v, t) => 1 / (1 + Math.exp(-inner(u, v))) - t,
});

export interface Word2VecOptions extends PairOptions {
  /** d. */
  readonly size: number;
  /** K, words drawn at random for each pair. */
  readonly negatives: number;
  readonly epochs: number;
  /** Of the first step; it falls to nothing at the end. */
  readonly learningRate: number;
  readonly seed: number;
  /** Told now and then: the part that is done, and the mean loss of a pair since the last time. */
  readonly onProgress?: (done: number, loss: number) => void;
}

export interface Word2VecResult {
  /** Yours to dispose. */
  readonly params: Word2VecParams;
  /** Mean loss of a pair, for each epoch. */
  readonly losses: number[];
  /** The reader stopped it early. */
  readonly stopped: boolean;
}

/** Two matrices as rows of plain numbers, small and random as a beginning. */
interface Rows {
  readonly W: Float64Array[];
  readonly U: Float64Array[];
}

/**
 * Lowers the loss of one pair and its noise: what negative sampling wants for u_0 (the context) and u_1 … u_K (the noise),
 * all with the same v. Gives the loss before.
 */
export function step(v: Float64Array, us: readonly Float64Array[], rate: number): number {
  const dv = new Float64Array(v.length);
  let loss = 0;
  for (const [k, u] of us.entries()) {
    const error = pairError.code(u, v, k === 0 ? 1 : 0);
    loss -= Math.log(Math.max(1e-300, 1 - Math.abs(error)));
    for (let j = 0; j < v.length; j++) {
      dv[j] += error * u[j];
      u[j] -= rate * error * v[j];
    }
  }
  for (let j = 0; j < v.length; j++) v[j] -= rate * dv[j];
  return loss;
}

/** After so many pairs the reader sees how far it is, and may stop it. */
const pairsPerBreath = 4096;

/**
 * Learns embeddings by skip-gram with negative sampling from texts, lists of words; words that are not in `words` are
 * passed over. One pair after another by its own gradient, as the authors did it: a tape over V × d numbers for every
 * batch would be a hundred times slower. Shows its progress and can be stopped; the same seed gives the same result.
 * Throws `ValueError`. Mikolov et al., "Distributed representations of words and phrases and their compositionality"
 * (2013).
 */
export async function word2vec(
  texts: readonly (readonly string[])[],
  words: Words,
  options: Word2VecOptions,
): Promise<Word2VecResult> {
  const { size, negatives, epochs, learningRate, seed, onProgress } = options;
  expectInteger('size', size, 1);
  expectInteger('negatives', negatives, 1);
  expectInteger('epochs', epochs, 1);
  expectPositive('learningRate', learningRate);
  const tokens = texts.map((text) => text.flatMap((word) => (words.has(word) ? [words.indexOf(word)] : [])));
  if (!tokens.some((text) => text.length > 1))
    throw new ValueError('texts', 'a text with at least two known words', 'none');
  const random = new Random(seed);
  const row = () => Float64Array.from({ length: size }, () => (random.uniform() - 0.5) / size);
  const rows: Rows = { W: words.words.map(row), U: words.words.map(() => new Float64Array(size)) };
  const draw = noiseOf(words.counts, random);
  const losses: number[] = [];
  const panel = live('word2vec');
  let stopped = false;
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const { centres, contexts } = allPairs(tokens, words.counts, options, random);
      let [total, since] = [0, 0];
      try {
        for (let i = 0; i < centres.length; i++) {
          const done = (epoch + i / centres.length) / epochs;
          const us = [rows.U[contexts[i]]];
          for (let k = 0; k < negatives; k++) us.push(rows.U[draw()]);
          const loss = step(rows.W[centres[i]], us, learningRate * Math.max(1e-4, 1 - done));
          total += loss;
          since += loss;
          if ((i + 1) % pairsPerBreath !== 0) continue;
          panel.update({
            step: Math.round(1000 * done),
            total: 1000,
            values: { loss: since / pairsPerBreath },
          });
          onProgress?.(done, since / pairsPerBreath);
          since = 0;
          await breathe();
        }
      } finally {
        losses.push(total / Math.max(1, centres.length));
      }
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped = true;
  } finally {
    panel.end();
  }
  const matrix = (list: readonly Float64Array[]) =>
    precise(
      list.flatMap((values) => Array.from(values)),
      [list.length, size],
    ) as Tensor2D;
  return { params: { W: matrix(rows.W), U: matrix(rows.U) }, losses, stopped };
}

/** Every epoch draws its pairs anew, and goes through them in another order. */
function allPairs(
  texts: readonly (readonly number[])[],
  counts: readonly number[],
  options: PairOptions,
  random: Random,
): { readonly centres: Int32Array; readonly contexts: Int32Array } {
  const parts = texts.map((text) => pairsOf(text, counts, options, random));
  const centres = parts.flatMap((part) => part.centres);
  const contexts = parts.flatMap((part) => part.contexts);
  const order = random.shuffled([...centres.keys()]);
  return {
    centres: Int32Array.from(order, (i) => centres[i]),
    contexts: Int32Array.from(order, (i) => contexts[i]),
  };
}
