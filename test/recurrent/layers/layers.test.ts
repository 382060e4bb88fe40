import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { backends } from '../../support/backends.js';
import { arrays, distance, leaked, type Matrix, times } from '../../support/numbers.js';

const { layers, initLayers, initRNN, bidirectional, forwards, backwards, stacked, rnnState, unroll } =
  recurrent;
const [B, T, I, H] = [2, 4, 3, 5];
const mask = tf.tensor2d([
  [1, 1, 0, 0],
  [1, 1, 1, 1],
]);

const random = (seed: number) => new equations.Random(seed);
const inputs = () => random(5).tensor([B, T, I]);
const sizes = { inputs: I, hidden: H, seed: 3 };
/** Parameters whose biases are not zero. */
const params = <P extends object>(p: P, seed = 9): P => {
  const r = random(seed);
  const change = (v: unknown): unknown =>
    v instanceof tf.Tensor
      ? v.add(r.tensor(v.shape, 0.1))
      : Array.isArray(v)
        ? v.map(change)
        : Object.fromEntries(Object.entries(v as object).map(([k, inner]) => [k, change(inner)]));
  return change(p) as P;
};

/** States of one direction by loops over numbers; `order` are the elements in the order of reading. */
function loop(p: recurrent.RNNParams, xs: Matrix, h0: number[], order: number[]): Matrix {
  const states: Matrix = [];
  let h = h0;
  for (const t of order) {
    const [a, c] = [times([h], arrays(p.Wh))[0], times([xs[t]], arrays(p.Wx))[0]];
    h = a.map((v, j) => Math.tanh(v + c[j] + arrays<number[]>(p.bh)[j]));
    states[t] = h;
  }
  return states;
}

describe('a stack', () => {
  it('is one layer over the states of the one below', () => {
    float64.inFloat64(() => {
      const net = layers(rnnState, { depth: 3 });
      const p = params(initLayers(initRNN, { ...sizes, depth: 3 }));
      const xs = inputs();
      const s0 = [1, 2, 3].map((seed) => random(seed).tensor([B, H]));
      const { states, last } = net.run(p, xs, { s0, mask });
      const first = unroll(rnnState, p[0], xs, s0[0], { mask });
      const second = unroll(rnnState, p[1], first.states, s0[1], { mask });
      const third = unroll(rnnState, p[2], second.states, s0[2], { mask });
      expect(distance(states, third.states)).toBe(0);
      for (const [l, below] of [first, second, third].entries())
        expect(distance(last[l], below.last)).toBe(0);
    });
  });

  it('has one layer and zeros to begin with unless it is said otherwise', () => {
    float64.inFloat64(() => {
      const p = params(initLayers(initRNN, sizes));
      expect(p).toHaveLength(1);
      const xs = inputs();
      const { states, last } = layers(rnnState).run(p, xs);
      const want = unroll(rnnState, p[0], xs, tf.zeros<tf.Rank.R2>([B, H]));
      expect(distance(states, want.states)).toBe(0);
      expect(last).toHaveLength(1);
      expect(distance(last[0], want.last)).toBe(0);
    });
  });

  it('may be made of different layers, and of stacks', () => {
    float64.inFloat64(() => {
      const [one, two] = [
        params(initLayers(initRNN, sizes)),
        initLayers(initRNN, { ...sizes, merge: 'sum' }),
      ];
      two[0] = {
        forward: params(initRNN({ inputs: H, hidden: 4, seed: 1 })),
        backward: initRNN({ inputs: H, hidden: 4, seed: 2 }),
      };
      const top = params(initRNN({ inputs: 4, hidden: 2, seed: 4 }));
      const xs = inputs();
      const net = stacked([layers(rnnState), bidirectional(rnnState, 'sum'), backwards(rnnState)]);
      const { states, last } = net.run([one, two[0], top], xs, { mask });
      const a = layers(rnnState).run(one, xs, { mask });
      const b = bidirectional(rnnState, 'sum').run(two[0], a.states, { mask });
      const c = backwards(rnnState).run(top, b.states, { mask });
      expect(distance(states, c.states)).toBe(0);
      expect(distance(last[0][0], a.last[0])).toBe(0);
      expect(distance(last[1].forward, b.last.forward)).toBe(0);
      expect(distance(last[1].backward, b.last.backward)).toBe(0);
      expect(distance(last[2], c.last)).toBe(0);
    });
  });

  it('runs on pieces with the states carried over as on the whole', () => {
    float64.inFloat64(() => {
      const net = layers(rnnState, { depth: 2 });
      const p = params(initLayers(initRNN, { ...sizes, depth: 2 }));
      const xs = inputs();
      const whole = net.run(p, xs);
      const [head, tail] = tf.split(xs, [1, T - 1], 1) as tf.Tensor3D[];
      const first = net.run(p, head);
      const second = net.run(p, tail, { s0: first.last });
      expect(distance(tf.concat([first.states, second.states], 1), whole.states)).toBe(0);
      expect(distance(second.last[1], whole.last[1])).toBe(0);
    });
  });
});

