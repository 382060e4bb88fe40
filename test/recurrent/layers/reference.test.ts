import * as tf from '@tensorflow/tfjs';
import { float64, recurrent, weights } from 'unrolled';
import { describe, expect, it } from 'vitest';
import reference from '../../reference/layers.json' with { type: 'json' };
import { distance, type Nested, tensorOf } from '../../support/numbers.js';

const { layers } = recurrent;

type Case = (typeof reference.cases)[number];
type State = tf.Tensor2D | { h: tf.Tensor2D; c: tf.Tensor2D };
// biome-ignore lint/suspicious/noExplicitAny: one test for cells of all parameters and states
const cells: Record<string, recurrent.Cell<any, any>> = {
  rnn: recurrent.rnnState,
  lstm: recurrent.lstm,
  resetAfterGRU: recurrent.resetAfterGRU,
};

/** PyTorch's states [layers · directions, B, H], h and maybe c, as `layers` has them, and back. */
function statesOf(tensors: tf.Tensor[], bidirectional: boolean) {
  const parts = tensors.map((tensor) => tf.unstack(tensor) as tf.Tensor2D[]);
  const all = parts[0].map((h, i): State => (parts.length === 1 ? h : { h, c: parts[1][i] }));
  if (!bidirectional) return all;
  return all.flatMap((forward, i) => (i % 2 === 0 ? [{ forward, backward: all[i + 1] }] : []));
}

const flat = (state: object): State[] =>
  (Array.isArray(state) ? state : [state]).flatMap((s) => ('forward' in s ? [s.forward, s.backward] : [s]));

const stacked = (states: object, part: 'h' | 'c') =>
  tf.stack(flat(states).map((s) => (s instanceof tf.Tensor ? s : s[part])));

const masks = ({ lengths, xs }: Case) =>
  lengths === null ? undefined : tf.tensor2d(lengths.map((n) => xs[0].map((_, t) => +(t < n))));

describe(`against ${reference['made by']}`, () => {
  it.each(reference.cases)('$kind, both directions: $bidirectional, lengths: $lengths', (c) => {
    float64.inFloat64(() => {
      const kind = c.kind as weights.PyTorchCell;
      const stateDict = Object.fromEntries(
        Object.entries(c.state_dict).map(([name, values]) => [name, tensorOf(values as Nested)]),
      );
      const p: object = c.bidirectional
        ? weights.fromPyTorch(kind, stateDict, { bidirectional: true })
        : weights.fromPyTorch(kind, stateDict);
      const net = layers(cells[kind], { depth: 2, ...(c.bidirectional && { merge: 'concat' }) } as {
        depth: 2;
      });
      const mask = masks(c);
      const xs = tensorOf<tf.Rank.R3>(c.xs);
      const initial = c.initial.map((s) => tensorOf(s));
      const run = (p: object, xs: tf.Tensor3D, initial: tf.Tensor[]) =>
        net.run(p as never, xs, { s0: statesOf(initial, c.bidirectional) as never, mask });

      const { states, last } = run(p, xs, initial);
      // behind the end PyTorch writes zeros, we keep the state
      const alive = (y: tf.Tensor) => (mask ? y.mul(mask.expandDims(2)) : y);
      expect(distance(alive(states), tensorOf(c.states))).toBeLessThan(1e-10);
      const parts = (['h', 'c'] as const).slice(0, c.last.length);
      parts.forEach((part, i) => {
        expect(distance(stacked(last, part), tensorOf(c.last[i])), part).toBeLessThan(1e-10);
      });

      // the gradient of a weighted sum of all results, weights in PyTorch's layout again
      const paths = flatten(p);
      const loss = (...inputs: tf.Tensor[]) => {
        const params = rebuild(p, inputs.slice(0, paths.length));
        const results = run(params, inputs[paths.length] as tf.Tensor3D, inputs.slice(paths.length + 1));
        const all = [alive(results.states), ...parts.map((part) => stacked(results.last, part))];
        return tf.addN(all.map((y, i) => y.mul(tensorOf(c.weighting[i] as Nested)).sum())) as tf.Scalar;
      };
      const gradients = tf.grads(loss)([...paths, xs, ...initial]);
      const [dxs, ...dInitial] = gradients.slice(paths.length);
      expect(distance(dxs, tensorOf(c.gradients.xs))).toBeLessThan(1e-10);
      dInitial.forEach((d, i) => {
        expect(distance(d, tensorOf(c.gradients.initial[i]))).toBeLessThan(1e-10);
      });
      const back = weights.toPyTorch(kind, rebuild(p, gradients.slice(0, paths.length)) as never);
      for (const name of ['weight_ih_l0', 'weight_hh_l1'] as const)
        expect(distance(back[name], tensorOf(c.gradients[name])), name).toBeLessThan(1e-10);
    });
  });
});

/** The tensors in a list or object of lists and objects, and the same structure of others. */
const flatten = (value: object): tf.Tensor[] =>
  value instanceof tf.Tensor ? [value] : Object.values(value).flatMap(flatten);
function rebuild(value: object, tensors: tf.Tensor[]): object {
  const rest = [...tensors];
  const build = (inner: object): object => {
    if (inner instanceof tf.Tensor) return rest.shift()!;
    const entries = Object.entries(inner).map(([key, part]) => [key, build(part)] as const);
    return Array.isArray(inner) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
  };
  return build(value);
}
