import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { attention, equations, float64, recurrent, seq2seq } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { distance, leaked } from '../support/numbers.js';

const { layers, lstm, gru, rnnState, peepholeLSTM, initLSTM, initGRU, initRNN, initPeephole } = recurrent;
const { additiveScore, dotScore, generalScore, scaledDotScore } = attention;
const { bahdanau, encode, initSeq2Seq, luong, mergeDirections, targetsOf, teach, tokenLoss, trainingLoss } =
  seq2seq;

const int = (rows: number[][]) => tf.tensor2d(rows, undefined, 'int32');
const pairs = {
  source: int([
    [3, 5, 4, 1],
    [4, 2, 0, 0],
    [5, 5, 3, 0],
  ]),
  target: int([
    [1, 3, 2, 0],
    [1, 4, 3, 2],
    [1, 4, 4, 2],
  ]),
};
const sizes = { source: 6, target: 5, embedding: 2, hidden: 3, seed: 4 };

// biome-ignore lint/suspicious/noExplicitAny: models of any cell and attention in one table
type Any = any;
interface Row {
  name: string;
  cell: Any;
  init: Any;
  depth?: number;
  merge?: recurrent.Merge;
  reversed?: boolean;
  attention?: Any;
}

const rows: Row[] = [
  { name: 'rnn', cell: rnnState, init: initRNN },
  { name: 'lstm in two layers, reversed', cell: lstm, init: initLSTM, depth: 2, reversed: true },
  { name: 'gru, Luong with a dot product', cell: gru, init: initGRU, attention: luong(dotScore) },
  {
    name: 'gru in two layers, Luong with input feeding, general score, reversed',
    cell: gru,
    init: initGRU,
    depth: 2,
    reversed: true,
    attention: luong(generalScore, { inputFeeding: true }),
  },
  {
    name: 'peephole lstm of two directions side by side, Bahdanau',
    cell: peepholeLSTM,
    init: initPeephole,
    merge: 'concat',
    attention: bahdanau(additiveScore),
  },
  {
    name: 'lstm of two directions averaged in two layers, scaled dot product',
    cell: lstm,
    init: initLSTM,
    depth: 2,
    merge: 'mean',
    attention: luong(scaledDotScore),
  },
];

function build({ cell, init, depth, merge, reversed, attention }: Row): { model: Any; p: Any } {
  const encoder = layers(cell, { depth, merge } as never);
  const model = seq2seq.seq2seq({
    encoder,
    decoder: layers(cell, { depth }),
    reversed,
    attention,
    ...(merge && { bridge: mergeDirections(merge) as Any }),
  } as Any);
  return { model, p: initSeq2Seq({ ...sizes, init, depth, merge, attention } as Any) };
}

describe.each(rows)('$name', (row) => {
  it('has the gradient of central differences, all parameters together', () => {
    const { p, model } = float64.inFloat64(() => build(row));
    const { worst, where, compared } = equations.checkGradient(
      (p: Any) => tokenLoss(teach(model, p, pairs).logits, targetsOf(pairs.target)),
      [p],
    );
    expect(worst, where).toBeLessThan(1e-6);
    expect(compared).toBeGreaterThan(60);
  });

  it('is not changed by more padding', () => {
    float64.inFloat64(() => {
      const { p, model } = build(row);
      const wider = (tokens: Tensor2D) =>
        tf.pad(tokens, [
          [0, 0],
          [0, 2],
        ]) as Tensor2D;
      const one = teach(model, p, pairs);
      const two = teach(model, p, { source: wider(pairs.source), target: wider(pairs.target) });
      expect(distance(two.logits.slice([0], one.logits.shape), one.logits)).toBeLessThan(1e-12);
      if (one.weights && two.weights) {
        expect(one.weights.shape).toEqual([3, 3, 4]);
        expect(distance(two.weights.slice([0], [3, 3, 4]), one.weights)).toBeLessThan(1e-12);
        expect(two.weights.sum().dataSync()[0]).toBeCloseTo(8, 10); // one for each token to be written
        expect(two.weights.slice([0, 0, 4]).abs().max().dataSync()[0]).toBe(0);
      }
      const loss = (logits: tf.Tensor3D, target: Tensor2D) =>
        tokenLoss(logits, targetsOf(target)).dataSync()[0];
      expect(loss(two.logits, wider(pairs.target))).toBeCloseTo(loss(one.logits, pairs.target), 12);
    });
  });

  it('treats each pair of a batch alone', () => {
    float64.inFloat64(() => {
      const { p, model } = build(row);
      const all = teach(model, p, pairs);
      const second = teach(model, p, {
        source: pairs.source.slice([1, 0], [1, 2]),
        target: pairs.target.slice([1], [1]),
      });
      expect(distance(second.logits, all.logits.slice([1], [1]))).toBeLessThan(1e-12);
    });
  });

  it('leaks nothing', () => {
    const { p, model } = build(row);
    expect(leaked(() => teach(model, p, pairs, { probability: 0.5 }))).toBe(0);
    expect(leaked(() => seq2seq.begin(model, p, pairs.source))).toBe(0);
    expect(leaked(() => trainingLoss(model)(pairs, p))).toBe(0);
    const wrong = { ...pairs, target: int([[1, 9, 2]]) };
    expect(leaked(() => teach(model, p, wrong))).toBe(0);
    const fewer = { ...pairs, target: pairs.target.slice([0], [2]) };
    expect(() => teach(model, p, fewer)).toThrow();
    expect(leaked(() => teach(model, p, fewer))).toBe(0);
  });
});

