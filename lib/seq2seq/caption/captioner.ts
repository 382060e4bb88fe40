import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Score } from '../../attention/index.js';
import { expectInteger, expectShape } from '../../check.js';
import type { Step } from '../../decoding/index.js';
import { Random } from '../../equations/random.js';
import { mapTensors } from '../../equations/tensors.js';
import { ValueError } from '../../errors.js';
import { initOutput } from '../../recurrent/init.js';
import { type Init, initLayers, type Layer } from '../../recurrent/layers/index.js';
import type { OutputParams } from '../../recurrent/rnn.js';
import type { State } from '../../recurrent/state.js';
import { advance, type DecoderState, type Written } from '../decoder.js';
import type { Memory } from '../encoder.js';
import { type Forced, type ForcedOptions, forced, type WritingStep } from '../forced.js';
import { type InitScore, initScoreOf } from '../init.js';
import { tidied } from '../tidied.js';
import { embed, expectStepTokens, expectTokens } from '../tokens.js';
import { captionGate, captionLook } from './attention.js';
import { type CaptionOutput, captionOutput } from './output.js';
import { captionStart } from './start.js';

/** A network that describes an image, looking at one part of it after the other, S1: any cell, any score. */
export interface Captioner<P, S extends State, A> {
  /** Of one direction; they read [E y_{t−1}, ẑ_t]. */
  readonly layers: Layer<P, S>;
  readonly score: Score<A>;
}

export type CaptionerParams<P, A> = {
  /** [V, I] */
  readonly embedding: Tensor2D;
  readonly layers: P;
  readonly score: A;
  /** Of β_t: [H, 1] and [1]. */
  readonly gate: OutputParams;
  /** For each tensor of the state, in the order of the layers and of the names in them: [D, H] and [H]. */
  readonly start: readonly OutputParams[];
  readonly out: CaptionOutput;
};

/** The state before the first word of images: regions [B, L, D] with a mask [B, L]. Throws `ShapeError`, `ValueError`. */
export function beginCaption<P, S extends State, A>(
  { layers }: Captioner<P, S, A>,
  p: CaptionerParams<P, A>,
  memory: Memory,
): DecoderState<S> {
  expectShape('regions', memory.states, ['B', 'L', 'D']);
  expectShape('mask', memory.mask, memory.states.shape.slice(0, 2));
  return tidied(() => {
    let i = 0;
    const zeros = layers.zeros(p.layers, [memory.states.shape[0]]);
    const s = mapTensors(zeros, () => captionStart(startAt(p.start, i++), memory.states, memory.mask));
    if (i < p.start.length)
      throw new ValueError('start', `${i} parts, as the state has`, String(p.start.length));
    return { s, memory };
  });
}

function startAt(start: readonly OutputParams[], i: number): OutputParams {
  if (i < start.length) return start[i];
  throw new ValueError('start', 'a part for each tensor of the state', String(start.length));
}

/**
 * One step: looks at the image with the old state, reads the word before together with what it saw, and gives the logits
 * of the next word. tokens int32 [B] → logits [B, V], weights [B, L]; `seed` as in `decode`. Throws `ShapeError`,
 * `ValueError`.
 */
export function decodeCaption<P, S extends State, A>(
  { layers, score }: Captioner<P, S, A>,
  p: CaptionerParams<P, A>,
  tokens: Tensor1D,
  state: DecoderState<S>,
  seed?: number | string,
): Written<DecoderState<S>> {
  const { memory } = state;
  if (!memory) throw new ValueError('state.memory', 'the regions of an image', 'none');
  expectStepTokens(tokens, p.embedding.shape[0]);
  return tidied(() => {
    const before = layers.hidden(state.s);
    const { weights, z } = captionLook(
      score(p.score, before, memory.states),
      memory.states,
      captionGate(p.gate, before),
      memory.mask,
    );
    const x = tf.concat([embed(p.embedding, tokens), z], 1) as Tensor2D;
    const s = advance(layers, p.layers, x, state.s, seed);
    const logits = captionOutput(p.out, p.embedding, tokens, layers.hidden(s), z);
    return { logits, weights, state: { s, memory } };
  });
}

/** The step that every search of `decoding` works with; its first state is that of `beginCaption`. */
export const captionStep =
  <P, S extends State, A>(captioner: Captioner<P, S, A>, p: CaptionerParams<P, A>): Step<DecoderState<S>> =>
  (tokens, before) => {
    const { logits, state } = decodeCaption(captioner, p, tokens, before);
    return { logProbs: tf.logSoftmax(logits), state };
  };

/**
 * Looks at the images and is led along their captions, int32 [B, C + 1] from `<bos>` to `<eos>`: logits [B, C, V] and the
 * weights [B, C, L], for `captionLoss` and for heat maps. Throws `ShapeError`, `ValueError`.
 */
export function teachCaption<P, S extends State, A>(
  captioner: Captioner<P, S, A>,
  p: CaptionerParams<P, A>,
  memory: Memory,
  target: Tensor2D,
  options?: ForcedOptions,
): Required<Forced> {
  expectTokens('target', target, p.embedding.shape[0]);
  return tf.tidy(() => {
    const step: WritingStep<DecoderState<S>> = (tokens, state, seed) =>
      decodeCaption(captioner, p, tokens, state, seed);
    return forced(step, beginCaption(captioner, p, memory), target, options) as Required<Forced>;
  });
}

export interface InitCaptionerOptions<P, A> {
  /** Random parameters of one cell: `initLSTM`, … */
  readonly init: Init<P>;
  readonly vocabulary: number;
  readonly embedding: number;
  readonly hidden: number;
  /** D, the numbers of a region. */
  readonly region: number;
  readonly depth?: number;
  /** How the parameters of the score are drawn; by default as they should be for those of this library. */
  readonly initScore?: InitScore<A>;
  readonly seed: number;
}

/** Random parameters. Throws `ValueError` for sizes below 1. */
export function initCaptioner<P, S extends State, A>(
  { layers, score }: Captioner<P[], S, A>,
  { init, vocabulary, embedding, hidden, region, depth, initScore, seed }: InitCaptionerOptions<P, A>,
): CaptionerParams<P[], A> {
  for (const [name, size] of Object.entries({ vocabulary, embedding, hidden, region }))
    expectInteger(name, size, 1);
  const drawScore = initScoreOf(score, initScore);
  const random = new Random(seed);
  const draw = () => random.integer(0, 2 ** 31);
  const matrix = (rows: number, columns: number) => random.tensor([rows, columns], 1 / Math.sqrt(rows));
  return tidied(() => {
    const p = initLayers(init, { inputs: embedding + region, hidden, depth, seed: draw() });
    const start: OutputParams[] = [];
    mapTensors(layers.zeros(p, [1]), (tensor) => {
      start.push(initOutput({ hidden: region, outputs: hidden, seed: draw() }));
      return tensor;
    });
    return {
      embedding: random.tensor([vocabulary, embedding], 1 / Math.sqrt(embedding)),
      layers: p,
      score: drawScore({ hidden, memory: region, seed: draw() }),
      gate: initOutput({ hidden, outputs: 1, seed: draw() }),
      start,
      out: {
        Lo: matrix(embedding, vocabulary),
        Lh: matrix(hidden, embedding),
        Lz: matrix(region, embedding),
      },
    };
  });
}
