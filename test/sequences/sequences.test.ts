import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { data, equations, recurrent, sequences } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { step } from '../../lib/sequences/word2vec/train.js';
import { distance, leaked } from '../support/numbers.js';

const { analogy, countWords, elementsOf, embeddings, foldSeq, lookUp, neighbours, noiseOf, oneHot } =
  sequences;
const { pairsOf, rankOf, seqOf, tfIdf, tfIdfWeight, smoothTfIdfWeight, word2vec, wordsOf } = sequences;
const int = (v: number[]) => tf.tensor1d(v, 'int32');
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('Seq(X) = ε ∨ (X × Seq(X))', () => {
  it('holds its elements in their order, and folds as an array does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), (elements, s0) => {
        const seq = seqOf(elements);
        expect(elementsOf(seq)).toEqual(elements);
        const f = (s: string, x: number) => `${s}(${x})`;
        expect(foldSeq(f, s0, seq)).toBe(elements.reduce(f, s0));
        expect(foldSeq(f, s0, seq)).toBe([s0, ...recurrent.fold(f, s0, elements)].at(-1));
      }),
    );
    expect(seqOf([])).toBe(null);
    expect(seqOf([1, 2])).toEqual({ head: 1, tail: { head: 2, tail: null } });
    expect(elementsOf(seqOf(Array(50_000).fill(0)))).toHaveLength(50_000);
  });

  it('refuses columns of another size', () => {
    const xs = tf.zeros<tf.Rank.R3>([1, 3, 4]);
    expect(() => sequences.foldOfThree((s) => s, tf.zeros([3, 1]), xs)).toThrow('xs: expected [1, 3, 3]');
  });
});

describe('words', () => {
  it('are letters, with apostrophes inside', () => {
    expect(wordsOf("Don't stop, “Капитан’s” o'er 12 the—sea 'tis")).toEqual([
      "don't",
      'stop',
      "капитан's",
      "o'er",
      'the',
      'sea',
      'tis',
    ]);
    expect(wordsOf('… 3')).toEqual([]);
  });

  it('the most frequent come first, equally frequent ones in the order of their codes', () => {
    const words = countWords([
      ['b', 'a', 'c'],
      ['c', 'c', 'a', 'b', 'd'],
    ]);
    expect(words.words).toEqual(['c', 'a', 'b', 'd']);
    expect(countWords([['d', 'a', 'e', 'c', 'b']]).words).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(words.counts).toEqual([3, 2, 2, 1]);
    expect([words.indexOf('b'), words.has('b'), words.has('e')]).toEqual([2, true, false]);
    expect(countWords([['a', 'b', 'a']], { minCount: 2 }).words).toEqual(['a']);
    expect(() => words.indexOf('e')).toThrow('word: expected one of the 4 known, received e');
    expect(() => countWords([['a']], { minCount: 2 })).toThrow(
      'documents: expected a word that comes 2 times, received none',
    );
    expect(() => countWords([['a']], { minCount: 0 })).toThrow(
      'minCount: expected an integer ≥ 1, received 0',
    );
  });
});

describe('one-hot vectors and embeddings', () => {
  it('a row of the matrix is the one-hot vector times it', () => {
    const E = new equations.Random(1).tensor([4, 3]);
    const tokens = [2, 0, 2];
    expect(oneHot(tokens, 4).arraySync()).toEqual([
      [0, 0, 1, 0],
      [1, 0, 0, 0],
      [0, 0, 1, 0],
    ]);
    expect(distance(lookUp(E, int(tokens)), tf.matMul(oneHot(tokens, 4), E))).toBe(0);
    // the gradient goes to the rows that were looked up, and adds up
    const gradient = tf.grad((e) => lookUp(e as Tensor2D, int(tokens)).sum())(E);
    expect(gradient.sum(1).arraySync()).toEqual([3, 0, 6, 0]);
  });

  it('refuse tokens that are none', () => {
    expect(() => oneHot([0, 4], 4)).toThrow('tokens[1]: expected an integer from 0 to 3, received 4');
    expect(() => oneHot([-1], 4)).toThrow('tokens[0]: expected an integer from 0 to 3, received -1');
    expect(() => oneHot([], 4)).toThrow('number of tokens: expected an integer ≥ 1, received 0');
    expect(() => oneHot([0], 0)).toThrow('V: expected an integer ≥ 1, received 0');
    expect(oneHot([0], 1).arraySync()).toEqual([[1]]);
    expect(() => lookUp(tf.zeros([4, 3]), int([0, 4]))).toThrow(
      'tokens[1]: expected an integer from 0 to 3, received 4',
    );
    expect(() => lookUp(tf.zeros([4, 3]), tf.zeros([2, 2], 'int32') as never)).toThrow(
      'tokens: expected [n]',
    );
  });
});

