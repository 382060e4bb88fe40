import * as tf from '@tensorflow/tfjs';
import { attention, decoding, equations, float64, recurrent, seq2seq } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { distance, leaked } from '../support/numbers.js';

const { gru, initGRU, initLSTM, layers, lstm } = recurrent;
const { BOS, EOS, beginWith, begin, decode, decodingStep, initDecoder, initSeq2Seq, luong, targetLogProbs } =
  seq2seq;
const int = (rows: number[][]) => tf.tensor2d(rows, undefined, 'int32');

const look = luong(attention.dotScore, { inputFeeding: true });
const model = seq2seq.seq2seq({ encoder: layers(gru), decoder: layers(gru), attention: look });
const first = initSeq2Seq({
  init: initGRU,
  source: 7,
  target: 6,
  embedding: 4,
  hidden: 8,
  attention: look,
  seed: 5,
});
// it has learned that nobody writes <pad> or <bos>
const out = { ...first.decoder.out, by: tf.tensor1d([-20, -20, 0, 0, 0, 0]) };
const p = { ...first, decoder: { ...first.decoder, out } };
const source = int([
  [3, 5, 4],
  [4, 6, 0],
  [6, 6, 0],
  [5, 3, 3],
]);

/** Greedy decoding one source at a time, written down as a loop. */
function loop(b: number, maxLength: number): number[] {
  const length = [3, 2, 2, 3][b];
  let state = begin(model, p, source.slice([b, 0], [1, length]));
  const tokens: number[] = [];
  let fed: number = BOS;
  while (tokens.length < maxLength && fed !== EOS) {
    const { logits, state: next } = decode(model.decoder, p.decoder, tf.tensor1d([fed], 'int32'), state);
    fed = logits.argMax(1).dataSync()[0];
    tokens.push(fed);
    state = next;
  }
  return tokens;
}

