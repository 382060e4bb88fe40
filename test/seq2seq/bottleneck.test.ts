import * as tf from '@tensorflow/tfjs';
import { equations, recurrent, seq2seq } from 'unrolled';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Recorder } from '../lab/host.js';

const { bottleneck, bottleneckCurves, letters, taskPairs, writtenRight } = seq2seq;
const { gru, initGRU } = recurrent;
const quick = {
  cell: gru,
  init: initGRU,
  lengths: [1, 3],
  seeds: [1],
  symbols: 2,
  hidden: 6,
  steps: 12,
  batch: 5,
};

beforeAll(() => tf.setBackend('wasm'));
afterEach(() => {
  globalThis.__unrolled__ = undefined;
});

describe('the task', () => {
  const words = letters(3);
  const random = () => new equations.Random(6);

  it('is to write the source again, or from its end', () => {
    expect(words.tokens.slice(4)).toEqual(['a', 'b', 'c']);
    const copied = taskPairs('copy', [2, 3], words, random());
    const turned = taskPairs('reverse', [2, 3], words, random());
    expect(turned.source.arraySync()).toEqual(copied.source.arraySync());
    const [short, long] = copied.source.arraySync();
    expect([short[2], short.length, long.length]).toEqual([0, 3, 3]);
    expect(copied.target.arraySync()).toEqual([
      [1, short[0], short[1], 2, 0],
      [1, ...long, 2],
    ]);
    expect(turned.target.arraySync()).toEqual([
      [1, short[1], short[0], 2, 0],
      [1, ...[...long].reverse(), 2],
    ]);
    const many = taskPairs('copy', Array<number>(50).fill(4), words, random());
    expect(new Set(many.source.dataSync())).toEqual(new Set([4, 5, 6]));
  });

  it('has between 1 and 26 letters', () => {
    expect(letters(26).tokens.at(-1)).toBe('z');
    expect(letters(1).size).toBe(5);
    expect(() => letters(27)).toThrow('symbols: expected an integer from 1 to 26, received 27');
    expect(() => letters(0)).toThrow('symbols: expected an integer from 1 to 26, received 0');
    expect(() => taskPairs('sort' as 'copy', [1], words, random())).toThrow(
      'task: expected one of copy, reverse, received sort',
    );
  });
});

describe('what is written right', () => {
  it('is counted in its place, and what is missing is wrong', () => {
    expect(writtenRight([[4, 5, 2]], [[4, 5, 2]])).toBe(1);
    expect(
      writtenRight(
        [[5, 4, 2], [4]],
        [
          [4, 5, 2],
          [4, 2],
        ],
      ),
    ).toBe(2 / 5);
    expect(writtenRight([[4, 2, 9, 9]], [[4, 2]])).toBe(1); // what comes behind <eos> is nobody's business
    expect(writtenRight([[]], [[2]])).toBe(0);
  });

  it('needs something to be written', () => {
    expect(() => writtenRight([], [])).toThrow('targets: expected at least one, received none');
    expect(() => writtenRight([[]], [[]])).toThrow('targets: expected at least one token, received none');
    expect(() => writtenRight([[4]], [[4], [5]])).toThrow(
      'outputs: expected 2, one for each target, received 1',
    );
  });
});

