import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { classical, equations } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { expectClose } from './numbers.js';

const { hmmPosteriors, kalmanFilter, kalmanGain, kalmanLikelihood, kalmanSmoother, kalmanUpdateCovariance } =
  classical;

/** A car on a line: place and speed, of which the place is measured. */
const car: classical.KalmanModel = {
  F: [
    [1, 1],
    [0, 1],
  ],
  H: [[1, 0]],
  Q: [
    [0.25, 0.5],
    [0.5, 1],
  ],
  R: [[2]],
  mean: [0, 1],
  covariance: [
    [3, 0],
    [0, 1],
  ],
};

const random = new equations.Random(4);
const matrix = (m: number, n: number) =>
  Array.from({ length: m }, () => Array.from({ length: n }, () => random.normal()));
const covariance = (n: number, least = 0.3) => {
  const root = new Matrix(matrix(n, n));
  return root.mmul(root.transpose()).add(Matrix.eye(n).mul(least)).to2DArray();
};
/** A model of n states and m measurements, none of whose numbers are alike. */
const model = (n: number, m: number): classical.KalmanModel => ({
  F: matrix(n, n).map((row) => row.map((value) => value / 2)),
  H: matrix(m, n),
  Q: covariance(n),
  R: covariance(m),
  mean: matrix(1, n)[0],
  covariance: covariance(n),
});

/**
 * All states and measurements as one normal distribution, conditioned on what is seen by the textbook formula with one
 * large inverse: no recursion at all.
 */
function atOnce({ F, H, Q, R, mean, covariance: P }: classical.KalmanModel, ys: classical.Measurements) {
  const [n, T] = [mean.length, ys.length];
  const [f, h] = [new Matrix(F), new Matrix(H)];
  const means: Matrix[] = [Matrix.columnVector([...mean])];
  const variances = [new Matrix(P.map((row) => [...row]))];
  for (let t = 1; t < T; t++) {
    means.push(f.mmul(means[t - 1]));
    variances.push(
      f
        .mmul(variances[t - 1])
        .mmul(f.transpose())
        .add(new Matrix(Q.map((row) => [...row]))),
    );
  }
  const block = (s: number, t: number): Matrix =>
    s < t
      ? block(t, s).transpose()
      : Array.from({ length: s - t }).reduce<Matrix>((product) => f.mmul(product), variances[t]);
  const whole = Matrix.zeros(n * T, n * T);
  for (let s = 0; s < T; s++) for (let t = 0; t < T; t++) whole.setSubMatrix(block(s, t), s * n, t * n);
  const seen = ys.flatMap((y, t) =>
    (y ?? []).flatMap((value, i) => (value === null ? [] : [{ t, i, value }])),
  );
  const observe = Matrix.zeros(seen.length, n * T);
  for (const [k, { t, i }] of seen.entries()) observe.setSubMatrix([h.getRow(i)], k, t * n);
  const noise = new Matrix(seen.map((a) => seen.map((b) => (a.t === b.t ? R[a.i][b.i] : 0))));
  const across = whole.mmul(observe.transpose());
  const S = observe.mmul(across).add(noise);
  const all = new Matrix(means.flatMap((x) => x.to2DArray()));
  const e = Matrix.columnVector(seen.map(({ value }) => value)).sub(observe.mmul(all));
  const inverse = new Matrix(inverseOf(S));
  const gain = across.mmul(inverse);
  const x = all.add(gain.mmul(e)).to1DArray();
  const after = whole.sub(gain.mmul(across.transpose()));
  const determinant = equations.evaluate('\\log \\det S', { S: S.to2DArray() }).data[0];
  return {
    means: means.map((_, t) => x.slice(t * n, (t + 1) * n)),
    covariances: means.map((_, t) => after.subMatrix(t * n, t * n + n - 1, t * n, t * n + n - 1).to2DArray()),
    logLikelihood:
      -(seen.length * Math.log(2 * Math.PI) + determinant + e.transpose().mmul(inverse).mmul(e).get(0, 0)) /
      2,
  };
}