describe('writing', () => {
  it('goes on until <eos> or the largest length, for each source of a batch', async () => {
    const written = await seq2seq.translate(model, p, source, { maxLength: 9 });
    const tokens = written.map(({ best }) => best.tokens);
    expect(tokens).toEqual([0, 1, 2, 3].map((b) => loop(b, 9)));
    for (const { best } of written) expect(best.ended).toBe(best.tokens.at(-1) === EOS);
    const short = await seq2seq.translate(model, p, source, { maxLength: 1 });
    expect(short.map(({ best }) => best.tokens)).toEqual(tokens.map(([first]) => [first]));
  });

  it('is the same with a beam of one, and at least as likely with more', async () => {
    const greedy = await seq2seq.translate(model, p, source, { maxLength: 4 });
    const one = await seq2seq.translate(model, p, source, { maxLength: 4, beam: 1 });
    expect(one.map(({ best }) => best.tokens)).toEqual(greedy.map(({ best }) => best.tokens));
    const all = await seq2seq.translate(model, p, source, { maxLength: 3, beam: 6 ** 3 });
    const some = await seq2seq.translate(model, p, source, { maxLength: 3 });
    for (const [b, { best, hypotheses }] of all.entries()) {
      expect(hypotheses.length).toBeGreaterThan(100);
      expect(best.logProb).toBeGreaterThanOrEqual(some[b].best.logProb - 1e-5);
    }
    const long = { maxLength: 3, beam: 6 ** 3, penalty: () => 2 };
    const halved = await seq2seq.translate(model, p, source, long);
    expect(halved[0].best.score).toBeCloseTo(all[0].best.logProb / 2, 5);
  });

  it('gives what it is told as likely as it says', async () => {
    const written = await seq2seq.translate(model, p, source, { maxLength: 5 });
    for (const [b, { best }] of written.entries()) {
      const state = begin(model, p, source.slice([b], [1]));
      const target = int([[BOS, ...best.tokens]]);
      expect(targetLogProbs(model.decoder, p.decoder, state, target).dataSync()[0]).toBeCloseTo(
        best.logProb,
        4,
      );
    }
  });

  it('leaves nothing behind, also when it fails', async () => {
    const before = tf.memory().numTensors;
    await seq2seq.translate(model, p, source, { maxLength: 5, beam: 3 });
    expect(tf.memory().numTensors).toBe(before);
    await expect(seq2seq.translate(model, p, source, { maxLength: 0 })).rejects.toThrow(
      'maxLength: expected an integer ≥ 1, received 0',
    );
    expect(tf.memory().numTensors).toBe(before);
    await expect(seq2seq.translate(model, p, source, { maxLength: 2, beam: 0 })).rejects.toThrow(
      'beam: expected an integer ≥ 1, received 0',
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('tells the decoding what follows what', () => {
    const state = begin(model, p, source);
    const tokens = tf.tensor1d([1, 1, 1, 1], 'int32');
    const { logProbs, state: next } = decodingStep(model.decoder, p.decoder)(tokens, state);
    expect(distance(logProbs.exp().sum(1), tf.ones([4]))).toBeLessThan(1e-5);
    const { logits, state: same } = decode(model.decoder, p.decoder, tokens, state);
    expect(distance(logProbs, tf.logSoftmax(logits))).toBe(0);
    expect(distance(next.s[0], same.s[0])).toBe(0);
  });
});

describe('the probability of a target', () => {
  it('is what the decoding says of the same step', () => {
    float64.inFloat64(() => {
      const q = initSeq2Seq({
        init: initGRU,
        source: 7,
        target: 6,
        embedding: 4,
        hidden: 8,
        attention: look,
        seed: 5,
      });
      const state = begin(model, q, source);
      const targets = [[3, 4, EOS], [EOS], [5, 5, 3, EOS], [4, EOS]];
      const ours = targetLogProbs(
        model.decoder,
        q.decoder,
        state,
        int(targets.map((row) => [BOS, ...row, 0, 0, 0].slice(0, 5))),
      );
      const theirs = decoding.logLikelihood(
        decodingStep(model.decoder, q.decoder),
        state,
        targets.map(() => [BOS]),
        targets,
      );
      expect(distance(ours, theirs)).toBeLessThan(1e-12);
    });
  });

  it('sums to one over all targets of a length', () => {
    const state = begin(model, p, source.slice([0], [1]));
    const decoder = model.decoder;
    // every sequence of two tokens; behind what would be <pad> in the middle there is nothing
    const all = [1, 2, 3, 4, 5].flatMap((a) => [1, 2, 3, 4, 5].map((b) => [BOS, a, b]));
    const likely = all.map((row) =>
      Math.exp(targetLogProbs(decoder, p.decoder, state, int([row])).dataSync()[0]),
    );
    const step = decodingStep(decoder, p.decoder);
    const first = step(tf.tensor1d([BOS], 'int32'), state);
    const withoutPad = [1, 2, 3, 4, 5].reduce((sum, a) => {
      const next = step(tf.tensor1d([a], 'int32'), first.state)
        .logProbs.exp()
        .dataSync();
      return sum + first.logProbs.exp().dataSync()[a] * (1 - next[0]);
    }, 0);
    expect(likely.reduce((a, b) => a + b)).toBeCloseTo(withoutPad, 5);
  });

  it('names what it cannot read', () => {
    const state = begin(model, p, source);
    expect(() => targetLogProbs(model.decoder, p.decoder, state, int([[1, 6]]))).toThrow(
      'target[0][1]: expected an integer from 0 to 5, received 6',
    );
  });
});

describe('a decoder without an encoder', () => {
  const options = { vocabulary: 6, embedding: 3, hidden: 4, depth: 2, seed: 2 };
  const v = new equations.Random(1).tensor([2, 4]);

  it('begins with the vector in every layer, and no memory', () => {
    const decoder = { layers: layers(gru, { depth: 2 }) };
    const state = beginWith(decoder, initDecoder({ ...options, init: initGRU }), v);
    expect(Object.keys(state)).toEqual(['s']);
    for (const h of state.s) expect(distance(h, v)).toBe(0);
  });

  it('begins with an empty cell where there is one', () => {
    const decoder = { layers: layers(lstm, { depth: 2 }) };
    const q = initDecoder({ ...options, init: initLSTM });
    const { s } = beginWith(decoder, q, v);
    for (const { h, c } of s) {
      expect(distance(h, v)).toBe(0);
      expect(distance(c, tf.zeros([2, 4]))).toBe(0);
    }
    expect(leaked(() => beginWith(decoder, q, v))).toBe(0);
    expect(() => beginWith(decoder, q, tf.zeros([2, 3]))).toThrow('v: expected [B, 4], received [2, 3]');
  });

  it('writes a sequence of one vector', async () => {
    const decoder = { layers: layers(gru, { depth: 2 }) };
    const q = initDecoder({ ...options, init: initGRU });
    const prompts = [[BOS], [BOS]];
    const step = decodingStep(decoder, q);
    const written = await decoding.greedy(step, beginWith(decoder, q, v), {
      prompts,
      end: EOS,
      maxLength: 4,
    });
    expect(written[0].best.tokens.length).toBeGreaterThan(0);
    // another vector, another sequence (or the same one less likely)
    expect(written[0].best.logProb).not.toBeCloseTo(written[1].best.logProb, 3);
  });
});
