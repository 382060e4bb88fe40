import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import type { Directions } from '../recurrent/layers/index.js';
import type { OutputParams } from '../recurrent/rnn.js';
import { type CellParams, expectCell, type GateName } from './cells.js';
import { expectNames } from './names.js';
import type { NamedTensors } from './safetensors/safetensors.js';
import { fromStack, type Stack, toStack } from './stack.js';

/** The cells of `torch.nn.RNN`, `LSTM` and `GRU`. */
export type PyTorchCell = 'rnn' | 'lstm' | 'resetAfterGRU';

/** The candidates are g and n to PyTorch. */
const orders: { readonly [C in PyTorchCell]: readonly GateName[] } = {
  rnn: ['h'],
  lstm: ['i', 'f', 'c', 'o'],
  resetAfterGRU: ['r', 'z', 'h'],
};
const cells = Object.keys(orders) as PyTorchCell[];

const parts = { W: 'weight_ih', U: 'weight_hh', b: 'bias_ih', c: 'bias_hh' } as const;
type Part = keyof typeof parts;

export interface PyTorchOptions {
  /** Of the module's names within a larger model, with the dot: 'encoder.'. Names that begin otherwise are passed over. */
  readonly prefix?: string;
}

/**
 * Parameters for `layers(cell, …)` from the `state_dict` of a `torch.nn.RNN`, `LSTM` or `GRU`: an entry for each layer,
 * with `bidirectional` of {forward, backward}. PyTorch keeps the transposes of our matrices, gates in the order i, f, g, o
 * or r, z, n, and two biases; its GRU resets after the product and calls z what the lectures call 1 − z.
 * Throws `ValueError` for names that are missing or too many, `ShapeError` for shapes that do not fit.
 */
export function fromPyTorch<C extends PyTorchCell>(
  cell: C,
  stateDict: NamedTensors,
  options?: PyTorchOptions & { readonly bidirectional?: false },
): CellParams[C][];
export function fromPyTorch<C extends PyTorchCell>(
  cell: C,
  stateDict: NamedTensors,
  options: PyTorchOptions & { readonly bidirectional: true },
): Directions<CellParams[C]>[];
export function fromPyTorch<C extends PyTorchCell>(
  cell: C,
  stateDict: NamedTensors,
  { prefix = '', bidirectional = false }: PyTorchOptions & { readonly bidirectional?: boolean } = {},
): (CellParams[C] | Directions<CellParams[C]>)[] {
  expectCell(cell, cells);
  const has = (name: string) => Object.hasOwn(stateDict, prefix + name);
  const used = ['W', 'U', ...(has('bias_ih_l0') ? ['b', 'c'] : [])] as Part[];
  const names = (layer: string) => used.map((part) => `${prefix}${parts[part]}_${layer}`);
  const layers = suffixes(depthOf(has), bidirectional);
  expectNames('stateDict', ownNames(stateDict, prefix), layers.flat().flatMap(names));
  return tf.tidy(() => {
    let inputs: number | undefined;
    return layers.map((directions) => {
      const [forward, backward] = directions.map((suffix) => {
        const called = (part: keyof Stack) => `${prefix}${parts[part as Part]}_${suffix}`;
        const stack = Object.fromEntries(used.map((part) => [part, stateDict[called(part)]]));
        return fromStack(cell, orders[cell], stack as unknown as Stack, called, inputs);
      });
      inputs = directions.length * stateDict[`${prefix}weight_hh_l0`].shape[1]!;
      return bidirectional ? { forward, backward } : forward;
    });
  });
}

/** The layers that there are, counted by their names. */
function depthOf(has: (name: string) => boolean): number {
  let depth = 1;
  while (has(`weight_ih_l${depth}`)) depth++;
  return depth;
}

/** What the names of a layer end in, for each direction. */
const suffixes = (depth: number, bidirectional: boolean): string[][] =>
  Array.from({ length: depth }, (_, l) => (bidirectional ? [`l${l}`, `l${l}_reverse`] : [`l${l}`]));

const ownNames = (stateDict: NamedTensors, prefix: string): string[] =>
  Object.keys(stateDict).filter((name) => name.startsWith(prefix));

/**
 * The inverse of `fromPyTorch`: a `state_dict` that a `torch.nn.RNN`, `LSTM` or `GRU` loads, from the parameters of
 * `layers(cell, …)`. Where PyTorch adds two biases the first is ours, the second zero.
 */
export function toPyTorch<C extends PyTorchCell>(
  cell: C,
  layers: readonly (CellParams[C] | Directions<CellParams[C]>)[],
  { prefix = '' }: PyTorchOptions = {},
): NamedTensors {
  expectCell(cell, cells);
  return tf.tidy(() => {
    const named = layers.flatMap((layer, l) => {
      const directions = 'forward' in layer ? [layer.forward, layer.backward] : [layer];
      return directions.flatMap((p, d) => {
        const stack = toStack(cell, orders[cell], p);
        const suffix = `l${l}${d === 0 ? '' : '_reverse'}`;
        return (Object.keys(parts) as Part[]).map((part) => [
          `${prefix}${parts[part]}_${suffix}`,
          stack[part],
        ]);
      });
    });
    return Object.fromEntries(named) as { [name: string]: Tensor2D };
  });
}

/** Parameters of an output layer from the `state_dict` of a `torch.nn.Linear`: Wy = weightᵀ. Throws as `fromPyTorch`. */
export function linearFromPyTorch(
  stateDict: NamedTensors,
  { prefix = '' }: PyTorchOptions = {},
): OutputParams {
  const [weight, bias] = [`${prefix}weight`, `${prefix}bias`];
  expectNames('stateDict', ownNames(stateDict, prefix), [weight, bias]);
  expectShape(weight, stateDict[weight], ['O', 'H']);
  expectShape(bias, stateDict[bias], [stateDict[weight].shape[0]]);
  return { Wy: tf.transpose(stateDict[weight]) as Tensor2D, by: stateDict[bias].clone() as Tensor1D };
}

/** The inverse of `linearFromPyTorch`. */
export const linearToPyTorch = (
  { Wy, by }: OutputParams,
  { prefix = '' }: PyTorchOptions = {},
): NamedTensors => ({
  [`${prefix}weight`]: tf.transpose(Wy),
  [`${prefix}bias`]: by.clone(),
});
