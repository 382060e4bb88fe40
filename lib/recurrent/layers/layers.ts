import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { expectInteger } from '../../check.js';
import { Random } from '../../equations/random.js';
import type { State } from '../state.js';
import type { Cell } from '../unroll.js';
import { bidirectional, type Directions } from './bidirectional.js';
import { forwards, type Layer } from './layer.js';
import { type Merge, mergeBy, widthOf } from './merge.js';
import { type StackOptions, stacked } from './stacked.js';

export interface LayersOptions extends StackOptions {
  /** How many layers; by default one. */
  readonly depth?: number;
  /** Both directions in every layer, and how their states are merged; without it all layers read forwards. */
  readonly merge?: Merge;
}

/** Both directions, of every layer. */
type TwoWays = LayersOptions & { readonly merge: Merge };
type OneWay = LayersOptions & { readonly merge?: undefined };

/**
 * One cell in `depth` layers, one direction or two (`merge`), with dropout between the layers:
 *
 *     const net = layers(lstm, { depth: 2, merge: 'concat', dropout: 0.3 });
 *     const p = initLayers(initLSTM, { inputs, hidden, depth: 2, merge: 'concat', seed });
 *     const { states, last } = net.run(p, xs, { mask });
 *
 * Parameters and states are lists, lowest layer first; with two directions of {forward, backward}. A network of one
 * direction is itself a cell: `unroll(net.step, p, xs, s0)`. For layers that differ see `stacked`.
 * Throws `ValueError` for depth < 1, a dropout outside of [0, 1), an unknown merge. S2, S3 4.1, 4.2.
 */
export function layers<P, S extends State, X extends Tensor = Tensor2D>(
  cell: Cell<P, S, X>,
  options?: OneWay,
): Layer<P[], S[], X>;
export function layers<P, S extends State, X extends Tensor = Tensor2D>(
  cell: Cell<P, S, X>,
  options: TwoWays,
): Layer<Directions<P>[], Directions<S>[], X>;
export function layers<P, S extends State, X extends Tensor>(
  cell: Cell<P, S, X>,
  { depth = 1, merge, dropout }: LayersOptions = {},
): unknown {
  expectInteger('depth', depth, 1);
  const one = () => (merge === undefined ? forwards(cell) : bidirectional(cell, merge));
  return stacked(Array.from({ length: depth }, one), { dropout });
}

/** Random parameters of one cell. */
export type Init<P> = (options: { inputs: number; hidden: number; seed: number }) => P;

export interface InitLayersOptions extends Omit<LayersOptions, 'dropout'> {
  readonly inputs: number;
  /** Units of each layer and direction. */
  readonly hidden: number;
  readonly seed: number;
}

/**
 * Random parameters for `layers` of the same depth and merge, each layer and direction drawn by `init` from a seed of its
 * own; the layers above the first read what the one below gives, 2H numbers where two directions are side by side.
 * Throws `ValueError` for sizes below 1.
 */
export function initLayers<P>(init: Init<P>, options: InitLayersOptions & { merge?: undefined }): P[];
export function initLayers<P>(init: Init<P>, options: InitLayersOptions & { merge: Merge }): Directions<P>[];
export function initLayers<P>(
  init: Init<P>,
  { inputs, hidden, seed, depth = 1, merge }: InitLayersOptions,
): (P | Directions<P>)[] {
  expectInteger('depth', depth, 1);
  if (merge !== undefined) mergeBy(merge);
  const random = new Random(seed);
  const width = merge === undefined ? hidden : hidden * widthOf(merge);
  return Array.from({ length: depth }, (_, l) => {
    const drawn = () => init({ inputs: l === 0 ? inputs : width, hidden, seed: random.integer(0, 2 ** 31) });
    return merge === undefined ? drawn() : { forward: drawn(), backward: drawn() };
  });
}
