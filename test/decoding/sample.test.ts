import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { decoding, equations } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { firstTokens, logProbOf, logSoftmax, randomTable, saying, secondOrder } from './models';

const { beamStep, byLength, draw, forbid, gnmt, greedy, nucleusSize, sample, temperature, topK, topP } =
  decoding;
const { Random } = equations;
const table = randomTable(4, new Random(5).normal);
const step = secondOrder(table);
const options = { prompts: [[0]], end: [] as number[], maxLength: 4 };

const tokensOf = async (seed: number, filters?: decoding.LogitsFilter[], prompts = [[0]]) => {
  const run = { ...options, prompts, random: new Random(seed), filters };
  return (await sample(step, firstTokens(prompts), run)).map(({ best }) => best);
};

describe('sampling', () => {
  it('is repeated by its seed, and each sequence says how likely it was', async () => {
    const prompts = [[0], [0, 2], [3]];
    const first = await tokensOf(7, undefined, prompts);
    expect(await tokensOf(7, undefined, prompts)).toEqual(first);
    expect(await tokensOf(8, undefined, prompts)).not.toEqual(first);
    first.forEach(({ tokens, logProb, score }, b) => {
      expect(logProb).toBeCloseTo(logProbOf(table, prompts[b], tokens), 5);
      expect(score).toBe(logProb);
    });
    // the model's own log-probability, whatever filters do
    const [filtered] = await tokensOf(7, [temperature(0.5), topK(2)]);
    expect(filtered.logProb).toBeCloseTo(logProbOf(table, [0], filtered.tokens), 5);
  });

  it('draws tokens as often as they are likely', async () => {
    const N = 4000;
    const shares = [0.5, 0.125, 0.3, 0.075];
    const logProbs = tf.tensor2d(Array.from({ length: N }, () => shares.map(Math.log)));
    const prompts = Array.from({ length: N }, () => [0]);
    const drawn = (filters: decoding.LogitsFilter[]) =>
      sample((_, state) => ({ logProbs, state }), [], {
        prompts,
        end: [],
        maxLength: 1,
        random: new Random(11),
        filters,
      }).then((all) =>
        shares.map((_, token) => all.filter(({ best }) => best.tokens[0] === token).length / N),
      );
    // 1.2 digits: to 0.03
    const near = (values: number[]) => values.map((value) => expect.closeTo(value, 1.2));
    expect(await drawn([])).toEqual(near(shares));
    expect(await drawn([topK(2)])).toEqual(near([0.625, 0, 0.375, 0]));
    expect((await drawn([topP(0.6)]))[3]).toBe(0);
    const squares = [0.25, 0.015625, 0.09, 0.005625].map((square) => square / 0.36125);
    expect(await drawn([temperature(0.5)])).toEqual(near(squares));
    logProbs.dispose();
  });

  it('is greedy decoding with top-k 1, a small nucleus or almost no temperature', async () => {
    const [{ best }] = await greedy(step, firstTokens([[0]]), options);
    for (const filters of [
      [topK(1)],
      [topP(1e-9)],
      [temperature(1e-3)],
      [temperature(5), topK(3), topP(0.01)],
    ])
      for (const seed of [1, 2, 3]) expect((await tokensOf(seed, filters))[0].tokens).toEqual(best.tokens);
  });

  it('tells filters the tokens so far, and holds end tokens back', async () => {
    const seen: number[][] = [];
    const watching: decoding.LogitsFilter = (logits, tokens) => {
      seen.push([...tokens]);
      return logits;
    };
    const [{ tokens }] = await tokensOf(1, [watching]);
    expect(seen).toEqual([0, 1, 2, 3].map((t) => tokens.slice(0, t)));
    for (const seed of [1, 2, 3, 4, 5]) {
      const run = { ...options, end: [1, 2, 3], minLength: 3, random: new Random(seed) };
      const [{ best }] = await sample(step, firstTokens([[0]]), run);
      expect(best.tokens.slice(0, 2)).toEqual([0, 0]);
    }
  });

  it('refuses filters that leave nothing or change the vocabulary', async () => {
    await expect(tokensOf(1, [forbid([0, 1, 2, 3])])).rejects.toThrow(
      saying('logits: expected a token that may come, received none: all are −∞'),
    );
    await expect(tokensOf(1, [topK(2), () => [0]])).rejects.toThrow(
      saying('filters[1]: expected 4 logits, received 1'),
    );
    await expect(tokensOf(1, [topK(5)])).rejects.toThrow(
      saying('k: expected an integer from 1 to 4, received 5'),
    );
  });
});