describe('the encoder', () => {
  const build2 = (reversed: boolean) =>
    build({ name: '', cell: lstm, init: initLSTM, depth: 2, reversed, attention: luong(dotScore) });

  it('gives its last state to the decoder, whatever padding follows', () => {
    float64.inFloat64(() => {
      const { model, p } = build2(false);
      const { last, memory } = encode(model.encoder, p.encoder, pairs.source);
      const tops = [
        [0, 3],
        [1, 1],
        [2, 2],
      ].map(([b, s]) => memory.states.slice([b, s], [1, 1]).reshape([1, 3]));
      expect(distance((last as Any)[1].h, tf.concat(tops))).toBe(0);
      expect(memory.mask.arraySync()).toEqual([
        [1, 1, 1, 1],
        [1, 1, 0, 0],
        [1, 1, 1, 0],
      ]);
      expect(seq2seq.begin(model, p, pairs.source).s).toHaveLength(2);
    });
  });

  it('reads a reversed source as another would read the source turned round', () => {
    float64.inFloat64(() => {
      const { model, p } = build2(true);
      const turned = int([
        [1, 4, 5, 3],
        [2, 4, 0, 0],
        [3, 5, 5, 0],
      ]);
      const plain = build2(false).model;
      const [a, b] = [
        encode(model.encoder, p.encoder, pairs.source),
        encode(plain.encoder, p.encoder, turned),
      ];
      expect(distance((a.last as Any)[1].c, (b.last as Any)[1].c)).toBe(0);
      // and layers that read from the end do the same
      const back = recurrent.stacked([recurrent.backwards(lstm), recurrent.backwards(lstm)]);
      const c = encode({ layers: back as Any }, p.encoder, pairs.source);
      expect(distance((a.last as Any)[0].h, (c.last as Any)[0].h)).toBeLessThan(1e-15);
      const alive = a.memory.mask.expandDims(2);
      expect(distance(a.memory.states.mul(alive), c.memory.states.mul(alive))).toBeLessThan(1e-15);
    });
  });

  it('says what it cannot read', () => {
    const { model, p } = build2(false);
    expect(() => encode(model.encoder, p.encoder, int([[6]]))).toThrow(
      'source[0][0]: expected an integer from 0 to 5, received 6',
    );
    expect(() =>
      encode(model.encoder, { ...p.encoder, embedding: tf.zeros([6]) as never }, pairs.source),
    ).toThrow('embedding: expected [V, I], received [6]');
    expect(() => teach(model, p, { ...pairs, target: int([[1, 5, 2]]) })).toThrow(
      'target[0][1]: expected an integer from 0 to 4, received 5',
    );
  });
});

