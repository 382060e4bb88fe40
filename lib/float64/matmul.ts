import type { _FusedMatMulAttrs, _FusedMatMulInputs, BatchMatMulAttrs, TensorInfo } from '@tensorflow/tfjs';
import { backend_util } from '@tensorflow/tfjs';
import { ShapeError } from '../errors.js';
import type { Float64Backend } from './backend.js';
import { finish } from './fused.js';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { sizeOf, type Values, zeros } from './values.js';
import { broadcast, offsets, pick } from './view.js';

/** out[M, N] += a[M, K] b[K, N], all of them at their offsets; four rows of b at a time pass along a row of out. */
function product(
  a: Values,
  b: Values,
  out: Values,
  [i0, j0, o0]: readonly number[],
  M: number,
  K: number,
  N: number,
) {
  const fours = K - (K % 4);
  for (let i = 0; i < M; i++) {
    const o = o0 + i * N;
    const row = i0 + i * K;
    for (let k = 0; k < fours; k += 4) {
      const [p, q, r, s] = [a[row + k], a[row + k + 1], a[row + k + 2], a[row + k + 3]];
      const b0 = j0 + k * N;
      const [b1, b2, b3] = [b0 + N, b0 + 2 * N, b0 + 3 * N];
      for (let j = 0; j < N; j++) out[o + j] += p * b[b0 + j] + q * b[b1 + j] + r * b[b2 + j] + s * b[b3 + j];
    }
    for (let k = fours; k < K; k++) {
      const p = a[row + k];
      const b0 = j0 + k * N;
      for (let j = 0; j < N; j++) out[o + j] += p * b[b0 + j];
    }
  }
}

/** The last two axes exchanged, so that `product` always walks along rows. */
function straightened(values: Values, shape: readonly number[]): Values {
  const [rows, columns] = shape.slice(-2);
  const size = rows * columns;
  const out = values.slice();
  for (let base = 0; base < values.length; base += size) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[base + j * rows + i] = values[base + i * columns + j];
    }
  }
  return out;
}

interface Matrices extends Needs<'a' | 'b'> {}

function matMul(backend: Float64Backend, { a, b }: Matrices, attrs: BatchMatMulAttrs) {
  const { transposeA, transposeB } = attrs;
  const [left, right] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const [M, K] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
  const [rows, N] = transposeB ? b.shape.slice(-2).reverse() : b.shape.slice(-2);
  if (rows !== K)
    throw new ShapeError(
      'matMul',
      `the inner sizes of [${a.shape}] and [${b.shape}] to agree`,
      `${K} and ${rows}`,
    );
  const batch = backend_util.assertAndGetBroadcastShape(left, right);
  const x = transposeA ? straightened(backend.values(a), a.shape) : backend.values(a);
  const y = transposeB ? straightened(backend.values(b), b.shape) : backend.values(b);
  const out = zeros(a.dtype, sizeOf(batch) * M * N);
  // which matrix of a and of b makes each matrix of the result
  const [ofA, ofB] = [offsets(broadcast(left, batch)), offsets(broadcast(right, batch))];
  for (let n = 0; n < ofA.length; n++)
    product(x, y, out, [ofA[n] * M * K, ofB[n] * K * N, n * M * N], M, K, N);
  return { out, shape: [...batch, M, N] };
}

/** `bias` or the weights of a PReLU, repeated to the shape of the result. */
export function repeated(backend: Float64Backend, x: TensorInfo | undefined, shape: readonly number[]) {
  if (!x) return undefined;
  const out = zeros(x.dtype, sizeOf(shape));
  pick(backend.values(x), broadcast(x.shape, shape), out);
  return out;
}

export const matmul: KernelTable = {
  BatchMatMul: kernel<Matrices, BatchMatMulAttrs>((backend, inputs, attrs) => {
    const { out, shape } = matMul(backend, inputs, attrs);
    return backend.output(out, shape, inputs.a.dtype);
  }),
  _FusedMatMul: kernel<_FusedMatMulInputs, _FusedMatMulAttrs>((backend, inputs, attrs) => {
    const { out, shape } = matMul(backend, inputs, attrs);
    const bias = repeated(backend, inputs.bias, shape);
    const weights = repeated(backend, inputs.preluActivationWeights, shape);
    finish(out, { bias, weights, activation: attrs.activation, alpha: attrs.leakyreluAlpha });
    return backend.output(out, shape, inputs.a.dtype);
  }),
};
