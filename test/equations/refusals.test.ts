import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, float64, type ShapeError } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { floatTensors, mapTensors, numbersOnly } from '../../lib/equations/tensors.js';

const parameters = (eq: equations.AnyEquation): string[] => {
  const [, list = ''] = /^(?:code|function \w+)?\(([^)]*)\)/.exec(eq.code.toString()) ?? [];
  return list.split(',').map((name) => name.split('=')[0].trim());
};

/** Equations of tensors of any shape. */
const anyShape = ['gradient.clip', 'dnc.oneplus'];
/** Equations whose arguments must only fit each other: either may be called the wrong one. */
const eitherName = ['rnn.merge-concat', 'rnn.merge-sum', 'rnn.merge-mean', 'fourier.fft'];

/** In a composed equation the part that meets the tensor first refuses it, by the name that it has there. */
const parts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'caption.soft': { scores: 'beta', regions: 'hs' },
  'seq.tasks-one-to-one': { h0: 'h' },
  'seq.tasks-one-to-many': { h0: 'h' },
  'seq.tasks-many-to-one': { h0: 's0' },
  'seq.tasks-synchronous': { h0: 's0' },
  'seq.tasks-asynchronous': { h0: 's0', start: 'x' },
  'seq2seq.likelihood': { c: 'h' },
  'seq2seq.decoder': { s: 'h' },
  'seq2seq.luong': { s: 'h', states: 'hs' },
  'seq2seq.bahdanau': { s: 'ht', states: 'hs' },
};

/** Every tensor among the arguments of an equation, and the name by which an error must call it. */
const checked = equations.allEquations().filter(({ id }) => !anyShape.includes(id));
const cases = checked.flatMap((eq) =>
  float64.inFloat64(() =>
    numbersOnly(() =>
      floatTensors(eq.sample(new equations.Random(1))).map(({ path }) => {
        // one of a list goes by the name of the list
        const names = [parameters(eq)[Number(path[0])], ...path.slice(1).filter((key) => !/^\d+$/.test(key))];
        return { id: eq.id, eq, path, name: names.at(-1)!, place: path.slice(1).join('.') };
      }),
    ),
  ),
);

/** What the code says when one tensor among its arguments is another. */
function refusal(
  eq: equations.AnyEquation,
  at: readonly string[],
  change: (tensor: Tensor) => Tensor,
): unknown {
  return float64.inFloat64(() =>
    numbersOnly((): unknown => {
      const args = mapTensors(eq.sample(new equations.Random(1)), (tensor, path) =>
        String(path) === String(at) ? change(tensor) : tensor,
      );
      const before = tf.memory().numTensors;
      try {
        eq.code(...(args as never[]));
        return 'no error';
      } catch (error) {
        expect(tf.memory().numTensors).toBe(before);
        return error;
      }
    }),
  );
}

const sizes = /^\[([\p{L}\d′+−· ]+(, [\p{L}\d′+−· ]+)*)?\]( with at least one element)?$/u;

describe('a tensor of another rank is refused by name, with the shape that was expected', () => {
  it.each(cases)('$id: $name ($place)', ({ id, eq, path, name }) => {
    const error = refusal(eq, path, (tensor) => tensor.expandDims(0)) as ShapeError;
    expect(error).toMatchObject({
      name: 'ShapeError',
      argument: eitherName.includes(id) ? expect.stringMatching(/\w/) : (parts[id]?.[name] ?? name),
      expected: expect.stringMatching(sizes),
    });
    expect(error.received).toMatch(/^\[\d+(, \d+)*\]$/);
  });
});
