import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { decoding, equations, Stopped } from 'unrolled';
import { afterEach, describe, expect, it } from 'vitest';
import { firstTokens, logProbOf, logSoftmax, randomTable, saying, secondOrder } from './models';

const { beamSearch, greedy, sample } = decoding;
const table = randomTable(5, new equations.Random(3).normal);
const step = secondOrder(table);
const options = { prompts: [[0]], end: [] as number[], maxLength: 3 };

describe('the tree', () => {
  it('shows what was considered and what was kept: 4 of 16, S4', async () => {
    const [{ tree, hypotheses }] = await beamSearch(step, firstTokens([[0]]), {
      ...options,
      beam: 4,
      tree: true,
    });
    expect(tree).toMatchObject({ token: -1, logProb: 0, total: 0, kept: true, ended: false });
    expect(tree).not.toHaveProperty('rank');
    const levels: decoding.SearchNode[][] = [[tree!]];
    for (let t = 0; t < 3; t++) levels.push(levels[t].flatMap(({ children }) => children));
    expect(levels.map(({ length }) => length)).toEqual([1, 4, 16, 16]);
    expect(levels.slice(1).map((nodes) => nodes.filter(({ kept }) => kept).length)).toEqual([4, 4, 4]);
    levels.slice(1).forEach((nodes) => {
      const worstKept = Math.min(...nodes.filter(({ kept }) => kept).map(({ total }) => total));
      for (const { kept, total, children } of nodes) {
        expect(kept).toBe(total >= worstKept);
        if (!kept) expect(children).toEqual([]);
        children.forEach((child, i) => {
          expect(child.total).toBeCloseTo(total + child.logProb, 12);
          if (i > 0) expect(child.logProb).toBeLessThanOrEqual(children[i - 1].logProb);
        });
      }
    });
    const walk = (node: decoding.SearchNode, tokens: number[]): [number, number[]][] => [
      ...(node.rank === undefined ? [] : [[node.rank, tokens] as [number, number[]]]),
      ...node.children.flatMap((child) => walk(child, [...tokens, child.token])),
    ];
    const ranked = walk(tree!, []).sort(([a], [b]) => a - b);
    expect(ranked).toEqual(hypotheses.map(({ tokens }, rank) => [rank, tokens]));
  });

  it('is there on request only; of greedy decoding it is a path', async () => {
    const [plain] = await beamSearch(step, firstTokens([[0]]), { ...options, beam: 2 });
    expect(plain).not.toHaveProperty('tree');
    const [{ tree, best }] = await greedy(step, firstTokens([[0]]), {
      ...options,
      end: [0, 1, 2, 3, 4],
      tree: true,
    });
    expect(best.tokens).toHaveLength(1);
    const node = {
      token: best.tokens[0],
      total: best.logProb,
      logProb: best.logProb,
      kept: true,
      ended: true,
    };
    expect(tree!.children).toEqual([{ ...node, children: [], rank: 0 }]);
  });
});

describe('prompts', () => {
  it('of different lengths are each continued behind their own end', async () => {
    const prompts = [[0, 3, 1, 2], [4], [2, 2]];
    const together = await beamSearch(step, firstTokens(prompts), { ...options, prompts, beam: 3 });
    for (const [b, prompt] of prompts.entries()) {
      const [alone] = await beamSearch(step, firstTokens([prompt]), {
        ...options,
        prompts: [prompt],
        beam: 3,
      });
      expect(together[b]).toEqual(alone);
      expect(alone.best.logProb).toBeCloseTo(logProbOf(table, prompt, alone.best.tokens), 5);
    }
  });

  it('feeds tokens as int32, all open paths and no others', async () => {
    const seen: [string, number[]][] = [];
    const watching: typeof step = (tokens, state) => {
      seen.push([tokens.dtype, Array.from(tokens.dataSync())]);
      return step(tokens, state);
    };
    const prompts = [[1, 2], [3]];
    const [a, b] = await greedy(watching, firstTokens(prompts), { ...options, prompts, maxLength: 2 });
    expect(seen).toEqual([
      ['int32', [1, 3]],
      ['int32', [2, b.best.tokens[0]]],
      ['int32', [a.best.tokens[0]]],
    ]);
  });
});