describe('both directions', () => {
  const merged = {
    concat: (f: number[], b: number[]) => [...f, ...b],
    sum: (f: number[], b: number[]) => f.map((v, i) => v + b[i]),
    mean: (f: number[], b: number[]) => f.map((v, i) => (v + b[i]) / 2),
  };

  it.each(['concat', 'sum', 'mean'] as const)(
    'merged by %s equal plain loops, each from its own end',
    (merge) => {
      float64.inFloat64(() => {
        const net = layers(rnnState, { merge });
        const p = params(initLayers(initRNN, { ...sizes, merge }));
        const xs = inputs();
        const s0 = [{ forward: random(1).tensor([B, H]), backward: random(2).tensor([B, H]) }];
        const { states, last } = net.run(p, xs, { s0, mask });
        const lengths = [2, 4];
        lengths.forEach((length, b) => {
          const order = Array.from({ length }, (_, t) => t);
          const x = arrays<Matrix[]>(xs)[b];
          const forward = loop(p[0].forward, x, arrays(s0[0].forward)[b], order);
          const backward = loop(p[0].backward, x, arrays(s0[0].backward)[b], [...order].reverse());
          const got = arrays<Matrix[]>(states)[b].slice(0, length);
          const want = order.map((t) => merged[merge](forward[t], backward[t]));
          for (const t of order) got[t].forEach((v, i) => expect(v).toBeCloseTo(want[t][i], 13));
          arrays(last[0].forward)[b].forEach((v, i) => expect(v).toBeCloseTo(forward[length - 1][i], 13));
          arrays(last[0].backward)[b].forEach((v, i) => expect(v).toBeCloseTo(backward[0][i], 13));
        });
      });
    },
  );

  it('are put side by side by default', () => {
    const p = { forward: initRNN(sizes), backward: initRNN({ ...sizes, seed: 4 }) };
    const byDefault = bidirectional(rnnState).run(p, inputs());
    expect(byDefault.states.shape).toEqual([B, T, 2 * H]);
    expect(distance(byDefault.states, bidirectional(rnnState, 'concat').run(p, inputs()).states)).toBe(0);
  });

  it('in two layers: a sequence in a batch is what it is alone', () => {
    float64.inFloat64(() => {
      const shape = { depth: 2, merge: 'concat' } as const;
      const net = layers(rnnState, shape);
      const p = params(initLayers(initRNN, { ...sizes, ...shape }));
      expect(p[1].forward.Wx.shape).toEqual([2 * H, H]);
      const xs = inputs();
      const { states, last } = net.run(p, xs, { mask });
      const alone = net.run(p, xs.slice([0, 0, 0], [1, 2, I]));
      expect(distance(states.slice([0, 0, 0], [1, 2, 2 * H]), alone.states)).toBe(0);
      for (const l of [0, 1]) {
        expect(distance(last[l].forward.slice([0, 0], [1, H]), alone.last[l].forward)).toBe(0);
        expect(distance(last[l].backward.slice([0, 0], [1, H]), alone.last[l].backward)).toBe(0);
      }
    });
  });

  it('cannot go step by step, nor can a stack with such a layer in it', () => {
    const p = initLayers(initRNN, { ...sizes, merge: 'mean' });
    const x = tf.zeros<tf.Rank.R2>([B, I]);
    const net = bidirectional(rnnState);
    const s = net.zeros(p[0], [B]);
    const refused = (received: string) =>
      `step: expected layers that read forwards only, as the elements to come are unknown, received ${received}`;
    expect(() => net.step(p[0], x, s)).toThrow(new RegExp(`^${refused('a bidirectional network')}$`));
    expect(() => net.step(p[0], x, s)).toThrow(RangeError);
    expect(() => layers(rnnState, { merge: 'sum' }).step(p, x, [s])).toThrow(
      refused('layer 1, which does not'),
    );
    const one = initRNN(sizes);
    expect(() => backwards(rnnState).step(one, x, s.forward)).toThrow(
      refused('a layer that reads backwards'),
    );
    const mixed = stacked([forwards(rnnState), backwards(rnnState)]);
    expect(() => mixed.step([one, one], x, [s.forward, s.forward])).toThrow(
      refused('layer 2, which does not'),
    );
    expect([net, mixed, backwards(rnnState)].map(({ online }) => online)).toEqual([false, false, false]);
    const network = {
      cell: layers(rnnState, { merge: 'sum' }).step,
      p,
      out: recurrent.initOutput({ hidden: H, outputs: I, seed: 1 }),
    };
    expect(() => recurrent.oneToMany(network, x, [s], 3)).toThrow(refused('layer 1, which does not'));
  });
});

