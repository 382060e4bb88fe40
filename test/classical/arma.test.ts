import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { classical, data, equations, float64 } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyLags, differencing, divideLags, product } from '../../lib/classical/arma/lags.js';
import { arrays, leaked, type Matrix, tensorOf } from '../support/numbers.js';

const { acf, arima, arimaProcess, armaProcess, armaResiduals, arProcess, conditionalSquares } = classical;
const { durbinLevinson, fitAR, fitARIMA, forecast, isInvertible, isStationary, maProcess, pacf } = classical;
const { piWeights, psiWeights, rootsOf, seasonalAR } = classical;

beforeAll(() => tf.ready());

const sum = (x: ArrayLike<number>) => Array.from(x).reduce((a, b) => a + b, 0);
const normals = (count: number, seed: number, scale = 1) => {
  const random = new equations.Random(seed);
  return Array.from({ length: count }, () => scale * random.normal());
};
const number = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
const numbers = (limit: number, minLength: number, maxLength: number) =>
  fc.array(number(limit), { minLength, maxLength });

/** y_t = c + Σ φ_i y_{t−i} + ε_t + Σ θ_j ε_{t−j} by plain loops, with zeros before. */
function driven(
  c: number,
  phi: readonly number[],
  theta: readonly number[],
  eps: readonly number[],
): number[] {
  const y: number[] = [];
  for (let t = 0; t < eps.length; t++) {
    let value = c + eps[t];
    for (let i = 1; i <= phi.length; i++) if (t - i >= 0) value += phi[i - 1] * y[t - i];
    for (let j = 1; j <= theta.length; j++) if (t - j >= 0) value += theta[j - 1] * eps[t - j];
    y.push(value);
  }
  return y;
}

/** φ_1 … φ_p whose partial autocorrelations are given, and their ρ_1 … ρ_K: always stationary. */
function stationary(partials: readonly number[], K: number): { phi: number[]; rho: number[] } {
  let phi: number[] = [];
  const rho: number[] = [];
  let left = 1;
  for (const r of partials) {
    rho.push(r * left + sum(phi.map((value, j) => value * rho[rho.length - 1 - j])));
    phi = [...phi.map((value, j) => value - r * phi[phi.length - 1 - j]), r];
    left *= 1 - r * r;
  }
  const at = (k: number) => (k === 0 ? 1 : rho[Math.abs(k) - 1]);
  for (let k = rho.length + 1; k <= K; k++) rho.push(sum(phi.map((value, i) => value * at(k - i - 1))));
  return { phi, rho };
}

