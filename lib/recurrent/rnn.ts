import type { Scalar, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed, written } from '../equations/symbols.js';
import { ValueError } from '../errors.js';
import { type ActivationName, activation, writtenActivation } from './activation.js';
import { at, column, timeSteps } from './layout.js';
import { sampleOutput, sampleRNN } from './sample.js';

// types and not interfaces, so that tf.tidy and tf.dispose accept them as they are

/** Weights of the state, for row vectors: `h Wh + x Wx + bh`. The lectures' column matrices are the transposes. */
export type RNNParams = {
  /** [H, H] */
  readonly Wh: Tensor2D;
  /** [I, H] */
  readonly Wx: Tensor2D;
  /** [H] */
  readonly bh: Tensor1D;
};

/** Weights of the output: `h Wy + by`. */
export type OutputParams = {
  /** [H, O] */
  readonly Wy: Tensor2D;
  /** [O] */
  readonly by: Tensor1D;
};

/** What is done to `h Wy + by`: nothing (regression, logits), softmax over classes, or σ for each output alone. */
export type OutputName = 'identity' | 'softmax' | 'sigmoid';

/** Throws unless weights, x [B, I] and h [B, H] fit each other. */
export function expectStep(p: RNNParams, x: Tensor2D, h: Tensor2D): void {
  expectShape('Wx', p.Wx, ['I', 'H']);
  const [I, H] = p.Wx.shape;
  expectShape('Wh', p.Wh, [H, H]);
  expectShape('bh', p.bh, [H]);
  expectShape('x', x, ['B', I]);
  expectShape('h', h, [x.shape[0], H]);
}

/** What f is applied to: `h Wh + x Wx + bh`. x [B, I], h [B, H] → [B, H]. Throws `ShapeError`. */
export function preactivation(p: RNNParams, x: Tensor2D, h: Tensor2D): Tensor2D {
  expectStep(p, x, h);
  return tf.tidy(() => h.matMul(p.Wh).add(x.matMul(p.Wx)).add(p.bh));
}

/**
 * The state of a recurrent network, S2(1), S2(6), S3 2.3. x [B, I], h = h_{t−1} [B, H] → h_t [B, H].
 * Throws `ShapeError` for sizes that do not fit. Elman, "Finding structure in time" (1990).
 */
export const rnnState = equation({
  id: 'rnn.state',
  title: { en: 'State of a recurrent network', ru: 'Состояние рекуррентной сети' },
  forms: [
    {
      source: 'S2(1)',
      tex: String.raw`h_t = f(h_{t-1} W_h + x_t W_x + b_h)`,
      symbols: (p: RNNParams, x: Tensor2D, h: Tensor2D, f: ActivationName = 'tanh') => ({
        'h_{t-1}': h,
        x_t: x,
        W_h: p.Wh,
        W_x: p.Wx,
        b_h: p.bh,
        f: writtenActivation(f),
      }),
    },
    {
      source: 'S2(6)',
      tex: String.raw`h_{t+1} = f(W_h h_t + W_x x_{t+1} + b)`,
      symbols: (p, x, h, f = 'tanh') => ({
        h_t: column(h),
        'x_{t+1}': column(x),
        W_h: column(p.Wh),
        W_x: column(p.Wx),
        b: column(p.bh),
        f: writtenActivation(f),
      }),
      value: (next: Tensor2D) => column(next),
    },
    {
      source: 'S3 2.3',
      tex: String.raw`h_i = \tanh(W_{hh} h_{i-1} + W_{xh} x_i + b_h)`,
      symbols: (p, x, h) => ({
        'h_{i-1}': column(h),
        x_i: column(x),
        'W_{hh}': column(p.Wh),
        'W_{xh}': column(p.Wx),
        b_h: column(p.bh),
      }),
      value: (next: Tensor2D) => column(next),
    },
    {
      // one matrix for both: W is W_h and W_x side by side
      source: 'S0 12',
      tex: String.raw`h_t = f(W [h_{t-1}, x_t] + b)`,
      symbols: (p, x, h, f = 'tanh') => ({
        W: tf.concat([column(p.Wh), column(p.Wx)], 1),
        'h_{t-1}': column(h),
        x_t: column(x),
        b: column(p.bh),
        f: writtenActivation(f),
      }),
      value: (next: Tensor2D) => column(next),
    },
  ],
  sample: (random): [RNNParams, Tensor2D, Tensor2D, ActivationName?] => [
    sampleRNN(random, 3, 4),
    random.tensor([2, 3]),
    random.tensor([2, 4]),
  ],
  code: (p, x, h, f = 'tanh') => tf.tidy(() => activation(f).f(preactivation(p, x, h))),
});

