import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { ShapeError } from '../../errors.js';
import { timeSteps } from '../../recurrent/layout.js';
import { fold } from '../../recurrent/unroll.js';
import { type ARMAParams, expectARMA, nothing, processSymbols, stepOf } from './process.js';

/** ε_{p+1} … ε_T of a series [B, T], the shocks before taken to be zero → [B, T − p]. */
function residuals(params: ARMAParams, y: Tensor2D): Tensor2D {
  expectARMA(params, 'y', y);
  const p = params.phi?.size ?? 0;
  if (y.shape[1] <= p) throw new ShapeError('y', `[B, T] with T above p = ${p}`, `[${y.shape.join(', ')}]`);
  return tf.tidy(() => {
    const { expected, next } = stepOf(params);
    const values = timeSteps<Tensor1D>(y);
    const unknown = tf.zerosLike(values[0]);
    const start = values.slice(0, p).reduce((memory, value) => next(memory, value, unknown), nothing);
    const steps = fold(
      ({ memory }, value) => {
        const shock = value.sub<Tensor1D>(expected(memory));
        return { memory: next(memory, value, shock), shock };
      },
      { memory: start, shock: unknown },
      values.slice(p),
    );
    return tf.stack(
      steps.map(({ shock }) => shock),
      1,
    ) as Tensor2D;
  });
}

/**
 * What an ARMA process could not have known, given its parameters: its shocks, one after another, as a fold. The first p
 * values are taken as given and the shocks up to there as zero. Parameters c [], φ [p], θ [q]; y [B, T] → ε_{p+1} … ε_T,
 * [B, T − p]. Throws `ShapeError`. Box and Jenkins (1970).
 */
export const armaResiduals = equation({
  id: 'arma.residuals',
  title: { en: 'Residuals of ARMA', ru: 'Остатки модели ARMA' },
  forms: [
    {
      source: 'S3 2.2; Box and Jenkins (1970)',
      tex: String.raw`\varepsilon_t = y_t - c - \sum_{i=1}^p \varphi_i y_{t-i} - \sum_{j=1}^q \theta_j \varepsilon_{t-j}`,
      symbols: (params: ARMAParams, y: Tensor2D) => {
        const eps = residuals(params, y);
        const [T, p] = [y.shape[1], y.shape[1] - eps.shape[1]];
        const shocks = eps.pad<Tensor2D>([
          [0, 0],
          [p, 0],
        ]);
        return processSymbols(params, y, shocks).filter((_, n) => n % T >= p);
      },
      value: (eps: Tensor2D) => Array.from(eps.dataSync()),
    },
  ],
  sample: (random): [ARMAParams, Tensor2D] => [
    { c: random.tensor([1]).asScalar(), phi: random.tensor([2], 0.5), theta: random.tensor([2], 0.5) },
    random.tensor([2, 6]),
  ],
  code: residuals,
});

/**
 * Conditional sum of squares: what fitting makes small, the squares of all residuals of all sequences. Parameters c [],
 * φ [p], θ [q]; y [B, T] → a number. Throws `ShapeError`. Box and Jenkins (1970).
 */
export const conditionalSquares = equation({
  id: 'arma.css',
  title: { en: 'Conditional sum of squares', ru: 'Условная сумма квадратов' },
  forms: [
    {
      source: 'S3 2.2; Box and Jenkins (1970)',
      tex: String.raw`S = \sum_{b=1}^B \sum_{t=p+1}^T \varepsilon_{bt}^2`,
      symbols: (params: ARMAParams, y: Tensor2D) => {
        const eps = residuals(params, y);
        const [B, T] = y.shape;
        const p = T - eps.shape[1];
        const rows = eps.arraySync();
        return { B, T, p, '\\varepsilon_{bt}': indexed(['b', 't'], (b, t) => rows[b - 1][t - p - 1]) };
      },
    },
  ],
  sample: (random): [ARMAParams, Tensor2D] => [
    { c: random.tensor([1]).asScalar(), phi: random.tensor([2], 0.5), theta: random.tensor([2], 0.5) },
    random.tensor([2, 6]),
  ],
  code: (params, y): Scalar => tf.tidy(() => residuals(params, y).square().sum()),
});
