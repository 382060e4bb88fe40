import type { KernelBackend, NamedAttrMap, NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { inputsOf, notTwice, type SequenceKernel, wholeOf } from './sequence.js';

/** What is asked of tfjs-node's backend. */
interface TensorflowBackend extends KernelBackend {
  readonly binding: Readonly<
    Record<'TF_FLOAT' | 'TF_INT64' | 'TF_ATTR_FLOAT' | 'TF_ATTR_BOOL' | 'TF_ATTR_TYPE', number>
  > & { createTensor(shape: readonly number[], dtype: number, values: Int32Array): number };
  readonly tensorMap: { set(dataId: object, tensor: object): void };
  executeMultipleOutputs(op: string, attrs: object[], inputs: TensorInfo[], outputs: number): Tensor[];
}

const name = 'BlockLSTM';
const back = 'BlockLSTMGrad';
/** In the order of TensorFlow, whose gates stand side by side in one matrix. */
const gates = ['i', 'c', 'f', 'o'] as const;
const differentiable = ['xs', 'c', 'h', 'W', 'Vi', 'Vf', 'Vo', 'b'] as const;
/** What it gives, [T, B, H] each: the gates, the cells, tanh of them, the states. */
const results = ['i', 'cs', 'f', 'o', 'candidates', 'tanh', 'hs'] as const;

interface Attrs {
  readonly peepholes: boolean;
}

type Call = Parameters<tf.KernelConfig['kernelFunc']>[0];

function execute(
  op: string,
  call: Call,
  names: readonly string[],
  attrs: object[],
  outputs: number,
): Tensor[] {
  const backend = call.backend as TensorflowBackend;
  const { binding } = backend;
  const inputs = call.inputs as Readonly<Record<string, TensorInfo>>;
  const [T] = inputs.xs.shape;
  // the number of steps, whose type tfjs does not have
  const length: TensorInfo = { dataId: {}, shape: [], dtype: 'int32' };
  const id = binding.createTensor([], binding.TF_INT64, Int32Array.of(T, 0));
  backend.tensorMap.set(length.dataId, { shape: [], dtype: binding.TF_INT64, id, values: null, refCount: 1 });
  const own = [
    { name: 'use_peephole', type: binding.TF_ATTR_BOOL, value: (call.attrs as unknown as Attrs).peepholes },
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
  ];
  try {
    return backend.executeMultipleOutputs(
      op,
      [...attrs, ...own],
      [length, ...names.map((input) => inputs[input])],
      outputs,
    );
  } finally {
    backend.disposeData(length.dataId, true);
  }
}

tf.registerKernel({
  kernelName: name,
  backendName: 'tensorflow',
  kernelFunc: (call) => {
    const { TF_ATTR_FLOAT: type } = (call.backend as TensorflowBackend).binding;
    const plain = [
      { name: 'forget_bias', type, value: 0 },
      { name: 'cell_clip', type, value: -1 },
    ];
    return execute(name, call, differentiable, plain, results.length);
  },
});

tf.registerKernel({
  kernelName: back,
  backendName: 'tensorflow',
  kernelFunc: (call) =>
    execute(back, call, [...differentiable, ...results, 'dcs', 'dhs'], [], differentiable.length),
});

tf.registerGradient({
  kernelName: name,
  inputsToSave: [...differentiable],
  outputsToSave: results.map(() => true),
  gradFunc: (dy, saved, attrs) => {
    const given: NamedTensorMap = {};
    [...differentiable, ...results].forEach((input, i) => {
      given[input] = saved[i];
    });
    const dys = dy as Tensor[];
    given.dcs = dys[results.indexOf('cs')];
    given.dhs = dys[results.indexOf('hs')];
    const gradients = tf.engine().runKernel<Tensor[]>(back, given, attrs);
    return Object.fromEntries(differentiable.map((input, i) => [input, () => gradients[i]]));
  },
});
notTwice(back, name);

/** One walk over sequences of one length, inputs by name: xs [B, T, I], h, c [B, H] and the parameters. */
function blocks(inputs: NamedTensorMap, backwards: boolean): { states: Tensor; last: unknown } {
  return tf.tidy(() => {
    const { xs, h, c } = inputs;
    const H = h.shape[1]!;
    const inOrder = (sequences: Tensor) => (backwards ? tf.reverse(sequences, 0) : sequences);
    const W = tf.concat(
      gates.map((gate) => inputs[`W${gate}`]),
      1,
    );
    // a row of ours is [h, x], of TensorFlow's [x, h]
    const swapped = tf.concat([W.slice([H], [-1]), W.slice([0], [H])]);
    const peepholes = 'Vf' in inputs;
    const none = peepholes ? undefined : tf.zeros([H]);
    const given: NamedTensorMap = {
      xs: inOrder(tf.transpose(xs, [1, 0, 2])),
      h,
      c,
      W: swapped,
      b: tf.concat(gates.map((gate) => inputs[`b${gate}`])),
      ...Object.fromEntries(['Vi', 'Vf', 'Vo'].map((V) => [V, none ?? inputs[V]])),
    };
    const attrs: Attrs = { peepholes };
    const made = tf.engine().runKernel<Tensor[]>(name, given, attrs as unknown as NamedAttrMap);
    const [cs, hs] = [made[results.indexOf('cs')], made[results.indexOf('hs')]];
    const atEnd = (all: Tensor) => all.slice([all.shape[0] - 1], [1]).squeeze([0]);
    return { states: tf.transpose(inOrder(hs), [1, 0, 2]), last: { h: atEnd(hs), c: atEnd(cs) } };
  });
}

/**
 * Unrolls an LSTM by TensorFlow's own operator, which works on all cores: on the backend tensorflow, for large batches of
 * sequences of one length. Otherwise, and where something does not fit, `kernel` goes over them.
 */
export function wholeByBlocks(kernel: SequenceKernel): ReturnType<typeof wholeOf> {
  const otherwise = wholeOf(kernel);
  return (p, xs, s0, options) => {
    const { mask, backwards = false } = options;
    const inputs = mask || tf.getBackend() !== 'tensorflow' ? undefined : inputsOf(kernel, p, xs, s0);
    return inputs && isWorthIt(inputs) ? blocks(inputs, backwards) : otherwise(p, xs, s0, options);
  };
}

/** Step by step it multiplies the rows of a batch by all weights: where these are few, one core with `kernel` is faster. */
const isWorthIt = ({ xs }: NamedTensorMap): boolean => xs.shape[0] >= 48;
