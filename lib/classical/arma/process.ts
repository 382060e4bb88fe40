import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { indexed, type SymbolTable } from '../../equations/symbols.js';
import { examplesOf, timeSteps } from '../../recurrent/layout.js';
import { fold } from '../../recurrent/unroll.js';
import { applyLags, differencing } from './lags.js';
import { numbered, padded, sequence } from './notation.js';

/** Parameters of a process: the constant c [], φ [p] and θ [q]; a part that is left out is not there. */
export type ARMAParams = {
  readonly c: Scalar;
  readonly phi?: Tensor1D;
  readonly theta?: Tensor1D;
};

/** Throws `ShapeError`. */
export function expectARMA(p: ARMAParams, name: string, xs: Tensor2D): void {
  expectShape('c', p.c, []);
  if (p.phi) expectShape('phi', p.phi, ['p']);
  if (p.theta) expectShape('theta', p.theta, ['q']);
  expectShape(name, xs, ['B', 'T']);
}

/** What the next step remembers, newest first: the last p values [B] and the last q shocks [B], fewer at the beginning. */
export interface Memory {
  readonly y: readonly Tensor1D[];
  readonly eps: readonly Tensor1D[];
}

export const nothing: Memory = { y: [], eps: [] };

/** Coefficients one by one, each [1]. */
const listOf = (coefficients?: Tensor1D): Tensor1D[] =>
  coefficients ? timeSteps<Tensor1D>(coefficients.expandDims(0)) : [];

/** One step of a process as a function of its memory: what is expected next, and how the memory goes on. */
export function stepOf(p: ARMAParams) {
  const [phi, theta] = [listOf(p.phi), listOf(p.theta)];
  const weigh = (past: readonly Tensor1D[], a: readonly Tensor1D[]) => past.map((x, i) => x.mul(a[i]));
  return {
    /** c + Σ φ_i y_{t−i} + Σ θ_j ε_{t−j}; what is not remembered is zero. */
    expected: ({ y, eps }: Memory): Tensor =>
      [...weigh(y, phi), ...weigh(eps, theta)].reduce((sum, term) => sum.add(term), p.c as Tensor),
    next: ({ y, eps }: Memory, value: Tensor1D, shock: Tensor1D): Memory => ({
      y: [value, ...y].slice(0, phi.length),
      eps: [shock, ...eps].slice(0, theta.length),
    }),
  };
}

/** A process driven by shocks [B, T], with nothing before them → [B, T]. */
function drive(p: ARMAParams, shocks: Tensor2D): Tensor2D {
  expectARMA(p, 'shocks', shocks);
  return tf.tidy(() => {
    const { expected, next } = stepOf(p);
    const steps = fold(
      ({ memory }, shock) => {
        const value = shock.add<Tensor1D>(expected(memory));
        return { memory: next(memory, value, shock), value };
      },
      { memory: nothing, value: tf.zeros<tf.Rank.R1>([1]) },
      timeSteps<Tensor1D>(shocks),
    );
    return tf.stack(
      steps.map(({ value }) => value),
      1,
    ) as Tensor2D;
  });
}

/** The symbols of a process, for each step of each sequence. */
export function processSymbols(p: ARMAParams, y: Tensor2D, shocks: Tensor2D): SymbolTable[] {
  return examplesOf(y).flatMap((b) => {
    const [values, eps] = [sequence(y, b), sequence(shocks, b)];
    return Array.from(values, (_, t) => ({
      t: t + 1,
      c: p.c,
      y_t: padded('t', values),
      ...(p.phi && { p: p.phi.size, '\\varphi_i': numbered('i', p.phi.dataSync()) }),
      ...(p.theta && { q: p.theta.size, '\\theta_j': numbered('j', p.theta.dataSync()) }),
      '\\varepsilon_t': padded('t', eps),
    }));
  });
}

const valuesOf = (y: Tensor2D) => Array.from(y.dataSync());
const symbols = (p: ARMAParams, shocks: Tensor2D) => processSymbols(p, drive(p, shocks), shocks);

/**
 * Autoregression, S3 2.2: each value is a weighted sum of the last p values and a shock. Parameters c [], φ [p]; shocks ε
 * [B, T], with zeros before them → y [B, T]. Throws `ShapeError`. Yule (1927).
 */