describe('the bottleneck', () => {
  it('has a row for each seed, without and with attention, and each length, and is the same each time', async () => {
    const before = tf.memory().numTensors;
    const done: seq2seq.BottleneckRow[] = [];
    const options = { ...quick, seeds: [1, 2], onProgress: (row: seq2seq.BottleneckRow) => done.push(row) };
    const result = await bottleneck(options);
    expect(result.stopped).toBe(false);
    expect(result.rows.map(({ seed, attention, length }) => [seed, attention, length])).toEqual([
      [1, false, 1],
      [1, false, 3],
      [1, true, 1],
      [1, true, 3],
      [2, false, 1],
      [2, false, 3],
      [2, true, 1],
      [2, true, 3],
    ]);
    expect(done).toEqual(result.rows);
    for (const { accuracy } of result.rows) {
      expect(accuracy).toBeGreaterThanOrEqual(0);
      expect(accuracy).toBeLessThanOrEqual(1);
    }
    expect(await bottleneck(quick)).toEqual({ rows: result.rows.slice(0, 4), stopped: false });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('makes curves of the means', () => {
    const row = (attention: boolean, seed: number, length: number, accuracy: number) => ({
      attention,
      seed,
      length,
      accuracy,
    });
    const rows = [row(false, 1, 5, 0.2), row(false, 1, 9, 0.1), row(true, 1, 5, 1), row(false, 2, 5, 0.4)];
    const [five, nine] = bottleneckCurves({ rows });
    expect(five.length).toBe(5);
    expect(five.without).toBeCloseTo(0.3, 12);
    expect(five.with).toBe(1);
    expect(nine).toEqual({ length: 9, without: 0.1, with: Number.NaN });
  });

  it('uses every option', async () => {
    const of = async (change: object) => (await bottleneck({ ...quick, ...change })).rows;
    const plain = await of({});
    expect(await of({ task: 'copy' })).toEqual(plain);
    const changes = [
      { task: 'reverse' },
      { reversed: true },
      { depth: 2 },
      { hidden: 7 },
      { symbols: 3 },
      { steps: 20 },
      { batch: 7 },
      { learningRate: 0.1 },
    ];
    for (const change of changes) expect(await of(change), JSON.stringify(change)).not.toEqual(plain);
    expect(await of({ learningRate: 0.01 })).toEqual(plain);
  });

  it('shows its progress and can be stopped at any time, with what it has', async () => {
    const host = new Recorder();
    globalThis.__unrolled__ = host;
    const before = tf.memory().numTensors;
    const onProgress = ({ length, attention }: seq2seq.BottleneckRow) => {
      host.stopped = length === 1 && attention;
    };
    const { rows, stopped } = await bottleneck({ ...quick, onProgress });
    expect(stopped).toBe(true);
    expect(rows.map(({ attention, length }) => [attention, length])).toEqual([
      [false, 1],
      [false, 3],
      [true, 1],
    ]);
    expect(tf.memory().numTensors).toBe(before);
    const texts = host.shown.map(({ bundle }) => bundle['text/plain']);
    expect(texts.find((text) => text?.startsWith('Without attention, seed 1 12/12'))).toBeDefined();
    expect(texts.find((text) => text?.startsWith('With attention, seed 1 12/12'))).toBeDefined();

    host.stopped = true; // in the middle of the first training
    expect(await bottleneck(quick)).toEqual({ rows: [], stopped: true });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('frees all when a callback throws', async () => {
    const before = tf.memory().numTensors;
    const onProgress = () => {
      throw new Error('enough');
    };
    await expect(bottleneck({ ...quick, onProgress })).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['lengths', [], 'lengths: expected at least one, received none'],
    ['lengths', [0], 'lengths: expected an integer ≥ 1, received 0'],
    ['seeds', [], 'seeds: expected at least one, received none'],
    ['seeds', [-1], 'seeds: expected an integer ≥ 0, received -1'],
    ['hidden', 0, 'hidden: expected an integer ≥ 1, received 0'],
    ['steps', 0, 'steps: expected an integer ≥ 1, received 0'],
    ['batch', 0, 'batch: expected an integer ≥ 1, received 0'],
    ['learningRate', 0, 'learningRate: expected a number above 0, received 0'],
    ['task', 'sort', 'task: expected one of copy, reverse, received sort'],
    ['depth', 0, 'depth: expected an integer ≥ 1, received 0'],
  ])('refuses %s %j', async (name, value, message) => {
    const before = tf.memory().numTensors;
    await expect(bottleneck({ ...quick, [name]: value })).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is what the lecture says: one vector holds less of a longer word, attention helps', async () => {
    const { rows } = await bottleneck({
      cell: gru,
      init: initGRU,
      lengths: [2, 6],
      seeds: [1],
      steps: 150,
      learningRate: 0.02,
    });
    const [short, long] = bottleneckCurves({ rows });
    expect(short.without).toBeGreaterThan(long.without + 0.3);
    expect(long.with).toBeGreaterThan(long.without + 0.3);
  });
});
