import { describe, it } from 'vitest';
import { b, check, type Row, s, W } from './check.js';

describe('columns beside each other are a batch', () => {
  const h = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  it.each<Row>([
    [
      'a product works column by column',
      'W h',
      { W, h },
      [
        [9, 12, 15],
        [19, 26, 33],
      ],
    ],
    [
      'a column is added to each',
      'h + b',
      { h, b },
      [
        [8, 9, 10],
        [12, 13, 14],
      ],
    ],
    [
      'and multiplies each',
      'b \\odot h',
      { h, b },
      [
        [7, 14, 21],
        [32, 40, 48],
      ],
    ],
    [
      'a row of the code is added to each row',
      'h + r',
      { h, r: [1, 0, 2] },
      [
        [2, 2, 5],
        [5, 5, 8],
      ],
    ],
    [
      'a number is added to all',
      '1 - h',
      { h },
      [
        [0, -1, -2],
        [-3, -4, -5],
      ],
    ],
    [
      'softmax is over each column',
      '\\mathrm{softmax}(h)',
      {
        h: [
          [0, 1],
          [0, 1],
          [0, 1],
        ],
      },
      Array(3).fill([1 / 3, 1 / 3]),
    ],
    ['lists stand below each other', '[h, 2h]', { h }, [...h, [2, 4, 6], [8, 10, 12]]],
  ])('%s: %s', (...row) => check(row));
});

describe('lists', () => {
  const h = [[1], [2]];
  const x = [[3]];
  const wide = [
    [1, 2, 3],
    [0, 1, 0],
  ];
  it.each<Row>([
    ['a comma', '[h, x]', { h, x }, [[1], [2], [3]]],
    ['a semicolon', '[h; x]', { h, x }, [[1], [2], [3]]],
    ['three', '[x, h, x]', { h, x }, [[3], [1], [2], [3]]],
    ['behind a matrix', 'W_f [h, x]', { W_f: wide, h, x }, [[14], [2]]],
    ['behind a dot', 'W_f \\cdot [h, x]', { W_f: wide, h, x }, [[14], [2]]],
    [
      'before a matrix the rows stand side by side',
      '[h, x] W',
      { h: [[1, 2]], x: [[3]], W: [[1], [2], [3]] },
      14,
    ],
    ['vectors of the code too', '[h, x]', { h: [1, 2], x: [3] }, [[1, 2, 3]]],
    ['as what a function is applied to', '\\sigma([h, x])', { h, x }, [[s(1)], [s(2)], [s(3)]]],
    ['in \\left and \\right', '\\left[h; x\\right]', { h, x }, [[1], [2], [3]]],
  ])('%s: %s', (...row) => check(row));
});