describe('dropout between the layers', () => {
  const dropping = () => {
    const stack = () => layers(gru, { depth: 2, dropout: 0.5 });
    return {
      model: seq2seq.seq2seq({ encoder: stack(), decoder: stack() }),
      p: initSeq2Seq({ ...sizes, hidden: 16, init: initGRU, depth: 2 }),
    };
  };

  it('is there where it is asked for, and only there', () => {
    const { model, p } = dropping();
    const run = (dropoutSeed?: number) => teach(model, p, pairs, { dropoutSeed }).logits;
    expect(distance(run(), run())).toBe(0);
    expect(distance(run(1), run(1))).toBe(0);
    expect(distance(run(1), run(2))).toBeGreaterThan(1e-3);
    expect(distance(run(), run(1))).toBeGreaterThan(1e-3);
    const { last } = encode(model.encoder, p.encoder, pairs.source);
    const dropped = encode(model.encoder, p.encoder, pairs.source, { seed: 1 });
    expect(distance(dropped.last[1], last[1])).toBeGreaterThan(1e-3);
    expect(distance(dropped.last[0], last[0])).toBe(0);
    // in the decoder alone, too
    const state = seq2seq.begin(model, p, pairs.source);
    const tokens = tf.tensor1d([1, 1, 1], 'int32');
    const step = (seed?: string) => seq2seq.decode(model.decoder, p.decoder, tokens, state, seed).logits;
    expect(distance(step('a'), step('a'))).toBe(0);
    expect(distance(step('a'), step('b'))).toBeGreaterThan(1e-3);
    expect(distance(step(), step('a'))).toBeGreaterThan(1e-3);
  });

  it('is on in a training loss that wants it, and differs from step to step', () => {
    const { model, p } = dropping();
    const losses = (options?: seq2seq.TrainingLossOptions) => {
      const loss = trainingLoss(model, options);
      return [0, 1].map(() => loss(pairs, p).dataSync()[0]);
    };
    const [a, b] = losses({ dropout: true });
    expect(a).not.toBe(b);
    expect(losses({ dropout: true })).toEqual([a, b]);
    expect(losses({ dropout: true, seed: 1 })).not.toEqual([a, b]);
    const [c, d] = losses();
    expect(c).toBe(d);
    expect(c).not.toBe(a);
  });
});

describe('a training loss', () => {
  const { model, p } = build({ name: '', cell: gru, init: initGRU });
  const of = (options?: seq2seq.ForcedOptions) =>
    tokenLoss(teach(model, p, pairs, options).logits, targetsOf(pairs.target)).dataSync()[0];

  it('follows its schedule, one step for each call', () => {
    const seen: number[] = [];
    const schedule = (i: number) => {
      seen.push(i);
      return i === 1 ? 0 : 1;
    };
    const loss = trainingLoss(model, { schedule });
    const got = [0, 1, 2].map(() => loss(pairs, p).dataSync()[0]);
    expect(seen).toEqual([0, 1, 2]);
    expect(got[0]).toBe(of());
    expect(got[1]).toBe(of({ probability: 0 }));
    expect(got[2]).toBe(of());
    expect(got[0]).not.toBe(got[1]);
  });

  it('draws from its seed, anew in each step', () => {
    const options = { schedule: () => 0.5, own: 'drawn' as const, seed: 5 };
    const loss = trainingLoss(model, options);
    const got = Array.from({ length: 4 }, () => loss(pairs, p).dataSync()[0]);
    expect(got).toEqual([5, 6, 7, 8].map((seed) => of({ probability: 0.5, own: 'drawn', seed })));
    expect(new Set(got).size).toBeGreaterThan(1);
    expect(() => trainingLoss(model, { seed: -1 })).toThrow('seed: expected an integer ≥ 0, received -1');
  });

  it('is the mean over what is to be written', () => {
    const logits = tf.zeros<tf.Rank.R3>([2, 2, 4]);
    const targets = int([
      [3, 2],
      [2, 0],
    ]);
    expect(tokenLoss(logits, targets).dataSync()[0]).toBeCloseTo(Math.log(4), 6);
    const sure = tf.tensor3d([
      [
        [0, 0, 0, 9],
        [9, 0, 0, 0],
      ],
      [
        [0, 0, 9, 0],
        [9, 0, 0, 0],
      ],
    ]);
    expect(seq2seq.tokenAccuracy(sure, targets)).toBeCloseTo(2 / 3, 6);
    expect(seq2seq.tokenLogProbs(logits, targets).arraySync()[1][1]).toBeCloseTo(0, 12);
    expect(leaked(() => seq2seq.tokenAccuracy(sure, targets))).toBe(0);
    expect(() => seq2seq.tokenLogProbs(logits, targets.slice([0], [1]))).toThrow(
      'targets: expected [2, 2], received [1, 2]',
    );
    expect(() => tokenLoss(targets as never, targets)).toThrow('logits: expected [B, T, V], received [2, 2]');
  });
});