describe('tf–idf', () => {
  it('is zero for a word of every document, and never below when smoothed', () => {
    expect(tfIdfWeight(3, 5, 5)).toBe(0);
    expect(tfIdfWeight(2, 8, 2)).toBeCloseTo(2 * Math.log(4), 12);
    expect(smoothTfIdfWeight(3, 5, 5)).toBe(3);
    const plain = tfIdf(
      [
        ['a', 'b'],
        ['a', 'a'],
      ],
      { smooth: false, normalise: false },
    );
    expect(plain.words.words).toEqual(['a', 'b']);
    expect(plain.documents).toEqual([2, 1]);
    expect(plain.transform([['b', 'b', 'z'], []])).toEqual([
      [0, 2 * Math.log(2)],
      [0, 0],
    ]);
    // by default as scikit-learn
    expect(
      tfIdf([
        ['a', 'b'],
        ['a', 'a'],
      ]).transform([['a']]),
    ).toEqual([[1, 0]]);
    expect(
      tfIdf([
        ['a', 'b'],
        ['a', 'a'],
      ]).transform([['z']]),
    ).toEqual([[0, 0]]);
  });

  it('refuses counts that cannot be', () => {
    for (const weight of [tfIdfWeight, smoothTfIdfWeight]) {
      expect(() => weight(-1, 2, 1)).toThrow('n: expected an integer ≥ 0, received -1');
      expect(() => weight(1, 0, 1)).toThrow('D: expected an integer ≥ 1, received 0');
      expect(() => weight(1, 2, 3)).toThrow('to 2, received 3');
      expect(weight(0, 1, 1)).toBe(0);
    }
    expect(() => tfIdfWeight(1, 2, 0)).toThrow('d: expected an integer from 1 to 2, received 0');
    expect(smoothTfIdfWeight(1, 2, 0)).toBeCloseTo(Math.log(3) + 1, 12);
    expect(() => smoothTfIdfWeight(1, 2, -1)).toThrow('d: expected an integer from 0 to 2, received -1');
    expect(() => tfIdf([])).toThrow('documents: expected at least one, received none');
    const documents = [['a', 'b', 'b'], ['a']];
    const usual = tfIdf(documents, { smooth: true, normalise: true }).transform([['a', 'b']]);
    expect(tfIdf(documents).transform([['a', 'b']])).toEqual(usual);
    const long = tfIdf(documents, { smooth: true, normalise: false }).transform([['a', 'b']]);
    expect(usual).not.toEqual(long);
    expect(usual).not.toEqual(tfIdf(documents, { smooth: false, normalise: true }).transform([['a', 'b']]));
  });
});

