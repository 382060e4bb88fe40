import type {
  KernelBackend,
  NamedAttrMap,
  NamedTensorMap,
  Tensor,
  Tensor2D,
  TensorInfo,
} from '@tensorflow/tfjs';
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
const back = 'BlockLSTMBackward';
/** In the order of TensorFlow, whose gates stand side by side in one matrix. */
const gates = ['i', 'c', 'f', 'o'] as const;
const differentiable = ['xs', 'c', 'h', 'W', 'Vi', 'Vf', 'Vo', 'b'] as const;
/** What it gives, [T, B, H] each: the gates, the cells, tanh of them, the states. */
const results = ['i', 'cs', 'f', 'o', 'candidates', 'tanh', 'hs'] as const;

interface Attrs {
  readonly peepholes: boolean;
}

tf.registerKernel({
  kernelName: name,
  backendName: 'tensorflow',
  kernelFunc: (call) => {
    const backend = call.backend as TensorflowBackend;
    const { binding } = backend;
    const inputs = call.inputs as Readonly<Record<string, TensorInfo>>;
    const [T] = inputs.xs.shape;
    // the number of steps, whose type tfjs does not have
    const length: TensorInfo = { dataId: {}, shape: [], dtype: 'int32' };
    const id = binding.createTensor([], binding.TF_INT64, Int32Array.of(T, 0));
    backend.tensorMap.set(length.dataId, {
      shape: [],
      dtype: binding.TF_INT64,
      id,
      values: null,
      refCount: 1,
    });
    const { peepholes } = call.attrs as unknown as Attrs;
    const attrs = [
      { name: 'forget_bias', type: binding.TF_ATTR_FLOAT, value: 0 },
      { name: 'cell_clip', type: binding.TF_ATTR_FLOAT, value: -1 },
      { name: 'use_peephole', type: binding.TF_ATTR_BOOL, value: peepholes },
      { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    ];
    try {
      const all = [length, ...differentiable.map((input) => inputs[input])];
      return backend.executeMultipleOutputs(name, attrs, all, results.length);
    } finally {
      backend.disposeData(length.dataId, true);
    }
  },
});

tf.registerKernel({
  kernelName: back,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs }) =>
    backThroughTime(inputs as NamedTensorMap, (attrs as unknown as Attrs).peepholes),
});
notTwice(back, name);

tf.registerGradient({
  kernelName: name,
  inputsToSave: [...differentiable],
  outputsToSave: results.map(() => true),
  gradFunc: (dy, saved, attrs) => {
    const [xs, c0, h0, W, Vi, Vf, Vo] = saved;
    const made = Object.fromEntries(results.map((result, i) => [result, saved[differentiable.length + i]]));
    const dys = dy as Tensor[];
    const { peepholes } = attrs as unknown as Attrs;
    const [[T, , I], H] = [xs.shape, h0.shape[1]!] as const;
    const before = (first: Tensor, all: Tensor) => tf.concat([first.expandDims(0), all.slice([0], [T - 1])]);
    const cBefore = before(c0, made.cs);
    const [errors, dh, dc] = tf.tidy(() => {
      const last = { dhs: dys[results.indexOf('hs')], dcs: dys[results.indexOf('cs')] };
      // at every step it is faster than the product with the other matrix's rows
      const weights = { WhT: tf.transpose(W.slice([I!], [H])), Vi, Vf, Vo };
      const given = { ...made, ...last, ...weights, cBefore };
      return tf.engine().runKernel<Tensor[]>(back, given, attrs);
    });
    // the sums over all steps are one product each
    const flat = (all: Tensor) => all.reshape<Tensor2D>([-1, all.shape[2]!]);
    const part = (gate: number) => errors.slice([0, 0, gate * H], [-1, -1, H]);
    const peep = (gate: number, cells: Tensor) => () =>
      peepholes ? part(gate).mul(cells).sum([0, 1]) : tf.zeros([H]);
    return {
      xs: () => tf.matMul(flat(errors), W.slice([0], [I!]), false, true).reshape(xs.shape),
      c: () => dc,
      h: () => dh,
      W: () => tf.matMul(flat(tf.concat([xs, before(h0, made.hs)], 2)), flat(errors), true),
      Vi: peep(0, cBefore),
      Vf: peep(2, cBefore),
      Vo: peep(3, made.cs),
      b: () => tf.matMul(tf.ones([1, xs.shape[0] * xs.shape[1]!]), flat(errors)).flatten(),
    };
  },
});

/**
 * `lstmBackward` step by step over [T, B, H]: the errors of all gates [T, B, 4H], side by side as in W, and the gradients
 * by the first state. TensorFlow's own BlockLSTMGrad adds to the gradient of W at every step, which takes longer.
 */
function backThroughTime(kept: NamedTensorMap, peepholes: boolean): Tensor[] {
  return tf.tidy(() => {
    const { i, f, o, candidates, tanh, cBefore, WhT, Vi, Vf, Vo, dhs, dcs } = kept;
    const slope = (gate: Tensor) => gate.sub(gate.square());
    const curve = (y: Tensor) => tf.scalar(1).sub(y.square());
    // what an error is multiplied by, for all steps at once
    const each = [
      dhs,
      dcs,
      f,
      o.mul(curve(tanh)),
      slope(i).mul(candidates),
      i.mul(curve(candidates)),
      slope(f).mul(cBefore),
      slope(o).mul(tanh),
    ].map((all) => tf.unstack(all));
    const errors: Tensor[] = [];
    let dh: Tensor = tf.zeros(dhs.shape.slice(1));
    let dc = dh;
    for (let t = dhs.shape[0] - 1; t >= 0; t--) {
      const [own, ownCell, forget, toCell, ofI, ofCandidate, ofF, ofO] = each.map((all) => all[t]);
      const state = dh.add(own);
      const errorO = state.mul(ofO);
      let cell = dc.add(ownCell).add(state.mul(toCell));
      if (peepholes) cell = cell.add(errorO.mul(Vo));
      const [errorI, errorF] = [cell.mul(ofI), cell.mul(ofF)];
      const error = tf.concat([errorI, cell.mul(ofCandidate), errorF, errorO], 1);
      dc = cell.mul(forget);
      if (peepholes) dc = dc.add(errorI.mul(Vi)).add(errorF.mul(Vf));
      dh = tf.matMul(error, WhT);
      errors.unshift(error);
    }
    return [tf.stack(errors), dh, dc];
  });
}

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

/** Calls of TensorFlow at every step take their time: where a step has few rows, one core with `kernel` is faster. */
const isWorthIt = ({ xs }: NamedTensorMap): boolean => xs.shape[0] >= 48;
