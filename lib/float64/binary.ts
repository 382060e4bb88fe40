import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import { backend_util, util } from '@tensorflow/tfjs';
import type { Float64Backend } from './backend.js';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { sizeOf, type Values, zeros } from './values.js';
import { broadcast } from './view.js';

type Of = (a: number, b: number) => number;

// tfjs makes the types of both arguments match before it calls a kernel
const same: Record<string, Of> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  // the remainder takes the sign of the divisor
  Mod: (a, b) => {
    const rest = a % b;
    return a < 0 === b < 0 ? rest : (rest + b) % b;
  },
  Pow: (a, b) => a ** b,
  Maximum: Math.max,
  Minimum: Math.min,
  SquaredDifference: (a, b) => (a - b) * (a - b),
  Atan2: Math.atan2,
  BitwiseAnd: (a, b) => a & b,
};

const truth: Record<string, Of> = {
  Equal: (a, b) => (a === b ? 1 : 0),
  NotEqual: (a, b) => (a !== b ? 1 : 0),
  Less: (a, b) => (a < b ? 1 : 0),
  LessEqual: (a, b) => (a <= b ? 1 : 0),
  Greater: (a, b) => (a > b ? 1 : 0),
  GreaterEqual: (a, b) => (a >= b ? 1 : 0),
  LogicalAnd: (a, b) => (a && b ? 1 : 0),
  LogicalOr: (a, b) => (a || b ? 1 : 0),
};

export const prelu: Of = (x, alpha) => (x < 0 ? alpha * x : x);

/** out = f(a, b), b repeated over the leading axes of a: same shape, a row added to a batch, or a number. */
export function combine(a: Values, b: Values, f: Of, out: Values): Values {
  const period = b.length;
  if (period === 1) {
    const [y] = b;
    for (let i = 0; i < a.length; i++) out[i] = f(a[i], y);
  } else {
    for (let i = 0; i < a.length; i += period) {
      for (let j = 0; j < period; j++) out[i + j] = f(a[i + j], b[j]);
    }
  }
  return out;
}

/** Is b, seen in a's shape, a whole number of repetitions? */
export function repeats(a: readonly number[], b: readonly number[]): boolean {
  let k = 0;
  while (k < b.length && b[k] === 1) k++;
  const rest = b.length - k;
  if (rest > a.length) return false;
  for (let j = 1; j <= rest; j++) if (b[b.length - j] !== a[a.length - j]) return false;
  return true;
}

function apply(backend: Float64Backend, a: TensorInfo, b: TensorInfo, f: Of, dtype: DataType): TensorInfo {
  const [x, y] = [backend.values(a), backend.values(b)];
  const shape = util.arraysEqual(a.shape, b.shape)
    ? a.shape
    : backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const out = zeros(dtype, sizeOf(shape));
  if (out.length === 0) return backend.output(out, shape, dtype);
  if (x.length === out.length && repeats(a.shape, b.shape)) combine(x, y, f, out);
  else if (y.length === out.length && repeats(b.shape, a.shape)) combine(y, x, (p, q) => f(q, p), out);
  else {
    const [forA, forB] = [broadcast(a.shape, shape), broadcast(b.shape, shape)];
    const last = shape.length - 1;
    let o = 0;
    const walk = (k: number, i: number, j: number) => {
      const [s, t] = [forA[k], forB[k]];
      if (k < last) for (let n = 0; n < s.length; n++) walk(k + 1, i + s[n], j + t[n]);
      else for (let n = 0; n < s.length; n++) out[o++] = f(x[i + s[n]], y[j + t[n]]);
    };
    walk(0, 0, 0);
  }
  return backend.output(out, shape, dtype);
}

const all = (functions: Record<string, Of>, dtype?: DataType): KernelTable =>
  Object.fromEntries(
    Object.entries(functions).map(([name, f]) => [
      name,
      kernel<Needs<'a' | 'b'>>((backend, { a, b }) => apply(backend, a, b, f, dtype ?? a.dtype)),
    ]),
  );

export const binary: KernelTable = {
  ...all(same),
  ...all(truth, 'bool'),
  FloorDiv: kernel<Needs<'a' | 'b'>>((backend, { a, b }) =>
    apply(backend, a, b, (p, q) => Math.floor(p / q), 'int32'),
  ),
  Prelu: kernel<Needs<'x' | 'alpha'>>((backend, { x, alpha }) => apply(backend, x, alpha, prelu, 'float32')),
  // dy·1 above 0, dy·e^x = dy·(y + 1) below
  EluGrad: kernel<Needs<'dy' | 'y'>>((backend, { dy, y }) =>
    apply(backend, dy, y, (g, v) => (v >= 0 ? g : g * (v + 1)), 'float32'),
  ),
  AddN: kernel<TensorInfo[]>((backend, terms) => {
    const [{ shape, dtype }] = terms;
    const out = zeros(dtype, sizeOf(shape));
    for (const term of terms) combine(out, backend.values(term), (a, b) => a + b, out);
    return backend.output(out, shape, dtype);
  }),
};