describe('step by step', () => {
  it('a stack is a cell: unrolled, it gives what run gives', () => {
    float64.inFloat64(() => {
      const net = stacked([layers(rnnState, { depth: 2 }), forwards(rnnState)]);
      const p = [
        params(initLayers(initRNN, { ...sizes, depth: 2 })),
        params(initRNN({ inputs: H, hidden: 2, seed: 1 })),
      ] as [recurrent.RNNParams[], recurrent.RNNParams];
      const xs = inputs();
      const s0 = net.zeros(p, [B]);
      expect([s0[0].map(({ shape }) => shape), s0[1].shape]).toEqual([
        [
          [B, H],
          [B, H],
        ],
        [B, 2],
      ]);
      expect(net.online).toBe(true);
      const whole = net.run(p, xs, { mask });
      const steps = unroll(net.step, p, xs, s0, { mask });
      expect(distance(steps.states, whole.states)).toBe(0);
      expect(distance(steps.last[0][1], whole.last[0][1])).toBe(0);
      expect(distance(net.hidden(steps.last), whole.last[1])).toBe(0);
    });
  });

  it('a deep network generates', () => {
    const net = layers(rnnState, { depth: 2 });
    const p = initLayers(initRNN, { inputs: I, hidden: H, depth: 2, seed: 2 });
    const out = recurrent.initOutput({ hidden: H, outputs: I, seed: 1 });
    const x = random(2).tensor([B, I]);
    const s0 = net.zeros(p, [B]);
    const y = recurrent.oneToMany({ cell: net.step, p, out }, x, s0, 2);
    const first = net.step(p, x, s0);
    const second = net.step(p, recurrent.rnnOutput(out, first[1]), first);
    expect(distance(y.slice([0, 1, 0], [B, 1, I]).squeeze([1]), recurrent.rnnOutput(out, second[1]))).toBe(0);
  });

  it('what is read from a state: the topmost layer, both directions merged', () => {
    const s = { forward: tf.tensor2d([[1]]), backward: tf.tensor2d([[3]]) };
    const lower = { forward: tf.tensor2d([[5]]), backward: tf.tensor2d([[7]]) };
    expect(bidirectional(rnnState).hidden(s).arraySync()).toEqual([[1, 3]]);
    expect(layers(rnnState, { depth: 2, merge: 'mean' }).hidden([lower, s]).arraySync()).toEqual([[2]]);
    expect(backwards(rnnState).hidden(s.forward)).toBe(s.forward);
  });
});