describe('what cannot be put together', () => {
  const decoder = layers(rnnState);

  it('a decoder that reads from the end', () => {
    expect(() =>
      seq2seq.seq2seq({ encoder: decoder, decoder: layers(rnnState, { merge: 'sum' }), bridge: () => [] }),
    ).toThrow(
      'decoder: expected layers that read forwards: what is to come is not written yet, received others',
    );
  });

  it('attention without what it needs', () => {
    const { model, p } = build({
      name: '',
      cell: gru,
      init: initGRU,
      attention: luong(dotScore, { inputFeeding: true }),
    });
    const state = seq2seq.begin(model, p, pairs.source);
    const tokens = tf.tensor1d([1, 1, 1], 'int32');
    const step = (decoder: Any, params: Any, s: Any) => () => seq2seq.decode(decoder, params, tokens, s);
    const { attention, ...bare } = p.decoder;
    const { memory, ...blind } = state;
    const { a, ...first } = state;
    const needs = 'expected what this attention needs, received none';
    expect(step(model.decoder, p.decoder, state)).not.toThrow();
    expect(step(model.decoder, bare, state)).toThrow(`p.attention: ${needs}`);
    expect(step(model.decoder, { ...bare, attention: { score: {} } }, state)).toThrow(
      `p.attention.Wc: ${needs}`,
    );
    expect(step(model.decoder, p.decoder, blind)).toThrow(`state.memory: ${needs}`);
    expect(step(model.decoder, p.decoder, first)).toThrow(`state.a: ${needs}`);
    const changed = (change: object) => ({
      ...model.decoder,
      attention: { ...model.decoder.attention, ...change },
    });
    expect(step(changed({ place: 'beside' }), p.decoder, state)).toThrow(
      'place: expected one of after, before, received beside',
    );
    expect(step(changed({ place: 'before' }), p.decoder, state)).toThrow(
      'inputFeeding: expected attention after the step, which makes a_t, received before',
    );
    expect(() => seq2seq.decode(model.decoder, p.decoder, tf.zeros([1, 1], 'int32') as Any, state)).toThrow(
      'tokens: expected [B], received [1, 1]',
    );
    for (const token of [-1, 5])
      expect(() =>
        seq2seq.decode(model.decoder, p.decoder, tf.tensor1d([1, token, 1], 'int32'), state),
      ).toThrow(`tokens[1]: expected an integer from 0 to 4, received ${token}`);
    expect(attention.Wc.shape).toEqual([6, 3]);
    expect([memory!.states.shape, a!.shape, a!.abs().max().dataSync()[0]]).toEqual([[3, 4, 3], [3, 3], 0]);
  });

  it('a score of one’s own without a way to draw its parameters', () => {
    const own = luong((p: { w: Tensor2D }, h: Tensor2D, hs: tf.Tensor3D) =>
      dotScore({}, h.matMul(p.w) as Tensor2D, hs),
    );
    const options = { init: initGRU, vocabulary: 5, embedding: 2, hidden: 3, seed: 1 };
    expect(() => seq2seq.initDecoder({ ...options, attention: own })).toThrow(
      'initScore: expected how the parameters of a score of your own are drawn, received none',
    );
    const p = seq2seq.initDecoder({
      ...options,
      memory: 4,
      attention: own,
      initScore: ({ hidden, memory }) => ({ w: tf.zeros<tf.Rank.R2>([hidden, memory]) }),
    });
    expect(p.attention!.score.w.shape).toEqual([3, 4]);
    expect(p.attention!.Wc!.shape).toEqual([7, 3]);
  });
});