const inverseOf = (S: Matrix): number[][] => {
  const { data } = equations.evaluate('S^{-1} I', { S: S.to2DArray(), I: Matrix.eye(S.rows).to2DArray() });
  return Array.from({ length: S.rows }, (_, i) => [...data.subarray(i * S.rows, (i + 1) * S.rows)]);
};

describe('against all states at once, without a recursion', () => {
  it('smoother, likelihood, and the filter as the smoother of what has been seen', () => {
    const cases = fc.record({
      n: fc.integer({ min: 1, max: 3 }),
      m: fc.integer({ min: 1, max: 2 }),
      gaps: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 }),
    });
    fc.assert(
      fc.property(cases, ({ n, m, gaps }) => {
        const one = model(n, m);
        const ys = gaps.map((gap) =>
          gap === 0 ? null : matrix(1, m)[0].map((value, i) => (gap === i + 1 ? null : 2 * value)),
        );
        if (!ys.some((y) => y?.some((value) => value !== null))) ys[0] = matrix(1, m)[0];
        const [filtered, smoothed, want] = [kalmanFilter(one, ys), kalmanSmoother(one, ys), atOnce(one, ys)];
        expectClose(smoothed.means, want.means, 1e-8);
        expectClose(smoothed.covariances, want.covariances, 1e-8);
        expect(smoothed.logLikelihood).toBeCloseTo(want.logLikelihood, 8);
        const first = ys.findIndex((y) => y?.some((value) => value !== null));
        for (let t = first; t < ys.length; t++) {
          const sofar = atOnce(one, ys.slice(0, t + 1));
          expectClose(filtered.means[t], sofar.means[t], 1e-8);
          expectClose(filtered.covariances[t], sofar.covariances[t], 1e-8);
        }
        if (first > 0) expectClose(filtered.means[0], one.mean, 0);
      }),
      { numRuns: 60 },
    );
  });

  it('two steps by hand', () => {
    const local = { F: [[1]], H: [[1]], Q: [[1]], R: [[2]], mean: [0], covariance: [[2]] };
    const { means, covariances, predicted, logLikelihood } = kalmanFilter(local, [[4], [5]]);
    // gain 2/4, then (1 + 1) / (2 + 2)
    expectClose(means, [[2], [3.5]], 1e-12);
    expectClose(covariances, [[[1]], [[1]]], 1e-12);
    expectClose(predicted.means, [[0], [2]], 1e-12);
    expectClose(predicted.covariances, [[[2]], [[2]]], 1e-12);
    const density = (e: number) => -(Math.log(2 * Math.PI * 4) + e ** 2 / 4) / 2;
    expect(logLikelihood).toBeCloseTo(density(4) + density(3), 12);
    // C = 1 / 2: half of what the second step brought
    expectClose(kalmanSmoother(local, [[4], [5]]).means, [[2.75], [3.5]], 1e-12);
    expectClose(kalmanSmoother(local, [[4], [5]]).covariances, [[[0.75]], [[1]]], 1e-12);
  });
});

describe('the linear-Gaussian case of a chain', () => {
  it('a hidden Markov model on a fine grid says the same', () => {
    const local = { F: [[0.9]], H: [[1]], Q: [[0.5]], R: [[0.8]], mean: [0.3], covariance: [[1]] };
    const ys = [[0.5], [1.8], [-0.4], [0.9]];
    const grid = Array.from({ length: 161 }, (_, i) => (i - 80) / 12);
    const normal = (x: number, mean: number, variance: number) =>
      Math.exp(-((x - mean) ** 2) / (2 * variance));
    const share = (weights: number[]) => {
      const total = weights.reduce((a, b) => a + b, 0);
      return weights.map((weight) => weight / total);
    };
    const chain: classical.GaussianHMM = {
      pi: share(grid.map((x) => normal(x, 0.3, 1))),
      A: grid.map((x) => share(grid.map((next) => normal(next, 0.9 * x, 0.5)))),
      means: grid.map((x) => [x]),
      covariances: grid.map(() => [[0.8]]),
    };
    const { gamma, logLikelihood } = hmmPosteriors(chain, ys);
    const smoothed = kalmanSmoother(local, ys);
    const moment = (row: readonly number[], f: (x: number) => number) =>
      row.reduce((sum, p, i) => sum + p * f(grid[i]), 0);
    gamma.forEach((row, t) => {
      const mean = moment(row, (x) => x);
      expect(mean).toBeCloseTo(smoothed.means[t][0], 4);
      expect(moment(row, (x) => (x - mean) ** 2)).toBeCloseTo(smoothed.covariances[t][0][0], 4);
    });
    expect(logLikelihood).toBeCloseTo(smoothed.logLikelihood, 4);
  });
});