/** The second-order model with a state of another kind. */
const nested: decoding.Step<{ a: { before: Tensor2D }[]; constant: Tensor2D }> = (
  tokens,
  { a, constant },
) => {
  const { logProbs, state } = step(tokens, a[0].before);
  return { logProbs, state: { a: [{ before: state }], constant } };
};

describe('states', () => {
  it('may be nested, and hand tensors through', async () => {
    const prompts = [[0], [1]];
    const expected = await beamSearch(step, firstTokens(prompts), { ...options, prompts, beam: 3 });
    const state = { a: [{ before: firstTokens(prompts) }], constant: tf.tensor2d([[1], [2]]) };
    const constants: number[][] = [];
    const watching: typeof nested = (tokens, s) => {
      constants.push(Array.from(s.constant.dataSync()));
      return nested(tokens, s);
    };
    const before = tf.memory().numTensors;
    expect(await beamSearch(watching, state, { ...options, prompts, beam: 3 })).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before);
    expect(state.constant.isDisposed || state.a[0].before.isDisposed).toBe(false);
    // rows follow their source
    expect(constants).toEqual([
      [1, 2],
      [1, 1, 1, 2, 2, 2],
      [1, 1, 1, 2, 2, 2],
    ]);
  });

  it('may be anything that comes with a way to re-order it', async () => {
    const expected = await beamSearch(step, firstTokens([[0], [1]]), {
      ...options,
      prompts: [[0], [1]],
      beam: 3,
    });
    const texts: decoding.Step<string[]> = (tokens, before) => {
      const last = Array.from(tokens.dataSync());
      const rows = before.map((text, n) => table[Number(text.at(-1))][last[n]]);
      return { logProbs: tf.tensor2d(rows), state: before.map((text, n) => text + last[n]) };
    };
    const reorder = (state: string[], rows: readonly number[]) => rows.map((row) => state[row]);
    const run = { ...options, prompts: [[0], [1]], beam: 3, reorder };
    expect(await beamSearch(texts, ['0', '1'], run)).toEqual(expected);
    await expect(beamSearch(texts, ['0', '1'], { ...run, reorder: undefined })).rejects.toThrow(
      'state.0: expected tensors, or the option reorder, received string',
    );
  });

  it('are re-ordered where the rows change, and only there', async () => {
    const orders: number[][] = [];
    const reorder = (state: Tensor2D, rows: readonly number[]) => {
      orders.push([...rows]);
      return tf.gather(state, [...rows]);
    };
    const prompts = [[0], [1]];
    await greedy(step, firstTokens(prompts), { ...options, prompts, reorder });
    expect(orders).toEqual([]);
    await beamSearch(step, firstTokens(prompts), { ...options, prompts, beam: 2, maxLength: 2, reorder });
    expect(orders).toEqual([[0, 0, 1, 1]]);
    // the first source ends at once: row 1 is left
    const [{ best }] = await greedy(step, firstTokens(prompts), { ...options, prompts, maxLength: 1 });
    orders.length = 0;
    await greedy(step, firstTokens(prompts), {
      ...options,
      prompts,
      end: best.tokens,
      maxLength: 2,
      reorder,
    });
    expect(orders).toEqual([[1]]);
  });

  it('of other things are refused, by name', async () => {
    for (const [state, received] of [
      [{ h: [new Map()] }, 'state.h.0: expected tensors, or the option reorder, received object'],
      [{ h: undefined }, 'state.h: expected tensors, or the option reorder, received undefined'],
      [null, 'state: expected tensors, or the option reorder, received object'],
      [7, 'state: expected tensors, or the option reorder, received number'],
      [{ c: tf.zeros([2, 1]) }, 'state.c: expected a tensor with 1 rows, received [2, 1]'],
    ] as const)
      await expect(greedy(step as decoding.Step<unknown>, state, options)).rejects.toThrow(saying(received));
  });

  it('of no rows at all do for a model without memory', async () => {
    const forgetful: decoding.Step<object> = (tokens) => ({
      logProbs: tf.tensor2d(Array.from(tokens.dataSync(), (last) => table[0][last])),
      state: {},
    });
    const [{ best }] = await greedy(forgetful, {}, options);
    expect(best.tokens).toHaveLength(3);
  });

  it('a step may keep its table of log-probabilities', async () => {
    const row = tf.tensor2d([logSoftmax([1, 2, 3])]);
    await greedy((_, state) => ({ logProbs: row, state }), [], { ...options, end: 2 });
    expect(row.isDisposed).toBe(false);
    row.dispose();
  });
});

