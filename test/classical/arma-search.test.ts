import fc from 'fast-check';
import { equations } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { slopesOf } from '../../lib/classical/arma/fit.js';
import { differenced, shocksOf } from '../../lib/classical/arma/model.js';
import { covariance, leastSquares, marquardtStep } from '../../lib/classical/arma/squares.js';
import { beginnings, countOf, isAllowed, named } from '../../lib/classical/arma/start.js';

const normals = (count: number, seed: number) => {
  const random = new equations.Random(seed);
  return Float64Array.from({ length: count }, () => random.normal());
};
const sizes = { p: 2, q: 1, P: 1, Q: 2, constant: true };
const beta = [0.4, -0.3, 0.5, 0.2, -0.4, 0.1, 0.7];

describe('parameters in a list', () => {
  it('have their names in order', () => {
    expect(named([1, 2, 3, 4, 5, 6, 7], sizes)).toEqual({
      ar: [1, 2],
      ma: [3],
      seasonalAr: [4],
      seasonalMa: [5, 6],
      constant: 7,
    });
    expect(named([1, 2], { p: 1, q: 0, P: 0, Q: 1, constant: false })).toEqual({
      ar: [1],
      ma: [],
      seasonalAr: [],
      seasonalMa: [2],
      constant: 0,
    });
    expect(countOf(sizes)).toBe(7);
    expect(countOf({ ...sizes, constant: false })).toBe(6);
  });

  it('are allowed where all four polynomials are', () => {
    const none = { ar: [], ma: [], seasonalAr: [], seasonalMa: [], constant: 9 };
    expect(isAllowed(none)).toBe(true);
    for (const name of ['ar', 'ma', 'seasonalAr', 'seasonalMa']) {
      expect(isAllowed({ ...none, [name]: [0.9] })).toBe(true);
      expect(isAllowed({ ...none, [name]: [1.1] })).toBe(false);
    }
  });
});

describe('residuals and their slopes', () => {
  const w = normals(40, 1);

  it('are the recursion over all lags, by plain loops', () => {
    const eps = shocksOf(w, named(beta, sizes), 3);
    // (1 − 0.4B + 0.3B²)(1 − 0.2B³) and (1 + 0.5B)(1 − 0.4B³ + 0.1B⁶)
    const a = [0, 0.4, -0.3, 0.2, -0.08, 0.06];
    const b = [0, 0.5, 0, -0.4, -0.2, 0, 0.1, 0.05];
    const loops: number[] = [];
    for (let t = 0; t < 40; t++) {
      let value = w[t] - 0.7;
      for (let i = 1; i < 6; i++) value -= a[i] * (w[t - i] ?? 0);
      for (let j = 1; j < 8; j++) value -= b[j] * (loops[t - j] ?? 0);
      loops.push(t < 5 ? 0 : value);
    }
    eps.forEach((value, t) => expect(value).toBeCloseTo(loops[t], 13));
  });

  it('are central differences of each other', () => {
    const slopes = slopesOf(w, named(beta, sizes), sizes, 3);
    expect(slopes).toHaveLength(7);
    const step = 1e-5;
    slopes.forEach((slope, k) => {
      const moved = (by: number) =>
        shocksOf(
          w,
          named(
            beta.map((value, i) => (i === k ? value + by : value)),
            sizes,
          ),
          3,
        );
      const [up, down] = [moved(step), moved(-step)];
      slope.forEach((value, t) => expect(value).toBeCloseTo((up[t] - down[t]) / (2 * step), 8));
    });
    const alone = { p: 0, q: 2, P: 0, Q: 0, constant: false };
    expect(slopesOf(w, named([0.1, 0.2], alone), alone, 1)).toHaveLength(2);
  });

  it('begin behind what differencing takes away', () => {
    const y = [1, 4, 9, 16, 25, 37, 49, 64];
    expect([...differenced(y, { d: 1, D: 0, s: 1 }, 0, 0)]).toEqual([3, 5, 7, 9, 12, 12, 15]);
    expect([...differenced(y, { d: 1, D: 1, s: 2 }, 0, 0)]).toEqual([4, 4, 5, 3, 3]);
    expect([...differenced(y, { d: 0, D: 0, s: 1 }, 0, 7)]).toEqual(y);
  });
});

