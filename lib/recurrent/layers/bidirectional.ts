import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { written } from '../../equations/symbols.js';
import { ValueError } from '../../errors.js';
import { at, column } from '../layout.js';
import { type OutputName, type OutputParams, type RNNParams, rnnOutput, rnnState } from '../rnn.js';
import { sampleOutput, sampleRNN } from '../sample.js';
import type { State } from '../state.js';
import { type Cell, type Sequences, unroll } from '../unroll.js';
import { backwards, forwards, type Layer, layer, offline } from './layer.js';
import { type Merge, mergeBy } from './merge.js';

/** One for each direction: parameters, or states. */
export type Directions<T> = { readonly forward: T; readonly backward: T };

/**
 * Two networks of one cell with parameters of their own, one from the first element to the last, one from the last (of
 * each sequence) to the first; at every element their states are merged: side by side (the default), summed or averaged,
 * S2, S3 4.1. Schuster and Paliwal, "Bidirectional recurrent neural networks" (1997).
 * Its `step` throws `ValueError`: such a network cannot generate (S4). Throws `ValueError` for an unknown merge.
 */
export function bidirectional<P, S extends State, X extends Tensor = Tensor2D>(
  cell: Cell<P, S, X>,
  merge: Merge = 'concat',
): Layer<Directions<P>, Directions<S>, X> {
  const merged = mergeBy(merge);
  const [forth, back] = [forwards(cell), backwards(cell)];
  return layer<Directions<P>, Directions<S>, X>({
    walk: (p, xs, s0, options) => {
      expectDirections('p', p);
      expectDirections('s0', s0);
      const forward = forth.walk(p.forward, xs, s0.forward, options);
      const backward = back.walk(p.backward, xs, s0.backward, options);
      return {
        states: merged(forward.states, backward.states) as Sequences<X>,
        last: { forward: forward.last, backward: backward.last },
      };
    },
    hidden: (s) => merged(forth.hidden(s.forward), back.hidden(s.backward)) as X,
    zeros: (p, batch) => {
      expectDirections('p', p);
      return { forward: forth.zeros(p.forward, batch), backward: back.zeros(p.backward, batch) };
    },
    ...offline('a bidirectional network'),
  });
}

function expectDirections(argument: string, value: Directions<unknown>): void {
  if (!(value?.forward && value.backward))
    throw new ValueError(argument, '{forward, backward}', `{${Object.keys(value ?? {}).join(', ')}}`);
}

/**
 * The state of the backward network: what is to come, up to element t. S3 4.1 says it in words.
 * xs [B, T, I], h = the state behind the last element [B, H] → states [B, T, H], in the order of the elements.
 */
export const backwardState = equation({
  id: 'rnn.backward',
  title: { en: 'State of the backward direction', ru: 'Состояние обратного направления' },
  forms: [
    {
      source: 'S3 4.1',
      tex: String.raw`\overleftarrow{h_t} = f(\overleftarrow{h_{t+1}} W_h + x_t W_x + b_h)`,
      symbols: (p: RNNParams, xs: Tensor3D, h: Tensor2D) => {
        const T = xs.shape[1];
        const turned = unroll(rnnState, p, tf.reverse(xs, 1), h).states;
        return elements(xs).map((t) => ({
          '\\overleftarrow{h_{t+1}}': t === T ? h : at(turned, T - t),
          x_t: at(xs, t),
          W_h: p.Wh,
          W_x: p.Wx,
          b_h: p.bh,
          f: written(tf.tanh),
        }));
      },
      value: (states: Tensor3D) => elements(states).map((t) => at(states, t)),
    },
  ],
  sample: (random): [RNNParams, Tensor3D, Tensor2D] => [
    sampleRNN(random, 3, 4),
    random.tensor([2, 3, 3]),
    random.tensor([2, 4]),
  ],
  code: (p, xs, h) => {
    expectShape('h', h, ['B', 'H']);
    return tf.tidy(() => unroll(rnnState, p, xs, h, { backwards: true }).states);
  },
});

/**
 * Output of a bidirectional network, S3 4.1: at each element from what was and what is to come.
 * Wy [2H, O], xs [B, T, I], s0 {forward, backward} [B, H] → y [B, T, O]. Throws `ShapeError`, `ValueError`.
 */
export const bidirectionalOutput = equation({
  id: 'rnn.bidirectional',
  title: { en: 'Output of a bidirectional network', ru: 'Выход двунаправленной сети' },
  forms: [
    {
      source: 'S3 4.1',
      tex: String.raw`y_t = g([\overrightarrow{h_t}, \overleftarrow{h_t}])`,
      symbols: (
        out: OutputParams,
        p: Directions<RNNParams>,
        xs: Tensor3D,
        s0: Directions<Tensor2D>,
        g: OutputName = 'identity',
      ) => {
        const forward = unroll(rnnState, p.forward, xs, s0.forward).states;
        const backward = backwardState(p.backward, xs, s0.backward);
        return elements(xs).map((t) => ({
          '\\overrightarrow{h_t}': column(at(forward, t)),
          '\\overleftarrow{h_t}': column(at(backward, t)),
          g: written((h: Tensor2D) => column(rnnOutput(out, column(h), g))),
        }));
      },
      value: (y: Tensor3D) => elements(y).map((t) => column(at(y, t))),
    },
  ],
  sample: (random): [OutputParams, Directions<RNNParams>, Tensor3D, Directions<Tensor2D>, OutputName?] => [
    sampleOutput(random, 8, 2),
    { forward: sampleRNN(random, 3, 4), backward: sampleRNN(random, 3, 4) },
    random.tensor([2, 3, 3]),
    { forward: random.tensor([2, 4]), backward: random.tensor([2, 4]) },
    'softmax',
  ],
  code: (out, p, xs, s0, g = 'identity') => {
    expectShape('Wy', out.Wy, ['2H', 'O']);
    expectShape('forward', s0.forward, ['B', 'H']);
    expectShape('backward', s0.backward, ['B', 'H']);
    return tf.tidy(() => {
      const { states } = bidirectional(rnnState).run(p, xs, { s0 });
      const [B, T, H] = states.shape;
      return rnnOutput(out, states.reshape([B * T, H]), g).reshape<Tensor3D>([B, T, -1]);
    });
  },
});

/** 1 … T. */
const elements = (xs: Tensor3D): number[] => Array.from({ length: xs.shape[1] }, (_, t) => t + 1);
