import { expectInteger, expectPositive } from '../../check.js';
import { expectNumbers } from '../../data/series.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed } from '../../equations/symbols.js';
import { ShapeError, ValueError } from '../../errors.js';
import { erf } from '../../float64/erf.js';
import { arLags, arOf, differencing, expectCoefficients, maLags, product, seriesOf } from './lags.js';
import { type ARIMAModel, polynomialsOf } from './model.js';
import { numbered, padded, withoutGradient } from './notation.js';

type List = readonly number[];
const normals = (random: Random, count: number, scale = 1) =>
  Array.from({ length: count }, () => scale * random.normal());

/**
 * What a shock does j steps later: weights ψ_0 = 1, ψ_1 … of the process as a moving average without end. phi of p and
 * theta of q numbers, `count` ≥ 1 → ψ_0 … ψ_{count−1}. Throws `ValueError`. Box and Jenkins (1970).
 */
export const psiWeights = equation({
  id: 'arma.psi',
  title: { en: 'Weights of MA(∞)', ru: 'Веса представления MA(∞)' },
  forms: [
    {
      source: 'beyond the lectures: Box and Jenkins (1970)',
      tex: String.raw`\psi_j = \theta_j + \sum_{i=1}^p \varphi_i \psi_{j-i}`,
      symbols: (phi: List, theta: List, count: number) => {
        const psi = seriesOf(maLags(theta), arLags(phi), count);
        return psi.map((_, j) => ({
          p: phi.length,
          j,
          '\\varphi_i': numbered('i', phi),
          '\\theta_j': indexed('j', (k) => (k === 0 ? 1 : (theta[k - 1] ?? 0))),
          '\\psi_j': indexed('j', (k) => psi[k] ?? 0),
        }));
      },
    },
  ],
  sample: (random): [List, List, number] => [normals(random, 2, 0.5), normals(random, 3), 6],
  withoutGradient,
  code: (phi, theta, count): number[] => {
    expectCoefficients('phi', phi);
    expectCoefficients('theta', theta);
    expectInteger('count', count, 1);
    return seriesOf(maLags(theta), arLags(phi), count);
  },
});

/**
 * How a shock can be told from the values: weights π_0 = 1, π_1 … of the process as an autoregression without end,
 * ε_t = Σ π_j y_{t−j}. They fade only if the moving average is invertible. phi of p and theta of q numbers, `count` ≥ 1 →
 * π_0 … π_{count−1}. Throws `ValueError`. Box and Jenkins (1970).
 */
export const piWeights = equation({
  id: 'arma.pi',
  title: { en: 'Weights of AR(∞)', ru: 'Веса представления AR(∞)' },
  forms: [
    {
      source: 'beyond the lectures: Box and Jenkins (1970)',
      tex: String.raw`\pi_j = -\varphi_j - \sum_{i=1}^q \theta_i \pi_{j-i}`,
      symbols: (phi: List, theta: List, count: number) => {
        const pi = seriesOf(arLags(phi), maLags(theta), count);
        return pi.map((_, j) => ({
          q: theta.length,
          j,
          '\\varphi_j': indexed('j', (k) => (k === 0 ? -1 : (phi[k - 1] ?? 0))),
          '\\theta_i': numbered('i', theta),
          '\\pi_j': indexed('j', (k) => pi[k] ?? 0),
        }));
      },
    },
  ],
  sample: (random): [List, List, number] => [normals(random, 3), normals(random, 2, 0.5), 6],
  withoutGradient,
  code: (phi, theta, count): number[] => {
    expectCoefficients('phi', phi);
    expectCoefficients('theta', theta);
    expectInteger('count', count, 1);
    return seriesOf(arLags(phi), maLags(theta), count);
  },
});

/** Everything a forecast knows: the constant, the coefficients by lag, the values and shocks so far. */
export interface Known {
  readonly c: number;
  readonly phi: List;
  readonly theta: List;
  /** y_1 … y_T */
  readonly y: List;
  /** ε_1 … ε_T */
  readonly eps: List;
}

/** y_1 … y_T and what is expected behind it. */
function continued({ c, phi, theta, y, eps }: Known, steps: number): number[] {
  const all = [...y];
  const past = (a: List, x: List) =>
    a.reduce((sum, value, i) => sum + value * (x[all.length - 1 - i] ?? 0), 0);
  for (let h = 1; h <= steps; h++) all.push(c + past(phi, all) + past(theta, eps));
  return all;
}

/**
 * Expected values of the next `steps` steps: the process goes on, its future values are the expected ones and its future
 * shocks are zero. → ŷ_{T+1} … Throws `ShapeError`, `ValueError`. Box and Jenkins (1970).
 */
