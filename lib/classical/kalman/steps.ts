import { Matrix } from 'ml-matrix';
import { equation } from '../../equations/equation.js';
import { definiteFactor, logDensity, matrixOf } from '../covariance.js';
import { columnOf, plainNumbers, sampleCovariance, sampleMatrix, sampleVector } from '../notation.js';
import { expectRows, type Rows } from '../rows.js';

// Each step of the filter takes and gives plain rows: a state is a list of n numbers, a measurement one of m. In the checks
// n = 3, m = 2, and most covariances are any matrices, so that a forgotten transpose shows.

export const rowsOf = (matrix: Matrix): number[][] => matrix.to2DArray();
export const columnFrom = (row: readonly number[]): Matrix => Matrix.columnVector([...row]);

const source = 'S3 2.2; Kalman (1960)';

/**
 * Prediction of the state: x̂_{t|t−1} [n] from F [n, n] and x = x̂_{t−1|t−1} [n]. Throws `ShapeError`.
 * Kalman, "A new approach to linear filtering and prediction problems" (1960).
 */
export const kalmanPredictMean = equation({
  id: 'dbn.kalman-predict-mean',
  title: { en: 'Kalman filter: predicted state', ru: 'Фильтр Калмана: предсказание состояния' },
  forms: [
    {
      source,
      tex: String.raw`\hat{x}_{t|t-1} = F \hat{x}_{t-1|t-1}`,
      symbols: (F: Rows, x: readonly number[]) => ({ F, '\\hat{x}_{t-1|t-1}': columnOf(x) }),
      value: (x: readonly number[]) => columnOf(x),
    },
  ],
  sample: (random): [Rows, readonly number[]] => [sampleMatrix(random, 3, 3), sampleVector(random, 3)],
  withoutGradient: plainNumbers,
  code: (F, x) => {
    expectRows('F', F, [x.length, x.length]);
    return matrixOf(F).mmul(columnFrom(x)).to1DArray();
  },
});

/** Covariance of the prediction: P_{t|t−1} from F, P = P_{t−1|t−1} and Q, [n, n] each. Throws `ShapeError`. Kalman (1960). */
export const kalmanPredictCovariance = equation({
  id: 'dbn.kalman-predict-covariance',
  title: { en: 'Kalman filter: predicted covariance', ru: 'Фильтр Калмана: предсказание ковариации' },
  forms: [
    {
      source,
      tex: String.raw`P_{t|t-1} = F P_{t-1|t-1} F^T + Q`,
      symbols: (F: Rows, P: Rows, Q: Rows) => ({ F, 'P_{t-1|t-1}': P, Q }),
    },
  ],
  sample: (random): [Rows, Rows, Rows] => [
    sampleMatrix(random, 3, 3),
    sampleMatrix(random, 3, 3),
    sampleMatrix(random, 3, 3),
  ],
  withoutGradient: plainNumbers,
  code: (F, P, Q) => {
    const n = F.length;
    for (const [name, rows] of Object.entries({ F, P, Q })) expectRows(name, rows, [n, n]);
    const f = matrixOf(F);
    return rowsOf(f.mmul(matrixOf(P)).mmul(f.transpose()).add(matrixOf(Q)));
  },
});

/** Innovation: what a measurement y [m] adds to what H [m, n] and x = x̂_{t|t−1} [n] foretold. → [m]. Throws `ShapeError`. */
export const kalmanInnovation = equation({
  id: 'dbn.kalman-innovation',
  title: { en: 'Kalman filter: innovation', ru: 'Фильтр Калмана: невязка' },
  forms: [
    {
      source,
      tex: String.raw`e_t = y_t - H \hat{x}_{t|t-1}`,
      symbols: (H: Rows, x: readonly number[], y: readonly number[]) => ({
        H,
        '\\hat{x}_{t|t-1}': columnOf(x),
        y_t: columnOf(y),
      }),
      value: (e: readonly number[]) => columnOf(e),
    },
  ],
  sample: (random): [Rows, readonly number[], readonly number[]] => [
    sampleMatrix(random, 2, 3),
    sampleVector(random, 3),
    sampleVector(random, 2),
  ],
  withoutGradient: plainNumbers,
  code: (H, x, y) => {
    expectRows('H', H, [y.length, x.length]);
    return columnFrom(y)
      .sub(matrixOf(H).mmul(columnFrom(x)))
      .to1DArray();
  },
});

/** Covariance of the innovation: S_t [m, m] from H [m, n], P = P_{t|t−1} [n, n] and R [m, m]. Throws `ShapeError`. */
export const kalmanInnovationCovariance = equation({
  id: 'dbn.kalman-innovation-covariance',
  title: { en: 'Kalman filter: covariance of the innovation', ru: 'Фильтр Калмана: ковариация невязки' },
  forms: [
    {
      source,
      tex: String.raw`S_t = H P_{t|t-1} H^T + R`,
      symbols: (H: Rows, P: Rows, R: Rows) => ({ H, 'P_{t|t-1}': P, R }),
    },
  ],
  sample: (random): [Rows, Rows, Rows] => [
    sampleMatrix(random, 2, 3),
    sampleMatrix(random, 3, 3),
    sampleMatrix(random, 2, 2),
  ],
  withoutGradient: plainNumbers,
  code: (H, P, R) => {
    expectRows('P', P, [P.length, P.length]);
    expectRows('H', H, [H.length, P.length]);
    expectRows('R', R, [H.length, H.length]);
    const h = matrixOf(H);
    return rowsOf(h.mmul(matrixOf(P)).mmul(h.transpose()).add(matrixOf(R)));
  },
});

