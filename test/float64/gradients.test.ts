import * as tf from '@tensorflow/tfjs';
import { float64 } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { type Argument, differentiable, draw, type Fn, normal } from './cases/differentiable.js';

const { inFloat64, precise } = float64;

const H = 1e-5;

/** The largest difference between tape and central differences, in units of the largest derivative (at least 1). */
function gradientError(f: Fn, args: readonly Argument[]): number {
  return inFloat64(() =>
    tf.tidy(() => {
      const tensors = args.map(({ values, shape }) => precise(values, shape));
      // weights make every element of the result count on its own
      const out = f(...tensors);
      const weights = precise(draw(out.shape, (random) => random.normal()).values, out.shape);
      const loss = (...xs: tf.Tensor[]) =>
        f(...xs)
          .mul(weights)
          .sum();
      const tape = tf
        .grads(loss)(tensors)
        .map((g) => g.dataSync());
      const evaluate = () =>
        tf.tidy(() => loss(...args.map(({ values, shape }) => precise(values, shape))).dataSync()[0]);
      let [worst, largest] = [0, 1];
      args.forEach(({ values }, a) => {
        for (let i = 0; i < values.length; i++) {
          const x = values[i];
          values[i] = x + H;
          const above = evaluate();
          values[i] = x - H;
          const below = evaluate();
          values[i] = x;
          const difference = Math.abs((above - below) / (2 * H) - tape[a][i]);
          // a NaN must win
          if (!(difference <= worst)) worst = difference;
          largest = Math.max(largest, Math.abs(tape[a][i]));
        }
      });
      return worst / largest;
    }),
  );
}

describe('the tape of float64 agrees with central differences to 1e-8', () => {
  it.each(differentiable)('%s', (_, f, args) => {
    expect(gradientError(f, args)).toBeLessThan(1e-8);
  });

  it('a wrong gradient is seen', () => {
    const wrong = tf.customGrad((x) => ({
      value: (x as tf.Tensor).square(),
      gradFunc: (dy) => dy.mul(x as tf.Tensor).mul(2 + 1e-6),
    }));
    expect(gradientError((x) => wrong(x), [normal(4)])).toBeGreaterThan(1e-7);
  });

  it('second derivatives too', () => {
    const second = (f: (x: tf.Tensor) => tf.Tensor) => tf.grad((x) => tf.grad(f)(x));
    inFloat64(() =>
      tf.tidy(() => {
        expect(second(tf.log)(precise([0.3], [1])).dataSync()[0]).toBeCloseTo(-1 / 0.3 ** 2, 14);
      }),
    );
  });
});
