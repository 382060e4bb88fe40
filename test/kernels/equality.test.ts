import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { backends } from '../support/backends.js';
import { cases, exactly, type Problem, passOf, type Sizes, worst } from './cells.js';

const bound = 1e-5;

afterEach(() => tf.setBackend('wasm'));

/** Sizes from the whole range whose reference in 64-bit, of `products` multiplications a gate, is not waited for. */
const sizes = (products: number): fc.Arbitrary<Sizes> =>
  fc
    .record({
      B: fc.integer({ min: 1, max: 65 }),
      T: fc.integer({ min: 1, max: 200 }),
      I: fc.integer({ min: 1, max: 300 }),
      H: fc.integer({ min: 1, max: 300 }),
      // which of them stay as large as they were drawn
      order: fc.shuffledSubarray(['B', 'T', 'I', 'H'] as const, { minLength: 4 }),
    })
    .map(({ order, ...drawn }) => {
      const fitted = { ...drawn };
      for (const name of order) {
        const cost = fitted.B * fitted.T * fitted.H * (fitted.I + fitted.H);
        if (cost > products) fitted[name] = Math.max(1, Math.floor((fitted[name] * products) / cost));
      }
      return fitted;
    });

const problems = (products: number): fc.Arbitrary<Problem> =>
  fc
    .tuple(sizes(products), fc.record({ seed: fc.nat(1e6), masked: fc.boolean(), backwards: fc.boolean() }))
    .map(([size, rest]) => ({ ...size, ...rest }));

describe.each(Object.entries(cases))('%s: the kernel gives what the cell gives in 64-bit', (_, one) => {
  it('for sizes from everywhere', () => {
    fc.assert(
      fc.property(problems(3e5), (problem) => {
        const { name, error } = worst(passOf(one, problem), exactly(one, problem));
        if (error > bound) throw new Error(`${name} is ${error} apart`);
      }),
      { numRuns: 12, seed: 4, endOnFailure: true },
    );
  });

  it.each<Sizes>([
    { B: 1, T: 1, I: 1, H: 1 },
    { B: 65, T: 2, I: 33, H: 61 },
    { B: 3, T: 200, I: 5, H: 13 },
    { B: 4, T: 3, I: 8, H: 16 },
    { B: 1, T: 2, I: 300, H: 299 },
  ])('for $B × $T × $I → $H', (size) => {
    for (const masked of [false, true]) {
      const problem: Problem = { ...size, seed: 3, masked, backwards: masked };
      const { name, error } = worst(passOf(one, problem), exactly(one, problem));
      expect(error, name).toBeLessThan(bound);
    }
  });

  it.each(
    backends.flatMap((backend) => [
      { backend, size: { B: 6, T: 7, I: 5, H: 9 } },
      // so large that the products take more than one core, where they can
      { backend, size: { B: 65, T: 2, I: 70, H: 121 } },
    ]),
  )('on $backend, $size.B × $size.T × $size.I → $size.H', async ({ backend, size }) => {
    const problem: Problem = { ...size, seed: 4, masked: true, backwards: false };
    const want = exactly(one, problem);
    await tf.setBackend(backend);
    const { name, error } = worst(passOf(one, problem), want);
    expect(error, name).toBeLessThan(bound);
  });
});