describe('correlations', () => {
  it('are sums over pairs, by plain loops', () => {
    const y = [2, 5, 4, 1, 7, 3];
    const mean = 22 / 6;
    let whole = 0;
    for (const value of y) whole += (value - mean) ** 2;
    for (let k = 0; k < 6; k++) {
      let part = 0;
      for (let t = k; t < 6; t++) part += (y[t] - mean) * (y[t - k] - mean);
      expect(acf(y, 5)[k]).toBeCloseTo(part / whole, 14);
      expect(classical.autocorrelation(y, k)).toBe(acf(y, 5)[k]);
      expect(classical.autocovariances(y, 5)[k]).toBeCloseTo(part / 6, 13);
    }
    expect(acf(y, 3)).toHaveLength(4);
    expect(acf(y, 0)).toEqual([1]);
  });

  it('never exceed 1, and do not change with the level and the unit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 20 }), (y) => {
        fc.pre(new Set(y).size > 1);
        const rho = acf(y, y.length - 1);
        rho.forEach((value) => expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-12));
        acf(
          y.map((value) => 3 * value - 100),
          y.length - 1,
        ).forEach((value, k) => expect(value).toBeCloseTo(rho[k], 10));
        pacf(y, y.length - 1).forEach((value) => expect(Math.abs(value)).toBeLessThanOrEqual(1));
      }),
      { numRuns: 100 },
    );
  });

  it('partial ones of AR(p) are zero beyond p, and give its coefficients', () => {
    fc.assert(
      fc.property(numbers(0.9, 1, 4), (partials) => {
        const { phi, rho } = stationary(partials, partials.length + 3);
        const rows = durbinLevinson(rho);
        rows.forEach((row, k) => {
          expect(row).toHaveLength(k + 1);
          expect(row[k]).toBeCloseTo(partials[k] ?? 0, 8);
        });
        phi.forEach((value, i) => {
          expect(rows[phi.length - 1][i]).toBeCloseTo(value, 8);
          expect(classical.yuleWalker(rho.slice(0, phi.length))[i]).toBeCloseTo(value, 8);
        });
        expect(isStationary(phi)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('of a moving average end after q', () => {
    const y = driven(0, [], [0.8], normals(20_000, 3));
    const [, first, second, third] = acf(y, 3);
    expect(first).toBeCloseTo(0.8 / (1 + 0.8 ** 2), 1);
    expect(Math.abs(second)).toBeLessThan(0.02);
    expect(Math.abs(third)).toBeLessThan(0.02);
    expect(pacf(y, 1)).toEqual([1, first]);
  });

  it('Yule and Walker find the coefficients of a long series', () => {
    const y = driven(2, [0.6, -0.3], [], normals(20_000, 5, 1.5));
    const model = fitAR(y, 2);
    expect(model.ar[0]).toBeCloseTo(0.6, 1);
    expect(model.ar[1]).toBeCloseTo(-0.3, 1);
    expect(model.constant).toBeCloseTo(2, 0);
    expect(model.sigma2).toBeCloseTo(2.25, 1);
    expect(model).toMatchObject({ d: 0, D: 0, s: 1, ma: [], seasonalAr: [], seasonalMa: [] });
    // the level is that of the series
    expect(model.constant / (1 - sum(model.ar))).toBeCloseTo(sum(y) / y.length, 10);
    expect(fitAR([1, 3, 2], 1).ar).toEqual([acf([1, 3, 2], 1)[1]]);
  });
});

describe('processes', () => {
  const [c, phi, theta] = [0.7, [0.5, -0.4], [0.3, 0.6, -0.2]];
  const shocks = [normals(7, 1), normals(7, 2)];
  const params = () => ({
    c: tensorOf<tf.Rank.R0>(c),
    phi: tensorOf<tf.Rank.R1>(phi),
    theta: tensorOf<tf.Rank.R1>(theta),
  });
  const close = (made: Tensor2D, loops: Matrix) =>
    arrays(made).forEach((row, b) => {
      expect(row).toHaveLength(loops[b].length);
      row.forEach((value, t) => expect(value).toBeCloseTo(loops[b][t], 12));
    });

  it('are what plain loops make of the shocks', () => {
    float64.inFloat64(() => {
      const eps = tensorOf<tf.Rank.R2>(shocks);
      const p = params();
      close(
        arProcess(p, eps),
        shocks.map((row) => driven(c, phi, [], row)),
      );
      close(
        maProcess(p, eps),
        shocks.map((row) => driven(c, [], theta, row)),
      );
      close(
        armaProcess(p, eps),
        shocks.map((row) => driven(c, phi, theta, row)),
      );
      close(
        arimaProcess(p, eps, 0),
        shocks.map((row) => driven(c, phi, theta, row)),
      );
      close(
        arimaProcess(p, eps, 2),
        shocks.map((row) => [...divideLags(differencing(2, 0, 1), driven(c, phi, theta, row))]),
      );
      close(
        armaProcess({ c: p.c }, eps),
        shocks.map((row) => row.map((value) => value + c)),
      );
      const single = { c: p.c, phi: p.phi.slice([0], [1]) };
      close(
        arProcess(single, eps.slice([0, 0], [2, 1])),
        shocks.map((row) => [row[0] + c]),
      );
      close(
        arProcess(single, eps),
        shocks.map((row) => driven(c, [0.5], [], row)),
      );
    });
  });

  it('residuals bring back the shocks of a process that began with zeros', () => {
    float64.inFloat64(() => {
      const p = params();
      const y = armaProcess(p, tensorOf(shocks));
      const padded = y.pad<Tensor2D>([
        [0, 0],
        [2, 0],
      ]);
      close(armaResiduals(p, padded), shocks);
      const squares = sum(shocks.flat().map((value) => value ** 2));
      expect(conditionalSquares(p, padded).dataSync()[0]).toBeCloseTo(squares, 10);
      const noAr = { c: p.c, theta: p.theta };
      close(armaResiduals(noAr, maProcess(p, tensorOf(shocks))), shocks);
      expect(armaResiduals(p, y).shape).toEqual([2, 5]);
    });
  });

  it('the fit’s residuals are those of the tape, and its minimum is one for the tape', () => {
    const y = driven(1, [0.6, -0.2], [0.5], normals(60, 4)).slice(10);
    const model = fitARIMA(y, { p: 2, q: 1 });
    float64.inFloat64(() => {
      const p = {
        c: tensorOf<tf.Rank.R0>(model.constant),
        phi: tensorOf<tf.Rank.R1>([...model.ar]),
        theta: tensorOf<tf.Rank.R1>([...model.ma]),
      };
      const eps = arrays(armaResiduals(p, tensorOf([y])))[0];
      expect(model.residuals.slice(0, 2)).toEqual([0, 0]);
      model.residuals.slice(2).forEach((value, t) => expect(value).toBeCloseTo(eps[t], 12));
      const squares = (c: tf.Scalar, phi: tf.Tensor1D, theta: tf.Tensor1D) =>
        conditionalSquares({ c, phi, theta }, tensorOf<tf.Rank.R2>([y]));
      expect(squares(p.c, p.phi, p.theta).dataSync()[0]).toBeCloseTo(model.squares.at(-1)!, 10);
      for (const gradient of tf.grads(squares as never)([p.c, p.phi, p.theta]))
        gradient.dataSync().forEach((slope) => expect(Math.abs(slope)).toBeLessThan(1e-5));
    });
  });

  it('refuse shapes that do not fit, and leave nothing behind', () => {
    const p = params();
    const eps = tf.zeros<tf.Rank.R2>([2, 4]);
    for (const process of [arProcess, maProcess, armaProcess]) {
      expect(() => process(p, tf.zeros([4]) as never)).toThrow('shocks: expected [B, T], received [4]');
      expect(() => process({ ...p, c: tf.zeros([1]) as never }, eps)).toThrow('c: expected [], received [1]');
      expect(leaked(() => process(p, eps))).toBe(0);
    }
    expect(() => arProcess({ ...p, phi: tf.zeros([1, 2]) as never }, eps)).toThrow(
      'phi: expected [p], received',
    );
    expect(() => maProcess({ ...p, theta: tf.zeros([1, 2]) as never }, eps)).toThrow('theta: expected [q]');
    expect(() => arimaProcess(p, eps, -1)).toThrow('d: expected an integer ≥ 0, received -1');
    expect(() => arimaProcess(p, eps, 0.5)).toThrow('d: expected an integer ≥ 0, received 0.5');
    expect(() => armaResiduals(p, tf.zeros([3]) as never)).toThrow('y: expected [B, T], received [3]');
    expect(() => armaResiduals(p, tf.zeros([2, 2]))).toThrow(
      'y: expected [B, T] with T above p = 2, received [2, 2]',
    );
    expect(() => conditionalSquares(p, tf.zeros([2, 1]))).toThrow('y: expected [B, T] with T above p = 2');
    expect(armaResiduals(p, tf.zeros([2, 3])).shape).toEqual([2, 1]);
    expect(leaked(() => arimaProcess(p, eps, 2))).toBe(0);
    expect(leaked(() => armaResiduals(p, eps))).toBe(0);
    expect(leaked(() => armaResiduals(p, tf.zeros([2, 2])))).toBe(1);
    expect(leaked(() => conditionalSquares(p, eps))).toBe(0);
    expect(leaked(() => forecast(fitARIMA(normals(40, 1), { p: 1, q: 1 }), 3))).toBe(0);
  });
});

describe('lag polynomials', () => {
  it('differencing is undone by dividing, whatever the season', () => {
    fc.assert(
      fc.property(
        numbers(100, 1, 30),
        fc.record({ d: fc.nat(2), D: fc.nat(2), s: fc.integer({ min: 2, max: 5 }) }),
        (y, { d, D, s }) => {
          const polynomial = differencing(d, D, s);
          expect(polynomial).toHaveLength(d + s * D + 1);
          const back = divideLags(polynomial, applyLags(polynomial, y));
          back.forEach((value, t) => expect(value).toBeCloseTo(y[t], 6));
        },
      ),
      { numRuns: 100 },
    );
    expect([...applyLags(differencing(1, 0, 1), [3, 5, 4])]).toEqual([3, 2, -1]);
    expect([...applyLags(differencing(0, 1, 2), [3, 5, 4])]).toEqual([3, 5, 1]);
    expect(differencing(2, 0, 1)).toEqual([1, -2, 1]);
    expect(differencing(1, 1, 3)).toEqual([1, -1, 0, -1, 1]);
  });

  it('seasons multiply with single steps', () => {
    expect(seasonalAR([0.5], [0.4], 3)).toEqual([0.5, 0, 0.4, -0.2]);
    expect(seasonalAR([], [0.4], 2)).toEqual([0, 0.4]);
    expect(seasonalAR([0.5, 0.25], [], 12)).toEqual([0.5, 0.25]);
    expect(seasonalAR([], [], 1)).toEqual([]);
  });

  it('ψ and π are each other’s inverse', () => {
    fc.assert(
      fc.property(numbers(0.9, 0, 3), numbers(0.9, 0, 3), (phi, theta) => {
        const [psi, pi] = [psiWeights(phi, theta, 9), piWeights(phi, theta, 9)];
        for (let k = 0; k < 9; k++) {
          let coefficient = 0;
          for (let j = 0; j <= k; j++) coefficient += psi[j] * pi[k - j];
          expect(coefficient).toBeCloseTo(k === 0 ? 1 : 0, 6);
        }
      }),
      { numRuns: 100 },
    );
    expect(psiWeights([0.5], [], 4)).toEqual([1, 0.5, 0.25, 0.125]);
    expect(psiWeights([], [0.5], 3)).toEqual([1, 0.5, 0]);
    expect(psiWeights([], [0.5], 1)).toEqual([1]);
  });

  it('roots are where the polynomial is zero', () => {
    fc.assert(
      fc.property(numbers(2, 1, 5), (coefficients) => {
        const a = [1, ...coefficients.map((value) => Math.round(value * 100) / 100)];
        const roots = rootsOf(a);
        expect(roots).toHaveLength(a.reduce((degree, value, k) => (value === 0 ? degree : k), 0));
        roots.forEach(({ re, im }, i) => {
          let [x, y] = [0, 0];
          let size = 0;
          for (const value of [...a].reverse()) [x, y] = [x * re - y * im + value, x * im + y * re];
          a.forEach((value, k) => (size += Math.abs(value) * Math.hypot(re, im) ** k));
          expect(Math.hypot(x, y) / size).toBeLessThan(1e-6);
          if (i > 0)
            expect(Math.hypot(re, im)).toBeGreaterThanOrEqual(Math.hypot(roots[i - 1].re, roots[i - 1].im));
        });
      }),
      { numRuns: 100 },
    );
    expect(isStationary([0, 0.7, -5e-324])).toBe(true);
    // (1 − z/2)(1 + z/3)(1 − z/5), and with another order of its roots
    for (const order of [
      [2, -3, 5],
      [-5, 3, 2],
    ]) {
      const a = order.reduce<classical.Lags>((all, root) => product(all, [1, -1 / root]), [1]);
      expect(rootsOf(a).map(({ re }) => Math.abs(re))).toEqual(
        [2, 3, 5].map((root) => expect.closeTo(root, 8)),
      );
    }
    expect(rootsOf([1])).toEqual([]);
    expect(rootsOf([1, 0, 0])).toEqual([]);
    expect(rootsOf([1, -0.5, 0])).toEqual([{ re: 2, im: expect.closeTo(0) }]);
  });

  it('AR(2) is stationary in its triangle', () => {
    fc.assert(
      fc.property(number(2.2), number(1.2), (one, two) => {
        const distances = [1 - two - one, 1 - two + one, 1 + two];
        fc.pre(distances.every((distance) => Math.abs(distance) > 1e-6));
        const inside = distances.every((distance) => distance > 0);
        expect(isStationary([one, two])).toBe(inside);
        expect(isInvertible([-one, -two])).toBe(inside);
      }),
      { numRuns: 200 },
    );
    expect([isStationary([]), isStationary([1]), isStationary([-1]), isStationary([0.99])]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect([isInvertible([]), isInvertible([1]), isInvertible([-1]), isInvertible([-0.99])]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('forecasts', () => {
  it('of a random walk with drift go straight on, ever less certain', () => {
    const y = [3, 4, 6, 5];
    const walk = arima(y, { d: 1, constant: 0.5, sigma2: 4 });
    const { mean, variance, lower, upper, level } = forecast(walk, 3);
    expect(mean).toEqual([5.5, 6, 6.5]);
    expect(variance).toEqual([4, 8, 12]);
    expect(level).toBe(0.95);
    upper.forEach((value, h) => {
      expect(value - mean[h]).toBeCloseTo(1.959963984540054 * Math.sqrt(4 * (h + 1)), 12);
      expect(value + lower[h]).toBeCloseTo(2 * mean[h], 12);
    });
    const half = forecast(walk, 1, { level: 0.5 });
    expect(half.upper[0] - half.mean[0]).toBeCloseTo(0.6744897501960817 * 2, 12);
    expect(half.level).toBe(0.5);
    expect(walk.residuals).toEqual([0.5, 1.5, -1.5]);
    expect(arima(y, { d: 1, constant: 0.5 }).sigma2).toBeCloseTo((0.25 + 2.25 + 2.25) / 3, 14);
  });

  it('of seasonal differences alone are the seasonal-naive ones', () => {
    const y = normals(40, 8);
    const model = arima(y, { D: 1, s: 7 });
    const { mean, variance } = forecast(model, 14);
    mean.forEach((value, h) => expect(value).toBeCloseTo(y[33 + (h % 7)], 12));
    variance.forEach((value, h) => expect(value).toBeCloseTo(model.sigma2 * (h < 7 ? 1 : 2), 12));
  });

  it('go on by plain loops, through differences and seasons', () => {
    const y = normals(30, 9).map((value, t) => value + t);
    const given = {
      ar: [0.5],
      ma: [0.4],
      seasonalAr: [0.3],
      seasonalMa: [-0.2],
      constant: 0.1,
      d: 1,
      D: 1,
      s: 4,
    };
    const model = arima(y, given);
    const all = [...y];
    const eps = [...Array(5).fill(0), ...model.residuals];
    const w = (t: number) => all[t] - all[t - 1] - all[t - 4] + all[t - 5];
    const expectedAt = (t: number) =>
      0.1 +
      0.5 * w(t - 1) +
      0.3 * w(t - 4) -
      0.15 * w(t - 5) +
      0.4 * (eps[t - 1] ?? 0) -
      0.2 * (eps[t - 4] ?? 0) -
      0.08 * (eps[t - 5] ?? 0);
    for (let t = 10; t < 30; t++) expect(eps[t]).toBeCloseTo(w(t) - expectedAt(t), 12);
    expect(model.residuals.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    for (let h = 0; h < 6; h++) {
      const t = 30 + h;
      all.push(expectedAt(t) + all[t - 1] + all[t - 4] - all[t - 5]);
    }
    forecast(model, 6).mean.forEach((value, h) => expect(value).toBeCloseTo(all[30 + h], 10));
    expect(model.sigma2).toBeCloseTo(sum(eps.map((value) => value ** 2)) / 20, 12);
  });

  it('are as uncertain as a thousand futures say, which lie in the intervals', () => {
    const [phi, theta] = [[0.7, -0.2], [0.5]];
    const history = driven(1, phi, theta, normals(60, 2));
    const model = arima(history, { ar: phi, ma: theta, constant: 1, sigma2: 1 });
    const { mean, variance, lower, upper } = forecast(model, 5, { level: 0.8 });
    const random = new equations.Random(7);
    const futures = Array.from({ length: 4000 }, () => {
      const y = [...model.series];
      const eps = [...model.residuals];
      for (let h = 0; h < 5; h++) {
        const shock = random.normal();
        const before = 1 + 0.7 * y[y.length - 1] - 0.2 * y[y.length - 2] + 0.5 * eps[eps.length - 1];
        y.push(before + shock);
        eps.push(shock);
      }
      return y.slice(-5);
    });
    for (let h = 0; h < 5; h++) {
      const values = futures.map((future) => future[h]);
      expect(sum(values) / 4000).toBeCloseTo(mean[h], 0);
      const spread = sum(values.map((value) => (value - mean[h]) ** 2)) / 4000;
      expect(Math.abs(spread / variance[h] - 1)).toBeLessThan(0.1);
      const inside = values.filter((value) => value > lower[h] && value < upper[h]).length / 4000;
      expect(Math.abs(inside - 0.8)).toBeLessThan(0.03);
    }
  });
});

describe('fitting', () => {
  it('finds what made the series, seasons too, and says how sure it is', () => {
    const eps = normals(3000, 11, 2);
    const w = driven(0, seasonalAR([0.5], [-0.4], 4), [0.3, 0, 0, 0.6, 0.18], eps);
    const y = [...divideLags(differencing(1, 1, 4), w)];
    const model = fitARIMA(y, { p: 1, d: 1, q: 1, seasonal: { P: 1, D: 1, Q: 1, s: 4 } });
    const found = [model.ar[0], model.ma[0], model.seasonalAr[0], model.seasonalMa[0]];
    const { ar, ma, seasonalAr, seasonalMa } = model.standardErrors;
    const errors = [ar[0], ma[0], seasonalAr[0], seasonalMa[0]];
    [0.5, 0.3, -0.4, 0.6].forEach((value, k) => {
      expect(Math.abs(found[k] - value)).toBeLessThan(3 * errors[k]);
      expect(errors[k]).toBeGreaterThan(0.01);
      expect(errors[k]).toBeLessThan(0.1);
    });
    expect(model).toMatchObject({ d: 1, D: 1, s: 4, constant: 0, converged: true });
    expect(model.standardErrors.constant).toBe(0);
    expect(model.sigma2).toBeCloseTo(4, 0);
    expect(model.series).toEqual(y);
    expect(model.residuals).toHaveLength(2995);
    model.squares.forEach((value, i) => i > 0 && expect(value).toBeLessThan(model.squares[i - 1]));
  });

  it('of AR(1) has the standard error √((1 − φ²)/T)', () => {
    const { standardErrors, ar } = fitARIMA(driven(0, [0.6], [], normals(4000, 13)), {
      p: 1,
      constant: false,
    });
    expect(standardErrors.ar[0] / Math.sqrt((1 - ar[0] ** 2) / 4000)).toBeCloseTo(1, 1);
  });

  it('has a constant only where nothing is differenced, or where it is asked for', () => {
    const y = driven(2, [0.4], [], normals(200, 15));
    const level = fitARIMA(y, { p: 1 });
    expect(level.constant).toBeGreaterThan(1);
    expect(level.standardErrors.constant).toBeGreaterThan(0);
    expect(fitARIMA(y, { p: 1, constant: false }).constant).toBe(0);
    expect(fitARIMA(y, { p: 1, d: 1 }).constant).toBe(0);
    expect(fitARIMA(y, { p: 1, seasonal: { D: 1, s: 2 } }).constant).toBe(0);
    const rising = y.map((value, t) => value + 3 * t);
    const drift = fitARIMA(rising, { d: 1, constant: true });
    expect(drift.constant).toBeCloseTo((rising[199] - rising[0]) / 199, 10);
    expect(forecast(drift, 1).mean[0]).toBeCloseTo(rising[199] + drift.constant, 10);
  });

  it('does not depend on level and unit', () => {
    const y = driven(1, [0.5], [0.4], normals(150, 17));
    const [one, other] = [y, y.map((value) => 1e6 + 50 * value)].map((s) => fitARIMA(s, { p: 1, q: 1 }));
    expect(other.ar[0]).toBeCloseTo(one.ar[0], 6);
    expect(other.ma[0]).toBeCloseTo(one.ma[0], 6);
    expect(other.sigma2 / one.sigma2 / 2500).toBeCloseTo(1, 8);
    expect(other.standardErrors.ar[0]).toBeCloseTo(one.standardErrors.ar[0], 5);
  });

  it('of nothing but the noise is its variance', () => {
    const y = normals(50, 19);
    const model = fitARIMA(y, { constant: false });
    expect(model.sigma2).toBeCloseTo(sum(y.map((value) => value ** 2)) / 50, 12);
    expect(model).toMatchObject({ converged: true, standardErrors: { ar: [], ma: [], constant: 0 } });
    expect(model.squares).toHaveLength(1);
    // the density of normal numbers, one by one, and its price
    const one = (value: number) =>
      -0.5 * Math.log(2 * Math.PI * model.sigma2) - value ** 2 / (2 * model.sigma2);
    expect(model.logLikelihood).toBeCloseTo(sum(y.map(one)), 10);
    expect(model.aic).toBeCloseTo(2 - 2 * model.logLikelihood, 10);
    expect(model.bic).toBeCloseTo(Math.log(50) - 2 * model.logLikelihood, 10);
    expect(fitARIMA(y, {}).aic + 2 * fitARIMA(y, {}).logLikelihood).toBeCloseTo(4, 10);
  });

  it('says that it ended where coefficients are barely allowed', () => {
    // differenced once too often: the moving average wants to be −1
    const y = normals(30, 4);
    const model = fitARIMA(y, { d: 1, q: 1 });
    expect(isInvertible(model.ma)).toBe(true);
    const explosive = Array.from({ length: 40 }, (_, t) => 1.2 ** t + Math.sin(t));
    const edge = fitARIMA(explosive, { p: 1, constant: false });
    expect(edge.ar[0]).toBeLessThan(1);
    expect(edge.ar[0]).toBeGreaterThan(0.99);
    expect(edge.converged).toBe(false);
  });

  it('prefers the right order by both criteria', () => {
    const y = driven(0, [0.9, -0.5], [], normals(400, 21));
    const orders = [1, 2, 3, 4].map((p) => fitARIMA(y, { p }));
    const best = (of: 'aic' | 'bic') =>
      orders.map((model) => model[of]).indexOf(Math.min(...orders.map((m) => m[of])));
    expect(best('bic')).toBe(1);
    expect(best('aic')).toBeGreaterThanOrEqual(1);
  });
});

it('the deepest of several valleys is taken', async () => {
  // of births differenced twice, one has θ near −0.25, and another one, deeper, near −0.87
  const { counts } = await data.births();
  const model = fitARIMA(counts, { d: 1, q: 1, seasonal: { D: 1, Q: 1, s: 7 } });
  expect(model.ma[0]).toBeLessThan(-0.8);
  expect(model.converged).toBe(true);
  expect(
    arima(counts, { ...model, ma: [-0.25], seasonalMa: [-0.96], sigma2: undefined }).sigma2,
  ).toBeGreaterThan(model.sigma2);
});

describe('births', () => {
  it('are forecast better than the week before, and inside the intervals', async () => {
    const { counts } = await data.births();
    const start = counts.length - 365;
    const fitted = fitARIMA(counts.slice(0, start), { p: 1, q: 1, seasonal: { D: 1, Q: 1, s: 7 } });
    expect(fitted.converged).toBe(true);
    const scale = { train: counts.slice(0, start), period: 7 };
    // a day ahead
    const ahead = arima(counts, fitted).residuals.slice(-365).map(Math.abs);
    const before = data.seasonalNaive(counts, 7, start);
    expect(sum(ahead) / 365).toBeLessThan(0.85 * data.mae(before, counts.slice(start)));
    // four weeks ahead
    const months = Array.from({ length: 13 }, (_, month) => {
      const now = start + 28 * month;
      const past = counts.slice(0, now);
      const actual = counts.slice(now, now + 28);
      const { mean, lower, upper } = forecast(arima(past, fitted), actual.length);
      const naive = actual.map((_, h) => past[now - 7 + (h % 7)]);
      const inside = actual.filter((value, h) => value > lower[h] && value < upper[h]).length / actual.length;
      return { ours: data.mase(mean, actual, scale), naive: data.mase(naive, actual, scale), inside };
    });
    const mean = (of: 'ours' | 'naive' | 'inside') => sum(months.map((month) => month[of])) / months.length;
    expect(mean('ours')).toBeLessThan(0.95 * mean('naive'));
    expect(mean('inside')).toBeGreaterThan(0.9);
  });
});

describe('what is given wrongly', () => {
  const y = normals(20, 1);

  const refused: [() => unknown, string][] = [
    [() => acf([1, Number.NaN, 2], 1), 'y[1]: expected a finite number, received NaN'],
    [() => acf([], 0), 'y: expected at least one number, received none'],
    [() => acf([2, 2, 2], 1), 'y: expected numbers that differ, received 3 times 2'],
    [() => acf(y, 20), 'lags: expected an integer from 0 to 19, received 20'],
    [() => acf(y, -1), 'lags: expected an integer from 0 to 19, received -1'],
    [() => acf(y, 1.5), 'lags: expected an integer from 0 to 19, received 1.5'],
    [() => pacf(y, 0), 'lags: expected an integer from 1 to 19, received 0'],
    [() => pacf(y, 20), 'lags: expected an integer from 1 to 19, received 20'],
    [() => durbinLevinson([]), 'rho: expected at least one number, received none'],
    [() => durbinLevinson([1]), 'rho[0]: expected an autocorrelation that fits those before it, received 1'],
    [() => durbinLevinson([0.9, -0.9]), 'rho[1]: expected an autocorrelation that fits those before it'],
    [() => classical.yuleWalker([Number.NaN]), 'rho[0]: expected a finite number, received NaN'],
    [() => fitAR(y, 0), 'p: expected an integer ≥ 1, received 0'],
    [() => fitAR(y.slice(0, 2), 1), 'y: expected at least 3 numbers for this model, received 2'],
    [() => fitAR([1, 1, 1, 1], 1), 'y: expected numbers that differ, received 4 times 1'],
    [() => rootsOf([]), 'a: expected at least one number, received none'],
    [() => rootsOf([2, 1]), 'a[0]: expected 1, received 2'],
    [() => isStationary([Number.NaN]), 'phi[0]: expected a finite number, received NaN'],
    [() => isInvertible([0, Infinity]), 'theta[1]: expected a finite number, received Infinity'],
    [() => seasonalAR([0.5], [0.5], 0), 's: expected an integer ≥ 1, received 0'],
    [() => seasonalAR([Infinity], [0.5], 2), 'phi[0]: expected a finite number, received Infinity'],
    [() => seasonalAR([0.5], [Number.NaN], 2), 'seasonal[0]: expected a finite number, received NaN'],
    [() => psiWeights([0.5], [], 0), 'count: expected an integer ≥ 1, received 0'],
    [() => psiWeights([Number.NaN], [], 2), 'phi[0]: expected a finite number, received NaN'],
    [() => psiWeights([], [Number.NaN], 2), 'theta[0]: expected a finite number, received NaN'],
    [() => piWeights([0.5], [], 0), 'count: expected an integer ≥ 1, received 0'],
    [() => piWeights([Number.NaN], [], 2), 'phi[0]: expected a finite number, received NaN'],
    [() => piWeights([], [Number.NaN], 2), 'theta[0]: expected a finite number, received NaN'],
    [
      () => arima(y, { ar: [1.2] }),
      'ar: expected stationary coefficients: all roots of the polynomial outside the unit circle, received a root of modulus 0.8333',
    ],
    [
      () => arima(y, { ma: [-2] }),
      'ma: expected invertible coefficients: all roots of the polynomial outside the unit circle, received a root of modulus 0.5000',
    ],
    [() => arima(y, { seasonalAr: [1], s: 4 }), 'seasonalAr: expected stationary coefficients'],
    [() => arima(y, { seasonalMa: [1], s: 4 }), 'seasonalMa: expected invertible coefficients'],
    [() => arima(y, { seasonalMa: [0.5] }), 's: expected an integer ≥ 2, received 1'],
    [() => arima(y, { seasonalAr: [0.5] }), 's: expected an integer ≥ 2, received 1'],
    [() => arima(y, { D: 1 }), 's: expected an integer ≥ 2, received 1'],
    [() => arima(y, { s: 0 }), 's: expected an integer ≥ 1, received 0'],
    [() => arima(y, { d: -1 }), 'd: expected an integer ≥ 0, received -1'],
    [() => arima(y, { D: 0.5, s: 2 }), 'D: expected an integer ≥ 0, received 0.5'],
    [() => arima(y, { ar: [Number.NaN] }), 'ar[0]: expected a finite number, received NaN'],
    [() => arima(y, { constant: Number.NaN }), 'constant[0]: expected a finite number, received NaN'],
    [() => arima(y, { sigma2: 0 }), 'sigma2: expected a number above 0, received 0'],
    [() => arima([1, 2, 3], { d: 1 }), 'differences of y: expected numbers that differ, received 2 times 1'],
    [() => arima([1, 2], { ar: [0.1], d: 1 }), 'y: expected at least 3 numbers for this model, received 2'],
    [
      () => arima([1, 2, 3, 5, 4], { ar: [0.1], seasonalAr: [0.2], s: 4 }),
      'y: expected at least 6 numbers for this model, received 5',
    ],
    [() => fitARIMA(y, { p: -1 }), 'p: expected an integer ≥ 0, received -1'],
    [() => fitARIMA(y, { d: -1 }), 'd: expected an integer ≥ 0, received -1'],
    [() => fitARIMA(y, { q: 0.5 }), 'q: expected an integer ≥ 0, received 0.5'],
    [() => fitARIMA(y, { seasonal: { P: -1, s: 2 } }), 'P: expected an integer ≥ 0, received -1'],
    [() => fitARIMA(y, { seasonal: { D: -1, s: 2 } }), 'D: expected an integer ≥ 0, received -1'],
    [() => fitARIMA(y, { seasonal: { Q: 1.5, s: 2 } }), 'Q: expected an integer ≥ 0, received 1.5'],
    [() => fitARIMA(y, { seasonal: { s: 1 } }), 's: expected an integer ≥ 2, received 1'],
    [
      () => fitARIMA(y.slice(2), { p: 2, d: 1, q: 3, seasonal: { P: 1, D: 1, Q: 1, s: 4 } }),
      'y: expected at least 19 numbers for this model, received 18',
    ],
    [() => fitARIMA([...y, Number.NaN], { p: 1 }), 'y[20]: expected a finite number, received NaN'],
    [() => fitARIMA(Array(20).fill(3), { p: 1 }), 'y: expected numbers that differ, received 20 times 3'],
    [() => forecast(arima(y, {}), 0), 'steps: expected an integer ≥ 1, received 0'],
    [() => forecast(arima(y, {}), 1, { level: 0 }), 'level: expected a number in (0, 1), received 0'],
    [() => forecast(arima(y, {}), 1, { level: 1 }), 'level: expected a number in (0, 1), received 1'],
    [() => classical.normalQuantile(Number.NaN), 'level: expected a number in (0, 1), received NaN'],
    [() => classical.forecastVariance([], 1), 'psi: expected at least one number, received none'],
    [() => classical.forecastVariance([1], -1), 'sigma2: expected a number above 0, received -1'],
    [() => classical.forecastInterval(Number.NaN, 1, 0.5), 'mean[0]: expected a finite number, received NaN'],
    [() => classical.forecastInterval(0, 0, 0.5), 'variance: expected a number above 0, received 0'],
    [
      () => classical.marquardtStep([], Float64Array.of(1), 1),
      'number of slopes: expected an integer ≥ 1, received 0',
    ],
    [
      () => classical.marquardtStep([Float64Array.of(1)], Float64Array.of(1, 2), 1),
      'slopes[0]: expected [2], received [1]',
    ],
    [
      () => classical.marquardtStep([Float64Array.of(1)], Float64Array.of(1), 0),
      'damping: expected a number above 0, received 0',
    ],
    [
      () => classical.covariance([Float64Array.of(1), Float64Array.of(1, 2)], 1),
      'slopes[1]: expected [1], received [2]',
    ],
    [() => classical.covariance([], 0), 'sigma2: expected a number above 0, received 0'],
    [() => classical.conditionalLikelihood(0, 3), 'S: expected a number above 0, received 0'],
    [() => classical.conditionalLikelihood(1, 0), 'n: expected an integer ≥ 1, received 0'],
    [() => classical.akaike(Number.NaN, 1), 'ell[0]: expected a finite number, received NaN'],
    [() => classical.akaike(1, -1), 'k: expected an integer ≥ 0, received -1'],
    [() => classical.bayes(Number.NaN, 1, 1), 'ell[0]: expected a finite number, received NaN'],
    [() => classical.bayes(1, -1, 1), 'k: expected an integer ≥ 0, received -1'],
    [() => classical.bayes(1, 1, 0), 'n: expected an integer ≥ 1, received 0'],
  ];

  it.each(refused.map(([run, message]) => ({ run, message })))('$message', ({ run, message }) => {
    let received = 'nothing';
    try {
      run();
    } catch (error) {
      received = (error as Error).message;
    }
    expect(received.slice(0, message.length)).toBe(message);
  });

  it('is refused by expectedValues, too', () => {
    const known = { c: 1, phi: [0.5], theta: [], y: [1, 2], eps: [0, 0] };
    expect(classical.expectedValues(known, 2)).toEqual([2, 2]);
    for (const name of ['phi', 'theta', 'y', 'eps'])
      expect(() => classical.expectedValues({ ...known, [name]: [Number.NaN] }, 1)).toThrow(
        `${name}[0]: expected`,
      );
    expect(() => classical.expectedValues({ ...known, c: Infinity }, 1)).toThrow(
      'c[0]: expected a finite number',
    );
    expect(() => classical.expectedValues({ ...known, eps: [0] }, 1)).toThrow(
      'eps: expected [2], received [1]',
    );
    expect(() => classical.expectedValues(known, 0)).toThrow('steps: expected an integer ≥ 1, received 0');
  });

  it('is refused at the boundary and not before', () => {
    expect(fitAR([1, 3, 2], 1).residuals).toHaveLength(3);
    const order = { p: 2, d: 1, q: 3, seasonal: { P: 1, D: 1, Q: 1, s: 4 } };
    expect(fitARIMA(normals(19, 2), order).residuals).toHaveLength(14);
    expect(arima([1, 2, 4], { ar: [0.1], d: 1 }).residuals).toHaveLength(2);
    expect(acf(y, 19)).toHaveLength(20);
  });
});
