import { readFileSync } from 'node:fs';
import type * as tf from '@tensorflow/tfjs';
import { classical, data, float64 } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { distance, tensorOf } from '../support/numbers.js';

// test/reference/arma.json: statsmodels and scipy
const reference = JSON.parse(readFileSync('test/reference/arma.json', 'utf8'));
const births = (await data.births()).counts;
const train = births.slice(0, -28);
const series: Record<string, number[]> = { ...reference, births: train };

const listOf = ({ ar, ma, seasonalAr, seasonalMa, constant }: classical.Coefficients): number[] => [
  ...ar,
  ...ma,
  ...seasonalAr,
  ...seasonalMa,
  constant,
];

/** The largest |a − b|. */
function gap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}

const orderOf = ({ p, d, q, P, D, Q, s, constant }: Record<string, number> & { constant?: boolean }) => ({
  p,
  d,
  q,
  constant,
  seasonal: s ? { P, D, Q, s } : undefined,
});

describe('statsmodels', () => {
  it.each(['flow', 'wave'])('has the same correlations: %s', (name) => {
    const { acf, pacf, yuleWalker } = reference.correlations[name];
    expect(gap(classical.acf(series[name], 12), acf)).toBeLessThan(1e-13);
    expect(gap([classical.autocorrelation(series[name], 5)], [acf[5]])).toBeLessThan(1e-13);
    expect(gap(classical.pacf(series[name], 12), pacf)).toBeLessThan(1e-12);
    const rows = classical.durbinLevinson(acf.slice(1));
    expect(
      gap(
        rows.map((row) => row[row.length - 1]),
        pacf.slice(1),
      ),
    ).toBeLessThan(1e-12);
    for (const { ar, sigma2 } of yuleWalker) {
      const p = ar.length;
      const model = classical.fitAR(series[name], p);
      expect(gap(classical.yuleWalker(acf.slice(1, p + 1)), ar)).toBeLessThan(1e-12);
      const noise = classical.yuleWalkerVariance(classical.autocovariances(series[name], p));
      expect(Math.abs(noise / sigma2 - 1)).toBeLessThan(1e-12);
      expect(gap(model.ar, ar)).toBeLessThan(1e-12);
      expect(Math.abs(model.sigma2 / sigma2 - 1)).toBeLessThan(1e-12);
    }
  });

  it('has the same weights and roots', () => {
    const numbers = (roots: ReturnType<typeof classical.rootsOf>) =>
      [...roots]
        .sort((a, b) => Math.hypot(a.re, a.im) - Math.hypot(b.re, b.im) || a.im - b.im)
        .flatMap(({ re, im }) => [re, im]);
    for (const { ar, ma, psi, pi, arRoots, maRoots, stationary, invertible } of reference.processes) {
      expect(gap(classical.psiWeights(ar, ma, 12), psi)).toBeLessThan(1e-14);
      expect(gap(classical.piWeights(ar, ma, 12), pi)).toBeLessThan(1e-12);
      expect(
        gap(numbers(classical.rootsOf([1, ...ar.map((phi: number) => -phi)])), arRoots.flat()),
      ).toBeLessThan(1e-12);
      expect(gap(numbers(classical.rootsOf([1, ...ma])), maRoots.flat())).toBeLessThan(1e-12);
      expect(classical.isStationary(ar)).toBe(stationary);
      expect(classical.isInvertible(ma)).toBe(invertible);
    }
  });

  it('fits autoregressions by least squares to the same coefficients and criteria', () => {
    for (const [i, name] of ['flow', 'mixed'].entries()) {
      const { p, n, ar, constant, sigma2, logLikelihood, aic, bic } = reference.autoregressions[i];
      expect(classical.conditionalLikelihood(sigma2 * n, n)).toBeCloseTo(logLikelihood, 9);
      expect(classical.akaike(logLikelihood, p + 2)).toBeCloseTo(aic, 9);
      expect(classical.bayes(logLikelihood, p + 2, n)).toBeCloseTo(bic, 9);
      const model = classical.fitARIMA(series[name], { p });
      expect(model.converged).toBe(true);
      expect(gap(model.ar, ar)).toBeLessThan(1e-7);
      expect(Math.abs(model.constant / constant - 1)).toBeLessThan(1e-7);
      expect(Math.abs(model.sigma2 / sigma2 - 1)).toBeLessThan(1e-12);
      expect(gap([model.logLikelihood, model.aic, model.bic], [logLikelihood, aic, bic])).toBeLessThan(1e-8);
    }
  });

  it.each(['mixed', 'flow', 'wave', 'births'])(
    'forecasts the same from given coefficients, with the same intervals: %s',
    (name) => {
      const { given, forecast } = reference.given[name];
      const model = classical.arima(series[name], given);
      expect(model.sigma2).toBe(given.sigma2);
      const size = Math.max(...series[name].map(Math.abs));
      for (const level of ['0.5', '0.95']) {
        const { mean, variance, lower, upper } = classical.forecast(model, forecast.mean.length, {
          level: +level,
        });
        // statsmodels begins with other shocks, which have faded, and adds up states around 10⁶ in its diffuse beginning
        expect(gap(mean, forecast.mean) / size).toBeLessThan(1e-8);
        expect(gap(variance.map(Math.sqrt), forecast.deviation) / size).toBeLessThan(1e-7);
        expect(gap(lower, forecast.intervals[level][0]) / size).toBeLessThan(1e-7);
        expect(gap(upper, forecast.intervals[level][1]) / size).toBeLessThan(1e-7);
      }
    },
  );

  it('forecasts the same step by step', () => {
    const { given, forecast } = reference.given.flow;
    const { residuals, series: y } = classical.arima(series.flow, given);
    const [phi, theta] = [[1], given.ma];
    const mean = classical.expectedValues({ c: 0, phi, theta, y, eps: [0, ...residuals] }, 12);
    const variance = classical.forecastVariance(classical.psiWeights(phi, theta, 12), given.sigma2);
    expect(gap(mean, forecast.mean) / y[0]).toBeLessThan(1e-8);
    variance.forEach((value, h) => {
      expect(Math.sqrt(value) / forecast.deviation[h]).toBeCloseTo(1, 8);
      const [lower, upper] = classical.forecastInterval(mean[h], value, 0.95);
      expect(lower).toBeCloseTo(forecast.intervals['0.95'][0][h], 3);
      expect(upper).toBeCloseTo(forecast.intervals['0.95'][1][h], 3);
    });
  });

  it.each([
    ['mixed', 0.002, 0.005],
    ['flow', 0.025, 0.025],
    ['wave', 0.005, 0.0005],
    ['births', 0.025, 0.02],
  ] as const)(
    'finds the likeliest coefficients near by: %s, to %f, forecasts and intervals to %f of the series’ range',
    (name, near, part) => {
      const { order, found, standardErrors, sigma2, forecast } = reference.likeliest[name];
      const model = classical.fitARIMA(series[name], orderOf(order));
      const ours = classical.forecast(model, forecast.mean.length);
      expect(gap(listOf(model).slice(0, -1), listOf(found).slice(0, -1))).toBeLessThan(near);
      expect(Math.abs(model.sigma2 / sigma2 - 1)).toBeLessThan(0.01);
      listOf(standardErrors).forEach((error, k) => {
        if (error > 0) expect(listOf(model.standardErrors)[k] / error).toBeGreaterThan(0.6);
        if (error > 0) expect(listOf(model.standardErrors)[k] / error).toBeLessThan(1.6);
      });
      const range = Math.max(...series[name]) - Math.min(...series[name]);
      expect(gap(ours.mean, forecast.mean) / range).toBeLessThan(part);
      expect(gap(ours.lower, forecast.intervals['0.95'][0]) / range).toBeLessThan(part);
      expect(gap(ours.upper, forecast.intervals['0.95'][1]) / range).toBeLessThan(part);
    },
  );
});

