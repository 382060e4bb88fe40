import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ShapeError } from '../../lib/errors.js';
import { format, inspect } from '../../lib/lab/inspect.js';

beforeAll(() => tf.setBackend('cpu'));

describe('inspect', () => {
  const matrix = () =>
    tf.tensor2d([
      [1, 2.5],
      [3, 4],
    ]);

  it('prints a tensor with its shape and values', () => {
    expect(inspect(matrix())).toBe('Tensor [2, 2]\n    [[1, 2.5],\n     [3, 4  ]]');
    expect(inspect(tf.tensor1d([1, 0], 'int32'))).toBe('Tensor [2] int32\n    [1, 0]');
    expect(inspect(tf.variable(matrix()))).toBe('Tensor [2, 2]\n    [[1, 2.5],\n     [3, 4  ]]');
  });

  it('prints scalars on one line, small ones too', () => {
    expect(inspect(tf.scalar(3e-9))).toBe('Tensor [] 3e-9');
    expect(inspect(tf.scalar(true))).toBe('Tensor [] bool true');
    expect(inspect(tf.scalar('a'))).toBe('Tensor [] string a');
  });

  it('prints tensors inside of something by their shape', () => {
    expect(inspect({ cell: { Wh: matrix(), loss: tf.scalar(0.5) }, list: [matrix()] })).toBe(
      '{ cell: { Wh: Tensor [2, 2], loss: Tensor [] 0.5 }, list: [ Tensor [2, 2] ] }',
    );
    expect(inspect(new Map([['h', matrix()]]))).toBe("Map(1) { 'h' => Tensor [2, 2] }");
  });

  it('says that a tensor is disposed instead of throwing', () => {
    const tensor = matrix();
    tensor.dispose();
    expect(inspect(tensor)).toBe('Tensor [2, 2], disposed');
    expect(inspect([tensor])).toBe('[ Tensor [2, 2], disposed ]');
  });

  it('prints an error without its stack, inside of objects too, and leaves Error as it was', () => {
    const error = new ShapeError('x', '[B, 3]', '[2, 4]');
    expect(inspect(error)).toBe('ShapeError: x: expected [B, 3], received [2, 4]');
    expect(inspect({ error })).toBe('{ error: ShapeError: x: expected [B, 3], received [2, 4] }');
    expect(inspect(new Error('outer', { cause: new RangeError('inner') }))).toBe(
      'Error: outer (cause: RangeError: inner)',
    );
    expect(util.inspect(error)).toContain('inspect.test.ts');
  });

  it('leaves Error as it was also when a getter throws', () => {
    const value = {
      [util.inspect.custom]() {
        throw new TypeError('from inside');
      },
    };
    expect(() => inspect(value)).toThrow('from inside');
    expect(Object.getOwnPropertySymbols(Error.prototype)).toEqual([]);
  });

  it('agrees with Node on everything else', () => {
    class Point {
      x = 1;
    }
    const circular: { self?: object } = {};
    circular.self = circular;
    const values = [
      ['text', "it's"],
      new Map([[{ a: 1 }, new Set([1, 'b'])]]),
      new Float32Array([1, 0.5]),
      new Float64Array(150),
      { a: { b: { c: { d: { e: { f: 1 } } } } } },
      new Point(),
      circular,
      [undefined, null, -0, 10n, Symbol('s'), () => 1, class A {}],
      Array.from({ length: 120 }, (_, i) => i),
      new Date(0),
    ];
    for (const value of values) {
      expect(inspect(value)).toBe(util.inspect(value, { depth: 4, breakLength: 100 }));
    }
  });
});

describe('format', () => {
  it('is what console.log prints', () => {
    expect(format('%d of %s', 1, 'x', [1], { a: 'b' })).toBe("1 of x [ 1 ] { a: 'b' }");
    expect(format('loss', tf.scalar(2), { Wh: tf.zeros([2, 2]) })).toBe(
      'loss Tensor [] 2 { Wh: Tensor [2, 2] }',
    );
  });

  it("lets Node's own console print tensors the same way", () => {
    const p = { Wh: tf.zeros([2, 3]) };
    expect(util.inspect(p)).toBe('{ Wh: Tensor [2, 3] }');
    expect(util.format(p.Wh)).toBe(inspect(p.Wh));
  });
});
