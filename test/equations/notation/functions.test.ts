import * as tf from '@tensorflow/tfjs';
import { equations } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluateSides } from '../../../lib/equations/evaluate.js';
import { a, b, check, type Row, s, W } from './check.js';

const { indexed, written } = equations;

beforeAll(() => tf.ready());

describe('functions', () => {
  const x = [[-1], [2]];
  const both = (f: (v: number) => number) => [[f(-1)], [f(2)]];
  const f = written(
    (v: tf.Tensor) => tf.mul(v, 3),
    (v: tf.Tensor) => tf.onesLike(v).mul(3),
  );
  it.each<Row>([
    ['tanh', '\\tanh(x)', { x }, both(Math.tanh)],
    ['σ', '\\sigma(x)', { x }, both(s)],
    ['σ as the name of a number', '\\sigma (x)', { x, '\\sigma': 2 }, [[-2], [4]]],
    ['exp', '\\exp(x)', { x }, both(Math.exp)],
    ['log', '\\log(2) + \\ln 2', {}, 2 * Math.log(2)],
    ['words in any spelling', '\\text{relu}(x) + \\operatorname{relu}(x) + relu(x)', { x }, [[0], [6]]],
    ['softmax of a column', '\\mathrm{softmax}(x)', { x: [[0], [Math.log(3)]] }, [[0.25], [0.75]]],
    ['softmax of a row', '\\mathrm{softmax}(x)', { x: [[0, Math.log(3)]] }, [[0.25, 0.75]]],
    [
      'diag',
      '\\mathrm{diag}(x)',
      { x },
      [
        [-1, 0],
        [0, 2],
      ],
    ],
    [
      'diag in front of a space',
      "\\text{diag} (f'(x))",
      { x, f },
      [
        [3, 0],
        [0, 3],
      ],
    ],
    ['the largest of several', '\\max_{1 \\le i \\le 3} (i - i^2) + 1', {}, 1],
    ['element by element', '\\min_{i=1}^2 i x', { x }, [[-2], [2]]],
    ['a sum within', '\\max_i \\sum_{j=1}^i x_j', { I: 3, x_j: indexed('j', (j) => 5 - 2 * j) }, 4],
    [
      'where it is the largest, the first of equal ones',
      '\\operatorname{argmax}_{0 < i \\le 4} (5 i - i^2)',
      {},
      2,
    ],
    ['where it is the smallest', '\\argmin_{i=1}^3 \\exp(-i)', {}, 3],
    ['from above the last of them', '\\operatorname*{argmax}_{4 \\ge i > 0} (5 i - i^2)', {}, 3],
    [
      'inverse',
      'W^{-1} + W^{-2} - W^{-1} W^{-1}',
      { W },
      [
        [-2, 1],
        [1.5, -0.5],
      ],
    ],
    [
      'inverse where rows must be exchanged',
      'P^{-1}',
      {
        P: [
          [0, 2],
          [1, 0],
        ],
      },
      [
        [0, 1],
        [0.5, 0],
      ],
    ],
    [
      'determinant',
      '\\det W + \\log \\det(2 P)',
      {
        W,
        P: [
          [0, -2],
          [1, 0],
        ],
      },
      -2 + Math.log(8),
    ],
    [
      'of a singular matrix',
      '\\det S',
      {
        S: [
          [1, 2],
          [2, 4],
        ],
      },
      0,
    ],
    ['of a number', '\\det(3) + 2^{-1}', {}, 3.5],
    ['min and max', '\\max(x, 0) + \\min\\{x, 1\\}', { x }, [[-1], [3]]],
    ['max of one', '\\max(x)', { x }, 2],
    ['a function without parentheses', '\\tanh x', { x }, both(Math.tanh)],
    ['log of a sum', '\\log \\sum_{s=1}^2 s', {}, Math.log(3)],
    ['a power of the value', '1 - \\tanh^2(x)', { x }, both((v) => 1 - Math.tanh(v) ** 2)],
    ['transpose of the value', '\\tanh(x)^T', { x }, [both(Math.tanh).flat()]],
    ['a function of the table', 'f(x)', { x, f }, [[-3], [6]]],
    ['in \\left and \\right', 'f\\left(x\\right)', { x, f }, [[-3], [6]]],
    ['its derivative', "f'(x)", { x, f }, [[3], [3]]],
    ["tanh'", "\\tanh'(x)", { x }, both((v) => 1 - Math.tanh(v) ** 2)],
    ["σ'", "\\sigma'(x)", { x }, both((v) => s(v) * (1 - s(v)))],
    ['a tensor before a parenthesis is a factor', 'f(x)', { x: 2, f: 3 }, 6],
    [
      'a condition',
      'p(a \\mid b, 2)',
      { a, b, p: written((x: tf.Tensor, y: tf.Tensor, z: tf.Tensor) => x.sub(y).mul(z)) },
      [[-4], [-4]],
    ],
    [
      'two arguments',
      'L_t(a, b)',
      { a, b, L_t: written((p: tf.Tensor, q: tf.Tensor) => p.sub(q).sum()) },
      -4,
    ],
    [
      'a word in italics',
      'score(a, b)',
      { a, b, score: written((p: tf.Tensor, q: tf.Tensor) => p.mul(q).sum()) },
      83,
    ],
    ['norms', '\\|x\\| + \\left\\|x\\right\\|_1 + \\lVert x \\rVert_\\infty', { x: [[3], [4]] }, 16],
    ['norm of a matrix', '\\|W\\|_F^2', { W }, 30],
    ['a norm of a norm', '\\| x \\left\\| x \\right\\| \\|', { x: [[3], [4]] }, 25],
  ])('%s: %s', (...row) => check(row));

  it('refuses what has no largest, no inverse and no determinant', () => {
    const refusal = (tex: string, table: equations.SymbolTable) => () => equations.evaluate(tex, table);
    expect(refusal('\\max_{i=2}^1 i', {})).toThrow('max of nothing');
    expect(refusal('\\argmin_{i=2}^1 i', {})).toThrow('argmin of nothing');
    expect(refusal('\\operatorname{argmax}_{i=1}^2 i x', { x })).toThrow('argmax of [2, 1]');
    expect(refusal('x^{-1}', { x })).toThrow('shapes do not fit');
    expect(refusal('\\det x', { x })).toThrow('expected a square matrix [n, n]');
    expect([
      ...equations.evaluate('S^{-1}', {
        S: [
          [1, 2],
          [2, 4],
        ],
      }).data,
    ]).toEqual([NaN, NaN, NaN, NaN]);
  });

  it('a function of what is new defines it', () => {
    const { left, right } = evaluateSides('\\log p = 2', {});
    expect([left, right[0].data[0]]).toEqual([undefined, 2]);
    expect(evaluateSides('\\log p = 2', { p: 1 }).left!.data[0]).toBe(0);
  });
});
