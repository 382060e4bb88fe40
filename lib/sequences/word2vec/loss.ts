import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed } from '../../equations/symbols.js';
import { columnOf } from '../../recurrent/layout.js';
import { embed, expectBelow } from '../../seq2seq/tokens.js';

/** The two matrices of word2vec, which has no non-linearity: d numbers for each of V words, as it stands in the middle and around. */
export type Word2VecParams = {
  /** [V, d], of the word that is given. */
  readonly W: Tensor2D;
  /** [V, d], of the word that is predicted. */
  readonly U: Tensor2D;
};

function expectParams(p: Word2VecParams): void {
  expectShape('W', p.W, ['V', 'd']);
  expectShape('U', p.U, p.W.shape);
}

const sampleParams = (random: Random): Word2VecParams => ({
  W: random.tensor([5, 3]),
  U: random.tensor([5, 3]),
});
const rows = (W: Tensor2D) => indexed('j', (j) => columnOf(W, j - 1));
const rowAt = (W: Tensor2D, tokens: Tensor1D) => indexed('n', (n) => columnOf(W, tokens.dataSync()[n - 1]));

/** −Σ log softmax(v Uᵀ) at the targets. v [N, d], targets int32 [N]. */
const softmaxLoss = (U: Tensor2D, v: Tensor2D, targets: Tensor1D): Scalar => {
  const scores = tf.matMul(v, U, false, true); // [N, V]
  const right = embed(U, targets).mul(v).sum(1); // [N]
  return tf.logSumExp(scores, 1).sub(right).sum();
};

/**
 * Loss of skip-gram, S2: a word predicts each word near it. centres, contexts int32 [N], a pair each → a number, the sum
 * over all pairs. Throws `ShapeError`, `ValueError` for tokens that are none.
 * Mikolov et al., "Efficient estimation of word representations in vector space" (2013).
 */
export const skipGramLoss = equation({
  id: 'embed.skip-gram',
  title: { en: 'Loss of skip-gram', ru: 'Функция потерь Skip-Gram' },
  forms: [
    {
      source: 'S2; Mikolov et al. (2013)',
      tex: String.raw`L = -\sum_{n=1}^N \log \frac{\exp(u_n^T v_n)}{\sum_{j=1}^V \exp(w_j^T v_n)}`,
      symbols: (p: Word2VecParams, centres: Tensor1D, contexts: Tensor1D) => ({
        N: centres.shape[0],
        V: p.W.shape[0],
        v_n: rowAt(p.W, centres),
        u_n: rowAt(p.U, contexts),
        w_j: rows(p.U),
      }),
    },
  ],
  sample: (random): [Word2VecParams, Tensor1D, Tensor1D] => [
    sampleParams(random),
    tf.tensor1d([0, 3, 3, 1], 'int32'),
    tf.tensor1d([2, 4, 0, 3], 'int32'),
  ],
  code: (p, centres, contexts) => {
    expectParams(p);
    expectShape('centres', centres, ['N']);
    expectShape('contexts', contexts, centres.shape);
    expectBelow('centres', centres, p.W.shape[0]);
    expectBelow('contexts', contexts, p.W.shape[0]);
    return tf.tidy(() => softmaxLoss(p.U, embed(p.W, centres), contexts));
  },
});

/**
 * Loss of CBOW, S2: the mean of the words around predicts the one in the middle. contexts int32 [N, C], centres int32 [N]
 * → a number. Throws `ShapeError`, `ValueError`. Mikolov et al. (2013).
 */