const logits = fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 8 });
const share = fc.double({ min: 0.01, max: 1, noNaN: true });
const shares = (values: readonly number[]) => logSoftmax(values).map(Math.exp);
const left = (values: readonly number[]) => values.flatMap((value, i) => (value > -Infinity ? [i] : []));

describe('filters', () => {
  it('top-k leaves exactly k, and none better outside', () =>
    fc.assert(
      fc.property(logits, fc.nat(7), (z, n) => {
        const k = (n % z.length) + 1;
        const values = topK(k)(z, []);
        const kept = left(values);
        expect(kept).toHaveLength(k);
        for (const i of kept) expect(values[i]).toBe(z[i]);
        const worst = Math.min(...kept.map((i) => z[i]));
        z.forEach((value, i) => {
          if (!kept.includes(i)) expect(value).toBeLessThanOrEqual(worst);
        });
      }),
    ));

  it('top-p leaves the smallest set that reaches p', () =>
    fc.assert(
      fc.property(logits, share, (z, p) => {
        const q = shares(z);
        const kept = left(topP(p)(z, []));
        const sum = kept.reduce((total, i) => total + q[i], 0);
        expect(sum).toBeGreaterThanOrEqual(p - 1e-9);
        if (p < 1) expect(sum - Math.min(...kept.map((i) => q[i]))).toBeLessThan(p + 1e-9);
        else expect(kept).toHaveLength(z.length);
        expect(kept).toHaveLength(nucleusSize(q, p));
      }),
    ));

  it('in any order leave a distribution, the most likely token in it', () =>
    fc.assert(
      fc.property(
        logits,
        fc.shuffledSubarray(['temperature', 'topK', 'topP', 'topK'] as const),
        share,
        fc.nat(7),
        (z, names, p, n) => {
          const k = (n % z.length) + 1;
          const make = { temperature: temperature(p * 3), topK: topK(k), topP: topP(p) };
          const values = names.reduce<readonly number[]>((before, name) => make[name](before, []), z);
          const kept = left(values);
          expect(values).toHaveLength(z.length);
          expect(kept).toContain(z.indexOf(Math.max(...z)));
          if (names.includes('topK')) expect(kept.length).toBeLessThanOrEqual(k);
          expect(shares(values).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
        },
      ),
    ));

  it('order matters: a nucleus of flatter shares is larger', () => {
    const z = [0.6, 0.2, 0.1, 0.1].map(Math.log);
    expect(left(topP(0.6)(temperature(4)(z, []), []))).toEqual([0, 1, 2]);
    expect(left(temperature(4)(topP(0.6)(z, []), []))).toEqual([0]);
  });

  it('by hand', () => {
    expect(topK(2)([1, 3, 2, 3], [])).toEqual([-Infinity, 3, -Infinity, 3]);
    // ties: the lower tokens
    expect(topK(2)([3, 3, 3, 1], [])).toEqual([3, 3, -Infinity, -Infinity]);
    expect(topK(3)([0, -Infinity, -Infinity, 1], [])).toEqual([0, -Infinity, -Infinity, 1]);
    expect(temperature(2)([1, -3, -Infinity], [])).toEqual([0.5, -1.5, -Infinity]);
    expect(forbid([1])([1, 2, 3], [])).toEqual([1, -Infinity, 3]);
    // 0.5 + 0.3 is what it takes, whatever rounding makes of it
    expect(left(topP(0.8)([0.3, 0.1, 0.1, 0.5].map(Math.log), []))).toEqual([0, 3]);
    expect(nucleusSize([0.1, 0.2, 0.3, 0.4], 0.9)).toBe(3);
    expect(nucleusSize([0.25, 0.25, 0.25, 0.25], 0.5)).toBe(2);
    expect(nucleusSize([0.25, 0.25, 0.25, 0.25], 0.5 + 1e-9)).toBe(3);
    // what rounds away is still a token
    expect(nucleusSize([1, 1e-20], 1)).toBe(2);
    expect(nucleusSize([1, 1e-20], 1 - 1e-9)).toBe(1);
    expect(nucleusSize([0.5, 0.4], 0.99)).toBe(2);
  });

  it('says what is wrong at once', () => {
    for (const T of [0, -1, NaN, Infinity])
      expect(() => temperature(T)).toThrow(saying(`T: expected a number above 0, received ${T}`));
    for (const p of [0, -0.1, 1.0001, NaN]) {
      const message = `p: expected a number above 0, up to 1, received ${p}`;
      expect(() => topP(p)).toThrow(saying(message));
      expect(() => nucleusSize([1], p)).toThrow(saying(message));
    }
    for (const k of [0, 1.5, -1])
      expect(() => topK(k)).toThrow(saying(`k: expected an integer ≥ 1, received ${k}`));
    expect(() => topK(3)([1, 2], [])).toThrow(saying('k: expected an integer from 1 to 2, received 3'));
    expect(() => forbid([0, 2])([1, 2], [])).toThrow(
      saying('token: expected an integer from 0 to 1, received 2'),
    );
  });
});

describe('draw', () => {
  it('divides the interval from 0 to 1', () => {
    const p = [0.25, 0, 0.5, 0.25];
    expect([0, 0.2499, 0.25, 0.7499, 0.75, 0.9999].map((u) => draw(p, u))).toEqual([0, 0, 2, 2, 3, 3]);
    // what is short of 1 by rounding belongs to the last that may come
    expect(draw([0.3, 0.69, 0], 0.995)).toBe(1);
    for (const u of [1, -0.1, NaN])
      expect(() => draw(p, u)).toThrow(saying(`u: expected a number from 0 up to below 1, received ${u}`));
  });
});

describe('one step', () => {
  it('of a beam gives the best of each, in order, with where they come from', () => {
    const logProbs = [
      [-1, -3, -2],
      [-2, -1, -Infinity],
    ];
    expect(beamStep([-1, -0.5], logProbs, 2)).toEqual([
      { from: 1, token: 1, logProb: -1, total: -1.5 },
      { from: 0, token: 0, logProb: -1, total: -2 },
      { from: 1, token: 0, logProb: -2, total: -2.5 },
      { from: 0, token: 2, logProb: -2, total: -3 },
    ]);
    expect(beamStep([-1, -0.5], logProbs, 9)).toHaveLength(5);
    expect(
      beamStep(
        [0, 0],
        [
          [-1, -1],
          [-1, -1],
        ],
        2,
      ).map(({ from, token }) => [from, token]),
    ).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(() => beamStep([0], logProbs, 2)).toThrow(saying('logProbs: expected 1 rows, received 2 rows'));
    expect(() => beamStep([0, 0], logProbs, 0)).toThrow(saying('each: expected an integer ≥ 1, received 0'));
  });

  it('of greedy decoding takes the first of the largest', () => {
    expect(decoding.mostLikely([0.1, 0.4, 0.1, 0.4])).toBe(1);
    expect(() => decoding.mostLikely([])).toThrow(
      saying('probabilities: expected at least one, received none'),
    );
  });
});

describe('length penalties', () => {
  it('by hand', () => {
    expect(byLength(2)(3)).toBe(9);
    expect(byLength(0)(3)).toBe(1);
    expect(gnmt(1)(1)).toBe(1);
    expect(gnmt(2)(7)).toBe(4);
    for (const alpha of [NaN, Infinity])
      for (const penalty of [byLength, gnmt])
        expect(() => penalty(alpha)).toThrow(saying(`alpha: expected a finite number, received ${alpha}`));
    expect(decoding.scoreByLength([-1, -2], 1)).toBe(-1.5);
    expect(decoding.scoreByGnmt([-1, -2, -3, -4, -1, -1, -4], 1)).toBe(-8);
    for (const score of [decoding.scoreByLength, decoding.scoreByGnmt])
      expect(() => score([], 1)).toThrow(saying('number of logProbs: expected an integer ≥ 1, received 0'));
  });
});
