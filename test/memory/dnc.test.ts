import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, memory, recurrent } from 'unrolled';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../support/backends.js';
import { arrays, leaked, type Matrix, type Nested, tensorOf } from '../support/numbers';
import { emptyLoop, type LoopMemory, lstmNetwork, run, tanhNetwork } from './loops';

const { dnc, dncState, emptyMemory, initDNC, interfaceSize, memoryStep, parseInterface } = memory;
const { Random } = equations;
const [B, T, I, H, O, N, W, R] = [2, 5, 2, 3, 2, 4, 3, 2];
const sizes = { heads: R, width: W };
const cell = dnc(recurrent.rnnState);
type Params = memory.DNCParams<recurrent.RNNParams>;
type State = memory.DNCState<Tensor2D>;

const params = (seed = 1): Params =>
  initDNC({
    ...sizes,
    inputs: I,
    hidden: H,
    outputs: O,
    seed,
    controller: (inputs) => recurrent.initRNN({ inputs, hidden: H, seed: seed + 1 }),
  });

const first = (controller: Tensor2D = tf.zeros([B, H])): State =>
  dncState({ ...sizes, batch: B, locations: N, outputs: O, controller });

beforeAll(() => tf.setBackend('float64'));
afterAll(() => tf.setBackend('wasm'));

const loopWeights = ({ controller: { Wh, Wx, bh }, Wy, Wr, Wxi }: Params) => ({
  Wh: arrays(Wh),
  Wx: arrays(Wx),
  bh: arrays<number[]>(bh),
  Wy: arrays(Wy),
  Wr: arrays(Wr),
  Wxi: arrays(Wxi),
});

const close = (actual: Tensor, expected: Nested) => {
  const wanted = tensorOf(expected);
  expect(actual.shape).toEqual(wanted.shape);
  const gap = actual.sub(wanted).abs().max().dataSync()[0];
  expect(gap).toBeLessThan(1e-12);
};