const outputFunctions: Record<OutputName, (a: Tensor2D) => Tensor2D> = {
  identity: tf.clone,
  softmax: (a) => tf.softmax(a),
  sigmoid: tf.sigmoid,
};

/** The output read from a state, S2(2), S3 2.3. h [B, H] → y [B, O]. Throws `ShapeError`. */
export const rnnOutput = equation({
  id: 'rnn.output',
  title: { en: 'Output', ru: 'Выход' },
  forms: [
    {
      source: 'S2(2)',
      tex: String.raw`y_t = g(h_t W_y + b_y)`,
      symbols: (out: OutputParams, h: Tensor2D, g: OutputName = 'identity') => ({
        h_t: h,
        W_y: out.Wy,
        b_y: out.by,
        g: written(outputFunctions[g]),
      }),
    },
    {
      // S3 names the function apart: "softmax for classification"
      source: 'S3 2.3',
      tex: String.raw`y_i = \mathrm{softmax}(W_{hy} h_i + b_y)`,
      symbols: (out, h) => ({ h_i: column(h), 'W_{hy}': column(out.Wy), b_y: column(out.by) }),
      value: (y: Tensor2D) => column(y),
    },
  ],
  sample: (random): [OutputParams, Tensor2D, OutputName?] => [
    sampleOutput(random, 4, 3),
    random.tensor([2, 4]),
    'softmax',
  ],
  code: (out, h, g = 'identity') => {
    const outputFunction = outputFunctions[g];
    if (!outputFunction)
      throw new ValueError('g', `one of ${Object.keys(outputFunctions).join(', ')}`, String(g));
    expectShape('Wy', out.Wy, ['H', 'O']);
    expectShape('by', out.by, [out.Wy.shape[1]]);
    expectShape('h', h, ['B', out.Wy.shape[0]]);
    return tf.tidy(() => outputFunction(h.matMul(out.Wy).add(out.by)));
  },
});

/** The loss of one step: ŷ_t [B, O], y_t [B, O] → [B], one number for each sequence of the batch. */
export type StepLoss = (predicted: Tensor2D, target: Tensor2D) => Tensor1D;

/** Half the squared distance; its gradient by ŷ is ŷ − y. */
export const squaredError: StepLoss = (predicted, target) =>
  tf.tidy(() => predicted.sub(target).square().sum<Tensor1D>(1).div(2));

/** −Σ y log softmax(ŷ) of logits ŷ against probabilities y; its gradient by ŷ is softmax(ŷ) − y. */
export const crossEntropy: StepLoss = (logits, target) =>
  tf.tidy(() => tf.logSoftmax(logits).mul(target).sum<Tensor1D>(1).neg());

/**
 * Loss of a sequence, S2(3): the losses of all steps, added up (over the batch as well).
 * outputs, targets [B, T, O], mask [B, T] of ones and, where a shorter sequence has ended, zeros → scalar.
 * Throws `ShapeError`.
 */
export const rnnLoss = equation({
  id: 'rnn.loss',
  title: { en: 'Loss of a sequence', ru: 'Потери на последовательности' },
  forms: [
    {
      source: 'S2(3)',
      tex: String.raw`L = \sum_{t=1}^T L_t(\hat{y}_t, y_t)`,
      symbols: (lossAt: StepLoss, outputs: Tensor3D, targets: Tensor3D, _mask?: Tensor2D) => ({
        T: outputs.shape[1],
        L_t: written((predicted: Tensor2D, target: Tensor2D) => lossAt(predicted, target).sum()),
        '\\hat{y}_t': indexed('t', (t) => at(outputs, t)),
        y_t: indexed('t', (t) => at(targets, t)),
      }),
    },
  ],
  sample: (random): [StepLoss, Tensor3D, Tensor3D, Tensor2D?] => [
    crossEntropy, // not symmetric: ŷ and y must not change places
    random.tensor([2, 3, 2]),
    random.tensor([2, 3, 2]),
  ],
  code: (lossAt, outputs, targets, mask): Scalar => {
    expectShape('outputs', outputs, ['B', 'T', 'O']);
    expectShape('targets', targets, outputs.shape);
    if (mask) expectShape('mask', mask, outputs.shape.slice(0, 2));
    return tf.tidy(() => {
      const losses = timeSteps(outputs).map((y, t) => lossAt(y, at(targets, t + 1))); // T × [B]
      const all = tf.stack(losses, 1); // [B, T]
      return (mask ? all.mul(mask) : all).sum() as Scalar;
    });
  },
});
