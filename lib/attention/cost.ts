import { expectInteger } from '../check.js';
import { equation } from '../equations/equation.js';

const plain = {
  en: 'counts are integers, there is nothing to differentiate',
  ru: 'это целые числа, дифференцировать нечего',
};

/**
 * Multiplications of self-attention over N elements of d features: N² of them for each feature, twice (scores and
 * means), and four projections, S0 14. Throws `ValueError`.
 */
export const attentionCost = equation({
  id: 'attention.cost',
  title: { en: 'Multiplications of self-attention', ru: 'Число умножений во внимании на себя' },
  forms: [
    {
      source: 'S0 14',
      tex: String.raw`C = 2 N^2 d + 4 N d^2`,
      symbols: (N: number, d: number) => ({ N, d }),
    },
  ],
  sample: (random): [number, number] => [random.integer(3, 20), random.integer(3, 20)],
  withoutGradient: plain,
  code: (N, d) => {
    expectInteger('N', N, 1);
    expectInteger('d', d, 1);
    return 2 * N * N * d + 4 * N * d * d;
  },
});

/** Numbers that self-attention has to keep for its gradient: a map N × N for each head, and Q, K, V and the result. */
export const attentionMemory = equation({
  id: 'attention.memory',
  title: { en: 'Memory of self-attention', ru: 'Память для внимания на себя' },
  forms: [
    {
      source: 'S0 14',
      tex: String.raw`M = h N^2 + 4 N d`,
      symbols: (N: number, d: number, heads: number) => ({ N, d, h: heads }),
    },
  ],
  sample: (random): [number, number, number] => [
    random.integer(3, 20),
    random.integer(21, 40),
    random.integer(2, 8),
  ],
  withoutGradient: plain,
  code: (N, d, heads) => {
    expectInteger('N', N, 1);
    expectInteger('d', d, 1);
    expectInteger('heads', heads, 1);
    return heads * N * N + 4 * N * d;
  },
});

/** Multiplications of a plain recurrent layer of d features over N elements: they grow with N alone, but in N steps one after the other. */
export const recurrentCost = equation({
  id: 'attention.cost-recurrent',
  title: { en: 'Multiplications of a recurrent layer', ru: 'Число умножений в рекуррентном слое' },
  forms: [
    {
      source: 'S0 14',
      tex: String.raw`C = 2 N d^2`,
      symbols: (N: number, d: number) => ({ N, d }),
    },
  ],
  sample: (random): [number, number] => [random.integer(3, 20), random.integer(3, 20)],
  withoutGradient: plain,
  code: (N, d) => {
    expectInteger('N', N, 1);
    expectInteger('d', d, 1);
    return 2 * N * d * d;
  },
});

/**
 * Variance of a dot product of d independent numbers of mean 0 and variances a and b, S0 14: it grows with d, the scores
 * of one query drift apart and softmax saturates; divided by √d it does not.
 */
export const dotVariance = equation({
  id: 'attention.scaling',
  title: { en: 'Variance of a dot product', ru: 'Дисперсия скалярного произведения' },
  forms: [
    {
      source: 'S0 14',
      tex: String.raw`v = \sum_{i=1}^{d} a b`,
      symbols: (d: number, a: number, b: number) => ({ d, a, b }),
    },
  ],
  sample: (random): [number, number, number] => [random.integer(3, 20), random.uniform(), random.uniform()],
  withoutGradient: {
    en: 'a function of plain numbers: no tensor, no tape',
    ru: 'функция обычных чисел: тензоров и ленты нет',
  },
  code: (d, a, b) => {
    expectInteger('d', d, 1);
    return d * a * b;
  },
});
