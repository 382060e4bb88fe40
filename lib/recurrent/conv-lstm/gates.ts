import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';

/** Kernels of a ConvLSTM over maps [B, height, width, channels]. */
export type ConvLSTMParams = {
  /** [k, k, I, H], on the input. */
  readonly Wf: Tensor4D;
  readonly Wi: Tensor4D;
  readonly Wc: Tensor4D;
  readonly Wo: Tensor4D;
  /** [k, k, H, H], on the state. */
  readonly Uf: Tensor4D;
  readonly Ui: Tensor4D;
  readonly Uc: Tensor4D;
  readonly Uo: Tensor4D;
  /** [H] */
  readonly bf: Tensor1D;
  readonly bi: Tensor1D;
  readonly bc: Tensor1D;
  readonly bo: Tensor1D;
};

type Weights = { readonly W: Tensor4D; readonly U: Tensor4D; readonly b: Tensor1D };

/** What a gate's function is applied to, W ∗ x + U ∗ h + b, with zeros around the maps. Throws `ShapeError`. */
function convolved(letter: string, { W, U, b }: Weights, x: Tensor4D, h: Tensor4D): Tensor4D {
  expectShape(`W${letter}`, W, ['k', 'k', 'I', 'H']);
  const [k, , I, H] = W.shape;
  expectShape(`U${letter}`, U, [k, k, H, H]);
  expectShape(`b${letter}`, b, [H]);
  expectShape('x', x, ['B', 'height', 'width', I]);
  expectShape('h', h, [...x.shape.slice(0, 3), H]);
  return tf.tidy(() =>
    tf
      .conv2d(x, W, 1, 'same')
      .add(tf.conv2d(h, U, 1, 'same'))
      .add<Tensor4D>(b),
  );
}

const sampleWeights = (random: Random): Weights => ({
  W: random.tensor([3, 3, 2, 3], 0.4) as Tensor4D,
  U: random.tensor([3, 3, 3, 3], 0.4) as Tensor4D,
  b: random.tensor([3], 0.5),
});
const sampleMaps = (random: Random): [Tensor4D, Tensor4D] => [
  random.tensor([2, 3, 4, 2]) as Tensor4D,
  random.tensor([2, 3, 4, 3]) as Tensor4D,
];

/**
 * Forget gate of a ConvLSTM, S2(19): convolutions take the place of the products. x [B, height, width, I],
 * h = h_{t−1} [B, height, width, H] → f_t of h's shape. Throws `ShapeError`.
 * Shi et al., "Convolutional LSTM network: a machine learning approach for precipitation nowcasting" (2015).
 */
export const convForget = equation({
  id: 'conv-lstm.forget',
  title: { en: 'Forget gate of a ConvLSTM', ru: 'Вентиль забывания ConvLSTM' },
  forms: [
    {
      source: 'S2(19)',
      tex: String.raw`f_t = \sigma(W_f * x_t + U_f * h_{t-1} + b_f)`,
      symbols: (p: Pick<ConvLSTMParams, 'Wf' | 'Uf' | 'bf'>, x: Tensor4D, h: Tensor4D) => ({
        W_f: p.Wf,
        U_f: p.Uf,
        b_f: p.bf,
        x_t: x,
        'h_{t-1}': h,
      }),
    },
  ],
  sample: (random): [Pick<ConvLSTMParams, 'Wf' | 'Uf' | 'bf'>, Tensor4D, Tensor4D] => {
    const { W, U, b } = sampleWeights(random);
    return [{ Wf: W, Uf: U, bf: b }, ...sampleMaps(random)];
  },
  code: (p, x, h) => tf.tidy(() => tf.sigmoid(convolved('f', { W: p.Wf, U: p.Uf, b: p.bf }, x, h))),
});

/** Input gate of a ConvLSTM, S2(19) "likewise". Shapes and errors as those of `convForget`. */
export const convInput = equation({
  id: 'conv-lstm.input',
  title: { en: 'Input gate of a ConvLSTM', ru: 'Вентиль входа ConvLSTM' },
  forms: [
    {
      source: 'S2, after (19)',
      tex: String.raw`i_t = \sigma(W_i * x_t + U_i * h_{t-1} + b_i)`,
      symbols: (p: Pick<ConvLSTMParams, 'Wi' | 'Ui' | 'bi'>, x: Tensor4D, h: Tensor4D) => ({
        W_i: p.Wi,
        U_i: p.Ui,
        b_i: p.bi,
        x_t: x,
        'h_{t-1}': h,
      }),
    },
  ],
  sample: (random): [Pick<ConvLSTMParams, 'Wi' | 'Ui' | 'bi'>, Tensor4D, Tensor4D] => {
    const { W, U, b } = sampleWeights(random);
    return [{ Wi: W, Ui: U, bi: b }, ...sampleMaps(random)];
  },
  code: (p, x, h) => tf.tidy(() => tf.sigmoid(convolved('i', { W: p.Wi, U: p.Ui, b: p.bi }, x, h))),
});

/** Candidate of a ConvLSTM, S2(19) "likewise". Shapes and errors as those of `convForget`. */
export const convCandidate = equation({
  id: 'conv-lstm.candidate',
  title: { en: 'Candidate of a ConvLSTM', ru: 'Кандидат ConvLSTM' },
  forms: [
    {
      source: 'S2, after (19)',
      tex: String.raw`\tilde{c}_t = \tanh(W_c * x_t + U_c * h_{t-1} + b_c)`,
      symbols: (p: Pick<ConvLSTMParams, 'Wc' | 'Uc' | 'bc'>, x: Tensor4D, h: Tensor4D) => ({
        W_c: p.Wc,
        U_c: p.Uc,
        b_c: p.bc,
        x_t: x,
        'h_{t-1}': h,
      }),
    },
  ],
  sample: (random): [Pick<ConvLSTMParams, 'Wc' | 'Uc' | 'bc'>, Tensor4D, Tensor4D] => {
    const { W, U, b } = sampleWeights(random);
    return [{ Wc: W, Uc: U, bc: b }, ...sampleMaps(random)];
  },
  code: (p, x, h) => tf.tidy(() => tf.tanh(convolved('c', { W: p.Wc, U: p.Uc, b: p.bc }, x, h))),
});

/** Output gate of a ConvLSTM, S2(19) "likewise". Shapes and errors as those of `convForget`. */
export const convOutput = equation({
  id: 'conv-lstm.output',
  title: { en: 'Output gate of a ConvLSTM', ru: 'Вентиль выхода ConvLSTM' },
  forms: [
    {
      source: 'S2, after (19)',
      tex: String.raw`o_t = \sigma(W_o * x_t + U_o * h_{t-1} + b_o)`,
      symbols: (p: Pick<ConvLSTMParams, 'Wo' | 'Uo' | 'bo'>, x: Tensor4D, h: Tensor4D) => ({
        W_o: p.Wo,
        U_o: p.Uo,
        b_o: p.bo,
        x_t: x,
        'h_{t-1}': h,
      }),
    },
  ],
  sample: (random): [Pick<ConvLSTMParams, 'Wo' | 'Uo' | 'bo'>, Tensor4D, Tensor4D] => {
    const { W, U, b } = sampleWeights(random);
    return [{ Wo: W, Uo: U, bo: b }, ...sampleMaps(random)];
  },
  code: (p, x, h) => tf.tidy(() => tf.sigmoid(convolved('o', { W: p.Wo, U: p.Uo, b: p.bo }, x, h))),
});
