import * as tf from '@tensorflow/tfjs';
import { equations, float64 } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';
import { check, type Row } from './check.js';

const { evaluate, written } = equations;

beforeAll(() => tf.ready());

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
