import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { mapTensors } from '../equations/tensors.js';
import { ValueError } from '../errors.js';

/**
 * What a cell carries from step to step: one tensor [B, …], several by name ({h, c} of an LSTM), or the states of
 * several layers, lowest first.
 */
export type State = Tensor | State[] | { readonly [name: string]: State };

/** The part of a state that outputs are read from: the tensor itself, the one named h, that of the topmost layer. */
export function hiddenOf(s: State): Tensor {
  if (s instanceof tf.Tensor) return s;
  const part = Array.isArray(s) ? s.at(-1) : (s as { readonly h?: State }).h;
  if (part !== undefined) return hiddenOf(part);
  throw new ValueError(
    'state',
    'a tensor, {h, …}, or a list of them',
    Object.keys(s).join(', ') || 'nothing',
  );
}

/** The same structure with map(tensor, path) in the place of each tensor; the path as one would write it: `.c`, `.0.h`. */
const mapState = <S extends State>(s: S, map: (tensor: Tensor, path: string) => Tensor): S =>
  mapTensors(s, (tensor, path) => map(tensor, path.map((key) => `.${key}`).join('')));

/** Throws `ShapeError` for a part of the state that does not belong to a batch of B. */
export function expectBatch(argument: string, s: State, B: number): void {
  hiddenOf(s);
  mapState(s, (tensor, path) => {
    expectShape(argument + path, tensor, [B, ...tensor.shape.slice(1)]);
    return tensor;
  });
}

/** `next` where a sequence lives, `old` where it has ended. alive [B] bool. */
export function select<S extends State>(alive: Tensor, next: S, old: S): S {
  const before = new Map<string, Tensor>();
  mapState(old, (tensor, path) => {
    before.set(path, tensor);
    return tensor;
  });
  return mapState(next, (tensor, path) => {
    const column = alive.reshape([alive.size, ...Array<number>(tensor.rank - 1).fill(1)]);
    return tf.where(tf.broadcastTo(column, tensor.shape), tensor, before.get(path)!);
  });
}

/** A copy that the caller may dispose without touching the original. */
export const copyOf = <S extends State>(s: S): S => mapState(s, (tensor) => tensor.clone());

/**
 * The state before the first element when nothing is known, all zeros, for the parameters of this library's cells: h
 * [B, H], and with it c where there are weights of a candidate for it (`Wc`). `batch` is [B], for images
 * [B, height, width]. Throws `ValueError` for parameters that do not tell the number of units.
 */
export function zeroState<S extends State>(p: unknown, batch: readonly number[]): S {
  const { Wh, Wf, Wc } = (p ?? {}) as { readonly [name: string]: Tensor | undefined };
  const units = (Wh ?? Wf)?.shape.at(-1);
  if (units === undefined)
    throw new ValueError('s0', 'the state to begin with, as these parameters tell no size', 'none');
  const zeros = () => tf.zeros([...batch, units]);
  return (Wc ? { h: zeros(), c: zeros() } : zeros()) as State as S;
}
