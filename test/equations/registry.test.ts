import * as tf from '@tensorflow/tfjs';
import { equations, float64 } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';
import { floatTensors, numbersOnly } from '../../lib/equations/tensors.js';
import { backends } from '../support/backends.js';

const seeds = [1, 2, 3, 20];
const all = equations.allEquations();

beforeAll(() => tf.ready());

/** Backends have no part in results that are plain numbers. */
const givesNumbers = (eq: equations.AnyEquation): boolean =>
  float64.inFloat64(() =>
    numbersOnly(() => floatTensors(eq.code(...eq.sample(new equations.Random(1)))).length === 0),
  );

it('the registry holds the equations of the recurrent chapters', () => {
  expect(all.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      'rnn.state',
      'rnn.output',
      'rnn.loss',
      'bptt.output-weights',
      'bptt.state',
      'bptt.jacobian',
      'bptt.delta',
      'bptt.recurrent-weights',
      'bptt.input-weights',
      'bptt.product',
      'gradient.flow',
      'gradient.clip',
    ]),
  );
});

describe.each(all.map((eq) => ({ id: eq.id, eq })))('$id', ({ eq }) => {
  it.each(seeds)(
    'what is written is what is computed, the gradient is right, nothing leaks: seed %i',
    (seed) => {
      const before = tf.memory().numTensors;
      const report = equations.checkEquation(eq, { seed });
      for (const { error, source } of report.forms) expect(error, source).toBeLessThanOrEqual(1e-10);
      for (const { ok, source } of report.errata) expect(ok, source).toBe(true);
      if (!eq.withoutGradient) {
        expect(report.gradient!.worst, report.gradient!.where).toBeLessThanOrEqual(1e-7);
        expect(report.gradient!.compared).toBeGreaterThan(0);
      }
      expect(report.leaked).toBe(0);
      expect(report.ok).toBe(true);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  if (!givesNumbers(eq))
    it.each(backends)('on %s it is what it is in 64-bit, to 1e-6', async (backend) => {
      const before = tf.memory().numTensors;
      for (const seed of seeds) {
        const { error, ok } = await equations.checkBackend(eq, backend, { seed });
        expect(error).toBeLessThanOrEqual(1e-6);
        expect(ok).toBe(true);
      }
      expect(tf.memory().numTensors).toBe(before);
    });

  it('is written as KaTeX can show it, with a title and sources in both languages', () => {
    expect(eq.title.en).not.toBe('');
    expect(eq.title.ru).toMatch(/[а-яё]/i);
    for (const { source, tex } of [...eq.forms, ...(eq.errata ?? [])]) {
      expect(source).not.toBe('');
      expect(tex).toContain('=');
    }
    if (eq.withoutGradient) expect(eq.withoutGradient.ru).toMatch(/[а-яё]/i);
    for (const { why } of eq.errata ?? []) {
      expect(why.en).not.toBe('');
      expect(why.ru).toMatch(/[а-яё]/i);
    }
  });
});

it('an id is taken once, and an unknown one is answered with those that exist', () => {
  const [{ id }] = all;
  const spec = { ...equations.findEquation(id), id };
  expect(() => equations.equation(spec as equations.EquationSpec<never[], unknown>)).toThrow(
    `id: expected an id that is not yet taken, received ${id}`,
  );
  expect(() => equations.findEquation('rnn.stat')).toThrow(
    /^equation id: expected one of .*rnn\.state, .*received rnn\.stat$/,
  );
  expect(equations.findEquation(id).name).toBe(id);
});
