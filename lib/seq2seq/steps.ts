import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import {
  type AdditiveParams,
  additiveScore,
  attentionContext,
  attentionWeights,
  dotScore,
  type NoParams,
} from '../attention/index.js';
import { equation } from '../equations/equation.js';
import type { Random } from '../equations/random.js';
import { written } from '../equations/symbols.js';
import { type Layer, layers } from '../recurrent/layers/index.js';
import { column } from '../recurrent/layout.js';
import { type RNNParams, rnnState } from '../recurrent/rnn.js';
import { sampleOutput, sampleRNN } from '../recurrent/sample.js';
import { bahdanau, luong } from './attention.js';
import { type Decoder, type DecoderParams, type DecoderState, decode, type Written } from './decoder.js';
import { oneHot } from './tokens.js';

// The step of a decoder as the lectures and papers write it, by a plain network: `decode` takes any cell.

type Net = Layer<RNNParams[], Tensor2D[]>;
type Step = Written<DecoderState<Tensor2D[]>>;
type Args<A> = [
  Decoder<RNNParams[], Tensor2D[], A>,
  DecoderParams<RNNParams[], A>,
  Tensor1D,
  DecoderState<Tensor2D[]>,
];

const [B, V, I, H] = [2, 5, 3, 4];
const net: Net = layers(rnnState);
const tokens = (random: Random) => tf.tensor1d([random.integer(1, V), random.integer(1, V)], 'int32');

const sampleParams = (random: Random, context = 0) => ({
  embedding: random.tensor([V, I]),
  layers: [sampleRNN(random, I + context, H)],
  out: sampleOutput(random, H, V),
});

const sampleMemory = (random: Random, width: number) => ({
  states: random.tensor([B, 3, width]),
  mask: tf.tensor2d(
    [
      [1, 1, 1],
      [1, 1, 0],
    ],
    [B, 3],
    'bool',
  ),
});

/** E, y_{t−1} (one-hot columns), h_{t−1} and f, which every form begins with. */
const common = <A>([, p, tokens, { s }]: Args<A>) => ({
  E: column(p.embedding),
  'y_{t-1}': column(oneHot(tokens, p.embedding.shape[0])),
  'h_{t-1}': column(s[0]),
  f: written((x: Tensor2D, h: Tensor2D) => column(rnnState(p.layers[0], column(x), column(h)))),
});

/** W_y, b_y and h_t. */
const output = <A>(p: DecoderParams<RNNParams[], A>, h: Tensor2D) => ({
  W_y: column(p.out.Wy),
  b_y: column(p.out.by),
  h_t: column(h),
});

const stateOf = ({ state }: Step) => column(state.s[0]);
const probabilities = ({ logits }: Step) => column(tf.softmax(logits));

/** Step of a decoder without attention, S2, S3 4.4: see `decode`. */
export const decoderStep = equation({
  id: 'seq2seq.decoder',
  title: { en: 'A step of the decoder', ru: 'Шаг декодера' },
  forms: [
    {
      source: 'S3 4.4',
      tex: String.raw`h_t = f(E y_{t-1}, h_{t-1})`,
      symbols: (...args: Args<never>) => common(args),
      value: stateOf,
    },
    {
      source: 'S2(2), S3 4.4',
      tex: String.raw`\hat{p}_t = \mathrm{softmax}(W_y h_t + b_y)`,
      symbols: (_decoder, p, tokens, { s }) => {
        const y = oneHot(tokens, p.embedding.shape[0]) as Tensor2D;
        return output(p, rnnState(p.layers[0], y.matMul(p.embedding) as Tensor2D, s[0]));
      },
      value: probabilities,
    },
  ],
  sample: (random): Args<never> => [
    { layers: net },
    sampleParams(random),
    tokens(random),
    { s: [random.tensor([B, H])] },
  ],
  code: (decoder, p, tokens, state): Step => decode(decoder, p, tokens, state),
});

/**
 * Step of a decoder with attention behind it, S3 5.3, fed with the attentional vector before: see `luong`, `decode`.
 * Luong, Pham and Manning (2015).
 */
export const luongStep = equation({
  id: 'seq2seq.luong',
  title: { en: 'A step with attention behind it', ru: 'Шаг декодера, после которого работает внимание' },
  forms: [
    {
      source: 'Luong et al. 2015, 3.3',
      tex: String.raw`h_t = f([E y_{t-1}; a_{t-1}], h_{t-1})`,
      symbols: (...args: Args<NoParams>) => ({ ...common(args), 'a_{t-1}': column(args[3].a!) }),
      value: stateOf,
    },
    {
      source: 'S3 5.3',
      tex: String.raw`\hat{p}_t = \mathrm{softmax}(W_y \tanh(W_c [c_t; h_t]) + b_y)`,
      symbols: (_decoder, p, tokens, { s, memory, a }) => {
        const y = (oneHot(tokens, p.embedding.shape[0]) as Tensor2D).matMul<Tensor2D>(p.embedding);
        const h = rnnState(p.layers[0], tf.concat([y, a!], 1) as Tensor2D, s[0]);
        const weights = attentionWeights(dotScore({}, h, memory!.states), memory!.mask);
        return {
          ...output(p, h),
          W_c: column(p.attention!.Wc!),
          c_t: column(attentionContext(weights, memory!.states)),
        };
      },
      value: probabilities,
    },
  ],
  sample: (random): Args<NoParams> => [
    { layers: net, attention: luong(dotScore, { inputFeeding: true }) },
    { ...sampleParams(random, H), attention: { score: {}, Wc: random.tensor([2 * H, H], 0.5) } },
    tokens(random),
    { s: [random.tensor([B, H])], memory: sampleMemory(random, H), a: random.tensor([B, H]) },
  ],
  code: (decoder, p, tokens, state): Step => decode(decoder, p, tokens, state),
});

/**
 * Step of a decoder with attention before it: the context that h_{t−1} looks up is read together with the token. See
 * `bahdanau`, `decode`. Bahdanau, Cho and Bengio (2015).
 */
export const bahdanauStep = equation({
  id: 'seq2seq.bahdanau',
  title: { en: 'A step with attention before it', ru: 'Шаг декодера, перед которым работает внимание' },
  forms: [
    {
      source: 'S3 5.3, Bahdanau et al. 2015',
      tex: String.raw`h_t = f([E y_{t-1}; c_t], h_{t-1})`,
      symbols: (...args: Args<AdditiveParams>) => {
        const [, p, , { s, memory }] = args;
        const { states, mask } = memory!;
        const weights = attentionWeights(additiveScore(p.attention!.score, s[0], states), mask);
        return { ...common(args), c_t: column(attentionContext(weights, states)) };
      },
      value: stateOf,
    },
  ],
  sample: (random): Args<AdditiveParams> => [
    { layers: net, attention: bahdanau(additiveScore) },
    {
      ...sampleParams(random, 2),
      attention: { score: { Wa: random.tensor([H + 2, 3], 0.5), va: random.tensor([3]) } },
    },
    tokens(random),
    { s: [random.tensor([B, H])], memory: sampleMemory(random, 2) },
  ],
  code: (decoder, p, tokens, state): Step => decode(decoder, p, tokens, state),
});
