import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../../check.js';
import { Random } from '../../equations/random.js';
import { ValueError } from '../../errors.js';
import { initLSTM } from '../lstm/init.js';
import { type GridParams, type GridSide, gridBlock } from './block.js';

/** A grid of two dimensions, time and depth, that reads sequences. */
export type GridLSTMParams = {
  /** [I, H], makes the state that goes in from below. */
  readonly Wx: Tensor2D;
  /** [I, H], makes the memory that goes in from below. */
  readonly Wm: Tensor2D;
  /** The lowest first. */
  readonly layers: readonly { readonly time: GridParams; readonly depth: GridParams }[];
};

/** What goes on to the next element: in each layer along time; h [B, H] is what left the grid at its top. */
export type GridState = {
  readonly h: Tensor2D;
  readonly layers: { readonly h: Tensor2D; readonly m: Tensor2D }[];
};

/**
 * One element of a sequence through all layers of a two-dimensional Grid LSTM: in each a block, with the state of this
 * layer at t − 1 from one side and that of the layer below at t from the other. Depth, too, has a memory, so that
 * gradients pass through many layers as through many steps. x [B, I], s = s_{t−1} → s_t. A cell for `unroll`.
 * Throws `ShapeError`, `ValueError`. Kalchbrenner et al. (2015), 3.2.
 */
export function gridLSTM(p: GridLSTMParams, x: Tensor2D, s: GridState): GridState {
  expectShape('Wx', p.Wx, ['I', 'H']);
  expectShape('Wm', p.Wm, p.Wx.shape);
  expectShape('x', x, ['B', p.Wx.shape[0]]);
  if (s.layers.length !== p.layers.length)
    throw new ValueError('s', `states of ${p.layers.length} layers`, `${s.layers.length}`);
  return tf.tidy(() => {
    let below: GridSide = { h: tf.matMul(x, p.Wx), m: tf.matMul(x, p.Wm) };
    const layers = p.layers.map(({ time, depth }, l) => {
      const [onwards, upwards] = gridBlock([time, depth], [s.layers[l], below]);
      below = upwards;
      return onwards;
    });
    return { h: below.h, layers };
  });
}

/** The state before the first element: zeros for a batch of B. Throws `ValueError` for B < 1. */
export function gridState(p: GridLSTMParams, B: number): GridState {
  expectInteger('B', B, 1);
  const zeros = () => tf.zeros<tf.Rank.R2>([B, p.Wx.shape[1]]);
  return { h: zeros(), layers: p.layers.map(() => ({ h: zeros(), m: zeros() })) };
}

export interface InitGridOptions {
  readonly inputs: number;
  readonly hidden: number;
  readonly layers: number;
  readonly seed: number;
}

/** Random weights, drawn as in `initLSTM`, for each dimension of each layer. Throws `ValueError` for sizes below 1. */
export function initGridLSTM({ inputs, hidden, layers, seed }: InitGridOptions): GridLSTMParams {
  expectInteger('inputs', inputs, 1);
  expectInteger('hidden', hidden, 1);
  expectInteger('layers', layers, 1);
  const random = new Random(seed);
  // both states side by side are what an LSTM with as many inputs as units reads
  const dimension = (n: number) => initLSTM({ inputs: hidden, hidden, seed: seed * 2 * layers + n });
  const project = () => random.tensor([inputs, hidden], 1 / Math.sqrt(inputs));
  return {
    Wx: project(),
    Wm: project(),
    layers: Array.from({ length: layers }, (_, l) => ({
      time: dimension(2 * l + 1),
      depth: dimension(2 * l + 2),
    })),
  };
}