describe('dropout', () => {
  const identity = (_: null, x: tf.Tensor2D, __: tf.Tensor2D) => x;
  const s0 = () => tf.zeros<tf.Rank.R2>([B, 50]);
  const ones = () => tf.ones<tf.Rank.R3>([B, T, 50]);
  const run = (depth: number, seed?: number | string, dropout = 0.25) => {
    const cells = Array.from({ length: depth }, () => forwards(identity));
    const start = cells.map(s0);
    return stacked(cells, { dropout }).run(
      cells.map(() => null),
      ones(),
      { s0: start, seed },
    ).states;
  };
  const values = (states: tf.Tensor) => [...states.dataSync()];

  it('drops between layers and scales what stays, while training', () => {
    const kept = values(run(2, 7));
    expect(new Set(kept)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    const part = kept.filter((v) => v === 0).length / kept.length;
    expect(part).toBeGreaterThan(0.18);
    expect(part).toBeLessThan(0.32);
  });

  it('neither before the first layer nor behind the last, nor without a seed, nor at 0', () => {
    const all = (states: tf.Tensor) => expect(new Set(values(states))).toEqual(new Set([1]));
    all(run(1, 7));
    all(run(2));
    all(run(3, 7, 0));
    all(
      stacked([forwards(identity), forwards(identity)]).run([null, null], ones(), {
        s0: [s0(), s0()],
        seed: 1,
      }).states,
    );
    const never = layers(identity, { depth: 2 }).run([null, null], ones(), { s0: [s0(), s0()], seed: 1 });
    all(never.states);
    const always = layers(identity, { depth: 2, dropout: 0.5 }).run([null, null], ones(), {
      s0: [s0(), s0()],
      seed: 1,
    });
    expect(new Set(values(always.states))).toEqual(new Set([0, 2]));
  });

  it('is the same for the same seed, another for another, and for every gap', () => {
    expect(values(run(2, 7))).toEqual(values(run(2, 7)));
    expect(values(run(2, 7))).not.toEqual(values(run(2, 8)));
    expect(values(run(2, 0))).toContain(0);
    expect(values(run(2, 7))).toEqual(values(run(2, '7')));
    const scale = 1 / 0.75;
    // twice dropped by one mask would leave only 0 and scale²
    const twice = values(run(3, 7));
    const once = values(run(2, 7));
    const survivors = twice.filter((v) => v > 0);
    for (const v of survivors) expect(v).toBeCloseTo(scale ** 2, 5);
    expect(survivors.length).toBeLessThan(once.filter((v) => v > 0).length);
  });

  it('of a stack within a stack differs from its own', () => {
    const inner = () => stacked([forwards(identity), forwards(identity)], { dropout: 0.5 });
    const start: [tf.Tensor2D, tf.Tensor2D] = [s0(), s0()];
    const two = stacked([inner(), inner()]);
    const states = (l: 0 | 1, seed: number) => {
      const p: [[null, null], [null, null]] = [
        [null, null],
        [null, null],
      ];
      const { last } = two.run(p, ones(), { s0: [start, start], seed });
      return values(last[l][1]);
    };
    expect(new Set(states(0, 1))).toEqual(new Set([0, 2]));
    expect(new Set(states(1, 1))).toEqual(new Set([0, 4]));
    // the same mask in both would drop nothing more in the second
    expect(states(1, 1).filter((v) => v === 0).length).toBeGreaterThan(
      states(0, 1).filter((v) => v === 0).length,
    );
  });

  it('from 0 to below 1', () => {
    const expected = 'dropout: expected a number from 0 to below 1, received';
    for (const dropout of [-0.1, 1, Number.NaN])
      expect(() => layers(rnnState, { dropout })).toThrow(`${expected} ${dropout}`);
    expect(() => layers(rnnState, { dropout: 0 })).not.toThrow();
  });
});

describe('initLayers', () => {
  it('gives every layer and direction weights of its own, the upper ones as wide as what is below', () => {
    const shape = (p: recurrent.RNNParams) => [p.Wx.shape, p.Wh.shape];
    const deep = initLayers(initRNN, { ...sizes, depth: 2 });
    expect(deep.map(shape)).toEqual([
      [
        [I, H],
        [H, H],
      ],
      [
        [H, H],
        [H, H],
      ],
    ]);
    for (const merge of ['sum', 'mean'] as const)
      expect(
        initLayers(initRNN, { ...sizes, depth: 2, merge }).map(({ backward }) => shape(backward)[0]),
      ).toEqual([
        [I, H],
        [H, H],
      ]);
    const wide = initLayers(initRNN, { ...sizes, depth: 3, merge: 'concat' });
    expect(wide.map(({ forward }) => shape(forward)[0])).toEqual([
      [I, H],
      [2 * H, H],
      [2 * H, H],
    ]);
    const all = wide
      .flatMap(({ forward, backward }) => [forward.Wh, backward.Wh])
      .map((W) => W.dataSync()[0]);
    expect(new Set(all).size).toBe(6);
    const again = initLayers(initRNN, { ...sizes, depth: 3, merge: 'concat' });
    expect(distance(again[2].backward.Wh, wide[2].backward.Wh)).toBe(0);
    const other = initLayers(initRNN, { ...sizes, seed: 4, depth: 3, merge: 'concat' });
    expect(distance(other[2].backward.Wh, wide[2].backward.Wh)).toBeGreaterThan(0.01);
  });

  it('says what is wrong with its options', () => {
    expect(() => initLayers(initRNN, { ...sizes, depth: 0 })).toThrow(
      'depth: expected an integer ≥ 1, received 0',
    );
    expect(() => initLayers(initRNN, { ...sizes, hidden: 0 })).toThrow('hidden: expected an integer ≥ 1');
    expect(() => initLayers(initRNN, { ...sizes, merge: 'product' as 'sum' })).toThrow(
      'merge: expected one of concat, sum, mean, received product',
    );
  });
});

describe('what cannot be', () => {
  const p = () => initLayers(initRNN, { ...sizes, depth: 2 });
  const net = layers(rnnState, { depth: 2 });

  it('options', () => {
    expect(() => layers(rnnState, { depth: 0 })).toThrow('depth: expected an integer ≥ 1, received 0');
    expect(() => layers(rnnState, { merge: 'toString' as 'sum' })).toThrow(
      'merge: expected one of concat, sum, mean, received toString',
    );
    expect(() => stacked([])).toThrow('layers: expected at least one layer, received none');
  });

  it('inputs and masks', () => {
    expect(() => net.run(p(), tf.zeros([B, 0, I]))).toThrow(
      'xs: expected [B, T, I] with at least one element, received [2, 0, 3]',
    );
    expect(() => net.run(p(), tf.fill([B, T, I], Number.NaN) as tf.Tensor3D)).toThrow(
      'xs: expected finite numbers, received NaN at [0, 0, 0]',
    );
    expect(() => net.run(p(), inputs(), { mask: tf.ones([B, T + 1]) })).toThrow(
      'mask: expected [2, 4], received [2, 5]',
    );
    expect(() => net.run(p(), tf.zeros([B, T, I + 1]))).toThrow('x: expected [B, 3], received [2, 4]');
  });

  it('parameters and states that are not of the layers', () => {
    const xs = inputs();
    const [h] = net.zeros(p(), [B]);
    const x = tf.zeros<tf.Rank.R2>([B, I]);
    const two = '2 entries, one for each layer, received';
    expect(() => net.run(p().slice(1), xs)).toThrow(`p: expected ${two} 1`);
    expect(() => net.run(p().slice(1), xs, { s0: [h, h] })).toThrow(`p: expected ${two} 1`);
    expect(() => net.zeros(p().slice(1), [B])).toThrow(`p: expected ${two} 1`);
    expect(() => net.run(p(), xs, { s0: [h, h, h] })).toThrow(`s0: expected ${two} 3`);
    expect(() => net.step(p().slice(1), x, [h, h])).toThrow(`p: expected ${two} 1`);
    expect(() => net.step(p(), x, [h])).toThrow(`s: expected ${two} 1`);
    expect(() => net.run(p(), xs, { s0: [h, tf.zeros([3, H])] })).toThrow(
      's0: expected [2, 5], received [3, 5]',
    );
    const both = bidirectional(rnnState);
    const good = { forward: p()[0], backward: p()[0] };
    const forwardOnly = { forward: h } as unknown as recurrent.Directions<tf.Tensor2D>;
    expect(() => both.run(p()[0] as never, xs)).toThrow(
      'p: expected {forward, backward}, received {Wh, Wx, bh}',
    );
    expect(() => both.run({ backward: p()[0] } as never, xs, { s0: forwardOnly })).toThrow(
      'p: expected {forward, backward}, received {backward}',
    );
    expect(() => both.run(good, xs, { s0: forwardOnly })).toThrow(
      's0: expected {forward, backward}, received {forward}',
    );
    expect(() => both.run(undefined as never, xs)).toThrow('p: expected {forward, backward}, received {}');
    for (const nothing of [{}, null, undefined])
      expect(() => forwards((_: unknown, __, s: tf.Tensor2D) => s).run(nothing, xs)).toThrow(
        's0: expected the state to begin with, as these parameters tell no size, received none',
      );
  });

  it('leaves no tensors behind', () => {
    const shape = { depth: 2, merge: 'concat' } as const;
    const twoWays = layers(rnnState, { ...shape, dropout: 0.5 });
    const good = initLayers(initRNN, { ...sizes, ...shape });
    const one = p();
    const [xs, x] = [inputs(), tf.zeros<tf.Rank.R2>([B, I])];
    const s = net.zeros(one, [B]);
    const mean = bidirectional(rnnState, 'mean');
    const state = { forward: s[0], backward: s[1] };
    expect(leaked(() => twoWays.run(good, xs, { mask, seed: 1 }))).toBe(0);
    expect(leaked(() => twoWays.run([good[0], good[0]], xs))).toBe(0); // throws in the upper layer
    expect(leaked(() => net.step(one, x, s))).toBe(0);
    expect(leaked(() => net.step([one[0], { ...one[1], bh: x as never }], x, s))).toBe(0);
    expect(leaked(() => twoWays.zeros(good, [B]))).toBe(0);
    expect(leaked(() => mean.hidden(state))).toBe(0);
    expect(leaked(() => initLayers(initRNN, { ...sizes, ...shape }))).toBe(0);
    expect(leaked(() => recurrent.mergeByMean(s[0], s[1]))).toBe(0);
  });
});

describe('the gradient of a whole network', () => {
  it('equals central differences: two layers, two directions, masks, dropout', () => {
    const shape = { depth: 2, merge: 'concat' } as const;
    const net = layers(rnnState, { ...shape, dropout: 0.4 });
    const small = { inputs: 2, hidden: 3, seed: 1 };
    const setup = float64.inFloat64(() => ({
      p: params(initLayers(initRNN, { ...small, ...shape })),
      xs: random(1).tensor([B, 3, 2]),
      s0: [1, 2].map((seed) => ({
        forward: random(seed).tensor([B, 3]),
        backward: random(seed + 9).tensor([B, 3]),
      })),
    }));
    const ends = tf.tensor2d([
      [1, 1, 0],
      [1, 1, 1],
    ]);
    const { worst, compared } = equations.checkGradient(
      (p: typeof setup.p, xs: tf.Tensor3D, s0: typeof setup.s0) => {
        const { states, last } = net.run(p, xs, { s0, mask: ends, seed: 3 });
        return { states, last };
      },
      [setup.p, setup.xs, setup.s0],
    );
    expect(worst).toBeLessThan(1e-6);
    expect(compared).toBe(2 * (9 + 6 + 3) + 2 * (9 + 18 + 3) + 12 + 24);
  });
});

describe.each(backends)('on %s', (backend) => {
  it('it is what it is in 64-bit, to 1e-6', async () => {
    const shape = { depth: 2, merge: 'mean' } as const;
    const net = layers(rnnState, shape);
    const compute = () => net.run(initLayers(initRNN, { ...sizes, ...shape }), inputs(), { mask }).states;
    const want = float64.inFloat64(() => compute().dataSync());
    const former = tf.getBackend();
    await tf.setBackend(backend);
    const got = compute().dataSync();
    await tf.setBackend(former);
    got.forEach((v, i) => expect(Math.abs(v - want[i])).toBeLessThan(1e-6));
  });
});