describe('scipy and numpy', () => {
  it('has the same quantiles', () => {
    for (const [level, z] of reference.quantiles)
      expect(Math.abs(classical.normalQuantile(level) / z - 1)).toBeLessThan(1e-10);
  });

  it('drives the same processes, and finds the same shocks', () => {
    float64.inFloat64(() => {
      const { c, ar, ma, shocks, residuals, ...processes } = reference.driven;
      const p = {
        c: tensorOf<tf.Rank.R0>(c),
        phi: tensorOf<tf.Rank.R1>(ar),
        theta: tensorOf<tf.Rank.R1>(ma),
      };
      const eps = tensorOf<tf.Rank.R2>(shocks);
      const near = (made: tf.Tensor2D, wanted: number[][]) =>
        expect(distance(made, tensorOf(wanted))).toBeLessThan(1e-12);
      near(classical.arProcess(p, eps), processes.arProcess);
      near(classical.maProcess(p, eps), processes.maProcess);
      near(classical.armaProcess(p, eps), processes.armaProcess);
      near(classical.arimaProcess(p, eps, 2), processes.arimaProcess);
      const y = tensorOf<tf.Rank.R2>(processes.armaProcess);
      near(classical.armaResiduals(p, y), residuals);
      const squares = residuals.flat().reduce((sum: number, value: number) => sum + value ** 2, 0);
      expect(classical.conditionalSquares(p, y).dataSync()[0]).toBeCloseTo(squares, 12);
    });
  });

  it('multiplies seasons the same', () => {
    const { phi, seasonal, s, all } = reference.seasonal;
    expect(gap(classical.seasonalAR(phi, seasonal, s), all)).toBeLessThan(1e-15);
  });

  it('takes the same step, and finds the same covariance', () => {
    const { slopes, eps, damping, sigma2, step, covariance } = reference.step;
    const J = slopes.map((slope: number[]) => Float64Array.from(slope));
    classical.marquardtStep(J, Float64Array.from(eps), damping).forEach((value, k) => {
      expect(Math.abs(value / step[k] - 1)).toBeLessThan(1e-12);
    });
    const found = classical.covariance(J, sigma2).flat();
    found.forEach((value, k) => {
      expect(Math.abs(value / covariance.flat()[k] - 1)).toBeLessThan(1e-12);
    });
  });

  it('filters the same residuals', () => {
    const { given, eps } = reference.residuals;
    const { residuals } = classical.arima(series.wave.slice(0, 80), given);
    expect(gap(residuals, eps)).toBeLessThan(1e-12);
  });

  it.each(['mixed', 'flow', 'wave', 'births'])('finds the same minimum and standard errors: %s', (name) => {
    const { order, found, standardErrors, sigma2 } = reference.minima[name];
    const model = classical.fitARIMA(series[name], orderOf(order));
    expect(model.converged).toBe(true);
    expect(Math.abs(model.sigma2 / sigma2 - 1)).toBeLessThan(1e-12);
    expect(gap(listOf(model), listOf(found))).toBeLessThan(1e-6);
    listOf(standardErrors).forEach((error, k) => {
      expect(listOf(model.standardErrors)[k]).toBeCloseTo(error, 6);
    });
  });
});
