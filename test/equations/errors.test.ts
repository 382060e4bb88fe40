import * as tf from '@tensorflow/tfjs';
import { equations } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';

const { evaluate, indexed, written, EquationError } = equations;
type Bad = [tex: string, table: equations.SymbolTable, kind: equations.EquationErrorKind, message: string];

beforeAll(() => tf.ready());

function complaint(tex: string, table: equations.SymbolTable): equations.EquationError {
  try {
    evaluate(tex, table);
  } catch (error) {
    if (error instanceof EquationError) return error;
    throw error;
  }
  throw new Error(`${tex} was read`);
}

const W = [
  [1, 2, 3],
  [4, 5, 6],
];
const h = [[1], [2]];
const f = written((x: tf.Tensor) => x.tanh());

describe('what cannot be read', () => {
  it.each<Bad>([
    ['a +', {}, 'syntax', 'it ends here; expected a symbol or a number'],
    ['', {}, 'syntax', 'nothing is written here; expected a symbol or a number'],
    ['y = ', { y: 1 }, 'syntax', 'nothing is written here'],
    ['\\frac{}{2}', {}, 'syntax', 'nothing is written here'],
    ['h & 2', { h }, 'syntax', "TeX: Expected 'EOF', got '&'; expected TeX that KaTeX reads"],
    ['\\nonsense h', { h }, 'syntax', 'TeX: Undefined control sequence: \\nonsense'],
    ['h \\approx 2', { h }, 'syntax', 'cannot read \\approx here'],
    ['a \\cdots b', { a: 1, b: 2 }, 'syntax', 'cannot read \\cdots here'],
    ['\\begin{pmatrix} 1 \\end{pmatrix}', {}, 'syntax', 'cannot read'],
    ['\\int x', { x: 1 }, 'syntax', 'cannot read \\int here'],
    ['\\binom{2}{1}', {}, 'syntax', 'cannot read \\binom{2}{1} here'],
    ['\\sqrt[3]{2}', {}, 'syntax', 'cannot read \\sqrt[3]{2} here'],
    ['(1 + 2', {}, 'syntax', '( is never closed; expected )'],
    ['1 + 2)', {}, 'syntax', 'cannot read ) here'],
    ['(1 + 2]', {}, 'syntax', 'cannot read ] here'],
    ['\\left(1\\right]', {}, 'syntax', 'cannot read \\left(1\\right] here'],
    ['\\|h', { h }, 'syntax', 'a norm never closed; expected \\|'],
    ['(1, 2)', {}, 'syntax', 'a list in parentheses that follow no function'],
    ['(1 \\mid 2)', {}, 'syntax', 'a condition outside of a function; expected p(y \\mid x)'],
    ['[1 \\mid 2]', {}, 'syntax', 'a condition outside of a function'],
    ['\\max(1 \\mid 2 \\mid 3)', {}, 'syntax', 'cannot read \\mid here'],
    ['1 \\mid 2', {}, 'syntax', 'cannot read \\mid here'],
    ['1.2.3', {}, 'syntax', '1.2.3 is no number; expected digits'],
    ['{a b}^T', { a: 1, b: 1 }, 'syntax', 'cannot read {a b}^T here'],
    ['(a)_t', { a: 1 }, 'syntax', 'an index on something that is no symbol'],
    ["(a)'", { a: 1 }, 'syntax', 'a mark on something that is no symbol'],
    [
      '\\hat{a b}',
      { a: 1, b: 1 },
      'syntax',
      'an accent over more than a letter; expected one letter under it',
    ],
    ['\\frac{\\partial}{\\partial x}', {}, 'syntax', 'a derivative that is no single symbol'],
    ['\\frac{\\partial L}{2}', { L: 1 }, 'syntax', 'a derivative that is no single symbol'],
    ['a / b c', { a: 1, b: 1, c: 1 }, 'syntax', 'several factors behind /; expected parentheses'],
    ['\\tanh a b', { a: 1, b: 1 }, 'syntax', 'a function before several factors; expected parentheses'],
    ['2 + \\tanh', {}, 'syntax', 'a function without its argument; expected an argument in parentheses'],
    ['f + 1', { f }, 'syntax', 'cannot read + here'],
    ['\\tanh(h, h)', { h }, 'syntax', '\\tanh of 2 arguments; expected 1'],
    [
      '\\|h\\|_3',
      { h },
      'syntax',
      'an unknown norm; expected \\|x\\| with one of 1, 2, F, \\infty at its foot',
    ],
    ['\\sum h', { h }, 'syntax', 'no letter that runs; expected _{t=1}^T'],
    ['\\sum_{t=1} h', { h }, 'syntax', 'no letter that runs'],
    ['\\sum_{t \\in S} h', { h }, 'syntax', 'no letter that runs'],
    ['\\sum_{t \\ge k < 3} h', { h, t: 1 }, 'syntax', 'no letter that runs'],
  ])('%s', (tex, table, kind, message) => {
    const error = complaint(tex, table);
    expect(error.message).toContain(message);
    expect(error.kind).toBe(kind);
  });
});