describe('pairs and noise', () => {
  const counts = [5, 5, 5, 5, 5, 5];

  it('a context stands within the window of its centre, nearer ones more often', () => {
    const tokens = [0, 1, 2, 3, 4, 5];
    const { centres, contexts } = pairsOf(tokens, counts, { window: 1 }, new equations.Random(1));
    expect(centres.map((centre, i) => `${centre}${contexts[i]}`)).toEqual([
      '01',
      '10',
      '12',
      '21',
      '23',
      '32',
      '34',
      '43',
      '45',
      '54',
    ]);
    const distances = [0, 0, 0, 0];
    const random = new equations.Random(2);
    for (let run = 0; run < 300; run++) {
      const pairs = pairsOf(tokens, counts, { window: 3 }, random);
      pairs.centres.forEach((centre, i) => distances[Math.abs(centre - pairs.contexts[i])]++);
    }
    expect(distances[0]).toBe(0);
    // of every three centres all reach 1, two reach 2, one reaches 3
    expect(distances[1] / (300 * 10)).toBeCloseTo(1, 5);
    expect(distances[2] / (300 * 8)).toBeCloseTo(2 / 3, 1);
    expect(distances[3] / (300 * 6)).toBeCloseTo(1 / 3, 1);
  });

  it('frequent words are passed over by the square root of their share', () => {
    const text = Array.from({ length: 4000 }, (_, i) => i % 2);
    const random = new equations.Random(3);
    const { centres } = pairsOf(text, [9000, 1000], { window: 1, subsample: 0.1 }, random);
    const frequent = centres.filter((centre) => centre === 0).length;
    const rare = centres.filter((centre) => centre === 1).length;
    expect(frequent / rare).toBeCloseTo(1 / 3, 1);
    const all = pairsOf(text, [9000, 1000], { window: 1 }, random).centres.length;
    expect(all).toBe(2 * 3999);
  });

  it('noise is drawn by the counts to the power of 3/4', () => {
    const draw = noiseOf([16, 1, 81], new equations.Random(4));
    const seen = [0, 0, 0];
    for (let i = 0; i < 36_000; i++) seen[draw()]++;
    [8, 1, 27].forEach((share, word) => expect((seen[word] / 36_000) * 36).toBeCloseTo(share, 0));
    expect(Array.from({ length: 50 }, noiseOf([7], new equations.Random(1)))).toEqual(Array(50).fill(0));
  });

  it('refuse what makes no sense', () => {
    const random = new equations.Random(1);
    expect(() => pairsOf([0], counts, { window: 0 }, random)).toThrow(
      'window: expected an integer ≥ 1, received 0',
    );
    expect(() => pairsOf([0], counts, { window: 1, subsample: 0 }, random)).toThrow(
      'subsample: expected a number above 0',
    );
    expect(() => pairsOf([0, 6], counts, { window: 1 }, random)).toThrow(
      'tokens[1]: expected an integer from 0 to 5, received 6',
    );
    expect(() => noiseOf([], random)).toThrow('counts: expected at least one word, received none');
    expect(() => noiseOf([1, 0], random)).toThrow('counts[1]: expected a number above 0, received 0');
  });
});

describe('a step of word2vec', () => {
  it('goes against the gradient that the tape finds', () => {
    const random = new equations.Random(5);
    const rows = Array.from({ length: 4 }, () => Float64Array.from({ length: 3 }, random.normal));
    const W = tf.tensor2d([...rows[0]], [1, 3]);
    const U = tf.tensor2d(
      rows.slice(1).flatMap((row) => [...row]),
      [3, 3],
    );
    const loss = (w: tf.Tensor, u: tf.Tensor) =>
      // one row is given, three are predicted: of another V, so both are padded to the same
      sequences.negativeSamplingLoss(
        { W: tf.concat([w, tf.zeros([2, 3])]) as Tensor2D, U: u as Tensor2D },
        int([0]),
        int([0]),
        tf.tensor2d([[1, 2]], undefined, 'int32'),
      );
    const [dW, dU] = tf.grads(loss)([W, U]);
    const before = rows.map((row) => [...row]);
    const value = step(rows[0], rows.slice(1), 0.1);
    expect(value).toBeCloseTo(loss(W, U).dataSync()[0], 5);
    const gradients = [...(dW.arraySync() as number[][]), ...(dU.arraySync() as number[][])];
    rows.forEach((row, r) =>
      row.forEach((x, j) => expect((before[r][j] - x) / 0.1).toBeCloseTo(gradients[r][j], 5)),
    );
  });
});

