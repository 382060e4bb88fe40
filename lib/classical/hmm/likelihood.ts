import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { indexed } from '../../equations/symbols.js';
import { ShapeError, ValueError } from '../../errors.js';
import { precise } from '../../float64/precise.js';
import { column } from '../../recurrent/layout.js';
import { sampleDistribution, sampleDistributions } from '../notation.js';

/** A hidden Markov model of tensors, for the tape. */
export type HMMParams = {
  /** π [N] */
  readonly pi: Tensor1D;
  /** A [N, N] */
  readonly A: Tensor2D;
  /** B [N, M] */
  readonly B: Tensor2D;
};

type Batch = readonly (readonly number[])[];

/** Throws unless there is at least one sequence, all of the same length of at least one symbol below M. */
function expectBatch(sequences: Batch, M: number): void {
  if (sequences.length === 0) throw new ValueError('sequences', 'at least one sequence', 'none');
  const T = sequences[0].length;
  if (T === 0) throw new ValueError('sequences[0]', 'at least one step', 'none');
  for (const [b, sequence] of sequences.entries()) {
    if (sequence.length !== T) throw new ShapeError(`sequences[${b}]`, `[${T}]`, `[${sequence.length}]`);
    for (const [t, symbol] of sequence.entries()) expectInteger(`sequences[${b}][${t}]`, symbol, 0, M - 1);
  }
}

/**
 * The forward recursion as a recurrent network: a linear step, a gate by what is seen, a scale that is kept in the logarithm.
 * It can be differentiated by π, A and B, whose rows need not sum to 1: what ∂ log p / ∂ log a_ij comes to is Σ_t ξ_t(i, j).
 * p and B sequences of equal length → log p of each, [B]; −∞ for what the model cannot produce. Throws `ShapeError`,
 * `ValueError`. Rabiner, "A tutorial on hidden Markov models" (1989), V A.
 */
export const hmmLikelihood = equation({
  id: 'hmm.likelihood',
  title: { en: 'Likelihood of a sequence', ru: 'Правдоподобие последовательности' },
  forms: [
    {
      source: 'S3 2.2; Rabiner (1989), (21)',
      tex: String.raw`\log p = \log(\pi^T \mathrm{diag}(b_1) (\prod_{t=2}^T A \mathrm{diag}(b_t)) \mathbf{1})`,
      symbols: (p: HMMParams, sequences: Batch) =>
        sequences.map((sequence) => ({
          T: sequence.length,
          '\\pi': column(p.pi),
          A: p.A,
          b_t: indexed('t', (t) => p.B.slice([0, sequence[t - 1]], [-1, 1])),
          '\\mathbf{1}': tf.ones([p.A.shape[0], 1]),
        })),
      value: (logs: Tensor1D) => Array.from(logs.dataSync()),
    },
  ],
  sample: (random): [HMMParams, Batch] => [
    {
      pi: precise(sampleDistribution(random, 3), [3]),
      A: precise(sampleDistributions(random, 3, 3).flat(), [3, 3]),
      B: precise(sampleDistributions(random, 3, 4).flat(), [3, 4]),
    },
    [0, 1].map(() => Array.from({ length: 5 }, () => random.integer(0, 4))),
  ],
  code: (p, sequences) => {
    expectShape('pi', p.pi, ['N']);
    const [N] = p.pi.shape;
    expectShape('A', p.A, [N, N]);
    expectShape('B', p.B, [N, 'M']);
    expectBatch(sequences, p.B.shape[1]);
    return tf.tidy(() => {
      const bySymbol = tf.transpose(p.B);
      let alpha: Tensor2D = p.pi.expandDims(0);
      let logs: Tensor1D = tf.zeros([sequences.length]);
      for (let t = 0; t < sequences[0].length; t++) {
        const symbols = tf.tensor1d(
          sequences.map((sequence) => sequence[t]),
          'int32',
        );
        if (t > 0) alpha = tf.matMul(alpha, p.A);
        alpha = alpha.mul(tf.gather(bySymbol, symbols));
        const scale = alpha.sum(1, true);
        logs = logs.add(tf.log(scale.squeeze([1])));
        // what cannot be stays impossible: 0 / 1, not 0 / 0
        const one = precise(
          scale.dataSync().map((value) => (value > 0 ? 0 : 1)),
          [sequences.length, 1],
        );
        alpha = alpha.div(scale.add(one));
      }
      return logs;
    });
  },
});
