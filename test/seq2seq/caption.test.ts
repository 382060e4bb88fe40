import * as tf from '@tensorflow/tfjs';
import { attention, decoding, equations, float64, recurrent, seq2seq, training } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { arrays, distance, leaked, type Matrix } from '../support/numbers.js';

const { additiveScore, dotScore, generalScore } = attention;
const { gru, initGRU, initLSTM, layers, lstm } = recurrent;
const {
  BOS,
  EOS,
  beginCaption,
  captionLoss,
  captionStep,
  decodeCaption,
  initCaptioner,
  targetsOf,
  teachCaption,
} = seq2seq;

const [B, L, D, V, H, I] = [2, 3, 4, 6, 5, 3];
const int = (rows: number[][]) => tf.tensor2d(rows, undefined, 'int32');
const captioner = { layers: layers(lstm), score: additiveScore };
const sizes = { init: initLSTM, vocabulary: V, embedding: I, hidden: H, region: D, seed: 3 };
const images = (): seq2seq.Memory => ({
  states: new equations.Random(8).tensor([B, L, D]),
  mask: tf.tensor2d(
    [
      [1, 1, 1],
      [1, 1, 0],
    ],
    [B, L],
    'bool',
  ),
});
const target = int([
  [BOS, 4, 5, EOS],
  [BOS, 3, EOS, 0],
]);

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const columns = (W: Matrix) => W[0].map((_, j) => W.map((row) => row[j]));
const rowTimes = (x: number[], W: Matrix) => columns(W).map((column) => dot(x, column));
const plus = (...rows: number[][]) => rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0));
const softmax = (x: number[]) => {
  const powers = x.map(Math.exp);
  const total = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / total);
};

/** One caption by loops over numbers, from the paper. */
function second(
  p: seq2seq.CaptionerParams<recurrent.LSTMParams[], attention.AdditiveParams>,
  image: Matrix,
  words: number[],
) {
  const mean = columns(image).map((column) => column.reduce((a, b) => a + b) / image.length);
  const start = p.start.map(({ Wy, by }) =>
    plus(rowTimes(mean, arrays(Wy)), arrays<number[]>(by)).map(Math.tanh),
  );
  const { Wf, Wi, Wc, Wo, bf, bi, bc, bo } = p.layers[0];
  const E = arrays<Matrix>(p.embedding);
  const { Lo, Lh, Lz } = p.out;
  let [h, c] = start;
  const [probabilities, weights]: [Matrix, Matrix] = [[], []];
  for (const word of words) {
    const e = image.map((a) =>
      dot(arrays<number[]>(p.score.va), rowTimes([...h, ...a], arrays(p.score.Wa)).map(Math.tanh)),
    );
    const alpha = softmax(e);
    const beta = sigmoid(rowTimes(h, arrays(p.gate.Wy))[0] + arrays<number[]>(p.gate.by)[0]);
    const z = columns(image).map((column) => beta * dot(alpha, column));
    const x = [...h, ...E[word], ...z];
    const gate = (W: tf.Tensor2D, b: tf.Tensor1D) => plus(rowTimes(x, arrays(W)), arrays<number[]>(b));
    const [f, i, o] = [gate(Wf, bf), gate(Wi, bi), gate(Wo, bo)].map((row) => row.map(sigmoid));
    const candidate = gate(Wc, bc).map(Math.tanh);
    c = c.map((v, j) => f[j] * v + i[j] * candidate[j]);
    h = c.map((v, j) => o[j] * Math.tanh(v));
    const deep = plus(E[word], rowTimes(h, arrays(Lh)), rowTimes(z, arrays(Lz)));
    probabilities.push(softmax(rowTimes(deep, arrays(Lo))));
    weights.push(alpha);
  }
  return { probabilities, weights };
}