/**
 * Gain: how far the state follows the innovation. K_t [n, m] from H [m, n], P = P_{t|t−1} [n, n] and the symmetric S = S_t
 * [m, m]. Throws `ShapeError`, and `ValueError` for an S that is not positive definite. Kalman (1960).
 */
export const kalmanGain = equation({
  id: 'dbn.kalman-gain',
  title: { en: 'Kalman filter: gain', ru: 'Фильтр Калмана: коэффициент усиления' },
  forms: [
    {
      source,
      tex: String.raw`K_t = P_{t|t-1} H^T S_t^{-1}`,
      symbols: (H: Rows, P: Rows, S: Rows) => ({ H, 'P_{t|t-1}': P, S_t: S }),
    },
  ],
  sample: (random): [Rows, Rows, Rows] => [
    sampleMatrix(random, 2, 3),
    sampleMatrix(random, 3, 3),
    sampleCovariance(random, 2),
  ],
  withoutGradient: plainNumbers,
  code: (H, P, S) => {
    expectRows('P', P, [P.length, P.length]);
    expectRows('H', H, [H.length, P.length]);
    expectRows('S', S, [H.length, H.length]);
    const across = matrixOf(H).mmul(matrixOf(P).transpose());
    return rowsOf(definiteFactor('S', S).solve(across).transpose());
  },
});

/** Update of the state: x̂_{t|t} from x = x̂_{t|t−1} [n], K = K_t [n, m] and the innovation e = e_t [m]. Throws `ShapeError`. */
export const kalmanUpdateMean = equation({
  id: 'dbn.kalman',
  title: { en: 'Kalman filter: updated state', ru: 'Фильтр Калмана: уточнение состояния' },
  forms: [
    {
      source,
      tex: String.raw`\hat{x}_{t|t} = \hat{x}_{t|t-1} + K_t e_t`,
      symbols: (x: readonly number[], K: Rows, e: readonly number[]) => ({
        '\\hat{x}_{t|t-1}': columnOf(x),
        K_t: K,
        e_t: columnOf(e),
      }),
      value: (x: readonly number[]) => columnOf(x),
    },
  ],
  sample: (random): [readonly number[], Rows, readonly number[]] => [
    sampleVector(random, 3),
    sampleMatrix(random, 3, 2),
    sampleVector(random, 2),
  ],
  withoutGradient: plainNumbers,
  code: (x, K, e) => {
    expectRows('K', K, [x.length, e.length]);
    return columnFrom(x)
      .add(matrixOf(K).mmul(columnFrom(e)))
      .to1DArray();
  },
});

/**
 * Update of the covariance in Joseph's form, which holds for any gain and never leaves negative variances: P_{t|t} from P =
 * P_{t|t−1} [n, n], K = K_t [n, m], H [m, n] and R [m, m]. With Kalman's gain it is (I − K_t H) P_{t|t−1}.
 * Throws `ShapeError`. Bucy and Joseph, "Filtering for stochastic processes" (1968).
 */
export const kalmanUpdateCovariance = equation({
  id: 'dbn.kalman-update-covariance',
  title: { en: 'Kalman filter: updated covariance', ru: 'Фильтр Калмана: уточнение ковариации' },
  forms: [
    {
      source: 'S3 2.2; Bucy and Joseph (1968)',
      tex: String.raw`P_{t|t} = (I - K_t H) P_{t|t-1} (I - K_t H)^T + K_t R K_t^T`,
      symbols: (P: Rows, K: Rows, H: Rows, R: Rows) => ({
        'P_{t|t-1}': P,
        K_t: K,
        H,
        R,
        I: rowsOf(Matrix.eye(P.length)),
      }),
    },
  ],
  sample: (random): [Rows, Rows, Rows, Rows] => [
    sampleMatrix(random, 3, 3),
    sampleMatrix(random, 3, 2),
    sampleMatrix(random, 2, 3),
    sampleMatrix(random, 2, 2),
  ],
  withoutGradient: plainNumbers,
  code: (P, K, H, R) => {
    const [n, m] = [P.length, H.length];
    expectRows('P', P, [n, n]);
    expectRows('K', K, [n, m]);
    expectRows('H', H, [m, n]);
    expectRows('R', R, [m, m]);
    const k = matrixOf(K);
    const kept = Matrix.eye(n).sub(k.mmul(matrixOf(H)));
    const noise = k.mmul(matrixOf(R)).mmul(k.transpose());
    return rowsOf(kept.mmul(matrixOf(P)).mmul(kept.transpose()).add(noise));
  },
});

/**
 * Log-density of a measurement, given those before it: from the innovation e = e_t [m] and its covariance S = S_t [m, m].
 * Throws `ShapeError`, and `ValueError` for an S that is not positive definite.
 * Schweppe, "Evaluation of likelihood functions for Gaussian signals" (1965).
 */
export const kalmanLikelihood = equation({
  id: 'dbn.kalman-likelihood',
  title: {
    en: 'Kalman filter: log-likelihood of a measurement',
    ru: 'Фильтр Калмана: правдоподобие измерения',
  },
  forms: [
    {
      source: 'S3 2.2; Schweppe (1965)',
      tex: String.raw`\ell_t = -\frac{1}{2} (m \log(2 \pi) + \log \det S_t + e_t^T S_t^{-1} e_t)`,
      symbols: (e: readonly number[], S: Rows) => ({
        m: e.length,
        e_t: columnOf(e),
        S_t: S,
        '\\pi': Math.PI,
      }),
    },
  ],
  sample: (random): [readonly number[], Rows] => [sampleVector(random, 2), sampleCovariance(random, 2)],
  withoutGradient: plainNumbers,
  code: (e, S) => {
    expectRows('S', S, [e.length, e.length]);
    return logDensity(definiteFactor('S', S), columnFrom(e));
  },
});