describe('memory', () => {
  afterEach(() => {
    globalThis.__unrolled__ = undefined;
  });
  const state = firstTokens([[0], [1]]);
  const both = { ...options, prompts: [[0], [1]], maxLength: 6 };
  const searches = {
    greedy: (s: typeof step) => greedy(s, state, both),
    sample: (s: typeof step) => sample(s, state, { ...both, random: new equations.Random(1) }),
    beam: (s: typeof step) => beamSearch(s, state, { ...both, beam: 3, tree: true }),
  };

  it.each(Object.entries(searches))(
    '%s leaves nothing, whole, thrown or stopped half-way',
    async (_, run) => {
      const before = tf.memory().numTensors;
      await run(step);
      expect(tf.memory().numTensors).toBe(before);

      for (const last of [1, 2, 4]) {
        let steps = 0;
        const failing: typeof step = (tokens, s) => {
          const result = step(tokens, s);
          if (++steps === last) throw new Error('out of luck');
          return result;
        };
        await expect(run(failing)).rejects.toThrow('out of luck');
        expect(tf.memory().numTensors).toBe(before);

        steps = 0;
        const host = { display() {}, stopped: false };
        globalThis.__unrolled__ = host;
        const stopping: typeof step = (tokens, s) => {
          host.stopped = ++steps === last;
          return step(tokens, s);
        };
        await expect(run(stopping)).rejects.toThrow(Stopped);
        expect(steps).toBe(last);
        expect(tf.memory().numTensors).toBe(before);
        globalThis.__unrolled__ = undefined;

        steps = 0;
        const wrong: typeof step = (tokens, s) => {
          const result = step(tokens, s);
          return ++steps === last ? { ...result, logProbs: result.logProbs.mul(2) } : result;
        };
        await expect(run(wrong)).rejects.toThrow('probabilities that sum to 1');
        expect(tf.memory().numTensors).toBe(before);
      }
    },
  );

  it('is not touched before the options are looked at', async () => {
    let steps = 0;
    const never: typeof step = (tokens, s) => {
      steps++;
      return step(tokens, s);
    };
    await expect(greedy(never, state, { ...both, maxLength: 0 })).rejects.toThrow();
    expect(steps).toBe(0);
  });
});