describe('where a search begins', () => {
  it('is allowed, three times, the first near the truth', () => {
    const eps = normals(2000, 2);
    const w = Float64Array.from(eps);
    const at = (t: number) => w[t] ?? 0;
    const shock = (t: number) => eps[t] ?? 0;
    for (let t = 0; t < w.length; t++)
      w[t] = 0.6 * at(t - 1) + 0.3 * at(t - 4) - 0.18 * at(t - 5) + eps[t] + 0.4 * shock(t - 1);
    const [guess, zeros, smoothing] = beginnings(w, { p: 1, q: 1, P: 1, Q: 0, constant: true }, 4);
    expect(zeros).toEqual([0, 0, 0, 0]);
    expect(smoothing).toEqual([0, -0.9, 0, 0]);
    expect(beginnings(w, sizes, 4)[2]).toEqual([0, 0, -0.9, 0, -0.9, 0, 0]);
    [0.6, 0.4, 0.3, 0].forEach((value, k) => expect(Math.abs(guess[k] - value)).toBeLessThan(0.15));
  });

  it('sees every kind of coefficient alone', () => {
    const eps = normals(4000, 3);
    for (const [kind, lag] of [
      ['p', 1],
      ['P', 5],
    ] as const) {
      const w = Float64Array.from(eps);
      for (let t = lag; t < w.length; t++) w[t] += 0.7 * w[t - lag];
      const [[found]] = beginnings(w, { p: 0, q: 0, P: 0, Q: 0, constant: false, [kind]: 1 }, 5);
      expect(Math.abs(found - 0.7)).toBeLessThan(0.05);
    }
    for (const [kind, lag] of [
      ['q', 1],
      ['Q', 5],
    ] as const) {
      const w = eps.map((value, t) => value - 0.6 * (eps[t - lag] ?? 0));
      const [[found], , smoothing] = beginnings(w, { p: 0, q: 0, P: 0, Q: 0, constant: false, [kind]: 1 }, 5);
      expect(Math.abs(found + 0.6)).toBeLessThan(0.1);
      expect(smoothing).toEqual([-0.9]);
    }
  });

  it('is made smaller until it is allowed, and zero where there is too little to see', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 8, max: 80 }), (seed, T) => {
        let total = 0;
        const walk = normals(T, seed).map((step) => (total += step));
        for (const start of beginnings(walk, { p: 2, q: 2, P: 0, Q: 0, constant: true }, 1))
          expect(isAllowed(named(start, { p: 2, q: 2, P: 0, Q: 0, constant: true }))).toBe(true);
      }),
      { numRuns: 40 },
    );
    const [short] = beginnings(normals(10, 1), { p: 2, q: 2, P: 1, Q: 0, constant: true }, 4);
    expect(short).toEqual([0, 0, 0, 0, 0, 0]);
    expect(beginnings(normals(50, 1), { p: 0, q: 0, P: 0, Q: 0, constant: true }, 1)).toEqual([
      [0],
      [0],
      [0],
    ]);
    const growing = Float64Array.from({ length: 60 }, (_, t) => 1.1 ** t);
    const [[near]] = beginnings(growing, { p: 1, q: 0, P: 0, Q: 0, constant: false }, 1);
    expect(near).toBeGreaterThan(0.5);
    expect(near).toBeLessThan(1);
  });
});

describe('Levenberg and Marquardt', () => {
  it('step and covariance of one parameter are quotients', () => {
    const slope = Float64Array.of(3, 4);
    expect(marquardtStep([slope], Float64Array.of(1, 2), 1)[0]).toBeCloseTo(-11 / 50, 14);
    expect(covariance([slope], 2)[0][0]).toBeCloseTo(2 / 25, 14);
    expect(covariance([], 2)).toEqual([]);
    // of two that do the same nobody knows which did it
    const both = covariance([slope, slope], 2).flat();
    both.forEach((value) => expect(value).toBeCloseTo(2 / 25 / 4, 14));
    // one that does nothing stays where it is
    const step = marquardtStep([slope, Float64Array.of(0, 0)], Float64Array.of(1, 2), 1);
    expect(step.map((value) => value + 0)).toEqual([expect.closeTo(-0.22, 14), 0]);
  });

  /** Rosenbrock’s valley: 10 (y − x²) and 1 − x. */
  const valley = {
    residuals: ([x, y]: readonly number[]) => Float64Array.of(10 * (y - x * x), 1 - x),
    slopes: ([x]: readonly number[]) => [Float64Array.of(-20 * x, -1), Float64Array.of(10, 0)],
  };

  it('go down a bent valley', () => {
    const { beta, squares, converged } = leastSquares(valley, [-1.2, 1]);
    expect(beta[0]).toBeCloseTo(1, 7);
    expect(beta[1]).toBeCloseTo(1, 7);
    expect(converged).toBe(true);
    expect(squares[0]).toBeCloseTo(24.2, 10);
    expect(squares.length).toBeLessThan(40);
    for (let i = 1; i < squares.length; i++) expect(squares[i]).toBeLessThan(squares[i - 1]);
  });

  it('solve a linear problem in a few steps, whatever the units', () => {
    const x = [1, 2, 3, 4];
    const line = {
      residuals: ([a, b]: readonly number[]) =>
        Float64Array.from(x, (v) => a * 1e6 * v + b - (3 * v + 2 + (v % 2))),
      slopes: () => [Float64Array.from(x, (v) => 1e6 * v), Float64Array.of(1, 1, 1, 1)],
    };
    const { beta, squares, converged } = leastSquares(line, [0, 0]);
    expect(beta[0] * 1e6).toBeCloseTo(2.8, 8);
    expect(beta[1]).toBeCloseTo(3, 8);
    expect(squares.length).toBeLessThan(8);
    expect(converged).toBe(true);
  });

  it('stop after so many steps, and at the end of what is allowed', () => {
    const short = leastSquares(valley, [-1.2, 1], 3);
    expect(short.squares).toHaveLength(4);
    expect(short.converged).toBe(false);
    const fenced = {
      ...valley,
      residuals: (beta: readonly number[]) => (beta[0] < 0.5 ? valley.residuals(beta) : undefined),
    };
    const edge = leastSquares(fenced, [-1.2, 1]);
    expect(edge.beta[0]).toBeLessThan(0.5);
    expect(edge.beta[0]).toBeGreaterThan(0.49);
    expect(edge.converged).toBe(false);
  });

  it('stay where nothing is left to do, or nothing can be moved', () => {
    expect(leastSquares(valley, [1, 1])).toEqual({ beta: [1, 1], squares: [0], converged: true });
    const fixed = { residuals: () => Float64Array.of(2, 1), slopes: () => [] };
    expect(leastSquares(fixed, [])).toEqual({ beta: [], squares: [5], converged: true });
    const blind = { residuals: () => Float64Array.of(2), slopes: () => [Float64Array.of(0)] };
    expect(leastSquares(blind, [7])).toEqual({ beta: [7], squares: [4], converged: true });
  });
});
