import * as tf from '@tensorflow/tfjs';
import { equations, float64 } from 'unrolled';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { equivalent } from './equivalent.js';
import { mutants } from './generate.js';
import { written } from './written/index.js';

const seeds = [1, 2, 3];
/** A mutant that is caught differs by far more than what the checks allow. */
const plain = 1e-6;

const all = [...equations.allEquations(), ...written];
const caught = { value: 0, shape: 0, symbol: 0, syntax: 0 };
const survivors: { id: string; what: string }[] = [];

type Form = (typeof all)[number]['forms'][number];

beforeAll(() => tf.ready());

/** How far the mutated form is from the code, or how it was refused. */
function outcome(form: Form, args: never[], result: unknown): number | equations.EquationErrorKind {
  try {
    return equations.checkForm(form, args, result);
  } catch (error) {
    if (error instanceof equations.EquationError) return error.kind;
    throw error;
  }
}

function surviving(eq: (typeof all)[number], form: Form): string[] {
  return float64.inFloat64(() => {
    const alive: string[] = [];
    tf.tidy(() => {
      const samples = seeds.map((seed) => eq.sample(new equations.Random(seed)));
      const results = samples.map((args) => eq.code(...args));
      const symbols = form.symbols(...samples[0]);
      for (const { what, tex } of mutants(form.tex, Array.isArray(symbols) ? symbols[0] : symbols)) {
        const outcomes = samples.map((args, i) => outcome({ ...form, tex }, args, results[i]));
        const refusal = outcomes.find((one) => typeof one === 'string');
        if (refusal) caught[refusal]++;
        else if (outcomes.some((error) => (error as number) > plain)) caught.value++;
        else alive.push(what);
      }
    });
    return alive;
  });
}

describe('every mistake in a written formula is caught', () => {
  for (const eq of all)
    for (const form of eq.forms)
      it(`${eq.id}, ${form.source}: ${form.tex}`, () => {
        const alive = surviving(eq, form);
        survivors.push(...alive.map((what) => ({ id: eq.id, what })));
        const same = equivalent.filter(({ id }) => id === eq.id).map(({ what }) => what);
        expect(alive.filter((what) => !same.includes(what))).toEqual([]);
      });

  afterAll(() => {
    // a list of equivalents that is longer than need be would hide a mistake one day
    for (const { id, what } of equivalent) expect(survivors).toContainEqual({ id, what });
    expect(caught.value).toBeGreaterThan(400);
    expect(caught.shape).toBeGreaterThan(300);
    expect(caught.symbol).toBeGreaterThan(200);
    expect(caught.syntax).toBe(0);
  });
});
