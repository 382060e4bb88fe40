import * as tf from '@tensorflow/tfjs';
import { equations, float64 } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';

const { evaluate, indexed, written } = equations;
type Row = [notation: string, tex: string, table: equations.SymbolTable, expected: equations.Numbers];

beforeAll(() => tf.ready());

function check([, tex, table, expected]: Row) {
  const { shape, data } = evaluate(tex, table);
  const wanted = equations.dense(expected);
  expect({ shape, data: [...data].map((x) => Number(x.toPrecision(12))) }).toEqual({
    shape: wanted.shape,
    data: [...wanted.data].map((x) => Number(x.toPrecision(12))),
  });
}

const W = [
  [1, 2],
  [3, 4],
];
const a = [[5], [6]];
const b = [[7], [8]];
const s = (x: number) => 1 / (1 + Math.exp(-x));

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
});

describe('symbols', () => {
  it.each<Row>([
    [
      'an index that is a name',
      'W_h + W_{hh} + W_{\\text{in}} + W_{in}',
      { W_h: 1, 'W_{hh}': 2, 'W_{\\text{in}}': 3, 'W_{in}': 4 },
      10,
    ],
    ['time steps, literally', 'h_t + h_{t-1} + h_0', { h_t: 1, 'h_{t-1}': 2, h_0: 3 }, 6],
    [
      'spelling does not matter',
      '\\hat y_{t} + \\tilde{c}_{t-1}',
      { '\\hat{y}_t': 1, '\\tilde c_{t-1}': 2 },
      3,
    ],
    [
      'accents',
      '\\hat x + \\bar x + \\tilde x + \\dot x + x',
      { '\\hat x': 1, '\\bar x': 2, '\\tilde x': 3, '\\dot x': 4, x: 5 },
      15,
    ],
    [
      'an arrow over letter and index',
      '\\overrightarrow{h_t} + \\overleftarrow{h}_t',
      { '\\overrightarrow{h}_t': 1, '\\overleftarrow{h_t}': 2 },
      3,
    ],
    [
      'Greek and bold',
      '\\alpha + \\mathbf{h}_t + \\boldsymbol{h} + \\mathcal{L}',
      { '\\alpha': 1, '\\mathbf h_t': 2, '\\boldsymbol{h}': 3, '\\mathcal{L}': 4 },
      10,
    ],
    ['layers and stars', 'h_t^{(2)} + x^*', { 'h^{(2)}_t': 1, 'x^{*}': 2 }, 3],
    [
      'partial derivatives',
      '\\frac{\\partial L}{\\partial W_h} + \\frac{\\partial L_t}{\\partial \\hat y_t}',
      { '\\frac{\\partial L}{\\partial W_h}': 1, '\\frac{\\partial L_t}{\\partial \\hat{y}_t}': 2 },
      3,
    ],
    ['a prime without a function', "\\xi' + f'_k", { "\\xi'": 1, "f'_k": 2 }, 3],
    ['a name with two letters', '\\alpha_{ts}', { '\\alpha_{ts}': 7 }, 7],
  ])('%s: %s', (...row) => check(row));

  it('reads 64-bit tensors', () => {
    float64.inFloat64(() => {
      const x = float64.precise([0.1, 0.2], [2, 1]);
      expect([...evaluate('x + 0', { x }).data]).toEqual([0.1, 0.2]);
      expect([...evaluate('f(x)', { x, f: written((v: tf.Tensor) => v.clone()) }).data]).toEqual([0.1, 0.2]);
      x.dispose();
    });
  });
});

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

describe('convolution', () => {
  const x = tf.range(0, 12, 1, 'float32').reshape([1, 3, 4, 1]);
  const other = tf.linspace(-1, 1, 2 * 3 * 5 * 2).reshape([2, 3, 5, 2]);

  it.each([
    [1, 1],
    [3, 3],
    [2, 3],
    [5, 4],
    [1, 7],
  ])('∗ with a kernel %i by %i slides as conv2d does', (height, width) => {
    const kernel = tf.linspace(-1, 2, height * width * 2 * 3).reshape([height, width, 2, 3]) as tf.Tensor4D;
    const expected = tf.conv2d(other as tf.Tensor4D, kernel, 1, 'same');
    const { shape, data } = evaluate('W * x + b', { W: kernel, x: other, b: [1, 2, 3] });
    expect(shape).toEqual(expected.shape);
    const wanted = expected.add([1, 2, 3]).dataSync();
    for (const [i, value] of wanted.entries()) expect(data[i]).toBeCloseTo(value, 4);
  });

  it('computes a hand-made example: a kernel that takes the left neighbour', () => {
    const W = tf.tensor4d([1, 0, 0], [1, 3, 1, 1]);
    expect([...evaluate('W * x', { W, x }).data]).toEqual([0, 0, 1, 2, 0, 4, 5, 6, 0, 8, 9, 10]);
    const one = x.reshape([3, 4, 1]);
    expect(evaluate('W \\ast x', { W, x: one }).shape).toEqual([3, 4, 1]);
  });
});

describe('equations', () => {
  it('gives the last side', () => {
    expect(evaluate('y = 2 = 3 - 1', {}).data[0]).toBe(2);
  });

  it('leaves no tensors, also when a function throws', () => {
    const before = tf.memory().numTensors;
    evaluate('f(x) + \\sum_{t=1}^3 h_t', {
      x: [[1], [2]],
      f: written((v: tf.Tensor) => v.add(1).mul(2)),
      h_t: indexed('t', (t) => tf.tensor2d([[t], [t]])),
    });
    const broken = written((v: tf.Tensor) => {
      v.add(1);
      throw new Error('no such luck');
    });
    expect(() => evaluate('f(x)', { x: 1, f: broken })).toThrow('f failed: no such luck');
    expect(tf.memory().numTensors).toBe(before);
  });
});