describe('a DNC', () => {
  const p = params();
  const random = new Random(3);
  const xs = random.tensor([B, T, I]);
  const h0 = random.tensor([B, H]);
  // strong gates, so that memory is written, freed and linked
  const strong: Params = { ...p, Wxi: p.Wxi.mul(4) as Tensor2D };

  it('is the paper written by loops over numbers: outputs and the whole state', () => {
    const { states, last } = recurrent.unroll(cell, strong, xs, first(h0));
    const loops = arrays<Matrix[]>(xs).map((x, b) =>
      run(loopWeights(strong), tanhNetwork(loopWeights(strong)), x, [arrays(h0)[b]], emptyLoop(N, W, R)),
    );
    const all = (of: (m: LoopMemory) => Nested) => loops.map(({ memory }) => of(memory));
    close(
      states,
      loops.map(({ ys }) => ys),
    );
    close(
      last.h,
      loops.map(({ ys }) => ys[T - 1]),
    );
    close(
      last.controller,
      loops.map(({ state }) => state[0]),
    );
    close(
      last.memory.words,
      all(({ M }) => M),
    );
    close(
      last.memory.usage,
      all(({ u }) => u),
    );
    close(
      last.memory.precedence,
      all(({ p }) => p),
    );
    close(
      last.memory.links,
      all(({ L }) => L),
    );
    close(
      last.memory.writeWeights,
      all(({ ww }) => ww),
    );
    close(
      last.memory.readWeights,
      all(({ wr }) => wr),
    );
    close(
      last.memory.reads,
      all(({ r }) => r),
    );
  });

  it('with an LSTM as its controller, as in the paper', () => {
    const controller = recurrent.initLSTM({ inputs: I + R * W, hidden: H, seed: 7 });
    const c0 = random.tensor([B, H]);
    const s0 = dncState({ ...sizes, batch: B, locations: N, outputs: O, controller: { h: h0, c: c0 } });
    const { states, last } = recurrent.unroll(dnc(recurrent.lstm), { ...strong, controller }, xs, s0);
    const { Wf, Wi, Wc, Wo, bf, bi, bc, bo } = controller;
    const network = lstmNetwork({
      ...{ Wf: arrays(Wf), Wi: arrays(Wi), Wc: arrays(Wc), Wo: arrays(Wo) },
      ...{
        bf: arrays<number[]>(bf),
        bi: arrays<number[]>(bi),
        bc: arrays<number[]>(bc),
        bo: arrays<number[]>(bo),
      },
    });
    const loops = arrays<Matrix[]>(xs).map((x, b) =>
      run(loopWeights(strong), network, x, [arrays(h0)[b], arrays(c0)[b]], emptyLoop(N, W, R)),
    );
    close(
      states,
      loops.map(({ ys }) => ys),
    );
    close(
      last.controller.c,
      loops.map(({ state }) => state[1]),
    );
    close(
      last.memory.words,
      loops.map(({ memory: { M } }) => M),
    );
  });

  it('goes on from a state as if it had never stopped', () => {
    const whole = recurrent.unroll(cell, strong, xs, first(h0));
    const start = recurrent.unroll(cell, strong, xs.slice([0, 0, 0], [-1, 2, -1]), first(h0));
    const rest = recurrent.unroll(cell, strong, xs.slice([0, 2, 0], [-1, -1, -1]), start.last);
    close(
      rest.states,
      arrays<Matrix[]>(whole.states).map((ys) => ys.slice(2)),
    );
    close(rest.last.memory.links, arrays<Matrix[]>(whole.last.memory.links));
  });

  it('keeps the memory of a sequence that has ended', () => {
    const mask = tf.tensor2d([
      [1, 1, 1, 1, 1],
      [1, 1, 0, 0, 0],
    ]);
    const { last } = recurrent.unroll(cell, strong, xs, first(h0), { mask });
    const short = recurrent.unroll(cell, strong, xs.slice([0, 0, 0], [-1, 2, -1]), first(h0)).last;
    const whole = recurrent.unroll(cell, strong, xs, first(h0)).last;
    for (const part of ['words', 'usage', 'links', 'reads'] as const)
      close(last.memory[part], [
        arrays<Nested[]>(whole.memory[part])[0],
        arrays<Nested[]>(short.memory[part])[1],
      ]);
  });

  it.each(backends)('is the same on %s, to 32 bits', async (backend) => {
    const expected = arrays<Matrix[]>(recurrent.unroll(cell, strong, xs, first(h0)).states);
    const [weights, inputs, start] = [loopWeights(strong), arrays<Matrix[]>(xs), arrays(h0)];
    await tf.setBackend(backend);
    try {
      const { Wh, Wx, bh, ...rest } = weights;
      const [a, b, c] = [tf.tensor2d(Wh), tf.tensor2d(Wx), tf.tensor1d(bh)];
      const [Wy, Wr, Wxi] = [rest.Wy, rest.Wr, rest.Wxi].map((W) => tf.tensor2d(W));
      const q: Params = { controller: { Wh: a, Wx: b, bh: c }, Wy, Wr, Wxi };
      const { states } = recurrent.unroll(cell, q, tf.tensor3d(inputs), first(tf.tensor2d(start)));
      const gap = states.sub(tf.tensor3d(expected)).abs().max().dataSync()[0];
      expect(gap).toBeLessThan(1e-5);
    } finally {
      await tf.setBackend('float64');
    }
  });

  it('learns as the loops do: three steps of gradient descent, theirs by differences', () => {
    const target = new Random(5).tensor([1, 3, O]);
    const x = new Random(6).tensor([1, 3, I]);
    const start: State = dncState({
      ...sizes,
      batch: 1,
      locations: N,
      outputs: O,
      controller: tf.zeros([1, H]),
    });
    const loss = (q: Params) =>
      recurrent.unroll(cell, q, x, start).states.sub(target).square().sum() as tf.Scalar;
    const names = ['Wy', 'Wr', 'Wxi'] as const;
    const inner = ['Wh', 'Wx', 'bh'] as const;
    let ours = strong;
    for (let step = 0; step < 3; step++) {
      const tensors = [...names.map((name) => ours[name]), ...inner.map((name) => ours.controller[name])];
      const grads = tf.grads((Wy, Wr, Wxi, Wh, Wx, bh) =>
        loss({ Wy, Wr, Wxi, controller: { Wh, Wx, bh } } as unknown as Params),
      )(tensors);
      const [Wy, Wr, Wxi, Wh, Wx, bh] = tensors.map((tensor, i) => tensor.sub(grads[i].mul(0.1)));
      ours = { Wy, Wr, Wxi, controller: { Wh, Wx, bh } } as unknown as Params;
    }

    const theirs = loopWeights(strong);
    const numbers = (Object.values(theirs) as (Matrix | number[])[]).flatMap((W) =>
      W.map((_, i) => [W, i] as const).flatMap(([rows, i]) => {
        const row = rows[i];
        return typeof row === 'number'
          ? [[rows as number[], i] as const]
          : row.map((_, j) => [row, j] as const);
      }),
    );
    const [xRows, targets] = [arrays<Matrix[]>(x)[0], arrays<Matrix[]>(target)[0]];
    const loopLoss = () =>
      run(theirs, tanhNetwork(theirs), xRows, [[0, 0, 0]], emptyLoop(N, W, R)).ys.reduce(
        (sum, y, t) => sum + y.reduce((part, value, o) => part + (value - targets[t][o]) ** 2, 0),
        0,
      );
    for (let step = 0; step < 3; step++) {
      const slopes = numbers.map(([row, i]) => {
        const value = row[i];
        row[i] = value + 1e-5;
        const up = loopLoss();
        row[i] = value - 1e-5;
        const down = loopLoss();
        row[i] = value;
        return (up - down) / 2e-5;
      });
      numbers.forEach(([row, i], n) => {
        row[i] -= 0.1 * slopes[n];
      });
    }
    const reached = loopWeights(ours);
    for (const name of Object.keys(theirs) as (keyof typeof theirs)[]) {
      const [a, b] = [theirs[name].flat(), reached[name].flat()];
      a.forEach((value, i) => {
        expect(Math.abs(value - b[i]), name).toBeLessThan(1e-6);
      });
    }
    expect(loss(ours).dataSync()[0]).toBeLessThan(loss(strong).dataSync()[0]);
  });

  it('has the gradient of its function, through every tensor of its state too', () => {
    const memoryOf = (random: equations.Random): memory.MemoryState => {
      const weights = (shape: number[]) => tf.softmax(random.tensor(shape)).mul(0.9);
      return {
        words: random.tensor([B, N, W]),
        usage: tf.sigmoid(random.tensor([B, N])),
        precedence: weights([B, N]) as Tensor2D,
        links: weights([B, N, N]).mul(0.3) as Tensor3D,
        writeWeights: weights([B, N]) as Tensor2D,
        readWeights: weights([B, R, N]) as Tensor3D,
        reads: random.tensor([B, R, W]),
      };
    };
    const s0: State = { h: tf.zeros([B, O]), controller: h0, memory: memoryOf(new Random(8)) };
    const report = equations.checkGradient(
      (q: Params, x: Tensor3D, s: State) => {
        const { states, last } = recurrent.unroll(cell, q, x, s);
        return [states, last];
      },
      [params(4), xs.slice([0, 0, 0], [-1, 2, -1]) as Tensor3D, s0],
    );
    expect(report.worst, report.where).toBeLessThan(1e-6);
    expect(report.compared).toBeGreaterThan(200);
  });

  it('takes what the controller says from all layers, if asked', () => {
    const deep: recurrent.Cell<Params['controller'], Tensor2D[]> = (q, x, [a, b]) => [
      recurrent.rnnState(q, x, a),
      recurrent.rnnState({ ...q, Wx: tf.ones([H, H]) }, recurrent.rnnState(q, x, a), b),
    ];
    const both = dnc(deep, (s) => tf.concat(s, 1) as Tensor2D);
    const wide: Params = {
      ...p,
      Wy: tf.concat([tf.zeros([H, O]), p.Wy]) as Tensor2D,
      Wxi: tf.concat([tf.zeros([H, interfaceSize(sizes)]), p.Wxi]) as Tensor2D,
    };
    const s0: memory.DNCState<Tensor2D[]> = { ...first(), controller: [h0, h0] };
    const x = tf.ones([B, I]) as Tensor2D;
    // the upper half of the weights is zero: the same as the topmost layer alone
    close(both(wide, x, s0).h, arrays(dnc(deep)(p, x, s0).h));
  });
});

