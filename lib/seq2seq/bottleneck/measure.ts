import * as tf from '@tensorflow/tfjs';
import { dotScore, type NoParams } from '../../attention/index.js';
import { expectInteger, expectPositive } from '../../check.js';
import { Random } from '../../equations/random.js';
import { Stopped, ValueError } from '../../errors.js';
import { breathe } from '../../lab/host.js';
import { type Init, type Layer, layers } from '../../recurrent/layers/index.js';
import type { State } from '../../recurrent/state.js';
import type { Cell } from '../../recurrent/unroll.js';
import { disposeParams, train } from '../../training/index.js';
import { luong } from '../attention.js';
import { translate } from '../generate.js';
import { initSeq2Seq } from '../init.js';
import { trainingLoss } from '../loss.js';
import { type Pairs, type Seq2SeqParams, seq2seq } from '../model.js';
import type { Vocabulary } from '../vocabulary.js';
import { writtenRight } from './accuracy.js';
import { letters, type Task, taskPairs } from './task.js';

export interface BottleneckOptions<P, S extends State> {
  readonly cell: Cell<P, S>;
  readonly init: Init<P>;
  /** Of the words to be copied or turned round. Each network is trained on all of them, and measured on each. */
  readonly lengths: readonly number[];
  readonly seeds: readonly number[];
  /** 'copy' by default. */
  readonly task?: Task;
  /** How many letters there are; 8. */
  readonly symbols?: number;
  /** Units, also of the embedding; 16. */
  readonly hidden?: number;
  readonly depth?: number;
  /** Whether the source is read from its end. */
  readonly reversed?: boolean;
  /** Steps of training; 300. */
  readonly steps?: number;
  /** Words in a batch, and words of each length that it is measured on; 32. */
  readonly batch?: number;
  /** Of Adam; 0.01. */
  readonly learningRate?: number;
  readonly onProgress?: (done: BottleneckRow) => void;
}

/** What one network comes to at one length. */
export interface BottleneckRow {
  readonly attention: boolean;
  readonly seed: number;
  readonly length: number;
  /** Of all target tokens, `<eos>` among them: those that greedy decoding wrote at their place. */
  readonly accuracy: number;
}

export interface Bottleneck {
  readonly rows: readonly BottleneckRow[];
  /** The reader stopped it: `rows` are those that were measured until then. */
  readonly stopped: boolean;
}

/**
 * How well networks with one vector between encoder and decoder copy words of growing length, and how well networks with
 * attention do, S3 4.4, S4: trained alike, for each seed one of both. With seeds the result is the same each time. Shows
 * the progress of each training and can be stopped. Throws `ValueError`.
 */
export async function bottleneck<P, S extends State>(options: BottleneckOptions<P, S>): Promise<Bottleneck> {
  const { lengths, seeds, symbols = 8, hidden = 16, steps = 300, batch = 32, learningRate = 0.01 } = options;
  if (lengths.length === 0) throw new ValueError('lengths', 'at least one', 'none');
  if (seeds.length === 0) throw new ValueError('seeds', 'at least one', 'none');
  for (const length of lengths) expectInteger('lengths', length, 1);
  for (const seed of seeds) expectInteger('seeds', seed, 0);
  for (const [name, size] of Object.entries({ hidden, steps, batch })) expectInteger(name, size, 1);
  expectPositive('learningRate', learningRate);
  const all = { ...options, symbols, hidden, steps, batch, learningRate };
  const words = letters(symbols);
  const rows: BottleneckRow[] = [];
  try {
    for (const seed of seeds)
      for (const attention of [false, true])
        for await (const row of measured(all, words, seed, attention)) {
          rows.push(row);
          options.onProgress?.(row);
        }
    return { rows, stopped: false };
  } catch (error) {
    if (error instanceof Stopped) return { rows, stopped: true };
    throw error;
  }
}

type Settings<P, S extends State> = BottleneckOptions<P, S> &
  Required<Pick<BottleneckOptions<P, S>, 'hidden' | 'steps' | 'batch' | 'learningRate'>>;

/** Trains one network and measures it at each length. Throws `Stopped`. */
async function* measured<P, S extends State>(
  { cell, init, lengths, task = 'copy', hidden, depth, reversed, steps, batch, learningRate }: Settings<P, S>,
  words: Vocabulary,
  seed: number,
  attention: boolean,
): AsyncGenerator<BottleneckRow> {
  const stack = (): Layer<P[], S[]> => layers(cell, { depth });
  const look = attention ? luong(dotScore) : undefined;
  const model = seq2seq<P[], S[], P[], S[], NoParams>({
    encoder: stack(),
    decoder: stack(),
    reversed,
    attention: look,
  });
  const sizes = { source: words.size, target: words.size, embedding: hidden, hidden, depth };
  const first: Seq2SeqParams<P[], P[], NoParams> = initSeq2Seq({ init, ...sizes, attention: look, seed });
  // both kinds of networks are trained and measured on the same words
  const random = new Random(seed);
  const { params, stopped } = await train({
    params: first,
    loss: trainingLoss(model, { seed }),
    batches: () => practice(task, lengths, words, steps, batch, random),
    optimizer: tf.train.adam(learningRate),
    epochs: 1,
    clip: 1,
    title: `${attention ? 'With' : 'Without'} attention, seed ${seed}`,
  }).finally(() => disposeParams(first));
  try {
    if (stopped) throw new Stopped('stopped by the reader');
    for (const length of lengths) {
      await breathe();
      const pairs = taskPairs(task, Array<number>(batch).fill(length), words, random);
      try {
        const written = await translate(model, params, pairs.source, { maxLength: length + 1 });
        const targets = pairs.target.arraySync().map((row) => row.slice(1));
        const accuracy = writtenRight(
          written.map(({ best }) => best.tokens),
          targets,
        );
        yield { attention, seed, length, accuracy };
      } finally {
        tf.dispose(pairs);
      }
    }
  } finally {
    disposeParams(params);
  }
}

/** Batches of words whose lengths are drawn anew, each freed when the next is asked for. */
const practice = (
  task: Task,
  lengths: readonly number[],
  words: Vocabulary,
  steps: number,
  batch: number,
  random: Random,
) => ({
  length: steps,
  *[Symbol.iterator](): Generator<Pairs> {
    for (let i = 0; i < steps; i++) {
      const drawn = Array.from({ length: batch }, () => lengths[random.integer(0, lengths.length)]);
      const pairs = taskPairs(task, drawn, words, random);
      try {
        yield pairs;
      } finally {
        tf.dispose(pairs);
      }
    }
  },
});

/**
 * The mean accuracy over all seeds at each length, without and with attention: the two curves of the lecture's claim. NaN
 * where it was stopped before.
 */
export function bottleneckCurves({ rows }: Pick<Bottleneck, 'rows'>): {
  readonly length: number;
  readonly without: number;
  readonly with: number;
}[] {
  const mean = (length: number, attention: boolean) => {
    const own = rows.filter((row) => row.length === length && row.attention === attention);
    return own.reduce((sum, { accuracy }) => sum + accuracy, 0) / own.length;
  };
  return [...new Set(rows.map(({ length }) => length))].map((length) => ({
    length,
    without: mean(length, false),
    with: mean(length, true),
  }));
}
