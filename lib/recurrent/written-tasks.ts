import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import type { Random } from '../equations/random.js';
import { indexed, written } from '../equations/symbols.js';
import { at } from './layout.js';
import { type OutputParams, type RNNParams, rnnOutput, rnnState } from './rnn.js';
import { sampleOutput, sampleRNN } from './sample.js';
import { encoderDecoder, manyToMany, manyToOne, oneToMany, oneToOne } from './tasks.js';
import { unroll } from './unroll.js';

/** A plain network that reads what it writes: O = I. */
interface Plain {
  readonly p: RNNParams;
  readonly out: OutputParams;
}

const network = ({ p, out }: Plain) => ({ cell: rnnState, p, out });
const step = (p: RNNParams) => written((h: Tensor2D, x: Tensor2D) => rnnState(p, x, h));
const read = (out: OutputParams) => written((h: Tensor2D) => rnnOutput(out, h));
const functions = ({ p, out }: Plain) => ({ f: step(p), g: read(out) });

const plain = (random: Random): Plain => ({ p: sampleRNN(random, 3, 4), out: sampleOutput(random, 4, 3) });

/** Throws `ShapeError` unless a batch of so many elements is there. */
const expectElements = (xs: Tensor3D, T: number) => expectShape('xs', xs, ['B', T, 'I']);

/** One element in, one out, S3 4.3: f is the cell and g the output. x [B, I], h_0 [B, H] → y [B, O]. Throws `ShapeError`. */
export const oneToOneTask = equation({
  id: 'seq.tasks-one-to-one',
  title: { en: 'One to one', ru: 'Один к одному' },
  forms: [
    {
      source: 'S2, S3 4.3',
      tex: String.raw`y = g(f(h_0, x))`,
      symbols: (net: Plain, x: Tensor2D, h_0: Tensor2D) => ({ ...functions(net), x, h_0 }),
    },
  ],
  sample: (random): [Plain, Tensor2D, Tensor2D] => [
    plain(random),
    random.tensor([2, 3]),
    random.tensor([2, 4]),
  ],
  code: (net, x, h0) => oneToOne(network(net), x, h0),
});

/** One element in, a sequence out, S3 4.3: the second output, which reads the first. Throws `ShapeError`. */
export const oneToManyTask = equation({
  id: 'seq.tasks-one-to-many',
  title: { en: 'One to many, two steps', ru: 'Один ко многим, два шага' },
  forms: [
    {
      source: 'S2, S3 4.3',
      tex: String.raw`y_2 = g(f(f(h_0, x), g(f(h_0, x))))`,
      symbols: (net: Plain, x: Tensor2D, h_0: Tensor2D) => ({ ...functions(net), x, h_0 }),
      value: (ys: Tensor3D) => at(ys, 2),
    },
  ],
  sample: (random): [Plain, Tensor2D, Tensor2D] => [
    plain(random),
    random.tensor([2, 3]),
    random.tensor([2, 4]),
  ],
  code: (net, x, h0) => oneToMany(network(net), x, h0, 2),
});

const sampleTwo = (random: Random): [Plain, Tensor3D, Tensor2D] => [
  plain(random),
  random.tensor([2, 2, 3]),
  random.tensor([2, 4]),
];

/** A sequence in, one answer out, S3 4.3, of two elements xs [B, 2, I] → y [B, O]. Throws `ShapeError`. */
export const manyToOneTask = equation({
  id: 'seq.tasks-many-to-one',
  title: { en: 'Many to one, two elements', ru: 'Многие к одному, два элемента' },
  forms: [
    {
      source: 'S2, S3 4.3',
      tex: String.raw`y = g(f(f(h_0, x_1), x_2))`,
      symbols: (net: Plain, xs: Tensor3D, h_0: Tensor2D) => ({
        ...functions(net),
        x_t: indexed('t', (t) => at(xs, t)),
        h_0,
      }),
    },
  ],
  sample: sampleTwo,
  code: (net, xs, h0) => {
    expectElements(xs, 2);
    return manyToOne(network(net), xs, h0);
  },
});

/** An answer for each element, S3 4.3. xs [B, T, I], h_0 [B, H] → ys [B, T, O]. Throws `ShapeError`. */
export const synchronousTask = equation({
  id: 'seq.tasks-synchronous',
  title: { en: 'Many to many, step by step', ru: 'Многие ко многим, синхронно' },
  forms: [
    {
      source: 'S2, S3 4.3',
      tex: String.raw`y_t = g(f(h_{t-1}, x_t))`,
      symbols: (net: Plain, xs: Tensor3D, h0: Tensor2D) => {
        const { states } = unroll(rnnState, net.p, xs, h0);
        return Array.from({ length: xs.shape[1] }, (_, i) => ({
          ...functions(net),
          x_t: at(xs, i + 1),
          'h_{t-1}': i === 0 ? h0 : at(states, i),
        }));
      },
      value: (ys: Tensor3D) => Array.from({ length: ys.shape[1] }, (_, i) => at(ys, i + 1)),
    },
  ],
  sample: sampleTwo,
  code: (net, xs, h0) => manyToMany(network(net), xs, h0),
});

/**
 * A sequence in, another out, S3 4.3: f reads two elements xs [B, 2, I], d writes, beginning with s [B, I]; the second
 * output. Throws `ShapeError`.
 */
export const asynchronousTask = equation({
  id: 'seq.tasks-asynchronous',
  title: { en: 'Many to many, encoder and decoder', ru: 'Многие ко многим, асинхронно' },
  forms: [
    {
      source: 'S2, S3 4.3',
      tex: String.raw`y_2 = g(d(d(f(f(h_0, x_1), x_2), s), g(d(f(f(h_0, x_1), x_2), s))))`,
      symbols: (encoder: RNNParams, decoder: Plain, xs: Tensor3D, h_0: Tensor2D, s: Tensor2D) => ({
        f: step(encoder),
        d: step(decoder.p),
        g: read(decoder.out),
        x_t: indexed('t', (t) => at(xs, t)),
        h_0,
        s,
      }),
      value: (ys: Tensor3D) => at(ys, 2),
    },
  ],
  sample: (random): [RNNParams, Plain, Tensor3D, Tensor2D, Tensor2D] => [
    sampleRNN(random, 3, 4),
    plain(random),
    random.tensor([2, 2, 3]),
    random.tensor([2, 4]),
    random.tensor([2, 3]),
  ],
  code: (encoder, decoder, xs, h0, start) => {
    expectElements(xs, 2);
    return tf.tidy(() => encoderDecoder({ cell: rnnState, p: encoder }, network(decoder), xs, h0, start, 2));
  },
});
