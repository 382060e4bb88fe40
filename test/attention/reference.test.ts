import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { attention, float64, weights } from 'unrolled';
import { describe, expect, it } from 'vitest';
import reference from '../reference/attention.json' with { type: 'json' };
import { distance, type Nested, tensorOf } from '../support/numbers.js';

const { attentionQKV, causalMask, decoder, decoderStep, encoder, headMaps, multiHead, paddingMask } =
  attention;

type Named = { readonly [name: string]: Tensor };
type Case = {
  readonly weights: Nested;
  readonly state_dict: object;
  readonly gradients: object;
  readonly result: Nested;
};
const named = (values: object): Named =>
  Object.fromEntries(Object.entries(values).map(([name, v]) => [name, tensorOf(v as Nested)]));
const x3 = (v: Nested) => tensorOf<tf.Rank.R3>(v);
const heads = reference.heads;
const padding = () => paddingMask(tf.tensor2d(reference.padding));

/**
 * The same result, and the same gradients by the inputs and all parameters. `convert` is linear (it transposes and
 * splits), so it converts gradients as well.
 */
function check<P extends object>(
  c: Case,
  inputs: readonly string[],
  convert: (stateDict: Named) => P,
  run: (p: P, ...inputs: tf.Tensor3D[]) => tf.Tensor3D,
): void {
  float64.inFloat64(() => {
    const values = inputs.map((name) => x3((c as unknown as Record<string, Nested>)[name]));
    const p = convert(named(c.state_dict));
    const result = run(p, ...values);
    expect(distance(result, tensorOf(c.result))).toBeLessThan(1e-12);
    const flat = flatten(p);
    const theirs = named(c.gradients);
    const want = flatten(
      convert(Object.fromEntries(Object.entries(theirs).filter(([name]) => !inputs.includes(name)))),
    );
    const loss = (...all: Tensor[]) => {
      const changed = rebuilt(p, new Map(flat.map(([path], i) => [path, all[i]])));
      return run(changed, ...(all.slice(flat.length) as tf.Tensor3D[]))
        .mul(tensorOf(c.weights))
        .sum();
    };
    const tape = tf.grads(loss as never)([...flat.map(([, t]) => t), ...values]);
    flat.forEach(([path], i) => {
      expect(want[i][0]).toBe(path);
      expect(distance(tape[i], want[i][1]), path).toBeLessThan(1e-10);
    });
    inputs.forEach((name, i) => {
      expect(distance(tape[flat.length + i], theirs[name]), name).toBeLessThan(1e-10);
    });
  });
}

const flatten = (value: unknown, path = ''): [string, Tensor][] =>
  value instanceof tf.Tensor
    ? [[path, value]]
    : Object.entries(value as object).flatMap(([key, inner]) => flatten(inner, `${path}.${key}`));
const rebuilt = <T>(value: T, at: ReadonlyMap<string, Tensor>, path = ''): T => {
  if (value instanceof tf.Tensor) return at.get(path) as T;
  if (Array.isArray(value)) return value.map((inner, i) => rebuilt(inner, at, `${path}.${i}`)) as T;
  return Object.fromEntries(
    Object.entries(value as object).map(([key, inner]) => [key, rebuilt(inner, at, `${path}.${key}`)]),
  ) as T;
};

