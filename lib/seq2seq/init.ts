import {
  type AdditiveParams,
  additiveScore,
  dotScore,
  type GeneralParams,
  generalScore,
  type Score,
  scaledDotScore,
} from '../attention/index.js';
import { expectInteger } from '../check.js';
import { Random } from '../equations/random.js';
import { ValueError } from '../errors.js';
import { initOutput } from '../recurrent/init.js';
import { type Directions, type Init, initLayers, type Merge } from '../recurrent/layers/index.js';
import { widthOf } from '../recurrent/layers/merge.js';
import type { Attention } from './attention.js';
import type { DecoderParams } from './decoder.js';
import type { EncoderParams } from './encoder.js';
import type { Seq2SeqParams } from './model.js';
import { tidied } from './tidied.js';

export interface InitDecoderOptions<P, A = never> {
  /** Random parameters of one cell: `initLSTM`, `initGRU`, … */
  readonly init: Init<P>;
  /** V, the size of the vocabulary. */
  readonly vocabulary: number;
  /** I, the width of its embedding. */
  readonly embedding: number;
  readonly hidden: number;
  readonly depth?: number;
  readonly attention?: Attention<A>;
  /** How the parameters of its score are drawn; by default as they should be for those of this library. */
  readonly initScore?: InitScore<A>;
  /** M, the width of what attention looks at; by default that of the decoder's states. */
  readonly memory?: number;
  readonly seed: number;
}

/** Random parameters of a score between states of the decoder and elements of the memory. */
export type InitScore<A> = (options: { hidden: number; memory: number; seed: number }) => A;

const initWa: InitScore<GeneralParams> = ({ hidden, memory, seed }) => ({
  Wa: new Random(seed).tensor([hidden, memory], 1 / Math.sqrt(memory)),
});

/** As many units inside the score as the decoder has. */
const initWaAndVa: InitScore<AdditiveParams> = ({ hidden, memory, seed }) => {
  const random = new Random(seed);
  return {
    Wa: random.tensor([hidden + memory, hidden], 1 / Math.sqrt(hidden + memory)),
    va: random.tensor([hidden], 1 / Math.sqrt(hidden)),
  };
};

const known = new Map<unknown, InitScore<object>>([
  [dotScore, () => ({})],
  [scaledDotScore, () => ({})],
  [generalScore, initWa],
  [additiveScore, initWaAndVa],
]);

/** How the parameters of a score are drawn. Throws `ValueError` for a score that is not of this library. */
export function initScoreOf<A>(score: Score<A>, own?: InitScore<A>): InitScore<A> {
  const found = own ?? (known.get(score) as InitScore<A> | undefined);
  if (found) return found;
  throw new ValueError('initScore', 'how the parameters of a score of your own are drawn', 'none');
}

/** Random parameters of a decoder, without an encoder. Throws `ValueError` for sizes below 1. */
export function initDecoder<P, A = never>(options: InitDecoderOptions<P, A>): DecoderParams<P[], A> {
  const { init, vocabulary, embedding, hidden, depth, attention, initScore, memory = hidden } = options;
  expectInteger('vocabulary', vocabulary, 1);
  expectInteger('embedding', embedding, 1);
  expectInteger('hidden', hidden, 1);
  const drawScore = attention && initScoreOf(attention.score, initScore);
  const random = new Random(options.seed);
  const seed = () => random.integer(0, 2 ** 31);
  // what the cell reads besides the token
  const context = attention?.place === 'before' ? memory : attention?.inputFeeding ? hidden : 0;
  return tidied(() => ({
    embedding: random.tensor([vocabulary, embedding], 1 / Math.sqrt(embedding)),
    layers: initLayers(init, { inputs: embedding + context, hidden, depth, seed: seed() }),
    out: initOutput({ hidden, outputs: vocabulary, seed: seed() }),
    ...(attention && {
      attention: {
        score: drawScore!({ hidden, memory, seed: seed() }),
        ...(attention.place === 'after' && {
          Wc: random.tensor([memory + hidden, hidden], 1 / Math.sqrt(memory + hidden)),
        }),
      },
    }),
  }));
}

export interface InitSeq2SeqOptions<P, A = never>
  extends Omit<InitDecoderOptions<P, A>, 'vocabulary' | 'memory'> {
  /** The sizes of the vocabularies. */
  readonly source: number;
  readonly target: number;
  /** For an encoder of two directions; with 'concat' the decoder gets twice as many units. */
  readonly merge?: Merge;
}

/**
 * Random parameters of an encoder and a decoder of the same cell and depth. `hidden` is the number of units of each layer
 * and direction of the encoder. Throws `ValueError` for sizes below 1.
 */
export function initSeq2Seq<P, A = never>(
  options: InitSeq2SeqOptions<P, A> & { readonly merge?: undefined },
): Seq2SeqParams<P[], P[], A>;
export function initSeq2Seq<P, A = never>(
  options: InitSeq2SeqOptions<P, A> & { readonly merge: Merge },
): Seq2SeqParams<Directions<P>[], P[], A>;
export function initSeq2Seq<P, A>(options: InitSeq2SeqOptions<P, A>): unknown {
  const { init, source, target, embedding, hidden, depth, merge, seed } = options;
  expectInteger('source', source, 1);
  expectInteger('target', target, 1);
  const random = new Random(seed);
  const [first, second] = [random.integer(0, 2 ** 31), random.integer(0, 2 ** 31)];
  const width = merge === undefined ? 1 : widthOf(merge);
  return tidied(() => {
    const decoder = initDecoder({ ...options, vocabulary: target, hidden: hidden * width, seed: first });
    const sizes = { inputs: embedding, hidden, depth, seed: second };
    const encoder: EncoderParams<(P | Directions<P>)[]> = {
      embedding: random.tensor([source, embedding], 1 / Math.sqrt(embedding)),
      layers: merge === undefined ? initLayers(init, sizes) : initLayers(init, { ...sizes, merge }),
    };
    return { encoder, decoder };
  });
}