describe('the interface vector', () => {
  it('has its parts in the order of the paper', () => {
    expect(interfaceSize({ heads: 2, width: 3 })).toBe(28);
    expect(interfaceSize({ heads: 4, width: 64 })).toBe(64 * 4 + 3 * 64 + 5 * 4 + 3);
    const xi = Array.from({ length: 28 }, (_, i) => i / 10);
    const said = parseInterface(tensorOf([xi]) as Tensor2D, sizes);
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    const softmax = (x: number[]) => {
      const e = x.map(Math.exp);
      return e.map((value) => value / e.reduce((a, b) => a + b));
    };
    close(said.readKeys, [[xi.slice(0, 3), xi.slice(3, 6)]]);
    close(said.readStrengths, [xi.slice(6, 8).map((x) => 1 + Math.log(1 + Math.exp(x)))]);
    close(said.writeKey, [[xi.slice(8, 11)]]);
    close(said.writeStrength, [[1 + Math.log(1 + Math.exp(1.1))]]);
    close(said.erase, [xi.slice(12, 15).map(sigmoid)]);
    close(said.add, [xi.slice(15, 18)]);
    close(said.freeGates, [xi.slice(18, 20).map(sigmoid)]);
    close(said.allocationGate, [[sigmoid(2)]]);
    close(said.writeGate, [[sigmoid(2.1)]]);
    close(said.readModes, [[softmax(xi.slice(22, 25)), softmax(xi.slice(25, 28))]]);
  });
});

