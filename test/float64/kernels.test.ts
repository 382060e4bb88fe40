import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import 'unrolled';
import { arithmetic, elementwise } from './cases/elementwise.js';
import { layout } from './cases/layout.js';
import { products } from './cases/products.js';
import { reductions } from './cases/reductions.js';
import { selection } from './cases/selection.js';
import { expectAlike, run, watchKernels } from './compare.js';
import { type Case, normal, of } from './inputs.js';

const groups: Record<string, readonly Case[]> = { elementwise, reductions, products, layout, selection };

describe('kernels of float64 against those of cpu', () => {
  let called: Set<string>;

  beforeAll(() => {
    called = watchKernels('float64');
    // has the engine look for data that a kernel leaves behind
    tf.env().set('IS_TEST', true);
  });
  afterAll(() => tf.env().set('IS_TEST', false));

  for (const [group, cases] of Object.entries(groups)) {
    describe(group, () => {
      it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
        expectAlike(run('float64', one), run('cpu', one));
      });
    });
  }

  it('broadcasts any two shapes that match', () => {
    const shape = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 5 });
    const flags = fc.array(fc.boolean(), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(
        shape,
        flags,
        fc.nat(5),
        fc.constantFrom('add', 'sub', 'maximum', 'less'),
        (full, ones, cut, op) => {
          const worn = (from: number) => full.map((n, k) => (ones[from + k] ? 1 : n));
          const [a, b] = [worn(0), worn(5).slice(Math.min(cut, full.length))];
          const one = of(op, [normal(...a), normal(...b)], arithmetic[op]);
          expectAlike(run('float64', one), run('cpu', one));
          const turned = of(op, [normal(...b), normal(...a)], arithmetic[op]);
          expectAlike(run('float64', turned), run('cpu', turned));
        },
      ),
      { numRuns: 200, seed: 5 },
    );
  });

  it('leave none out', () => {
    const registered = tf.getKernelsForBackend('float64').map(({ kernelName }) => kernelName);
    expect(registered.filter((name) => !called.has(name))).toEqual([]);
    expect(registered.length).toBeGreaterThan(110);
  });
});
