import * as tf from '@tensorflow/tfjs';
import { decoding } from 'unrolled';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import reference from '../reference/decoding.json';
import { firstTokens, secondOrder } from './models';

/** JSON knows no infinity. */
const read = (rows: readonly (readonly (number | null)[])[]) =>
  rows.map((row) => row.map((x) => x ?? -Infinity));

const { byLength, forbid, temperature, topK, topP } = decoding;

beforeAll(() => tf.setBackend('float64'));
afterAll(() => tf.setBackend('wasm'));

describe('filters are those of transformers', () => {
  const filters: Record<keyof typeof reference.filters, decoding.LogitsFilter[]> = {
    'temperature 0.7': [temperature(0.7)],
    'temperature 2.5': [temperature(2.5)],
    'top-k 1': [topK(1)],
    'top-k 3': [topK(3)],
    'top-k 10': [topK(10)],
    'top-p 0.01': [topP(0.01)],
    'top-p 0.5': [topP(0.5)],
    'top-p 0.9': [topP(0.9)],
    'top-p 1': [topP(1)],
    'temperature 2, top-k 5, top-p 0.8': [temperature(2), topK(5), topP(0.8)],
    'top-p 0.8, top-k 2, temperature 0.5': [topP(0.8), topK(2), temperature(0.5)],
    'forbid 2, 7': [forbid([2, 7])],
  };
  it.each(Object.entries(filters))('%s', (name, list) => {
    const expected = read(reference.filters[name as keyof typeof reference.filters]);
    reference.logits.forEach((logits, n) => {
      const ours = list.reduce<readonly number[]>((values, filter) => filter(values, []), logits);
      ours.forEach((value, token) => {
        if (expected[n][token] === -Infinity) expect(value).toBe(-Infinity);
        else expect(value).toBeCloseTo(expected[n][token], 12);
      });
    });
  });

  it('but of equally likely tokens the nucleus takes the lower one first', () => {
    const probabilities = reference.shares.map((row) => row.map(Math.exp));
    const left = (p: number) =>
      reference.shares.map((row) => topP(p)(row, []).flatMap((value, i) => (value === -Infinity ? [] : [i])));
    expect(probabilities[0]).toEqual([0.3, 0.1, 0.1, 0.5].map((p) => expect.closeTo(p, 12)));
    expect(left(0.7)).toEqual([
      [0, 3],
      [1, 2, 3],
    ]);
    expect(left(0.81)).toEqual([
      [0, 1, 3],
      [1, 2, 3],
    ]);
    // transformers sorts upwards, and takes the last of equals
    const theirs = read(reference['top-p of shares']['0.81'])[0];
    expect(theirs.map((value) => value > -Infinity)).toEqual([true, false, true, true]);
  });
});

describe('searches are those of transformers', () => {
  const step = secondOrder(reference.table);

  it.each(reference.beams.map(({ options }, i) => [JSON.stringify(options), i] as const))(
    'beam search, ended hypotheses set aside: %s',
    async (_, i) => {
      const { prompts, options, hypotheses } = reference.beams[i];
      const found = await decoding.beamSearch(step, firstTokens(prompts), {
        prompts,
        beam: options.beam,
        end: options.end,
        maxLength: options.maxLength,
        // they do not count the end token
        minLength: options.minNewTokensBeforeEnd + 1,
        penalty: byLength(options.alpha),
        ended: 'aside',
      });
      expect(found.map((source) => source.hypotheses.map(({ tokens }) => tokens))).toEqual(
        hypotheses.map((source) => source.map(({ tokens }) => tokens)),
      );
      found.forEach((source, b) => {
        source.hypotheses.forEach(({ score }, r) => {
          expect(score).toBeCloseTo(hypotheses[b][r].score, 6);
        });
      });
    },
  );

  it('where nothing ends, ended hypotheses cannot matter', async () => {
    const { prompts, options, hypotheses } = reference.beams.find(
      ({ options: { end } }) => end.length === 0,
    )!;
    const found = await decoding.beamSearch(step, firstTokens(prompts), {
      prompts,
      beam: options.beam,
      end: [],
      maxLength: options.maxLength,
    });
    expect(found.map((source) => source.hypotheses.map(({ tokens }) => tokens))).toEqual(
      hypotheses.map((source) => source.map(({ tokens }) => tokens)),
    );
  });

  it('greedy', async () => {
    const { end, maxLength, tokens } = reference.greedy;
    const { prompts } = reference.beams[0];
    const found = await decoding.greedy(step, firstTokens(prompts), { prompts, end, maxLength });
    expect(found.map(({ best }) => best.tokens)).toEqual(tokens);
  });
});
