import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../check.js';
import { type OutputName, type OutputParams, rnnOutput } from './rnn.js';
import { hiddenOf, type State } from './state.js';
import { type Cell, fold, type UnrollOptions, unroll } from './unroll.js';

/** A recurrent network: a cell with its parameters, and the output layer that reads its states. */
export interface Network<P, S extends State> {
  readonly cell: Cell<P, S>;
  readonly p: P;
  readonly out: OutputParams;
  /** What is done to the outputs; by default nothing. */
  readonly g?: OutputName;
}

const output = <P, S extends State>(network: Network<P, S>, s: S): Tensor2D =>
  rnnOutput(network.out, hiddenOf(s) as Tensor2D, network.g);

/** One element in, one out: an ordinary layer. x [B, I], s0 → y [B, O]. */
export function oneToOne<P, S extends State>(network: Network<P, S>, x: Tensor2D, s0: S): Tensor2D {
  return tf.tidy(() => output(network, network.cell(network.p, x, s0)));
}

/** A sequence in, one answer out, read from the last state: classification, S2. xs [B, T, I], s0 → y [B, O]. */
export function manyToOne<P, S extends State>(
  network: Network<P, S>,
  xs: Tensor3D,
  s0: S,
  options: UnrollOptions = {},
): Tensor2D {
  return tf.tidy(() => output(network, unroll(network.cell, network.p, xs, s0, options).last));
}

/** An answer for each element, S2's synchronous many-to-many. xs [B, T, I], s0 → y [B, T, O]. */
export function manyToMany<P, S extends State>(
  network: Network<P, S>,
  xs: Tensor3D,
  s0: S,
  options: UnrollOptions = {},
): Tensor3D {
  return tf.tidy(() => {
    const { states } = unroll(network.cell, network.p, xs, s0, options);
    const [B, T, H] = states.shape;
    const flat = rnnOutput(network.out, states.reshape([B * T, H]), network.g);
    return flat.reshape([B, T, flat.shape[1]]);
  });
}

/**
 * One element in, a sequence out, S2: every output becomes the next input. x [B, I], s0 → y [B, steps, O].
 * `feed` makes the next input of an output; by default it is the output itself, which needs O = I.
 * Throws `ValueError` for steps < 1.
 */
export function oneToMany<P, S extends State>(
  network: Network<P, S>,
  x: Tensor2D,
  s0: S,
  steps: number,
  feed: (y: Tensor2D) => Tensor2D = (y) => y,
): Tensor3D {
  expectInteger('steps', steps, 1);
  return tf.tidy(() => {
    const first = { s: s0, x, y: x };
    const chain = fold(
      ({ s, x }) => {
        const next = network.cell(network.p, x, s);
        const y = output(network, next);
        return { s: next, x: feed(y), y };
      },
      first,
      Array.from({ length: steps }),
    );
    return tf.stack(
      chain.map(({ y }) => y),
      1,
    ) as Tensor3D;
  });
}

/**
 * A sequence in, another of any length out, S2's asynchronous many-to-many: the encoder's last state is the decoder's
 * first. xs [B, T, I], `start` [B, I′] the decoder's first input → y [B, steps, O].
 */
export function encoderDecoder<P, Q, S extends State>(
  encoder: { readonly cell: Cell<P, S>; readonly p: P },
  decoder: Network<Q, S>,
  xs: Tensor3D,
  s0: S,
  start: Tensor2D,
  steps: number,
  options: UnrollOptions & { readonly feed?: (y: Tensor2D) => Tensor2D } = {},
): Tensor3D {
  return tf.tidy(() => {
    const { last } = unroll(encoder.cell, encoder.p, xs, s0, options);
    return oneToMany(decoder, start, last, steps, options.feed);
  });
}