describe('covariances', () => {
  it('with the gain of Kalman Joseph’s form is (I − K H) P', () => {
    const [P, H, R] = [covariance(3), matrix(2, 3), covariance(2)];
    const S = classical.kalmanInnovationCovariance(H, P, R);
    const K = kalmanGain(H, P, symmetrical(S));
    const short = equations.evaluate('(I - K H) P', { I: Matrix.eye(3).to2DArray(), K, H, P }).data;
    expectClose(kalmanUpdateCovariance(P, K, H, R).flat(), [...short], 1e-12);
  });

  it('stay symmetric and positive through thousands of steps with hardly any noise', () => {
    const sharp = {
      ...car,
      R: [[1e-10]],
      Q: [
        [0, 0],
        [0, 1e-12],
      ],
    };
    const ys = Array.from({ length: 3000 }, (_, t) => [t + Math.sin(t)]);
    const { covariances } = kalmanFilter(sharp, ys);
    for (const [[a, b], [c, d]] of covariances) {
      expect(b).toBe(c);
      expect(a).toBeGreaterThanOrEqual(0);
      expect(d).toBeGreaterThanOrEqual(0);
    }
  });

  it('fall with each measurement, and rise where none is', () => {
    const variance = (ys: classical.Measurements) =>
      kalmanFilter(car, ys).covariances.map(([[place]]) => place);
    const [first, second, third] = variance([[1], null, [null]]);
    expect(first).toBeLessThan(3);
    expect(second).toBeGreaterThan(first);
    expect(third).toBeGreaterThan(second);
    const { means, predicted, logLikelihood } = kalmanFilter(car, [[1], null]);
    expectClose(means[1], predicted.means[1], 0);
    expect(logLikelihood).toBe(kalmanFilter(car, [[1]]).logLikelihood);
    expect(kalmanFilter(car, [null]).logLikelihood).toBe(0);
  });

  it('a state that is known needs no inverse to be smoothed', () => {
    // the speed is known and stays: P_{t+1|t} is singular
    const known = {
      ...car,
      Q: [
        [0, 0],
        [0, 0],
      ],
      covariance: [
        [1, 0],
        [0, 0],
      ],
    };
    const { means, covariances } = kalmanSmoother(known, [[0], [1.5], [2]]);
    // one place at t = 1, measured three times with variance 2, around a guess with variance 1
    const place = (0 / 1 + (0 + 0.5 + 0) / 2) / (1 + 3 / 2);
    expectClose(
      means,
      [0, 1, 2].map((t) => [place + t, 1]),
      1e-9,
    );
    covariances.forEach((P) =>
      expectClose(
        P,
        [
          [0.4, 0],
          [0, 0],
        ],
        1e-9,
      ),
    );
  });

  it('a sure measurement is believed', () => {
    const sure = { ...car, R: [[0]] };
    const { means, covariances } = kalmanFilter(sure, [[7]]);
    expectClose(means, [[7, 1]], 1e-12);
    expectClose(
      covariances[0],
      [
        [0, 0],
        [0, 1],
      ],
      1e-12,
    );
  });
});

const symmetrical = (S: readonly (readonly number[])[]) =>
  S.map((row, i) => row.map((value, j) => (value + S[j][i]) / 2));