describe('symbols that stand for nothing', () => {
  it.each<Bad>([
    ['h + b', { W, h }, 'symbol', 'b stands for nothing; expected one of the symbols of the table: W, h'],
    [
      'W_x h',
      { W_h: W, h },
      'symbol',
      'W_x stands for nothing; expected one of the symbols of the table: W_h, h',
    ],
    ['2 x', {}, 'symbol', 'x stands for nothing; expected one of the symbols of the table: it is empty'],
    [
      '\\frac{\\partial L}{\\partial h_t}',
      { L: 1 },
      'symbol',
      '\\frac{\\partial L}{\\partial h_t} stands for nothing',
    ],
    ['h_{t-1}', { h_t: indexed('t', (t) => t) }, 'symbol', 'a number for the index t: from a \\sum'],
    ['h_{t-1}', { h_t: indexed('t', (t) => t), t: [1, 2] }, 'symbol', 'a number for the index t'],
    [
      '\\alpha_{ts}',
      { '\\alpha_{ts}': indexed(['t', 's'], (t) => t), t: 1 },
      'symbol',
      'a number for the index s',
    ],
    ['\\sum_t h_t', { h_t: h, T: 2 }, 'symbol', 'h_t is one fixed value in the table, but t runs'],
    ['\\sum_t t', {}, 'symbol', 'stands for nothing'],
    ['\\sum_{t=1}^2 \\sum_{t=1}^2 t', {}, 'symbol', 't runs already; expected another letter'],
    ["f'(h)", { f, h }, 'symbol', "f' has no such derivative"],
    ["\\tanh''(h)", { h }, 'symbol', "\\tanh'' has no such derivative"],
  ])('%s', (tex, table, kind, message) => {
    const error = complaint(tex, table);
    expect(error.message).toContain(message);
    expect(error.kind).toBe(kind);
  });

  it('a pattern is no wildcard: both places must agree', () => {
    const table = { '\\frac{\\partial h_j}{\\partial h_{j-1}}': indexed('j', (j) => j) };
    expect(evaluate('\\frac{\\partial h_3}{\\partial h_2}', table).data[0]).toBe(3);
    expect(complaint('\\frac{\\partial h_3}{\\partial h_1}', table).kind).toBe('symbol');
    expect(complaint('\\frac{\\partial h_2}{\\partial h_3}', table).kind).toBe('symbol');
    expect(complaint('h_1', { 'h_{2t}': indexed('t', (t) => t) }).kind).toBe('symbol');
  });

  it('a key that is no symbol', () => {
    expect(complaint('a', { 'a + b': 1 }).message).toContain('a key of the symbol table that is no symbol');
    expect(complaint('a', { 'W^T': 1 }).message).toContain('a key of the symbol table that is no symbol');
  });
});