export const arProcess = equation({
  id: 'arma.ar',
  title: { en: 'Autoregression AR(p)', ru: 'Авторегрессия AR(p)' },
  forms: [
    {
      source: 'S3 2.2; Yule (1927)',
      tex: String.raw`y_t = c + \sum_{i=1}^p \varphi_i y_{t-i} + \varepsilon_t`,
      symbols,
      value: valuesOf,
    },
  ],
  sample: (random): [ARMAParams, Tensor2D] => [
    { c: random.tensor([1]).asScalar(), phi: random.tensor([2], 0.5) },
    random.tensor([2, 4]),
  ],
  code: (p, shocks): Tensor2D => drive({ c: p.c, phi: p.phi }, shocks),
});

/**
 * Moving average, S3 2.2: each value is a shock and a weighted sum of the last q shocks. Parameters c [], θ [q]; shocks ε
 * [B, T], with zeros before them → y [B, T]. Throws `ShapeError`. Slutsky (1927).
 */
export const maProcess = equation({
  id: 'arma.ma',
  title: { en: 'Moving average MA(q)', ru: 'Скользящее среднее MA(q)' },
  forms: [
    {
      source: 'S3 2.2; Slutsky (1927)',
      tex: String.raw`y_t = c + \varepsilon_t + \sum_{j=1}^q \theta_j \varepsilon_{t-j}`,
      symbols,
      value: valuesOf,
    },
  ],
  sample: (random): [ARMAParams, Tensor2D] => [
    { c: random.tensor([1]).asScalar(), theta: random.tensor([2], 0.5) },
    random.tensor([2, 4]),
  ],
  code: (p, shocks): Tensor2D => drive({ c: p.c, theta: p.theta }, shocks),
});

/**
 * Both together, S3 2.2: parameters c [], φ [p], θ [q]; shocks ε [B, T], with zeros before them → y [B, T].
 * Throws `ShapeError`. Box and Jenkins (1970).
 */
export const armaProcess = equation({
  id: 'arma.arma',
  title: { en: 'ARMA(p, q)', ru: 'Модель ARMA(p, q)' },
  forms: [
    {
      source: 'S3 2.2; Box and Jenkins (1970)',
      tex: String.raw`y_t = c + \sum_{i=1}^p \varphi_i y_{t-i} + \varepsilon_t + \sum_{j=1}^q \theta_j \varepsilon_{t-j}`,
      symbols,
      value: valuesOf,
    },
  ],
  sample: (random): [ARMAParams, Tensor2D] => [
    { c: random.tensor([1]).asScalar(), phi: random.tensor([2], 0.5), theta: random.tensor([3], 0.5) },
    random.tensor([2, 5]),
  ],
  code: drive,
});

/**
 * ARMA of the d-th differences, S3 2.2: y^{(0)} is the series, y^{(k)} the differences of y^{(k−1)}, and the d-th are the
 * process. Parameters c [], φ [p], θ [q]; shocks ε [B, T], with zeros before them; d ≥ 0 → y [B, T]. Throws `ShapeError`,
 * `ValueError`. Box and Jenkins (1970).
 */
export const arimaProcess = equation({
  id: 'arma.arima',
  title: { en: 'ARIMA(p, d, q)', ru: 'Модель ARIMA(p, d, q)' },
  forms: [
    {
      source: 'S3 2.2; Box and Jenkins (1970)',
      tex: String.raw`y_t = \sum_{k=0}^{d-1} y_{t-1}^{(k)} + c + \sum_{i=1}^p \varphi_i y_{t-i}^{(d)} + \varepsilon_t + \sum_{j=1}^q \theta_j \varepsilon_{t-j}`,
      symbols: (p: ARMAParams, shocks: Tensor2D, d: number) => {
        const y = integrate(drive(p, shocks), d);
        return processSymbols(p, y, shocks).map((table, n) => {
          const values = sequence(y, Math.floor(n / y.shape[1]));
          const differences = Array.from({ length: d + 1 }, (_, k) =>
            applyLags(differencing(k, 0, 1), values),
          );
          return {
            ...table,
            d,
            'y_t^{(k)}': indexed(['t', 'k'], (t, k) => (t < 1 ? 0 : differences[k][t - 1])),
          };
        });
      },
      value: valuesOf,
    },
  ],
  sample: (random): [ARMAParams, Tensor2D, number] => [
    { c: random.tensor([1]).asScalar(), phi: random.tensor([2], 0.5), theta: random.tensor([2], 0.5) },
    random.tensor([2, 5]),
    2,
  ],
  code: (p, shocks, d): Tensor2D => {
    expectInteger('d', d, 0);
    return tf.tidy(() => integrate(drive(p, shocks), d));
  },
});

/** Summed d times over the steps. */
function integrate(w: Tensor2D, d: number): Tensor2D {
  let y = w;
  for (let k = 0; k < d; k++) y = tf.cumsum(y, 1);
  return y;
}
