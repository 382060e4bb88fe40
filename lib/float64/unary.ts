import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import { backend_util } from '@tensorflow/tfjs';
import type { Float64Backend } from './backend.js';
import { erf } from './erf.js';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { zeros } from './values.js';

type Of = (x: number) => number;

const { SELU_SCALE, SELU_SCALEALPHA } = backend_util;

const half = (x: number): number => {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
};

export const elu: Of = (x) => (x >= 0 ? x : Math.expm1(x));
export const relu: Of = (x) => Math.max(0, x);
export const relu6: Of = (x) => Math.min(Math.max(0, x), 6);
export const sigmoid: Of = (x) => 1 / (1 + Math.exp(-x));
export const leakyRelu =
  (alpha: number): Of =>
  (x) =>
    x < 0 ? alpha * x : x;

/** The result has the type of the argument. */
const same: Record<string, Of> = {
  Abs: Math.abs,
  Neg: (x) => -x,
  Square: (x) => x * x,
  Sign: (x) => (x < 0 ? -1 : x > 0 ? 1 : 0),
  Floor: Math.floor,
  Ceil: Math.ceil,
  // to the nearest even number at a tie, as everywhere in TensorFlow
  Round: half,
  Relu: relu,
  Relu6: relu6,
};

/** The result is a real number. */
const real: Record<string, Of> = {
  Exp: Math.exp,
  Expm1: Math.expm1,
  Log: Math.log,
  Log1p: Math.log1p,
  Sqrt: Math.sqrt,
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Reciprocal: (x) => 1 / x,
  Sin: Math.sin,
  Cos: Math.cos,
  Tan: Math.tan,
  Asin: Math.asin,
  Acos: Math.acos,
  Atan: Math.atan,
  Sinh: Math.sinh,
  Cosh: Math.cosh,
  Tanh: Math.tanh,
  Asinh: Math.asinh,
  Acosh: Math.acosh,
  Atanh: Math.atanh,
  Erf: erf,
  Sigmoid: sigmoid,
  // log(1 + e^x) without overflow
  Softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  Elu: elu,
  Selu: (x) => (x >= 0 ? SELU_SCALE * x : SELU_SCALEALPHA * Math.expm1(x)),
};

const truth: Record<string, Of> = {
  IsNan: (x) => (Number.isNaN(x) ? 1 : 0),
  IsInf: (x) => (Math.abs(x) === Number.POSITIVE_INFINITY ? 1 : 0),
  IsFinite: (x) => (Number.isFinite(x) ? 1 : 0),
  LogicalNot: (x) => (x ? 0 : 1),
};

function map(backend: Float64Backend, x: TensorInfo, f: Of, dtype: DataType): TensorInfo {
  const from = backend.values(x);
  const to = zeros(dtype, from.length);
  for (let i = 0; i < from.length; i++) to[i] = f(from[i]);
  return backend.output(to, x.shape, dtype);
}

const all = (functions: Record<string, Of>, dtype?: DataType): KernelTable =>
  Object.fromEntries(
    Object.entries(functions).map(([name, f]) => [
      name,
      kernel<Needs<'x'>>((backend, { x }) => map(backend, x, f, dtype ?? x.dtype)),
    ]),
  );

export const unary: KernelTable = {
  ...all(same),
  ...all(real, 'float32'),
  ...all(truth, 'bool'),
  LeakyRelu: kernel<Needs<'x'>, { alpha: number }>((backend, { x }, { alpha }) =>
    map(backend, x, leakyRelu(alpha), 'float32'),
  ),
  Step: kernel<Needs<'x'>, { alpha: number }>((backend, { x }, { alpha }) =>
    map(backend, x, (v) => (v > 0 ? 1 : Number.isNaN(v) ? v : alpha), x.dtype),
  ),
  ClipByValue: kernel<Needs<'x'>, { clipValueMin: number; clipValueMax: number }>(
    (backend, { x }, { clipValueMin: low, clipValueMax: high }) =>
      map(backend, x, (v) => Math.min(Math.max(v, low), high), x.dtype),
  ),
};
