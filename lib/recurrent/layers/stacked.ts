import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { ShapeError, ValueError } from '../../errors.js';
import type { State } from '../state.js';
import type { Sequences } from '../unroll.js';
import { type Layer, layer, offline } from './layer.js';

export interface StackOptions {
  /** The part of its inputs that every layer but the first loses while training, from 0 (the default) to below 1. */
  readonly dropout?: number;
}

/** A layer, whatever its parameters and states are: what every `Layer<P, S, X>` is. */
interface AnyLayer {
  run(p: never, xs: never): { readonly states: Tensor };
  zeros(p: never, batch: readonly number[]): State;
}
type ParamsOf<L> = L extends Layer<infer P, infer _S, infer _X> ? P : never;
type StateOf<L> = L extends Layer<infer _P, infer S, infer _X> ? S : never;
type InputOf<L> = L extends Layer<infer _P, infer _S, infer X> ? X : never;

/** Parameters of a stack, an entry for each layer, lowest first. */
export type StackParams<L extends AnyLayer[]> = { [I in keyof L]: ParamsOf<L[I]> };
/** The state of a stack, an entry for each layer, lowest first. */
export type StackState<L extends AnyLayer[]> = { [I in keyof L]: StateOf<L[I]> };

/**
 * Layers on top of each other: each reads the states of the one below, S2, S3 4.2. Between them, while training, every
 * number is dropped with probability `dropout` and the others grow by 1/(1 − dropout), so that the mean stays (Srivastava
 * et al. 2014); never within a layer, whose memory it would disturb, nor behind the last (Zaremba et al. 2014).
 * Parameters and states are lists, lowest layer first. Throws `ValueError` for no layers or a dropout outside of [0, 1).
 */
export function stacked<L extends AnyLayer[]>(
  layers: readonly [...L],
  options?: StackOptions,
): Layer<StackParams<L>, StackState<L>, InputOf<L[number]>>;
export function stacked<X extends Tensor>(
  layers: readonly Layer<unknown, State, X>[],
  { dropout = 0 }: StackOptions = {},
): Layer<unknown[], State[], X> {
  if (layers.length === 0) throw new ValueError('layers', 'at least one layer', 'none');
  if (!(dropout >= 0 && dropout < 1))
    throw new ValueError('dropout', 'a number from 0 to below 1', String(dropout));

  const walk: Layer<unknown[], State[], X>['walk'] = (p, xs, s0, { mask, seed }) => {
    expectEntries('p', p, layers);
    expectEntries('s0', s0, layers);
    let states: Sequences<X> = xs;
    const last = layers.map((layer, l) => {
      const own = seed === undefined ? undefined : `${seed}/${l}`;
      const inputs = l > 0 && own !== undefined ? dropped(states, dropout, own) : states;
      const above = layer.walk(p[l], inputs, s0[l], { mask, seed: own });
      states = above.states;
      return above.last;
    });
    return { states, last };
  };
  const step: Layer<unknown[], State[], X>['step'] = (p, x, s) => {
    expectEntries('p', p, layers);
    expectEntries('s', s, layers);
    return tf.tidy(() => {
      let input = x;
      return layers.map((layer, l) => {
        const next = layer.step(p[l], input, s[l]);
        input = layer.hidden(next);
        return next;
      });
    });
  };
  const odd = layers.findIndex(({ online }) => !online);
  return layer<unknown[], State[], X>({
    walk,
    hidden: (s) => layers[layers.length - 1].hidden(s[s.length - 1]),
    zeros: (p, batch) => {
      expectEntries('p', p, layers);
      return layers.map((layer, l) => layer.zeros(p[l], batch));
    },
    ...(odd < 0 ? { step, online: true } : offline(`layer ${odd + 1}, which does not`)),
  });
}

const dropped = <X extends Tensor>(states: X, rate: number, seed: string): X =>
  tf.dropout(states, rate, undefined, seed) as X;

function expectEntries(argument: string, list: readonly unknown[], { length }: readonly unknown[]): void {
  if (list.length !== length)
    throw new ShapeError(argument, `${length} entries, one for each layer`, String(list.length));
}
