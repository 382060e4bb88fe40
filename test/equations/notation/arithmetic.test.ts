import { describe, it } from 'vitest';
import { a, b, check, type Row, W } from './check.js';

describe('arithmetic', () => {
  it.each<Row>([
    ['numbers', '2.5 + 10 - 1', {}, 11.5],
    ['a sign in front', '-2 + 3', {}, 1],
    ['a sign in parentheses', '3 (-2)', {}, -6],
    ['a fraction', '\\frac{1}{4}', {}, 0.25],
    ['a slash', '1/4', {}, 0.25],
    ['a fraction of numbers computed', '\\frac{x^T x}{2}', { x: a }, 30.5],
    ['a root', '\\sqrt{d_k}', { d_k: 9 }, 3],
    ['a power', '2^{10}', {}, 1024],
    ['a negative power', '2^{-1}', {}, 0.5],
    ['a power of the last digits', '12^2', {}, 144],
    ['e to a power', 'e^{x}', { x: [[0], [1]] }, [[1], [Math.E]]],
    ['a power of each element', 'x^{\\odot 2}', { x: a }, [[25], [36]]],
    [
      'a power of a matrix',
      'W^2',
      { W },
      [
        [7, 10],
        [15, 22],
      ],
    ],
    [
      'its zeroth power',
      'W^0',
      { W },
      [
        [1, 0],
        [0, 1],
      ],
    ],
    ['an absolute value', '|-3| + 1', {}, 4],
    ['spaces and braces that nobody sees', '{a}\\, +\\quad {{b}}', { a, b }, [[12], [14]]],
    ['big parentheses', '\\bigl(1 + 1\\bigr) \\left(2\\right)', {}, 4],
    ['a colour', '\\color{red}{1 + 1}', {}, 2],
  ])('%s: %s', (...row) => check(row));
});

describe('products', () => {
  it.each<Row>([
    ['matrix and column side by side', 'W a', { W, a }, [[17], [39]]],
    ['row and matrix', 'x W', { x: [[5, 6]], W }, [[23, 34]]],
    ['a vector of the code is a row', 'x W', { x: [5, 6], W }, [[23, 34]]],
    ['three factors', 'W W a', { W, a }, [[95], [207]]],
    [
      'a column times a row',
      'a b^T',
      { a, b },
      [
        [35, 40],
        [42, 48],
      ],
    ],
    ['a row times a column', 'a^T b', { a, b }, 83],
    [
      'a number scales',
      '2 W',
      { W },
      [
        [2, 4],
        [6, 8],
      ],
    ],
    [
      'a number behind',
      'W \\alpha',
      { W, '\\alpha': 2 },
      [
        [2, 4],
        [6, 8],
      ],
    ],
    [
      'accents, fractions and roots as factors',
      '(W \\hat{a} \\frac{1}{2} \\sqrt{4})',
      { W, '\\hat a': a },
      [[17], [39]],
    ],
    ['a matrix and parentheses', 'W(a + b)', { W, a, b }, [[40], [92]]],
    ['a dot between matrices', 'W \\cdot a', { W, a }, [[17], [39]]],
    ['a dot between columns', 'a \\cdot b', { a, b }, 83],
    ['a cross', '2 \\times 3', {}, 6],
    ['⊙', 'a \\odot b', { a, b }, [[35], [48]]],
    ['⊙ binds looser than side by side', 'a \\odot W b', { a, b, W }, [[115], [318]]],
    ['⊙ from left to right', '2 \\odot a \\odot b', { a, b }, [[70], [96]]],
    ['+ binds loosest', 'a \\odot b + W a - a', { a, b, W }, [[47], [81]]],
    [
      'transpose',
      'W^T',
      { W },
      [
        [1, 3],
        [2, 4],
      ],
    ],
    [
      'other signs of it',
      'W^\\top W^{\\mathsf{T}} W^{\\intercal}',
      { W },
      [
        [37, 81],
        [54, 118],
      ],
    ],
    ['transpose of a parenthesis', '(W a)^T', { W, a }, [[17, 39]]],
    [
      'transpose behind an index',
      'W_{hh}^T + W^T_{hh}',
      { 'W_{hh}': W },
      [
        [2, 6],
        [4, 8],
      ],
    ],
    ['transpose of a vector of the code', 'b^T', { b: [1, 2] }, [[1], [2]]],
  ])('%s: %s', (...row) => check(row));
});