describe('word2vec on Moby Dick', () => {
  const related = [
    ['captain', 'ahab'],
    ['sperm', 'whale'],
    ['starbuck', 'stubb'],
    ['right', 'whale'],
    ['three', 'four'],
    ['new', 'bedford'],
    ['white', 'whale'],
    ['queequeg', 'harpoon'],
  ] as const;

  it('finds words that belong together far above chance', { timeout: 60_000 }, async () => {
    const texts = (await data.mobyDick()).map(({ text }) => wordsOf(text));
    const words = countWords(texts, { minCount: 10 });
    const progress: number[] = [];
    const before = tf.memory().numTensors;
    const { params, losses, stopped } = await word2vec(texts, words, {
      size: 32,
      window: 5,
      subsample: 3e-4,
      negatives: 5,
      epochs: 5,
      learningRate: 0.05,
      seed: 1,
      onProgress: (done) => progress.push(done),
    });
    expect(tf.memory().numTensors - before).toBe(2);
    expect(stopped).toBe(false);
    expect(losses).toHaveLength(5);
    expect(losses[4]).toBeLessThan(losses[0]);
    expect(progress.length).toBeGreaterThan(10);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    const V = words.words.length;
    expect(V).toBeGreaterThan(1000);
    // by chance a word stands in the middle of the list: half of V
    const ranks = related.map(([word, other]) => rankOf(embeddings(params), words, word, other));
    const median = ranks.sort((a, b) => a - b)[ranks.length / 2];
    expect(median).toBeLessThan(V / 20);
  });

  it('goes pair by pair, at a rate that falls to nothing, as plain loops do', async () => {
    const texts = [
      Array.from({ length: 1500 }, (_, i) => 'abcdefg'[(i * i) % 7]),
      ['unknown', 'a'],
      Array.from({ length: 800 }, (_, i) => 'abcd'[i % 4]),
    ];
    const words = countWords(texts.slice(0, 1).concat(texts.slice(2)));
    const [size, negatives, epochs, learningRate] = [3, 2, 3, 0.2];
    const options = { window: 1, size, negatives, epochs, learningRate, seed: 9 };
    const heard: [number, number][] = [];
    const { params, losses, stopped } = await word2vec(texts, words, {
      ...options,
      onProgress: (done, loss) => heard.push([done, loss]),
    });

    const random = new equations.Random(9);
    const V = words.words.length;
    const W = Array.from({ length: V }, () =>
      Array.from({ length: size }, () => (random.uniform() - 0.5) / size),
    );
    const U = Array.from({ length: V }, () => Array<number>(size).fill(0));
    const draw = noiseOf(words.counts, random);
    const known = texts.map((text) => text.filter(words.has).map(words.indexOf));
    const told: [number, number][] = [];
    const means: number[] = [];
    for (let epoch = 0; epoch < epochs; epoch++) {
      const pairs = known
        .map((text) => pairsOf(text, words.counts, options, random))
        .flatMap(({ centres, contexts }) => centres.map((centre, i) => [centre, contexts[i]]));
      const order = random.shuffled([...pairs.keys()]);
      const all: number[] = [];
      for (const [i, at] of order.entries()) {
        const done = (epoch + i / order.length) / epochs;
        const [centre, context] = pairs[at];
        const v = [...W[centre]];
        let loss = 0;
        for (const [k, row] of [context, draw(), draw()].entries()) {
          const p = 1 / (1 + Math.exp(-v.reduce((sum, x, j) => sum + x * U[row][j], 0)));
          loss -= Math.log(k === 0 ? p : 1 - p);
          for (let j = 0; j < size; j++) {
            W[centre][j] -= learningRate * (1 - done) * (p - (k === 0 ? 1 : 0)) * U[row][j];
            U[row][j] -= learningRate * (1 - done) * (p - (k === 0 ? 1 : 0)) * v[j];
          }
        }
        all.push(loss);
        if (all.length % 4096 === 0) told.push([done, mean(all.slice(-4096))]);
      }
      means.push(mean(all));
    }
    expect(distance(params.W, tf.tensor2d(W))).toBeLessThan(1e-5);
    expect(distance(params.U, tf.tensor2d(U))).toBeLessThan(1e-5);
    expect(stopped).toBe(false);
    losses.forEach((loss, epoch) => expect(loss).toBeCloseTo(means[epoch], 9));
    expect(losses).toHaveLength(epochs);
    expect(heard).toHaveLength(epochs);
    heard.forEach(([done, loss], n) => {
      expect(done).toBeCloseTo(told[n][0], 12);
      expect(loss).toBeCloseTo(told[n][1], 9);
    });
  });

  it('can be stopped, and shows how far it has come', async () => {
    const text = Array.from({ length: 2100 }, (_, i) => 'abc'[i % 3]);
    const words = countWords([text]);
    const options = { size: 2, window: 1, negatives: 1, epochs: 2, learningRate: 0.1, seed: 1 };
    const shown: string[] = [];
    const host = { display: (bundle: object) => shown.push(JSON.stringify(bundle)), stopped: false };
    globalThis.__unrolled__ = host;
    try {
      const run = (onProgress?: () => void) => word2vec([text], words, { ...options, onProgress });
      expect((await run()).losses).toHaveLength(2);
      shown.length = 0;
      const { stopped, losses, params } = await run(() => {
        host.stopped = true;
      });
      expect([stopped, losses.length, params.W.shape]).toEqual([true, 1, [3, 2]]);
      expect(losses[0]).toBeGreaterThan(0);
      expect(shown.join()).toMatch(/word2vec.*loss/);
      expect(shown.at(-1)).toContain('488/1000');
      expect(shown.at(-1)).toMatch(/loss 1\.[0-3]/);
      expect(shown).toHaveLength(2);
      const broken = run(() => {
        throw new Error('out of luck');
      });
      await expect(broken).rejects.toThrow('out of luck');
    } finally {
      globalThis.__unrolled__ = undefined;
    }
  });

  it('gives the same for the same seed, and refuses texts without pairs', async () => {
    const texts = [wordsOf('the whale and the sea and the ship')];
    const words = countWords(texts);
    const options = { size: 4, window: 2, negatives: 2, epochs: 2, learningRate: 0.1, seed: 3 };
    const run = async (change = {}) => (await word2vec(texts, words, { ...options, ...change })).params.W;
    expect(distance(await run(), await run())).toBe(0);
    expect(distance(await run(), await run({ seed: 4 }))).toBeGreaterThan(0.01);
    for (const name of ['size', 'negatives', 'epochs'] as const)
      await expect(run({ [name]: 0 })).rejects.toThrow(`${name}: expected an integer ≥ 1, received 0`);
    await expect(run({ learningRate: 0 })).rejects.toThrow('learningRate: expected a number above 0');
    await expect(word2vec([['whale'], ['unknown', 'sea']], words, options)).rejects.toThrow(
      'texts: expected a text with at least two known words, received none',
    );
  });
});