export const cbowLoss = equation({
  id: 'embed.cbow',
  title: { en: 'Loss of CBOW', ru: 'Функция потерь CBOW' },
  forms: [
    {
      source: 'S2; Mikolov et al. (2013)',
      tex: String.raw`L = -\sum_{n=1}^N \log \frac{\exp\left(u_n^T \frac{1}{C} \sum_{c=1}^C v_{n,c}\right)}{\sum_{j=1}^V \exp\left(w_j^T \frac{1}{C} \sum_{c=1}^C v_{n,c}\right)}`,
      symbols: (p: Word2VecParams, contexts: Tensor2D, centres: Tensor1D) => {
        const [N, C] = contexts.shape;
        const around = contexts.dataSync();
        return {
          N,
          C,
          V: p.W.shape[0],
          'v_{n,c}': indexed(['n', 'c'], (n, c) => columnOf(p.W, around[(n - 1) * C + c - 1])),
          u_n: rowAt(p.U, centres),
          w_j: rows(p.U),
        };
      },
    },
  ],
  sample: (random): [Word2VecParams, Tensor2D, Tensor1D] => [
    sampleParams(random),
    tf.tensor2d([0, 3, 3, 1, 2, 4, 4, 0, 1], [3, 3], 'int32'),
    tf.tensor1d([2, 4, 0], 'int32'),
  ],
  code: (p, contexts, centres) => {
    expectParams(p);
    expectShape('contexts', contexts, ['N', 'C']);
    expectShape('centres', centres, [contexts.shape[0]]);
    expectBelow('contexts', contexts, p.W.shape[0]);
    expectBelow('centres', centres, p.W.shape[0]);
    return tf.tidy(() => softmaxLoss(p.U, embed(p.W, contexts).mean<Tensor2D>(1), centres));
  },
});

/**
 * Loss of skip-gram with negative sampling: instead of all words, each pair is told from K that were drawn at random.
 * centres, contexts int32 [N], noise int32 [N, K] → a number. Throws `ShapeError`, `ValueError`.
 * Mikolov et al., "Distributed representations of words and phrases and their compositionality" (2013).
 */
export const negativeSamplingLoss = equation({
  id: 'embed.negative-sampling',
  title: { en: 'Loss with negative sampling', ru: 'Потери с негативным сэмплированием' },
  forms: [
    {
      source: 'S2; Mikolov et al. (2013)',
      tex: String.raw`L = -\sum_{n=1}^N \left( \log \sigma(u_n^T v_n) + \sum_{k=1}^K \log \sigma(-u_{n,k}^T v_n) \right)`,
      symbols: (p: Word2VecParams, centres: Tensor1D, contexts: Tensor1D, noise: Tensor2D) => {
        const [N, K] = noise.shape;
        const drawn = noise.dataSync();
        return {
          N,
          K,
          v_n: rowAt(p.W, centres),
          u_n: rowAt(p.U, contexts),
          'u_{n,k}': indexed(['n', 'k'], (n, k) => columnOf(p.U, drawn[(n - 1) * K + k - 1])),
        };
      },
    },
  ],
  sample: (random): [Word2VecParams, Tensor1D, Tensor1D, Tensor2D] => [
    sampleParams(random),
    tf.tensor1d([0, 3, 1], 'int32'),
    tf.tensor1d([2, 4, 3], 'int32'),
    tf.tensor2d([4, 1, 0, 2, 2, 0], [3, 2], 'int32'),
  ],
  code: (p, centres, contexts, noise) => {
    expectParams(p);
    expectShape('centres', centres, ['N']);
    expectShape('contexts', contexts, centres.shape);
    expectBelow('centres', centres, p.W.shape[0]);
    expectBelow('contexts', contexts, p.W.shape[0]);
    expectShape('noise', noise, [centres.shape[0], 'K']);
    expectBelow('noise', noise, p.W.shape[0]);
    return tf.tidy(() => {
      const v = embed(p.W, centres); // [N, d]
      const right = embed(p.U, contexts).mul(v).sum(1);
      const wrong = embed(p.U, noise).mul(v.expandDims(1)).sum(2); // [N, K]
      // −log σ(a) = softplus(−a)
      return tf.softplus(right.neg()).sum().add<Scalar>(tf.softplus(wrong).sum());
    });
  },
});

/** The embeddings, V × d: the first matrix, or the mean of both, S2. Throws `ShapeError`. */
export function embeddings(p: Word2VecParams, which: 'given' | 'mean' = 'given'): Tensor2D {
  expectParams(p);
  return tf.tidy(() => (which === 'mean' ? p.W.add<Tensor2D>(p.U).div<Tensor2D>(2) : p.W.clone()));
}