describe('memory and errors', () => {
  const p = params();
  const x = tf.ones([B, I]) as Tensor2D;

  it('leaves nothing behind', () => {
    const s = first();
    const said = parseInterface(tf.ones([B, interfaceSize(sizes)]), sizes);
    const xs = tf.ones([B, T, I]) as Tensor3D;
    expect(leaked(() => cell(p, x, s))).toBe(0);
    expect(leaked(() => recurrent.unroll(cell, p, xs, s))).toBe(0);
    expect(leaked(() => memoryStep(said, s.memory))).toBe(0);
    expect(leaked(() => emptyMemory({ ...sizes, batch: 1, locations: 2 }))).toBe(0);
    expect(leaked(() => params())).toBe(0);
    const unfit = { ...p, Wr: p.Wy };
    expect(leaked(() => cell(unfit, x, s))).toBe(0);
  });

  const s = first();
  const narrow = { ...s, memory: { ...s.memory, reads: tf.zeros([1, R, W]) as Tensor3D } };
  const wrong: [string, () => unknown, string][] = [
    ['x', () => cell(p, tf.ones([I]) as unknown as Tensor2D, s), 'x: expected [B, I], received [2]'],
    ['reads', () => cell(p, x, narrow), 'reads: expected [2, 2, 3], received [1, 2, 3]'],
    ['Wxi', () => cell({ ...p, Wxi: tf.zeros([3, 27]) }, x, s), 'Wxi: expected [3, 28], received [3, 27]'],
    ['Wy', () => cell({ ...p, Wy: tf.zeros([2, 2]) }, x, s), 'h: expected [B, 2], received [2, 3]'],
    ['Wr', () => cell({ ...p, Wr: tf.zeros([5, 2]) }, x, s), 'Wr: expected [6, 2], received [5, 2]'],
    [
      'hidden',
      () => dnc(recurrent.rnnState, () => tf.zeros([1, H]))(p, x, s),
      'hidden: expected [2, H], received [1, 3]',
    ],
    ['interface', () => parseInterface(tf.zeros([2, 27]), sizes), 'xi: expected [B, 28], received [2, 27]'],
    [
      'heads',
      () => parseInterface(tf.zeros([2, 28]), { heads: 0, width: 3 }),
      'heads: expected an integer ≥ 1, received 0',
    ],
    [
      'width',
      () => parseInterface(tf.zeros([2, 28]), { heads: 1, width: 0 }),
      'width: expected an integer ≥ 1, received 0',
    ],
    [
      'outputs',
      () => dncState({ ...sizes, batch: 1, locations: 1, outputs: 0, controller: x }),
      'outputs: expected an integer ≥ 1, received 0',
    ],
    [
      'inputs',
      () => initDNC({ ...sizes, inputs: 0, hidden: 1, outputs: 1, seed: 1, controller: () => p.controller }),
      'inputs: expected an integer ≥ 1, received 0',
    ],
  ];
  it.each(wrong)('%s of a wrong size', (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });

  it.each(['batch', 'heads', 'locations', 'width'])('an empty memory without %s', (name) => {
    const all = { batch: 1, heads: 2, locations: 3, width: 4 };
    expect(() => emptyMemory({ ...all, [name]: 0 })).toThrow(
      expect.objectContaining({ message: `${name}: expected an integer ≥ 1, received 0` }),
    );
    const empty = emptyMemory(all);
    expect(Object.fromEntries(Object.entries(empty).map(([key, { shape }]) => [key, shape]))).toEqual({
      words: [1, 3, 4],
      usage: [1, 3],
      precedence: [1, 3],
      links: [1, 3, 3],
      writeWeights: [1, 3],
      readWeights: [1, 2, 3],
      reads: [1, 2, 4],
    });
  });

  it('begins with weights of variance 1 / fan-in', () => {
    const big = initDNC({
      ...sizes,
      inputs: 30,
      hidden: 100,
      outputs: 50,
      seed: 1,
      controller: (inputs) => inputs,
    });
    expect(big.controller).toBe(36);
    expect([big.Wy.shape, big.Wr.shape, big.Wxi.shape]).toEqual([
      [100, 50],
      [6, 50],
      [100, 28],
    ]);
    const deviation = (w: Tensor) => Math.sqrt(w.square().mean().dataSync()[0]);
    expect(deviation(big.Wy)).toBeCloseTo(0.1, 2);
    expect(deviation(big.Wxi)).toBeCloseTo(0.1, 2);
    expect(deviation(big.Wr)).toBeCloseTo(1 / Math.sqrt(6), 1);
  });
});
