import { pseudoInverse } from 'ml-matrix';
import { equation } from '../../equations/equation.js';
import { factorOf, matrixOf } from '../covariance.js';
import { columnOf, plainNumbers, sampleCovariance, sampleMatrix, sampleVector } from '../notation.js';
import { expectLength, expectRows, type Rows } from '../rows.js';
import { columnFrom, rowsOf } from './steps.js';

const source = 'S3 2.2; Rauch, Tung and Striebel (1965)';

/**
 * Gain of the smoother: how far a state follows what became of the next one. P = P_{t|t}, F and the symmetric Ppredicted =
 * P_{t+1|t}, [n, n] each → C_t [n, n]. Where P_{t+1|t} is singular, its pseudo-inverse stands for its inverse.
 * Throws `ShapeError`, `ValueError`. Rauch, Tung and Striebel, "Maximum likelihood estimates of linear dynamic systems" (1965).
 */
export const smootherGain = equation({
  id: 'dbn.smoother-gain',
  title: { en: 'Kalman smoother: gain', ru: 'Сглаживание Калмана: коэффициент усиления' },
  forms: [
    {
      source,
      tex: String.raw`C_t = P_{t|t} F^T P_{t+1|t}^{-1}`,
      symbols: (P: Rows, F: Rows, Ppredicted: Rows) => ({ 'P_{t|t}': P, F, 'P_{t+1|t}': Ppredicted }),
    },
  ],
  sample: (random): [Rows, Rows, Rows] => [
    sampleMatrix(random, 3, 3),
    sampleMatrix(random, 3, 3),
    sampleCovariance(random, 3),
  ],
  withoutGradient: plainNumbers,
  code: (P, F, Ppredicted) => {
    const n = P.length;
    for (const [name, rows] of Object.entries({ P, F, Ppredicted })) expectRows(name, rows, [n, n]);
    const across = matrixOf(F).mmul(matrixOf(P).transpose());
    const factor = factorOf('Ppredicted', Ppredicted);
    const gain = factor ? factor.solve(across) : pseudoInverse(matrixOf(Ppredicted)).mmul(across);
    return rowsOf(gain.transpose());
  },
});

/**
 * Smoothed state: x̂_{t|T} [n] from x = x̂_{t|t}, C = C_t [n, n], later = x̂_{t+1|T} and predicted = x̂_{t+1|t}.
 * Throws `ShapeError`. Rauch, Tung and Striebel (1965).
 */
export const smootherMean = equation({
  id: 'dbn.smoother-mean',
  title: { en: 'Kalman smoother: state', ru: 'Сглаживание Калмана: состояние' },
  forms: [
    {
      source,
      tex: String.raw`\hat{x}_{t|T} = \hat{x}_{t|t} + C_t (\hat{x}_{t+1|T} - \hat{x}_{t+1|t})`,
      symbols: (x: readonly number[], C: Rows, later: readonly number[], predicted: readonly number[]) => ({
        '\\hat{x}_{t|t}': columnOf(x),
        C_t: C,
        '\\hat{x}_{t+1|T}': columnOf(later),
        '\\hat{x}_{t+1|t}': columnOf(predicted),
      }),
      value: (x: readonly number[]) => columnOf(x),
    },
  ],
  sample: (random): [readonly number[], Rows, readonly number[], readonly number[]] => [
    sampleVector(random, 3),
    sampleMatrix(random, 3, 3),
    sampleVector(random, 3),
    sampleVector(random, 3),
  ],
  withoutGradient: plainNumbers,
  code: (x, C, later, predicted) => {
    expectRows('C', C, [x.length, x.length]);
    expectLength('later', later, x.length);
    expectLength('predicted', predicted, x.length);
    const surprise = columnFrom(later).sub(columnFrom(predicted));
    return columnFrom(x).add(matrixOf(C).mmul(surprise)).to1DArray();
  },
});

/**
 * Smoothed covariance: P_{t|T} from P = P_{t|t}, C = C_t, later = P_{t+1|T} and predicted = P_{t+1|t}, [n, n] each.
 * Throws `ShapeError`. Rauch, Tung and Striebel (1965).
 */
export const smootherCovariance = equation({
  id: 'dbn.smoother-covariance',
  title: { en: 'Kalman smoother: covariance', ru: 'Сглаживание Калмана: ковариация' },
  forms: [
    {
      source,
      tex: String.raw`P_{t|T} = P_{t|t} + C_t (P_{t+1|T} - P_{t+1|t}) C_t^T`,
      symbols: (P: Rows, C: Rows, later: Rows, predicted: Rows) => ({
        'P_{t|t}': P,
        C_t: C,
        'P_{t+1|T}': later,
        'P_{t+1|t}': predicted,
      }),
    },
  ],
  sample: (random): [Rows, Rows, Rows, Rows] => [
    sampleMatrix(random, 3, 3),
    sampleMatrix(random, 3, 3),
    sampleMatrix(random, 3, 3),
    sampleMatrix(random, 3, 3),
  ],
  withoutGradient: plainNumbers,
  code: (P, C, later, predicted) => {
    const n = P.length;
    for (const [name, rows] of Object.entries({ P, C, later, predicted })) expectRows(name, rows, [n, n]);
    const c = matrixOf(C);
    const change = matrixOf(later).sub(matrixOf(predicted));
    return rowsOf(matrixOf(P).add(c.mmul(change).mmul(c.transpose())));
  },
});
