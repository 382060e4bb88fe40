import type { KernelBackend, NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { ValueError } from '../errors.js';
import type { Whole } from './fused.js';
import { heapOf } from './heap.js';
import { canRun } from './instance.js';
import { type Inputs, Pass } from './pass.js';

/** A kind of cell over whole sequences, forwards and backwards. Its tensors have the names that its parameters have. */
export interface SequenceKernel {
  /** Under which tfjs knows it. */
  readonly name: string;
  /** Parts of the state: h, and c where there is one. */
  readonly state: readonly string[];
  /** The shapes of the parameters, in the order of their gradients. */
  readonly params: (I: number, H: number) => Readonly<Record<string, number[]>>;
  /** Whether it gives, as the last of its results, what it needs on the way back besides the states. */
  readonly keeps: boolean;
  /** Results: the states [B, T, H], the last of each part of the state [B, H], and what it keeps. */
  readonly forward: (pass: Pass, attrs: Attrs) => void;
  /**
   * Inputs: those of `forward`, its states and what it kept (`steps`), and the gradients by the results: `dStates`, `dh`,
   * `dc`. Results: gradients by the parts of the first state, by the parameters, and by xs if they are asked for.
   */
  readonly backward: (pass: Pass, attrs: Attrs) => void;
}

export interface Attrs {
  readonly backwards: boolean;
  /** Which activation a plain cell has. */
  readonly kind: number;
  /** Whether the way back also gives the gradient by xs. */
  readonly inputGradients: boolean;
}

/** Registers a kernel, its gradient, and the twin for sequences of different lengths, which takes a `mask` [B, T]. */
export function register(kernel: SequenceKernel): void {
  for (const masked of [false, true]) {
    const name = nameOf(kernel, masked);
    const back = `${name}Backward`;
    const differentiable = ['xs', ...kernel.state, ...Object.keys(kernel.params(1, 1))];
    const inputs = masked ? [...differentiable, 'mask'] : differentiable;
    for (const backendName of ['wasm', 'cpu', 'tensorflow']) {
      const run = (compute: SequenceKernel['forward']) => (call: KernelCall) =>
        Pass.run(
          heapOf(call.backend as KernelBackend),
          call.inputs as Inputs,
          call.attrs as unknown as Attrs,
          compute,
        );
      tf.registerKernel({ kernelName: name, backendName, kernelFunc: run(kernel.forward) });
      tf.registerKernel({ kernelName: back, backendName, kernelFunc: run(kernel.backward) });
    }
    const kept = kernel.keeps ? ['states', 'steps'] : ['states'];
    tf.registerGradient({
      kernelName: name,
      inputsToSave: inputs,
      outputsToSave: [true, ...kernel.state.map(() => false), ...(kernel.keeps ? [true] : [])],
      gradFunc: (dy, saved, attrs) => {
        const [dStates, ...dLast] = dy as Tensor[];
        const given: NamedTensorMap = { dStates };
        [...inputs, ...kept].forEach((input, i) => {
          given[input] = saved[i];
        });
        kernel.state.forEach((part, i) => {
          given[`d${part}`] = dLast[i];
        });
        const goBack = (more?: Partial<Attrs>) =>
          tf.engine().runKernel<Tensor[]>(back, given, { ...attrs, ...more } as unknown as NamedAttrMap);
        const gradients = goBack();
        const [, ...others] = differentiable;
        const { inputGradients } = attrs as unknown as Attrs;
        return {
          // asked for all the same where xs is an argument of tf.grad
          xs: () => (inputGradients ? gradients : goBack({ inputGradients: true })).at(-1)!,
          ...Object.fromEntries(others.map((input, i) => [input, () => gradients[i]])),
        };
      },
    });
    notTwice(back, kernel.name);
  }
}

/** A gradient that cannot be differentiated again says so. */
function notTwice(gradient: string, kernel: string): void {
  tf.registerGradient({
    kernelName: gradient,
    gradFunc: () => {
      throw new ValueError(
        'gradient',
        'first derivatives; for more of them switch the kernels off with kernels.useKernels(false)',
        `the derivative of a gradient of ${kernel}`,
      );
    },
  });
}

type KernelCall = Parameters<tf.KernelConfig['kernelFunc']>[0];

const nameOf = ({ name }: SequenceKernel, masked: boolean): string => (masked ? `${name}Masked` : name);

/** What unrolling the cell is, by the kernel. */
export function wholeOf(
  kernel: SequenceKernel,
  kind: number = 0,
): Whole<unknown, unknown, Tensor, { states: Tensor; last: unknown }> {
  return (p, xs, s0, { mask, backwards = false }) => {
    const inputs = inputsOf(kernel, p, xs, s0);
    if (!inputs || !tf.getKernel(kernel.name, tf.getBackend()) || !canRun()) return undefined;
    return tf.tidy(() => {
      const given: NamedTensorMap = mask ? { ...inputs, mask: tf.cast(mask, 'bool') } : inputs;
      const attrs: Attrs = { backwards, kind, inputGradients: isOnTape(xs) };
      const [states, h, c] = tf
        .engine()
        .runKernel<Tensor[]>(nameOf(kernel, mask !== undefined), given, attrs as unknown as NamedAttrMap);
      return { states, last: kernel.state.length === 1 ? h : { h, c } };
    });
  };
}

/** Whether a tensor was computed where gradients are, and may have one: data that a network reads has none. */
const isOnTape = ({ id }: Tensor): boolean =>
  tf.engine().state.activeTape?.some(({ outputs }) => outputs.some((output) => output.id === id)) ?? false;

/** The tensors of a call by name; undefined unless all fit: the written cell says best what does not. */
export function inputsOf(
  kernel: SequenceKernel,
  p: unknown,
  xs: Tensor,
  s0: unknown,
): NamedTensorMap | undefined {
  const state = (kernel.state.length === 1 ? { h: s0 } : s0) as Record<string, unknown>;
  const [B, , I] = xs.shape;
  const H = state.h instanceof tf.Tensor ? state.h.shape[1] : undefined;
  if (xs.rank !== 3 || H === undefined) return undefined;
  const inputs: NamedTensorMap = { xs };
  const shapes = {
    ...Object.fromEntries(kernel.state.map((part) => [part, [B, H]])),
    ...kernel.params(I, H),
  };
  for (const [name, shape] of Object.entries(shapes)) {
    const tensor = kernel.state.includes(name) ? state[name] : (p as Record<string, unknown>)[name];
    if (!(tensor instanceof tf.Tensor) || !tf.util.arraysEqual(tensor.shape, shape)) return undefined;
    inputs[name] = tensor;
  }
  return Object.values(inputs).every(({ dtype }) => dtype === 'float32') ? inputs : undefined;
}