export const expectedValues = equation({
  id: 'arma.forecast',
  title: { en: 'Forecast', ru: 'Прогноз' },
  forms: [
    {
      source: 'S3 2.2; Box and Jenkins (1970)',
      tex: String.raw`\hat{y}_{T+h} = c + \sum_{i=1}^p \varphi_i \hat{y}_{T+h-i} + \sum_{j=1}^q \theta_j \varepsilon_{T+h-j}`,
      symbols: (known: Known, steps: number) =>
        Array.from({ length: steps }, (_, i) => ({
          h: i + 1,
          T: known.y.length,
          p: known.phi.length,
          q: known.theta.length,
          c: known.c,
          '\\varphi_i': numbered('i', known.phi),
          '\\theta_j': numbered('j', known.theta),
          '\\hat{y}_t': padded('t', continued(known, steps)),
          '\\varepsilon_t': padded('t', known.eps),
        })),
    },
  ],
  sample: (random): [Known, number] => [
    {
      c: random.normal(),
      phi: normals(random, 2),
      theta: normals(random, 3),
      y: normals(random, 4),
      eps: normals(random, 4),
    },
    5,
  ],
  withoutGradient,
  code: (known, steps): number[] => {
    const { c, phi, theta, y, eps } = known;
    for (const [argument, values] of Object.entries({ c: [c], phi, theta, y, eps }))
      expectCoefficients(argument, values);
    if (eps.length !== y.length) throw new ShapeError('eps', `[${y.length}]`, `[${eps.length}]`);
    expectInteger('steps', steps, 1);
    return continued(known, steps).slice(known.y.length);
  },
});

/**
 * Variance of the forecasts 1, 2, … steps ahead: of the shocks that are still to come. psi = ψ_0, ψ_1 …, σ² > 0 → one
 * number for each weight. It counts the coefficients as known. Throws `ValueError`. Box and Jenkins (1970).
 */
export const forecastVariance = equation({
  id: 'arma.forecast-variance',
  title: { en: 'Variance of a forecast', ru: 'Дисперсия прогноза' },
  forms: [
    {
      source: 'S3 2.2; Box and Jenkins (1970)',
      tex: String.raw`v_h = \sigma^2 \sum_{j=0}^{h-1} \psi_j^2`,
      symbols: (psi: List, sigma2: number) =>
        psi.map((_, i) => ({
          h: i + 1,
          '\\sigma': Math.sqrt(sigma2),
          '\\psi_j': indexed('j', (j) => psi[j]),
        })),
    },
  ],
  sample: (random): [List, number] => [[1, ...normals(random, 4)], 1 + random.uniform()],
  withoutGradient,
  code: (psi, sigma2): number[] => {
    expectNumbers('psi', psi);
    expectPositive('sigma2', sigma2);
    let sum = 0;
    return psi.map((value) => sigma2 * (sum += value ** 2));
  },
});

/** z > 0 between whose −z and z a standard normal number lies with probability `level`, by Newton’s method. Throws `ValueError`. */
export function normalQuantile(level: number): number {
  if (!(level > 0 && level < 1)) throw new ValueError('level', 'a number in (0, 1)', String(level));
  let z = 0;
  // erf bends down: from below, Newton never overshoots
  for (;;) {
    const missing = level - erf(z / Math.SQRT2);
    const next = z + missing * Math.sqrt(Math.PI / 2) * Math.exp((z * z) / 2);
    if (!(next > z)) return z;
    z = next;
  }
}

const intervalSymbols = (mean: number, variance: number, level: number) => ({
  '\\hat{y}': mean,
  v: variance,
  z: normalQuantile(level),
});

/**
 * The interval in which a value will be with probability `level`, if the shocks are normal: its mean and variance →
 * [lower, upper]. Throws `ValueError`. Box and Jenkins (1970).
 */
export const forecastInterval = equation({
  id: 'arma.interval',
  title: { en: 'Interval of a forecast', ru: 'Интервал прогноза' },
  forms: [
    {
      source: 'S3 2.2; Box and Jenkins (1970)',
      tex: String.raw`l = \hat{y} - z \sqrt{v}`,
      symbols: intervalSymbols,
      value: ([lower]: readonly [number, number]) => lower,
    },
    {
      source: 'S3 2.2; Box and Jenkins (1970)',
      tex: String.raw`u = \hat{y} + z \sqrt{v}`,
      symbols: intervalSymbols,
      value: ([, upper]) => upper,
    },
  ],
  sample: (random): [number, number, number] => [random.normal(), 1 + random.uniform(), 0.9],
  withoutGradient,
  code: (mean, variance, level): [number, number] => {
    expectNumbers('mean', [mean]);
    expectPositive('variance', variance);
    const width = normalQuantile(level) * Math.sqrt(variance);
    return [mean - width, mean + width];
  },
});

export interface Forecast {
  /** ŷ_{T+1} … */
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  /** Between these the values will be with probability `level`. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly level: number;
}

/**
 * The next `steps` values of a model's series, with intervals: those of normal shocks and known coefficients. Throws
 * `ValueError`.
 *
 * @example forecast(fitARIMA(y, { p: 1, d: 1, q: 1 }), 28, { level: 0.95 })
 */
export function forecast(
  model: ARIMAModel,
  steps: number,
  { level = 0.95 }: { readonly level?: number } = {},
): Forecast {
  expectInteger('steps', steps, 1);
  const { series, residuals, sigma2, constant: c, d, D, s } = model;
  const { a, b } = polynomialsOf(model, s);
  // differencing is a part of the polynomial, so nothing has to be summed back
  const phi = arOf(product(a, differencing(d, D, s)));
  const theta = b.slice(1);
  const eps = [...Array<number>(series.length - residuals.length).fill(0), ...residuals];
  const mean = expectedValues({ c, phi, theta, y: series, eps }, steps);
  const variance = forecastVariance(psiWeights(phi, theta, steps), sigma2);
  const bounds = mean.map((value, h) => forecastInterval(value, variance[h], level));
  return { mean, variance, lower: bounds.map(([low]) => low), upper: bounds.map(([, high]) => high), level };
}