describe('neighbours', () => {
  const words = countWords([
    ['king', 'king', 'king', 'king', 'queen', 'queen', 'queen', 'man', 'man', 'woman'],
  ]);
  // royal and male
  const E = tf.tensor2d([
    [1, 1],
    [1, -1],
    [0.1, 1],
    [0.1, -1],
  ]);

  it('are the nearest by their angle, without the word itself', () => {
    const near = neighbours(E, words, 'king', 3);
    expect(near.map(({ word }) => word)).toEqual(['man', 'queen', 'woman']);
    expect(near[0].cosine).toBeCloseTo(1.1 / Math.sqrt(2 * 1.01), 5);
    expect(near[1].cosine).toBeCloseTo(0, 6);
    expect(rankOf(E, words, 'king', 'woman')).toBe(3);
    expect(neighbours(E.mul(7), words, 'king', 1)[0].cosine).toBeCloseTo(near[0].cosine, 5);
    expect(neighbours(E, words, 'king')).toHaveLength(3);
    expect(neighbours(E, words, 'woman', 1).map(({ word }) => word)).toEqual(['queen']);
    expect(neighbours(E, words, 'man', 1)[0].cosine).toBeCloseTo(1.1 / Math.sqrt(2 * 1.01), 5);
    // equally near ones come in the order of the vocabulary, also where vectors are numbers
    const line = tf.tensor2d([[1], [2], [3], [-1]]);
    expect(neighbours(line, words, 'man').map(({ word, cosine }) => `${word} ${cosine}`)).toEqual([
      'king 1',
      'queen 1',
      'woman -1',
    ]);
  });

  it('man is to king as woman is to queen', () => {
    expect(analogy(E, words, ['man', 'king', 'woman'])).toMatchObject([{ word: 'queen' }]);
    expect(analogy(E, words, ['man', 'king', 'woman'])).toHaveLength(1);
    // a prince is nearer to the king than the queen is, and not asked for
    const more = countWords([
      [...'aaaaabbbbcccdde'].map(
        (letter) => ({ a: 'king', b: 'queen', c: 'man', d: 'woman', e: 'prince' })[letter] as string,
      ),
    ]);
    const larger = tf.concat<Tensor2D>([E, tf.tensor2d([[1, 1.1]])]);
    expect(analogy(larger, more, ['man', 'king', 'woman'])).toMatchObject([{ word: 'queen' }]);
    const line = tf.tensor2d([[1], [2], [3], [-1]]);
    expect(analogy(line, words, ['king', 'queen', 'man'])).toEqual([{ word: 'woman', cosine: -1 }]);
    expect(() => analogy(E, words, ['man', 'king', 'duke'])).toThrow(
      'word: expected one of the 4 known, received duke',
    );
  });

  it('losses refuse numbers of pairs that do not fit', () => {
    const p = { W: tf.zeros<tf.Rank.R2>([3, 2]), U: tf.zeros<tf.Rank.R2>([3, 2]) };
    const [pair, one] = [int([0, 1]), int([0])];
    const table = tf.zeros<tf.Rank.R2>([2, 2], 'int32');
    const wrong = tf.zeros<tf.Rank.R1>([1, 1, 1] as never, 'int32');
    const { skipGramLoss, cbowLoss, negativeSamplingLoss } = sequences;
    for (const [run, message] of [
      [() => skipGramLoss(p, wrong, pair), 'centres: expected [N], received [1, 1, 1]'],
      [() => skipGramLoss(p, pair, one), 'contexts: expected [2], received [1]'],
      [() => cbowLoss(p, wrong as never, pair), 'contexts: expected [N, C], received [1, 1, 1]'],
      [() => cbowLoss(p, table, one), 'centres: expected [2], received [1]'],
      [() => negativeSamplingLoss(p, wrong, pair, table), 'centres: expected [N], received [1, 1, 1]'],
      [() => negativeSamplingLoss(p, pair, one, table), 'contexts: expected [2], received [1]'],
      [() => negativeSamplingLoss(p, one, one, table), 'noise: expected [1, K], received [2, 2]'],
      [() => skipGramLoss(p, int([3]), one), 'centres[0]: expected an integer from 0 to 2, received 3'],
      [
        () => skipGramLoss(p, pair, int([0, -1])),
        'contexts[1]: expected an integer from 0 to 2, received -1',
      ],
      [() => cbowLoss(p, table.add(3), pair), 'contexts: expected an integer from 0 to 2, received 3'],
      [() => cbowLoss(p, table, int([0, 9])), 'centres[1]: expected an integer from 0 to 2, received 9'],
      [() => negativeSamplingLoss(p, int([0, 3]), pair, table), 'centres[1]: expected an integer'],
      [() => negativeSamplingLoss(p, pair, int([3, 0]), table), 'contexts[0]: expected an integer'],
      [() => negativeSamplingLoss(p, pair, pair, table.sub(1)), 'noise: expected an integer from 0 to 2'],
    ] as const)
      expect(run).toThrow(message);
  });

  it('refuse unknown words and sizes that do not fit', () => {
    expect(() => neighbours(E, words, 'duke')).toThrow('received duke');
    expect(neighbours(E, words, 'king', 2)).toHaveLength(2);
    expect(() => neighbours(E, words, 'king', 5)).toThrow('k: expected an integer from 1 to 4, received 5');
    expect(() => neighbours(E, words, 'king', 0)).toThrow('k: expected an integer from 1 to 4, received 0');
    expect(() => neighbours(E.slice([0], [3]), words, 'king', 1)).toThrow(
      'E: expected [4, d], received [3, 2]',
    );
    expect(() => rankOf(E, words, 'king', 'king')).toThrow('other: expected another word, received king');
    expect(() => rankOf(E, words, 'king', 'duke')).toThrow('received duke');
  });

  it('leave nothing behind, nor do embeddings', () => {
    for (const run of [
      () => neighbours(E, words, 'king', 1) as never,
      () => analogy(E, words, ['man', 'king', 'woman']) as never,
      () => embeddings({ W: E, U: E }, 'mean'),
      () => oneHot([0], 2),
    ])
      expect(leaked(run)).toBe(0);
    const U = E.mul<Tensor2D>(3);
    expect(distance(embeddings({ W: E, U }, 'mean'), E.mul(2))).toBe(0);
    expect(distance(embeddings({ W: E, U }), E)).toBe(0);
    expect(() => embeddings({ W: E, U: E.slice([0], [2]) })).toThrow('U: expected [4, 2], received [2, 2]');
  });
});