describe('a captioner', () => {
  it('does what the paper writes, by loops over numbers', () => {
    float64.inFloat64(() => {
      const p = initCaptioner(captioner, sizes);
      const memory = images();
      const { logits, weights } = teachCaption(captioner, p, memory, target);
      const lambda = 0.7;
      const losses = captionLoss(logits, weights, targetsOf(target), lambda).dataSync();
      for (const [b, length, regions] of [
        [0, 3, 3],
        [1, 2, 2],
      ]) {
        const image = arrays<Matrix[]>(memory.states)[b].slice(0, regions);
        const words = target.arraySync()[b].slice(0, length);
        const ours = second(p, image, words);
        const at = (t: tf.Tensor3D, width: number) => t.slice([b, 0, 0], [1, length, width]).squeeze([0]);
        expect(
          distance(tf.softmax(at(logits, V)), float64.precise(ours.probabilities.flat(), [length, V])),
        ).toBeLessThan(1e-12);
        expect(
          distance(at(weights, regions), float64.precise(ours.weights.flat(), [length, regions])),
        ).toBeLessThan(1e-12);
        const right = target.arraySync()[b].slice(1, length + 1);
        const nll = -right.reduce((sum, token, t) => sum + Math.log(ours.probabilities[t][token]), 0);
        const looked = columns(ours.weights).map((column) => column.reduce((a, b) => a + b));
        // a region that is not there is never looked at: (1 − 0)² each
        const penalty = looked.reduce((sum, x) => sum + (1 - x) ** 2, 0) + (L - regions);
        expect(losses[b]).toBeCloseTo(nll + lambda * penalty, 10);
      }
    });
  });

  it('looks at nothing that is not there, and nowhere behind the end', () => {
    const { weights } = teachCaption(captioner, initCaptioner(captioner, sizes), images(), target);
    expect(weights.slice([1, 0, 2]).abs().max().dataSync()[0]).toBe(0);
    expect(weights.slice([1, 2, 0]).abs().max().dataSync()[0]).toBe(0);
    expect((weights.sum(2).arraySync() as Matrix)[0]).toEqual([1, 1, 1].map((one) => expect.closeTo(one, 5)));
  });

  it.each([
    ['gru in two layers, general score', gru, initGRU, generalScore, 2],
    ['lstm in two layers, additive score', lstm, initLSTM, additiveScore, 2],
    ['gru, dot product', gru, initGRU, dotScore, 1],
  ] as const)('has the gradient of central differences: %s', (_, cell, init, score, depth) => {
    // biome-ignore lint/suspicious/noExplicitAny: any cell, any score
    const any: any = { layers: layers(cell as never, { depth }), score };
    const options = { ...sizes, init, depth, hidden: score === dotScore ? D : H };
    const p = float64.inFloat64(() => initCaptioner(any, options as never)) as object;
    const { states, mask } = float64.inFloat64(images);
    const { worst, where, compared } = equations.checkGradient(
      (p: object, states: tf.Tensor3D) => {
        const { logits, weights } = teachCaption(any, p as never, { states, mask }, target);
        return captionLoss(logits, weights, targetsOf(target), 0.5);
      },
      [p, states],
    );
    expect(worst, where).toBeLessThan(1e-6);
    expect(compared).toBeGreaterThan(150);
  });

  it('learns to name the parts of an image, one after the other, and can be asked by a beam', async () => {
    await tf.setBackend('wasm');
    const random = new equations.Random(2);
    // each region shows one of four things; the caption names them in their order
    const all = Array.from({ length: 64 }, () => Array.from({ length: L }, () => random.integer(0, 4)));
    const places = (things: number[]) =>
      things.map((thing, l) => [
        ...[0, 1, 2, 3].map((k) => +(k === thing)),
        ...[0, 1, 2].map((k) => +(k === l)),
      ]);
    const memory = {
      states: tf.tensor3d(all.map(places)),
      mask: tf.ones<tf.Rank.R2>([all.length, L]),
    };
    const captions = int(all.map((things) => [BOS, ...things.map((thing) => 4 + thing), EOS]));
    const p = initCaptioner(captioner, { ...sizes, vocabulary: 8, embedding: 8, hidden: 24, region: 7 });
    const before = tf.memory().numTensors;
    const { params, losses } = await training.train({
      params: p,
      batches: [0],
      epochs: 100,
      optimizer: tf.train.adam(0.02),
      loss: (_: number, p) => {
        const { logits, weights } = teachCaption(captioner, p, memory, captions);
        return captionLoss(logits, weights, targetsOf(captions), 0.1).mean();
      },
    });
    expect(losses.at(-1)!).toBeLessThan(0.3 * losses[0]);
    const state = beginCaption(captioner, params, memory);
    const written = await decoding.beamSearch(captionStep(captioner, params), state, {
      prompts: all.map(() => [BOS]),
      end: EOS,
      maxLength: 6,
      beam: 2,
    });
    const right = written.filter(
      ({ best }, n) => best.tokens.join() === [...all[n].map((thing) => 4 + thing), EOS].join(),
    );
    expect(right.length / all.length).toBeGreaterThan(0.9);
    const { logits, weights } = teachCaption(captioner, params, memory, captions);
    expect(weights.shape).toEqual([64, 4, 3]);
    tf.dispose([params, state.s, logits, weights] as never);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('drops between its layers where that is asked for', () => {
    const dropping = { layers: layers(gru, { depth: 2, dropout: 0.5 }), score: dotScore };
    const p = initCaptioner(dropping, { ...sizes, init: initGRU, depth: 2, hidden: D });
    const run = (dropoutSeed?: number) => teachCaption(dropping, p, images(), target, { dropoutSeed }).logits;
    expect(distance(run(), run())).toBe(0);
    expect(distance(run(1), run(1))).toBe(0);
    expect(distance(run(1), run(2))).toBeGreaterThan(1e-4);
    expect(distance(run(1), run())).toBeGreaterThan(1e-4);
  });

  it('leaks nothing, also when it throws', () => {
    const p = initCaptioner(captioner, sizes);
    const memory = images();
    const tokens = tf.tensor1d([1, 1], 'int32');
    const state = beginCaption(captioner, p, memory);
    expect(leaked(() => teachCaption(captioner, p, memory, target))).toBe(0);
    expect(leaked(() => beginCaption(captioner, p, memory))).toBe(-2); // with the state goes the memory that it hands on
    expect(leaked(() => initCaptioner(captioner, sizes))).toBe(0);
    expect(leaked(() => initCaptioner(captioner, { ...sizes, depth: 0 }))).toBe(0);
    const again = images();
    const fresh = beginCaption(captioner, p, again);
    expect(leaked(() => decodeCaption(captioner, p, tf.tensor1d([1], 'int32'), fresh))).toBe(1); // the token
    expect(state.s).toHaveLength(1);
    expect(tokens.size).toBe(2);
  });
});

describe('what a captioner cannot work with', () => {
  const p = initCaptioner(captioner, sizes);
  const memory = images();
  const state = beginCaption(captioner, p, memory);
  const tokens = tf.tensor1d([1, 1], 'int32');

  it.each([
    [
      'regions',
      () => beginCaption(captioner, p, { ...memory, states: tf.zeros([2, 3]) as never }),
      'regions: expected [B, L, D], received [2, 3]',
    ],
    [
      'mask',
      () => beginCaption(captioner, p, { ...memory, mask: tf.ones([2, 2]) }),
      'mask: expected [2, 3], received [2, 2]',
    ],
    [
      'fewer starts',
      () => beginCaption(captioner, { ...p, start: p.start.slice(1) }, memory),
      'start: expected a part for each tensor of the state, received 1',
    ],
    [
      'more starts',
      () => beginCaption(captioner, { ...p, start: [...p.start, p.start[0]] }, memory),
      'start: expected 2 parts, as the state has, received 3',
    ],
    [
      'no image',
      () => decodeCaption(captioner, p, tokens, { s: state.s }),
      'state.memory: expected the regions of an image, received none',
    ],
    [
      'tokens',
      () => decodeCaption(captioner, p, target as never, state),
      'tokens: expected [B], received [2, 4]',
    ],
    [
      'a token',
      () => decodeCaption(captioner, p, tf.tensor1d([1, 6], 'int32'), state),
      'tokens[1]: expected an integer from 0 to 5, received 6',
    ],
    [
      'a caption',
      () => teachCaption(captioner, p, memory, int([[1, 7]])),
      'target[0][1]: expected an integer from 0 to 5, received 7',
    ],
    [
      'λ',
      () => captionLoss(tf.zeros([1, 2, 3]), tf.zeros([1, 2, 4]), int([[1, 2]]), -1),
      'lambda: expected a number from 0 upwards, received -1',
    ],
    [
      'λ',
      () => seq2seq.doublyStochastic(tf.zeros([1, 2, 4]), Number.NaN),
      'lambda: expected a number from 0 upwards, received NaN',
    ],
    [
      'weights',
      () => seq2seq.doublyStochastic(tf.zeros([2, 4]) as never, 1),
      'weights: expected [B, C, L], received [2, 4]',
    ],
    [
      'gate',
      () => seq2seq.captionGate({ Wy: tf.zeros([3, 2]), by: tf.zeros([2]) }, tf.zeros([1, 3])),
      'Wy: expected [H, 1], received [3, 2]',
    ],
    [
      'beta',
      () => seq2seq.captionLook(tf.zeros([1, 2]), tf.zeros([1, 2, 3]), tf.zeros([1, 2])),
      'beta: expected [1, 1], received [1, 2]',
    ],
    [
      'a score of one’s own',
      () =>
        initCaptioner(
          { ...captioner, score: (_: object, h: tf.Tensor2D, hs: tf.Tensor3D) => dotScore({}, h, hs) },
          sizes,
        ),
      'initScore: expected how the parameters of a score',
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message);
  });

  it('sizes that do not fit in the output layer', () => {
    const { out, embedding } = p;
    const [h, z] = [tf.zeros<tf.Rank.R2>([2, H]), tf.zeros<tf.Rank.R2>([2, D])];
    const run =
      (change: Partial<seq2seq.CaptionOutput>, hs = h, zs = z) =>
      () =>
        seq2seq.captionOutput({ ...out, ...change }, embedding, tokens, hs, zs);
    expect(run({})).not.toThrow();
    expect(run({ Lo: tf.zeros([I, 5]) })).toThrow('Lo: expected [3, 6], received [3, 5]');
    expect(run({ Lh: tf.zeros([H, 2]) })).toThrow('Lh: expected [H, 3], received [5, 2]');
    expect(run({ Lz: tf.zeros([D, 2]) })).toThrow('Lz: expected [D, 3], received [4, 2]');
    expect(run({}, tf.zeros([2, 4]))).toThrow('h: expected [2, 5], received [2, 4]');
    expect(run({}, h, tf.zeros([1, D]))).toThrow('z: expected [2, 4], received [1, 4]');
    expect(() => seq2seq.captionOutput(out, tf.zeros([6]) as never, tokens, h, z)).toThrow(
      'E: expected [V, I]',
    );
    expect(() => seq2seq.captionOutput(out, embedding, target as never, h, z)).toThrow(
      'tokens: expected [B]',
    );
  });

  it.each(['vocabulary', 'embedding', 'hidden', 'region'])('%s below 1', (name) => {
    expect(() => initCaptioner(captioner, { ...sizes, [name]: 0 })).toThrow(
      `${name}: expected an integer ≥ 1, received 0`,
    );
  });

  it('λ of zero is none', () => {
    expect(seq2seq.doublyStochastic(tf.zeros([1, 2, 4]), 0).dataSync()[0]).toBe(0);
    expect(seq2seq.doublyStochastic(tf.zeros([1, 2, 4]), 1).dataSync()[0]).toBe(4);
  });
});

describe('the first state', () => {
  it('is made of the mean of the regions that there are', () => {
    const p = { Wy: tf.tensor2d([[1], [0]]), by: tf.tensor1d([0.5]) };
    const regions = tf.tensor3d([
      [
        [1, 9],
        [2, 9],
        [6, 9],
      ],
    ]);
    const start = (mask?: tf.Tensor2D) => seq2seq.captionStart(p, regions, mask).dataSync()[0];
    expect(start()).toBeCloseTo(Math.tanh(3.5), 6);
    expect(start(tf.tensor2d([[1, 1, 0]]))).toBeCloseTo(Math.tanh(2), 6);
    expect(() => seq2seq.captionStart(p, regions.squeeze([0]) as never)).toThrow(
      'regions: expected [B, L, D]',
    );
    expect(() => start(tf.ones([1, 2]))).toThrow('mask: expected [1, 3], received [1, 2]');
    expect(leaked(() => seq2seq.captionStart(p, regions))).toBe(0);
  });
});