describe(`against ${reference['made by']}`, () => {
  it('scaled dot-product attention under a mask', () => {
    const allowed = tf.tensor2d(reference.allowed);
    check(
      reference.sdpa,
      ['Q', 'K', 'V'],
      () => ({}),
      (_, Q, K, V) => attentionQKV(Q, K, V, allowed),
    );
  });

  it.each(reference.multiHead)('multi-head attention, masked: $masked', (c) => {
    const both = tf.logicalAnd(tf.cast(padding(), 'bool'), tf.cast(tf.tensor2d(reference.allowed), 'bool'));
    const mask = c.masked ? both : undefined;
    check(c, ['x', 'memory'], weights.multiHeadFromPyTorch, (p, x, memory) =>
      multiHead(p, x, memory, { heads, mask }),
    );
    float64.inFloat64(() => {
      const maps = headMaps(weights.multiHeadFromPyTorch(named(c.state_dict)), x3(c.x), x3(c.memory), {
        heads,
        mask,
      });
      expect(distance(tf.stack(maps, 1), tensorOf(c.maps as Nested))).toBeLessThan(1e-12);
    });
  });

  it.each(reference.encoder)('encoder, norm before: $pre', (c) => {
    const options = { heads, norm: c.pre ? 'pre' : 'post', mask: padding() } as const;
    check(c, ['x'], weights.encoderFromPyTorch, (p, x) => encoder(p, x, options));
  });

  it.each(reference.decoder)('decoder, norm before: $pre; and one element at a time', (c) => {
    const options = { heads, norm: c.pre ? 'pre' : 'post', memoryMask: padding() } as const;
    check(c, ['x', 'memory'], weights.decoderFromPyTorch, (p, x, memory) => decoder(p, x, memory, options));
    float64.inFloat64(() => {
      const p = weights.decoderFromPyTorch(named(c.state_dict));
      const [x, memory] = [x3(c.x), x3(c.memory)];
      let cache: attention.DecoderCache | undefined;
      const rows = tf.split(x, x.shape[1], 1).map((element) => {
        const step = decoderStep(p, element as tf.Tensor3D, memory, cache, options);
        cache = step.cache;
        return step.y;
      });
      expect(distance(tf.concat(rows, 1), tensorOf(c.result))).toBeLessThan(1e-12);
    });
  });

  it('conversion goes both ways, and says what is missing or too much', () => {
    float64.inFloat64(() => {
      const pairs = [
        [reference.multiHead[0], weights.multiHeadFromPyTorch, weights.multiHeadToPyTorch],
        [reference.encoder[0], weights.encoderFromPyTorch, weights.encoderToPyTorch],
        [reference.encoder[1], weights.encoderFromPyTorch, weights.encoderToPyTorch],
        [reference.decoder[0], weights.decoderFromPyTorch, weights.decoderToPyTorch],
        [reference.decoder[1], weights.decoderFromPyTorch, weights.decoderToPyTorch],
      ] as const;
      for (const [c, from, to] of pairs) {
        const theirs = named(c.state_dict);
        const prefixed = Object.fromEntries(Object.entries(theirs).map(([name, t]) => [`a.${name}`, t]));
        const p = from({ ...prefixed, other: tf.scalar(1) }, { prefix: 'a.' });
        const back = to(p as never, { prefix: 'a.' });
        expect(Object.keys(back).sort()).toEqual(Object.keys(prefixed).sort());
        for (const [name, t] of Object.entries(back)) {
          const want = prefixed[name];
          if (!name.endsWith('in_proj_bias')) expect(distance(t, want), name).toBe(0);
          // all but the bias of the keys, which does nothing
          else {
            const [q, k, v] = tf.split(t, 3);
            const [wq, , wv] = tf.split(want, 3);
            expect([distance(q, wq), distance(v, wv), distance(k, tf.zerosLike(k))]).toEqual([0, 0, 0]);
          }
        }
        expect(() => from({ ...theirs, more: tf.scalar(1) })).toThrow('more besides');
        const [first, ...rest] = Object.keys(theirs);
        expect(() => from(Object.fromEntries(rest.map((name) => [name, theirs[name]])))).toThrow(
          `nothing named ${first}`,
        );
        for (const name of Object.keys(theirs)) {
          const wrong = { ...theirs, [name]: theirs[name].expandDims(0) };
          expect(() => from(wrong), name).toThrow(/: expected \[.*\], received \[1, /);
        }
      }
    });
  });
});

it('a causal mask lets nobody see what is to come', () => {
  expect(causalMask(3).arraySync()).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [1, 1, 1],
  ]);
  expect(() => causalMask(0)).toThrow('N: expected an integer ≥ 1, received 0');
});
