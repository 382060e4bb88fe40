import type { Scalar, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';

/** A cell whose parameters and state are not looked at. */
export type AnyCell = recurrent.Cell<unknown, recurrent.State>;

/** What the tests need of a cell that has a kernel. */
export interface Case {
  readonly cell: (p: never, x: Tensor2D, s: never) => recurrent.State;
  readonly init: (options: { inputs: number; hidden: number; seed: number }) => Record<string, Tensor>;
  readonly state: readonly ('h' | 'c')[];
  /** Under which tfjs knows the kernel. */
  readonly kernel: string;
}

const { initRNN, initLSTM, initPeephole, initGRU, initResetAfterGRU, rnnCell } = recurrent;
const plain = { init: initRNN, state: ['h'], kernel: 'RecurrentRNN' } as const;

export const cases: Record<string, Case> = {
  'RNN, tanh': { cell: recurrent.rnnState, ...plain },
  'RNN, ReLU': { cell: rnnCell('relu'), ...plain },
  'RNN, σ': { cell: rnnCell('sigmoid'), ...plain },
  'RNN, identity': { cell: rnnCell('identity'), ...plain },
  LSTM: { cell: recurrent.lstm, init: initLSTM, state: ['h', 'c'], kernel: 'RecurrentLSTM' },
  'LSTM with peepholes': {
    cell: recurrent.peepholeLSTM,
    init: initPeephole,
    state: ['h', 'c'],
    kernel: 'RecurrentPeepholeLSTM',
  },
  GRU: { cell: recurrent.gru, init: initGRU, state: ['h'], kernel: 'RecurrentGRU' },
  'GRU, reset after': {
    cell: recurrent.resetAfterGRU,
    init: initResetAfterGRU,
    state: ['h'],
    kernel: 'RecurrentResetAfterGRU',
  },
};

export interface Sizes {
  readonly B: number;
  readonly T: number;
  readonly I: number;
  readonly H: number;
}

export interface Problem extends Sizes {
  readonly seed: number;
  readonly masked: boolean;
  readonly backwards: boolean;
}

/** Every number of one pass by name: states, last states, and all gradients of a random linear loss. */
export type Numbers = Map<string, Float64Array>;

/** Unrolls a cell on the current backend, forwards and backwards. The numbers that it begins with are float32 numbers. */
export function passOf({ cell, init, state }: Case, problem: Problem): Numbers {
  const { B, T, I, H, seed, masked, backwards } = problem;
  const random = new equations.Random(seed);
  const drawn = (shape: readonly number[], scale = 1) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const values = Float32Array.from({ length: size }, () => scale * random.normal());
    return float64.precise(values, shape);
  };
  const numbers: Numbers = new Map();
  tf.tidy(() => {
    const names = Object.keys(init({ inputs: I, hidden: H, seed }));
    const shapes = Object.values(init({ inputs: I, hidden: H, seed })).map(({ shape }) => shape);
    // variance 1/(I + H): nothing saturates, nothing explodes
    const p = shapes.map((shape) => drawn(shape, shape.length === 1 ? 0.3 : 0.8 * (I + H) ** -0.5));
    const mask = masked ? lengths(B, T, random) : undefined;
    const s0 = state.map(() => drawn([B, H], 0.5));
    const xs = drawn([B, T, I]);
    const own = drawn([B, T, H]);
    const dLast = state.map(() => drawn([B, H]));
    const keep = (name: string, tensor: Tensor) => numbers.set(name, Float64Array.from(tensor.dataSync()));

    const loss = (...args: Tensor[]): Scalar => {
      const [x, ...rest] = args;
      const first = rest.slice(0, state.length);
      const params = Object.fromEntries(names.map((name, i) => [name, rest[state.length + i]]));
      const start = state.length === 1 ? first[0] : { h: first[0], c: first[1] };
      const unrolled = recurrent.unroll(cell as AnyCell, params, x as Tensor3D, start, { mask, backwards });
      const last = Object.values(state.length === 1 ? { h: unrolled.last } : unrolled.last) as Tensor[];
      keep('states', unrolled.states);
      last.forEach((tensor, i) => keep(`last ${state[i]}`, tensor));
      const terms = [unrolled.states.mul(own), ...last.map((tensor, i) => tensor.mul(dLast[i]))];
      return tf.addN(terms.map((term) => term.sum())) as Scalar;
    };
    const of = ['xs', ...state.map((part) => `first ${part}`), ...names];
    tf.grads(loss)([xs, ...s0, ...p]).forEach((gradient, i) => keep(`∂ ${of[i]}`, gradient));
  });
  return numbers;
}

/** Masks of sequences that end anywhere, the first of them nowhere, one maybe before its first element. */
function lengths(B: number, T: number, random: equations.Random): Tensor2D {
  const rows = Array.from({ length: B }, (_, b) => {
    const length = b === 0 ? T : random.integer(0, T + 1);
    return Array.from({ length: T }, (_, t) => (t < length ? 1 : 0));
  });
  return tf.tensor2d(rows);
}

/** The same in 64-bit, where the cell runs step by step. */
export const exactly = (of: Case, problem: Problem): Numbers => float64.inFloat64(() => passOf(of, problem));

/**
 * The worst error, and whose it is: of a state by its largest number, of a gradient by the largest of all, since sums of
 * thousands of terms may cancel, and what is left of a single one is rounding.
 */
export function worst(got: Numbers, want: Numbers): { readonly name: string; readonly error: number } {
  const gradients = [...want].filter(([name]) => name.startsWith('∂'));
  const steepest = Math.max(...gradients.map(([, exact]) => largest(exact)));
  const errors = [...want].map(([name, exact]) => {
    const scale = name.startsWith('∂') ? steepest : largest(exact);
    return { name, error: apart(got.get(name)!, exact) / Math.max(1e-8, scale) };
  });
  return errors.reduce((a, b) => (b.error > a.error ? b : a));
}

const largest = (values: Float64Array): number => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

const apart = (got: Float64Array, want: Float64Array): number =>
  got.length === want.length && got.every(Number.isFinite)
    ? want.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i])), 0)
    : Infinity;
