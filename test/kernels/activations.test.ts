import { describe, expect, it } from 'vitest';
import { kernelsIn } from '../../lib/kernels/instance.js';

const memory = new WebAssembly.Memory({ initial: 8 });
const at = 1024;

/** f of so many numbers by the kernels: tanh, σ, ReLU and the identity by number. */
function activated(kind: number, x: ArrayLike<number>): Float32Array {
  const numbers = new Float32Array(memory.buffer, at, x.length + 1);
  numbers.set(x);
  numbers[x.length] = 7;
  kernelsIn(memory).activateAll(kind, at, x.length);
  expect(numbers[x.length]).toBe(7);
  return numbers.slice(0, -1);
}

/** Numbers of both signs and every size up to 80, beyond which σ is no ordinary float32 any more. */
const arguments32 = Float32Array.from(
  { length: 100_001 },
  (_, i) => (i % 2 ? 1 : -1) * (i % 7 === 1 ? 80 * (i / 1e5) : 10 ** (-6 + (7.5 * i) / 1e5)),
).filter((x) => Math.abs(x) <= 80);

describe('activations of the kernels', () => {
  it.each([
    ['tanh', 0, Math.tanh],
    ['σ', 1, (x: number) => 1 / (1 + Math.exp(-x))],
  ])('%s is exact to 1e-6', (_, kind, f) => {
    let worst = 0;
    activated(kind, arguments32).forEach((y, i) => {
      const exact = f(arguments32[i]);
      worst = Math.max(worst, Math.abs(y - exact) / Math.abs(exact));
    });
    expect(worst).toBeLessThan(1e-6);
  });

  it('ReLU and the identity are exact', () => {
    const x = [-2, -0.5, 0, 0.5, 3];
    expect([...activated(2, x)]).toEqual([0, 0, 0, 0.5, 3]);
    expect([...activated(3, x)]).toEqual(x);
  });

  it('have their limits, and pass NaN on', () => {
    const x = [Number.NEGATIVE_INFINITY, -1e30, 0, 1e30, Number.POSITIVE_INFINITY, Number.NaN];
    expect([...activated(0, x)]).toEqual([-1, -1, 0, 1, 1, Number.NaN]);
    const [low, lower, half, ...high] = activated(1, x);
    expect(Math.max(low, lower)).toBeLessThan(1e-37);
    expect([half, ...high]).toEqual([0.5, 1, 1, Number.NaN]);
    for (const kind of [2, 3]) expect(activated(kind, [Number.NaN])[0]).toBeNaN();
  });
});