describe('bad input', () => {
  const state = firstTokens([[0]]);
  const wrong: [string, Partial<decoding.BeamOptions<Tensor2D>>, string][] = [
    ['no prompts', { prompts: [] }, 'prompts: expected at least one, received none'],
    ['an empty prompt', { prompts: [[]] }, 'prompts[0]: expected at least one token, received none'],
    ['half a token', { prompts: [[0, 0.5]] }, 'prompts[0][1]: expected an integer ≥ 0, received 0.5'],
    ['a token below 0', { prompts: [[-1]] }, 'prompts[0][0]: expected an integer ≥ 0, received -1'],
    ['an unknown token', { prompts: [[0, 5]] }, 'prompts[0][1]: expected an integer from 0 to 4, received 5'],
    ['an end below 0', { end: -1 }, 'end: expected an integer ≥ 0, received -1'],
    ['an unknown end', { end: [0, 5] }, 'end: expected an integer from 0 to 4, received 5'],
    ['no length', { maxLength: 0 }, 'maxLength: expected an integer ≥ 1, received 0'],
    ['an endless length', { maxLength: Infinity }, 'maxLength: expected an integer ≥ 1, received Infinity'],
    ['minLength 0', { minLength: 0 }, 'minLength: expected an integer from 1 to 3, received 0'],
    ['minLength above maxLength', { minLength: 4 }, 'minLength: expected an integer from 1 to 3, received 4'],
    ['beam 0', { beam: 0 }, 'beam: expected an integer ≥ 1, received 0'],
    ['half a beam', { beam: 1.5 }, 'beam: expected an integer ≥ 1, received 1.5'],
    ['an unknown rule', { ended: 'x' as 'aside' }, 'ended: expected one of compete, aside, received x'],
    ['a penalty of 0', { penalty: () => 0 }, 'penalty(3): expected a number above 0, received 0'],
    [
      'a state of other rows',
      { prompts: [[0], [1]] },
      'state: expected a tensor with 2 rows, received [1, 1]',
    ],
  ];
  it.each(wrong)('%s', async (_, part, message) => {
    const before = tf.memory().numTensors;
    const run = beamSearch(step, state, { ...options, beam: 2, ...part });
    await expect(run).rejects.toThrow(saying(message));
    await expect(run).rejects.toHaveProperty(
      'name',
      part.prompts?.length === 2 ? 'ShapeError' : 'ValueError',
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  const bad: [string, () => tf.Tensor, string][] = [
    ['NaN', () => tf.tensor2d([[0, NaN]]), 'logProbs: expected finite numbers or −∞, received NaN at [0, 1]'],
    [
      '+∞',
      () => tf.tensor2d([[Infinity, 0]]),
      'logProbs: expected finite numbers or −∞, received Infinity at [0, 0]',
    ],
    [
      'logits',
      () => tf.tensor2d([[0, 0]]),
      'logProbs: expected probabilities that sum to 1, received a sum of 2 in row 0',
    ],
    [
      'nothing likely',
      () => tf.tensor2d([[-Infinity, -Infinity]]),
      'logProbs: expected probabilities that sum to 1, received a sum of 0 in row 0',
    ],
    ['other rows', () => tf.tensor2d([[0], [0]]), 'logProbs: expected [1, V], received [2, 1]'],
    ['other ranks', () => tf.tensor1d([0]), 'logProbs: expected [1, V], received [1]'],
    ['one axis more', () => tf.zeros([1, 1, 2]), 'logProbs: expected [1, V], received [1, 1, 2]'],
    ['no vocabulary', () => tf.zeros([1, 0]), 'logProbs: expected [1, V], received [1, 0]'],
  ];
  it.each(bad)('log-probabilities: %s', async (_, logProbs, message) => {
    const run = greedy((_tokens, s) => ({ logProbs: logProbs() as Tensor2D, state: s }), state, {
      ...options,
      end: 0,
    });
    await expect(run).rejects.toThrow(saying(message));
  });

  it('sums to within 0.001', async () => {
    const summing = (sum: number) =>
      greedy((_, s) => ({ logProbs: tf.log([[sum / 2, sum / 2]]) as Tensor2D, state: s }), state, options);
    await expect(summing(1.0009)).resolves.toHaveLength(1);
    await expect(summing(0.9991)).resolves.toHaveLength(1);
    await expect(summing(1.0011)).rejects.toThrow('a sum of 1.001');
    await expect(summing(0.9989)).rejects.toThrow('a sum of 0.998');
  });

  it('a vocabulary or a state that changes on the way', async () => {
    const growing: decoding.Step<Tensor2D> = (tokens, s) => {
      const V = s.dataSync()[0] + 2;
      return { logProbs: tf.fill([tokens.size, V], -Math.log(V)), state: s.add(1) };
    };
    await expect(greedy(growing, state, options)).rejects.toThrow(
      saying('logProbs: expected [1, 2], received [1, 3]'),
    );
    const spilling: decoding.Step<Tensor2D> = (tokens, s) => ({
      ...step(tokens, s),
      state: tf.zeros([3, 1]),
    });
    await expect(greedy(spilling, state, options)).rejects.toThrow(
      saying('state: expected a tensor with 1 rows, received [3, 1]'),
    );
  });

  it('nothing may come next', async () => {
    // only the end token has a probability, and it is too early for it
    const ending: decoding.Step<Tensor2D> = (tokens, s) => ({
      logProbs: tf.tensor2d(Array.from({ length: tokens.size }, () => [0, -Infinity])),
      state: s,
    });
    const early = { ...options, end: 0, minLength: 2 };
    const message = 'logProbs: expected a token that may come next, received none for source 0';
    await expect(greedy(ending, state, early)).rejects.toThrow(saying(message));
    await expect(beamSearch(ending, state, { ...early, beam: 2 })).rejects.toThrow(saying(message));
    await expect(sample(ending, state, { ...early, random: new equations.Random(1) })).rejects.toThrow(
      saying('logits: expected a token that may come, received none: all are −∞'),
    );
    const [{ hypotheses }] = await beamSearch(ending, state, { ...early, minLength: 1, beam: 2 });
    expect(hypotheses).toEqual([{ tokens: [0], logProb: 0, score: 0, ended: true }]);
  });
});
