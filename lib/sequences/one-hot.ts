import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { indexed, written } from '../equations/symbols.js';
import { precise } from '../float64/precise.js';
import { column } from '../recurrent/layout.js';
import { embed, expectBelow } from '../seq2seq/tokens.js';

const same = written((a: Tensor1D, b: Tensor1D) => Number(a.dataSync()[0] === b.dataSync()[0]));

/**
 * One-hot vectors, S2: a 1 in the place of the token, zeros elsewhere. tokens from 0, below V → [n, V].
 * Throws `ValueError` for no tokens and a token that is none.
 */
export const oneHot = equation({
  id: 'embed.one-hot',
  title: { en: 'One-hot vector', ru: 'One-hot вектор' },
  forms: [
    {
      source: 'S2',
      tex: String.raw`e_{nj} = \delta(w_n, j)`,
      symbols: (tokens: readonly number[], V: number) =>
        tokens.flatMap((_, n) =>
          Array.from({ length: V }, (_, j) => ({
            n: n + 1,
            j,
            w_n: indexed('n', (k) => tokens[k - 1]),
            '\\delta': same,
          })),
        ),
      value: (e: Tensor2D) => Array.from(e.dataSync()),
    },
  ],
  sample: (random): [readonly number[], number] => [Array.from({ length: 4 }, () => random.integer(0, 5)), 5],
  withoutGradient: { en: 'tokens are integers', ru: 'токены — целые числа' },
  code: (tokens, V): Tensor2D => {
    expectInteger('V', V, 1);
    expectInteger('number of tokens', tokens.length, 1);
    tokens.forEach((token, n) => expectInteger(`tokens[${n}]`, token, 0, V - 1));
    const values = tokens.flatMap((token) => Array.from({ length: V }, (_, j) => Number(j === token)));
    return precise(values, [tokens.length, V]) as Tensor2D;
  },
});

/**
 * Embedding layer, S1: the row of the matrix that stands for the token, which is the one-hot vector times the matrix.
 * E [V, d], tokens int32 [n] → [n, d]. Throws `ShapeError`, `ValueError` for a token that is none.
 */
export const lookUp = equation({
  id: 'embed.lookup',
  title: { en: 'Embedding of a token', ru: 'Эмбеддинг токена' },
  forms: [
    {
      source: 'S1, S2',
      tex: String.raw`x_t = E^T e_t`,
      symbols: (E: Tensor2D, tokens: Tensor1D) => ({
        E,
        e_t: column(oneHot(Array.from(tokens.dataSync()), E.shape[0])),
      }),
      value: (x: Tensor2D) => column(x),
    },
  ],
  sample: (random): [Tensor2D, Tensor1D] => [random.tensor([5, 3]), tf.tensor1d([1, 4, 1, 0], 'int32')],
  code: (E, tokens): Tensor2D => {
    expectShape('E', E, ['V', 'd']);
    expectShape('tokens', tokens, ['n']);
    expectBelow('tokens', tokens, E.shape[0]);
    return embed(E, tokens);
  },
});
