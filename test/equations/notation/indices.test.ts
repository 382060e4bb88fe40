import { equations } from 'unrolled';
import { describe, it } from 'vitest';
import { a, check, type Row, W } from './check.js';

const { indexed } = equations;

describe('indices that have a number', () => {
  const h = indexed('t', (t) => [[t], [10 * t]]);
  const jacobian = '\\frac{\\partial h_j}{\\partial h_{j-1}}';
  const J = indexed('j', (j) => [
    [1, j],
    [0, 1],
  ]);
  it.each<Row>([
    ['from the table', 'h_t + h_{t-1} + h_{t+2k} + h_0', { h_t: h, t: 2, k: 3 }, [[11], [110]]],
    ['from a sum', '\\sum_{t=1}^3 h_t', { h_t: h }, [[6], [60]]],
    ['with bounds from the table', '\\sum_{s=t}^{t+k} h_s', { h_t: h, t: 2, k: 1 }, [[5], [50]]],
    [
      'a step before',
      '\\sum_{t=1}^T h_t h_{t-1}^T',
      { h_t: h, T: 2 },
      [
        [2, 20],
        [20, 200],
      ],
    ],
    ['from 1 to the capital letter', '\\sum_t h_t', { h_t: h, T: 2 }, [[3], [30]]],
    ['the same with a prime', "\\sum_{s'} h_{s'}", { h_t: h, S: 2 }, [[3], [30]]],
    ['a letter as a number', '\\sum_{t=1}^3 \\gamma^t t', { '\\gamma': 2 }, 2 + 8 + 24],
    ['a sum ends at +', '\\sum_{t=1}^2 t + 10', {}, 13],
    ['but not at ⊙', '\\sum_{t=1}^2 h_t \\odot h_t', { h_t: h }, [[5], [500]]],
    ['a sum of sums', '\\sum_{t=1}^3 \\sum_{k=1}^t k', {}, 10],
    [
      'a sum in a fraction',
      '\\frac{\\exp(e_1)}{\\sum_{s=1}^2 \\exp(e_s)}',
      { e_s: indexed('s', (n) => n * Math.log(3)) },
      0.25,
    ],
    ['an empty sum', '\\sum_{t=1}^0 t', {}, 0],
    [
      'two indices',
      '\\sum_{s=1}^2 \\alpha_{ts}',
      { t: 3, '\\alpha_{ts}': indexed(['t', 's'], (t, n) => 10 * t + n) },
      63,
    ],
    [
      'two indices with a comma',
      '\\rho_{5,t-1}',
      { t: 3, '\\rho_{t,k}': indexed(['t', 'k'], (t, k) => 10 * t + k) },
      52,
    ],
    [
      'all before an index, and the index itself',
      '\\sum_{t=1}^2 y_t y_{<t} + y_{<t+1}',
      { t: 3, y_t: indexed('t', (t) => t), 'y_{<t}': indexed('t', (t) => 10 * t) },
      10 + 40 + 40,
    ],
    ['the key may be shifted', 'h_4', { 'h_{k-1}': indexed('k', (k) => k) }, 5],
    [
      'a product, from left to right',
      `\\prod_{j=1}^2 ${jacobian} W`,
      {
        [jacobian]: indexed('j', (j) =>
          j === 1
            ? W
            : [
                [0, 1],
                [1, 0],
              ],
        ),
        W: [
          [1, 0],
          [0, 1],
        ],
      },
      [
        [2, 1],
        [4, 3],
      ],
    ],
    [
      'a partial derivative at other steps',
      '\\frac{\\partial h_5}{\\partial h_{4}}',
      { [jacobian]: J },
      [
        [1, 5],
        [0, 1],
      ],
    ],
    ['an index in a layer', '\\sum_{l=1}^2 W^{(l)}', { 'W^{(l)}': indexed('l', (l) => l) }, 3],
  ])('%s: %s', (...row) => check(row));

  it('a product runs upwards or downwards as it is written', () => {
    const A = indexed('j', (j) =>
      j === 1
        ? W
        : [
            [0, 1],
            [1, 0],
          ],
    );
    const [P, Q] = [
      [
        [2, 1],
        [4, 3],
      ],
      [
        [3, 4],
        [1, 2],
      ],
    ];
    check(['', '\\prod_{j=1}^2 A_j', { A_j: A }, P]);
    check(['', '\\prod_{0 < j \\le 2} A_j', { A_j: A }, P]);
    check(['', '\\prod_{1 \\le j < 3} A_j', { A_j: A }, P]);
    check(['', '\\prod_{2 \\ge j > 0} A_j', { A_j: A }, Q]);
    check(['', '\\prod_{t \\geq j \\geq k} A_j', { A_j: A, t: 2, k: 1 }, Q]);
    check(['', '\\sum_{2 \\ge j > 0} j', {}, 3]);
  });

  it('a product of no factors is the identity, whatever its size', () => {
    const A_j = indexed('j', () => W);
    check(['', '\\prod_{j=2}^1 A_j', { A_j }, 1]);
    check(['', '(\\prod_{j=2}^1 A_j) a', { A_j, a }, a]);
    check([
      '',
      '(\\prod_{j=2}^1 A_j) + W',
      { A_j, W },
      [
        [2, 2],
        [3, 5],
      ],
    ]);
    check([
      '',
      '(\\prod_{j=2}^1 A_j)^T \\odot W',
      { A_j, W },
      [
        [1, 0],
        [0, 4],
      ],
    ]);
    check([
      '',
      '\\sum_{t=1}^2 \\prod_{j=2}^t A_j',
      { A_j },
      [
        [2, 2],
        [3, 5],
      ],
    ]);
  });
});