describe('first parameters', () => {
  const shapes = (value: object): unknown =>
    value instanceof tf.Tensor
      ? (value as Tensor).shape
      : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapes(inner)]));
  const gruShapes = (inputs: number, hidden: number) => ({
    ...Object.fromEntries(['Wz', 'Wr', 'Wh'].map((name) => [name, [inputs, hidden]])),
    ...Object.fromEntries(['Uz', 'Ur', 'Uh'].map((name) => [name, [hidden, hidden]])),
    ...Object.fromEntries(['bz', 'br', 'bh'].map((name) => [name, [hidden]])),
  });

  it('have the sizes that the model needs', () => {
    const p = initSeq2Seq({
      ...sizes,
      init: initGRU,
      depth: 2,
      attention: luong(generalScore, { inputFeeding: true }),
    });
    expect(shapes(p)).toEqual({
      encoder: { embedding: [6, 2], layers: { 0: gruShapes(2, 3), 1: gruShapes(3, 3) } },
      decoder: {
        embedding: [5, 2],
        layers: { 0: gruShapes(5, 3), 1: gruShapes(3, 3) },
        out: { Wy: [3, 5], by: [5] },
        attention: { score: { Wa: [3, 3] }, Wc: [6, 3] },
      },
    });
    const q = initSeq2Seq({ ...sizes, init: initGRU, merge: 'concat', attention: bahdanau(additiveScore) });
    expect(shapes(q)).toEqual({
      encoder: { embedding: [6, 2], layers: { 0: { forward: gruShapes(2, 3), backward: gruShapes(2, 3) } } },
      decoder: {
        embedding: [5, 2],
        layers: { 0: gruShapes(8, 6) },
        out: { Wy: [6, 5], by: [5] },
        attention: { score: { Wa: [12, 6], va: [6] } },
      },
    });
    expect(shapes(initSeq2Seq({ ...sizes, init: initGRU, merge: 'sum' }).decoder)).toMatchObject({
      out: { Wy: [3, 5] },
    });
  });

  it('are normal with variance 1/fan-in, differ from one another, and come from the seed', () => {
    const large = { init: initGRU, source: 40, target: 50, embedding: 64, hidden: 36, seed: 3 };
    const attention = luong(generalScore);
    const p = initSeq2Seq({ ...large, attention });
    const deviation = (t: Tensor) => tf.moments(t).variance.sqrt().dataSync()[0];
    const near = (t: Tensor, fan: number) =>
      expect(Math.abs(deviation(t) * Math.sqrt(fan) - 1)).toBeLessThan(0.06);
    near(p.encoder.embedding, 64);
    near(p.decoder.embedding, 64);
    near(p.decoder.out.Wy, 36);
    near(p.decoder.attention!.Wc!, 72);
    near(p.decoder.attention!.score.Wa, 36);
    const additive = initSeq2Seq({ ...large, attention: bahdanau(additiveScore) }).decoder.attention!.score;
    near(additive.Wa, 72);
    expect(deviation(additive.va) * 6).toBeGreaterThan(0.7);
    expect(deviation(additive.va) * 6).toBeLessThan(1.3);
    const again = initSeq2Seq({ ...large, attention });
    expect(distance(again.decoder.layers[0].Wz, p.decoder.layers[0].Wz)).toBe(0);
    expect(
      distance(initSeq2Seq({ ...large, seed: 4 }).encoder.embedding, p.encoder.embedding),
    ).toBeGreaterThan(0.01);
    expect(distance(p.encoder.layers[0].Uz, p.decoder.layers[0].Uz)).toBeGreaterThan(0.01);
    expect(distance(p.encoder.layers[0].Uz, p.encoder.layers[0].Ur)).toBeGreaterThan(0.01);
  });

  it.each(['source', 'target', 'embedding', 'hidden'])('refuse %s below 1', (name) => {
    expect(() => initSeq2Seq({ ...sizes, init: initGRU, [name]: 0 })).toThrow(
      `${name === 'target' ? 'target' : name}: expected an integer ≥ 1, received 0`,
    );
  });

  it('are freed when there is something wrong', () => {
    const attention = luong(dotScore);
    expect(leaked(() => initSeq2Seq({ ...sizes, init: initGRU, depth: 0, attention }))).toBe(0);
    const failing = () => {
      throw new Error('no');
    };
    expect(leaked(() => initSeq2Seq({ ...sizes, init: initGRU, attention, initScore: failing }))).toBe(0);
  });

  it('refuse a vocabulary of nothing', () => {
    expect(() =>
      seq2seq.initDecoder({ init: initGRU, vocabulary: 0, embedding: 2, hidden: 3, seed: 1 }),
    ).toThrow('vocabulary: expected an integer ≥ 1, received 0');
  });
});