describe('what makes no sense is refused', () => {
  const wrong = (change: Partial<classical.KalmanModel>, message: string) => {
    for (const run of [kalmanFilter, kalmanSmoother])
      expect(() => run({ ...car, ...change }, [[1]])).toThrow(message);
  };

  it('the model', () => {
    wrong({ mean: [] }, 'mean: expected [n] with at least one number, received [0]');
    wrong({ H: [] }, 'H: expected [m, n] with at least one row, received [0]');
    wrong({ mean: [0, Number.NaN] }, 'mean[1]: expected a finite number, received NaN');
    wrong({ mean: [0] }, 'F: expected [1], received [2]');
    wrong({ F: [[1, 1], [0]] }, 'F[1]: expected [2], received [1]');
    wrong(
      {
        F: [
          [1, 1],
          [0, Infinity],
        ],
      },
      'F[1][1]: expected a finite number, received Infinity',
    );
    wrong({ H: [[1]] }, 'H[0]: expected [2], received [1]');
    wrong({ H: [[1, Number.NaN]] }, 'H[0][1]: expected a finite number, received NaN');
    wrong({ Q: [[1]] }, 'Q: expected [2], received [1]');
    wrong(
      {
        Q: [
          [1, 2],
          [2, 1],
        ],
      },
      'Q: expected no negative eigenvalue, received an eigenvalue of -',
    );
    wrong(
      {
        Q: [
          [1, 0.5],
          [0.25, 1],
        ],
      },
      'Q: expected a symmetric matrix, received 0.25 at [1, 0] and 0.5 at [0, 1]',
    );
    wrong({ R: [[-1]] }, 'R: expected no negative eigenvalue, received an eigenvalue of -1');
    wrong(
      {
        R: [
          [1, 0],
          [0, 1],
        ],
      },
      'R: expected [1], received [2]',
    );
    wrong(
      {
        covariance: [
          [1, 0],
          [0, -1],
        ],
      },
      'covariance: expected no negative eigenvalue',
    );
    wrong(
      {
        covariance: [
          [1, 0],
          [0, Number.NaN],
        ],
      },
      'covariance[1][1]: expected a finite number, received NaN',
    );
    // rounding is forgiven
    expect(() =>
      kalmanFilter(
        {
          ...car,
          Q: [
            [0.25, 0.5],
            [0.5 + 1e-12, 1],
          ],
        },
        [[1]],
      ),
    ).not.toThrow();
  });

  it('rounding is no reason, and more than rounding is', () => {
    const run = (Q: number[][]) => () => kalmanFilter({ ...car, Q }, [[1]]);
    // measured by what is largest in the matrix
    expect(
      run([
        [1e6, 100],
        [100.0001, 1e6],
      ]),
    ).not.toThrow();
    expect(
      run([
        [1e6, 0],
        [0, -1e-5],
      ]),
    ).not.toThrow();
    const off = (by: number) => [
      [1, 1],
      [1, 1 - by],
    ];
    expect(run(off(1e-12))).not.toThrow();
    expect(run(off(1e-6))).toThrow('Q: expected no negative eigenvalue, received an eigenvalue of -');
    const skew = (by: number) => [
      [2, 1],
      [1 + by, 2],
    ];
    expect(run(skew(1e-10))).not.toThrow();
    expect(run(skew(1e-7))).toThrow('Q: expected a symmetric matrix');
    // 0.1 + 0.2 is a little more than 0.3
    const nearly = [
      [0.1 + 0.2, 0.3],
      [0.3, 0.3],
    ];
    expect(() => kalmanGain([[1], [1]], [[1]], nearly)).toThrow('S: expected a positive definite matrix');
    expect(() =>
      kalmanGain(
        [[1], [1]],
        [[1]],
        [
          [1, 1 - 1e-9],
          [1 - 1e-9, 1],
        ],
      ),
    ).not.toThrow();
  });

  it('measurements', () => {
    for (const run of [kalmanFilter, kalmanSmoother]) {
      expect(() => run(car, [])).toThrow('ys: expected [T, m] with at least one step, received [0]');
      expect(() => run(car, [[1], [1, 2]])).toThrow('ys[1]: expected [1], received [2]');
      expect(() => run(car, [[Number.NaN]])).toThrow('ys[0][0]: expected a finite number, received NaN');
    }
  });

  it('an innovation without variance', () => {
    const certain = {
      ...car,
      R: [[0]],
      covariance: [
        [0, 0],
        [0, 0],
      ],
    };
    expect(() => kalmanFilter(certain, [[1]])).toThrow(
      'S: expected a positive definite matrix, received [[0]]',
    );
    // two measurements of the same, both exact
    const twice = {
      ...car,
      H: [
        [1, 0],
        [1, 0],
      ],
      R: [
        [0, 0],
        [0, 0],
      ],
    };
    expect(() => kalmanFilter(twice, [[1, 1]])).toThrow('S: expected a positive definite matrix');
    expect(kalmanFilter(twice, [[1, null]]).means[0][0]).toBeCloseTo(1, 12);
  });

  it('steps of the wrong size', () => {
    const { kalmanInnovation, kalmanInnovationCovariance, kalmanPredictCovariance, kalmanPredictMean } =
      classical;
    const { kalmanUpdateMean, smootherCovariance, smootherGain, smootherMean } = classical;
    const [one, two, three] = [1, 2, 3].map((n) => Matrix.eye(n).to2DArray());
    const skew = [
      [1, 0.5],
      [0, 1],
    ];
    for (const [run, message] of [
      [() => kalmanPredictMean(two, [1]), 'F: expected [1], received [2]'],
      [() => kalmanPredictCovariance(two, three, two), 'P: expected [2], received [3]'],
      [() => kalmanPredictCovariance(two, two, three), 'Q: expected [2], received [3]'],
      [() => kalmanPredictCovariance([[1], [1]], two, two), 'F[0]: expected [2], received [1]'],
      [() => kalmanInnovation(two, [1], [1, 2]), 'H[0]: expected [1], received [2]'],
      [() => kalmanInnovation(two, [1, 1], [1]), 'H: expected [1], received [2]'],
      [() => kalmanInnovationCovariance(two, three, two), 'H[0]: expected [3], received [2]'],
      [() => kalmanInnovationCovariance(two, two, one), 'R: expected [2], received [1]'],
      [() => kalmanInnovationCovariance(two, [[1], [1]], two), 'P[0]: expected [2], received [1]'],
      [() => kalmanGain(two, three, two), 'H[0]: expected [3], received [2]'],
      [() => kalmanGain(two, two, one), 'S: expected [2], received [1]'],
      [() => kalmanGain(two, [[1], [1]], two), 'P[0]: expected [2], received [1]'],
      [
        () => kalmanGain(two, two, skew),
        'S: expected a symmetric matrix, received 0 at [1, 0] and 0.5 at [0, 1]',
      ],
      [() => kalmanUpdateMean([1, 1], two, [1]), 'K[0]: expected [1], received [2]'],
      [() => kalmanUpdateMean([1], two, [1, 1]), 'K: expected [1], received [2]'],
      [() => kalmanUpdateCovariance([[1], [1]], two, two, two), 'P[0]: expected [2], received [1]'],
      [() => kalmanUpdateCovariance(two, three, two, two), 'K: expected [2], received [3]'],
      [() => kalmanUpdateCovariance(two, two, [[1], [1]], two), 'H[0]: expected [2], received [1]'],
      [() => kalmanUpdateCovariance(two, two, two, three), 'R: expected [2], received [3]'],
      [() => kalmanLikelihood([1], two), 'S: expected [1], received [2]'],
      [() => kalmanLikelihood([1, 1], skew), 'S: expected a symmetric matrix'],
      [() => smootherGain(two, three, two), 'F: expected [2], received [3]'],
      [() => smootherGain(two, two, three), 'Ppredicted: expected [2], received [3]'],
      [() => smootherGain([[1], [1]], two, two), 'P[0]: expected [2], received [1]'],
      [() => smootherGain(two, two, skew), 'Ppredicted: expected a symmetric matrix'],
      [() => smootherMean([1], two, [1], [1]), 'C: expected [1], received [2]'],
      [() => smootherMean([1], one, [1, 1], [1]), 'later: expected [1], received [2]'],
      [() => smootherMean([1], one, [1], [1, 1]), 'predicted: expected [1], received [2]'],
      [() => smootherCovariance(two, three, two, two), 'C: expected [2], received [3]'],
      [() => smootherCovariance(two, two, three, two), 'later: expected [2], received [3]'],
      [() => smootherCovariance(two, two, two, three), 'predicted: expected [2], received [3]'],
      [() => smootherCovariance([[1], [1]], two, two, two), 'P[0]: expected [2], received [1]'],
    ] as const)
      expect(run).toThrow(message);
  });
});