describe('shapes that do not fit', () => {
  it.each<Bad>([
    ['W h', { W, h }, 'shape', 'W is [2, 3], h is [2, 1]; expected matrices [m, k] and [k, n], or a number'],
    ['h W h', { W, h }, 'shape', 'h is [2, 1], W is [2, 3]'],
    ['W (h + h)', { W, h }, 'shape', 'W is [2, 3], (h + h) is [2, 1]'],
    ['h + W^T', { W, h }, 'shape', 'h is [2, 1], W^T is [3, 2]; expected equal shapes'],
    ['h + h + W^T', { W, h }, 'shape', 'h + h is [2, 1], W^T is [3, 2]'],
    ['h + h^T', { h }, 'shape', 'h is [2, 1], h^T is [1, 2]'],
    ['h \\odot b', { h, b: [1, 2] }, 'shape', 'h is [2, 1], b is [2]'],
    ['[W, h]', { W, h }, 'shape', 'W is [2, 3], h is [2, 1]; expected equal numbers of columns'],
    ['\\mathrm{diag}(W)', { W }, 'shape', 'W is [2, 3]; expected a single column [m, 1] or row [n]'],
    ['\\|W\\|', { W }, 'shape', 'W is [2, 3]; expected a single column [m, 1] or row [n]'],
    ['|h|', { h }, 'shape', 'h is [2, 1]; expected a number; a vector has \\|x\\|'],
    ['h^2', { h }, 'shape', 'h is [2, 1], 2 is a number; expected a number, or a square matrix'],
    ['W^{-1}', { W }, 'shape', 'W is [2, 3]'],
    ['2^h', { h }, 'shape', 'expected a number'],
    ['W * h', { W, h }, 'shape', 'expected a kernel [height, width, I, O]'],
    [
      '\\sum_{t=1}^2 x_t',
      { x_t: indexed('t', (t) => [Array(t).fill(1)].map((row) => [...row, 1])) },
      'shape',
      'x_t is [1, 2], x_t is [1, 3]',
    ],
  ])('%s', (tex, table, kind, message) => {
    const error = complaint(tex, table);
    expect(error.message).toContain(message);
    expect(error.kind).toBe(kind);
  });

  it('nested lists of different lengths', () => {
    expect(() => evaluate('a', { a: [[1, 2], [3]] })).toThrow('nested lists: expected [2], received [1]');
  });
});

describe('values that do not exist', () => {
  it.each<Bad>([
    ['\\sum_{t=1}^{x} t', { x: 2.5 }, 'value', 'x is no bound; expected an integer'],
    ['h_9', { h_t: indexed('t', (t) => (t > 3 ? [][9] : t)) }, 'value', 'h_9 has no value at 9'],
    [
      'f(h)',
      {
        h,
        f: written(() => {
          throw new Error('overflow');
        }),
      },
      'value',
      'f(h)',
    ],
  ])('%s', (tex, table, kind) => {
    const error = complaint(tex, table);
    expect(error.kind).toBe(kind);
  });

  it('says why a function or an index failed', () => {
    const fail = () => {
      throw new Error('out of range');
    };
    expect(complaint('f(h)', { h, f: written(fail) }).message).toContain('f failed: out of range');
    expect(complaint('h_9', { h_t: indexed('t', fail) }).message).toContain(
      'h_9 has no value at 9: out of range',
    );
  });
});

describe('the place', () => {
  const at = (tex: string, table: equations.SymbolTable) => complaint(tex, table).snippet;

  it.each([
    ['W_h h_t + W_x^T x_t + b', 'W_x^T x_t'],
    ['W_h h_t + W_x x_t + b + c', 'c'],
    ['\\tanh\\left(W_h h_t + W_x^T x_t\\right) + b', 'W_x^T x_t'],
    ['\\frac{1}{\\hat{q}} + b', '\\hat{q}'],
    ['\\frac{1}{\\dfrac{\\hat q}{2}} + b', '\\hat q'],
    ['\\sqrt{\\mathrm{wrong}_t} + b', '\\mathrm{wrong}_t'],
    ['\\tilde{\\mathbf{c}}_{t-1} + b', '\\tilde{\\mathbf{c}}_{t-1}'],
    ['\\sum_{k=1}^2 \\operatorname{odd} + b', '\\operatorname{odd}'],
    ["b + g'_t", "g'_t"],
    ['b + \\frac{\\partial L}{\\partial \\hat{y}_t} b', '\\frac{\\partial L}{\\partial \\hat{y}_t}'],
    ['b \\odot \\left\\| q \\right\\|_2', 'q'],
  ])('of %s is %s', (tex, snippet) => {
    const table = { W_h: W, h_t: [[1], [2], [3]], W_x: W, x_t: [[1], [2], [3]], b: h };
    expect(at(tex, table)).toBe(snippet);
  });

  it('is shown under the formula', () => {
    expect(complaint('h_t = f(W h + b)', { W, h, b: h, f }).message).toBe(
      [
        'shapes do not fit: W is [2, 3], h is [2, 1]; expected matrices [m, k] and [k, n], or a number',
        '  h_t = f(W h + b)',
        '          ^^^',
      ].join('\n'),
    );
  });
});
