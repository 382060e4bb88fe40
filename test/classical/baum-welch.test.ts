import fc from 'fast-check';
import { classical, data } from 'unrolled';
import { afterEach, describe, expect, it } from 'vitest';
import { expectClose } from './numbers.js';

const { baumWelch, countHMM, hmmLogLikelihood, randomGaussianHMM, randomHMM, sampleHMM, viterbi } = classical;
const { covarianceUpdate, emissionUpdate, initialUpdate, meanUpdate, transitionUpdate } = classical;

const rising = (numbers: readonly number[], slack = 1e-9) =>
  numbers.slice(1).every((value, i) => value >= numbers[i] - slack * Math.abs(value));

const truth: classical.CategoricalHMM = {
  pi: [0.9, 0.1],
  A: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
  B: [
    [0.7, 0.2, 0.1],
    [0.1, 0.1, 0.8],
  ],
};
const sequences = [40, 25, 60].map((T, seed) => sampleHMM(truth, T, seed).observations);

afterEach(() => {
  globalThis.__unrolled__ = undefined;
});

describe('Baum–Welch', () => {
  it('never makes sequences less likely, whatever they are', async () => {
    const cases = fc.record({
      seed: fc.nat(),
      sequences: fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 9 }), {
        minLength: 1,
        maxLength: 4,
      }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, sequences }) => {
        const start = randomHMM(2, 3, seed);
        const { hmm, logLikelihoods } = await baumWelch(start, sequences, { iterations: 8 });
        expect(rising(logLikelihoods)).toBe(true);
        const total = (model: classical.CategoricalHMM) =>
          sequences.reduce((sum, sequence) => sum + hmmLogLikelihood(model, sequence), 0);
        expect(logLikelihoods[0]).toBeCloseTo(total(start), 8);
        expect(logLikelihoods.at(-1)).toBeCloseTo(total(hmm), 8);
      }),
      { numRuns: 30 },
    );
  });

  it('Gaussian too, and finds two clouds', async () => {
    const clouds: classical.GaussianHMM = {
      pi: [1, 0],
      A: [
        [0.8, 0.2],
        [0.3, 0.7],
      ],
      means: [
        [-2, 0],
        [2, 1],
      ],
      covariances: [
        [
          [0.5, 0.2],
          [0.2, 0.4],
        ],
        [
          [0.3, 0],
          [0, 0.6],
        ],
      ],
    };
    const vectors = [1, 2, 3].map((seed) => sampleHMM(clouds, 300, seed).observations);
    const start = randomGaussianHMM(2, vectors, 4);
    const { hmm, logLikelihoods, converged } = await baumWelch(start, vectors);
    expect(converged).toBe(true);
    expect(rising(logLikelihoods)).toBe(true);
    const order = hmm.means[0][0] < hmm.means[1][0] ? [0, 1] : [1, 0];
    order.forEach((i, state) => {
      expectClose(hmm.means[i], clouds.means[state], 0.15);
      expectClose(hmm.covariances[i], clouds.covariances[state], 0.15);
      expect(hmm.A[i][i]).toBeCloseTo(clouds.A[state][state], 1);
    });
    expect(hmm.pi[order[0]]).toBeCloseTo(1, 6);
  });

  it('stops when an update adds no more than the tolerance, or after so many', async () => {
    const start = randomHMM(2, 3, 5);
    const loose = await baumWelch(start, sequences, { tolerance: 0.05 });
    const gains = loose.logLikelihoods.slice(1).map((value, i) => value - loose.logLikelihoods[i]);
    expect([loose.converged, loose.stopped]).toEqual([true, false]);
    expect(gains.at(-1)).toBeLessThanOrEqual(0.05);
    expect(gains.slice(0, -1).every((gain) => gain > 0.05)).toBe(true);
    const few = await baumWelch(start, sequences, { iterations: 3 });
    expect([few.converged, few.logLikelihoods.length]).toEqual([false, 4]);
    const standard = await baumWelch(start, sequences, { tolerance: 0 });
    expect(standard.logLikelihoods.length).toBeLessThanOrEqual(101);
    const plain = await baumWelch(start, sequences);
    expect(plain.logLikelihoods).toEqual(standard.logLikelihoods.slice(0, plain.logLikelihoods.length));
    const last = plain.logLikelihoods.at(-1)! - plain.logLikelihoods.at(-2)!;
    if (plain.converged) expect(last).toBeLessThanOrEqual(1e-6);
    else expect(plain.logLikelihoods).toHaveLength(101);
    // a model that cannot be better is there at once
    const fixed = { pi: [1], A: [[1]], B: [[0.5, 0.5]] };
    const there = await baumWelch(fixed, [[0, 1]], { tolerance: 0 });
    expect([there.converged, there.logLikelihoods.length]).toEqual([true, 2]);
    expect(there.hmm).toEqual(fixed);
  });

  it('tells how far it is', async () => {
    const seen: classical.BaumWelchProgress[] = [];
    const { logLikelihoods } = await baumWelch(randomHMM(2, 3, 5), sequences, {
      iterations: 3,
      tolerance: 0,
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen).toEqual(
      [1, 2, 3].map((iteration) => ({ start: 0, iteration, logLikelihood: logLikelihoods[iteration] })),
    );
    const shown: string[] = [];
    globalThis.__unrolled__ = {
      stopped: false,
      display: (bundle) => shown.push(bundle['text/plain'] ?? ''),
    };
    await baumWelch(randomHMM(2, 3, 5), sequences, { iterations: 2, restarts: 1, tolerance: 0 });
    expect(shown.at(-1)).toContain('Baum–Welch');
    expect(shown.at(-1)).toContain('4/4');
    expect(shown.at(-1)).toContain('log-likelihood');
  });

  it('stops when the reader says so, with the best that there is', async () => {
    let stopped = false;
    globalThis.__unrolled__ = {
      display() {},
      get stopped() {
        return stopped;
      },
    };
    const start = randomHMM(2, 3, 5);
    const run = (restarts: number, at: { start: number; iteration: number }) => {
      stopped = false;
      return baumWelch(start, sequences, {
        restarts,
        tolerance: 0,
        iterations: 10,
        onProgress: (progress) => {
          stopped = progress.start === at.start && progress.iteration === at.iteration;
        },
      });
    };
    const early = await run(0, { start: 0, iteration: 2 });
    expect([early.stopped, early.converged, early.logLikelihoods.length]).toEqual([true, false, 3]);
    const later = await run(5, { start: 1, iteration: 1 });
    expect(later.stopped).toBe(true);
    expect(later.logLikelihoods.length).toBe(11);
    stopped = true;
    const never = await baumWelch(start, sequences);
    expect([never.stopped, never.hmm, never.logLikelihoods.length]).toEqual([true, start, 1]);
    globalThis.__unrolled__ = undefined;
    const two = await baumWelch(start, sequences, { iterations: 2, tolerance: 0 });
    expect(early.hmm).toEqual(two.hmm);
  });

  it('restarts keep the best, and the seed says which they are', async () => {
    const start = {
      ...truth,
      A: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      B: [
        [1 / 3, 1 / 3, 1 / 3],
        [1 / 3, 1 / 3, 1 / 3],
      ],
    };
    const options = { iterations: 15, tolerance: 0 };
    const alone = await baumWelch(start, sequences, options);
    const starts: number[] = [];
    const onProgress = ({ start }: classical.BaumWelchProgress) => starts.push(start);
    const several = await baumWelch(start, sequences, { ...options, restarts: 3, seed: 7, onProgress });
    expect([...new Set(starts)]).toEqual([0, 1, 2, 3]);
    expect(several.logLikelihoods.at(-1)).toBeGreaterThan(alone.logLikelihoods.at(-1)!);
    const each = await Promise.all(
      [7, 8, 9].map((seed) => baumWelch(randomHMM(2, 3, seed), sequences, options)),
    );
    const ends = each.map(({ logLikelihoods }) => logLikelihoods.at(-1)!);
    expect(several.hmm).toEqual(each[ends.indexOf(Math.max(...ends))].hmm);
    const standard = await baumWelch(start, sequences, { ...options, restarts: 1 });
    expect(standard.hmm).toEqual((await baumWelch(randomHMM(2, 3, 1), sequences, options)).hmm);
    const vectors = sequences.map((sequence) => sequence.map((symbol) => [symbol, symbol ** 2 / 3]));
    const poor = {
      ...randomGaussianHMM(2, vectors, 1, 0.1),
      pi: [1, 0],
      A: [
        [1, 0],
        [0, 1],
      ],
    };
    const smooth = { ...options, smoothing: 0.1 };
    const better = await baumWelch(poor, vectors, { ...smooth, restarts: 1, seed: 3 });
    const want = await baumWelch(randomGaussianHMM(2, vectors, 3, 0.1), vectors, smooth);
    expect(better.hmm).toEqual(want.hmm);
  });

  it('smoothing keeps possible what was not seen', async () => {
    const start = randomHMM(2, 3, 5);
    const { hmm } = await baumWelch(start, [[0, 1, 0, 1]], { smoothing: 0.1 });
    for (const row of [hmm.pi, ...hmm.A, ...hmm.B]) expect(Math.min(...row)).toBeGreaterThan(0);
    const plain = await baumWelch(start, [[0, 1, 0, 1]]);
    expect(plain.hmm.B.map((row) => row[2])).toEqual([0, 0]);
    const same = randomGaussianHMM(1, [[[1], [1], [2]]], 1);
    const flat = await baumWelch(same, [[[1], [1]]], { smoothing: 0.5, iterations: 1 });
    expect(flat.hmm.covariances).toEqual([[[0.25]]]);
    await expect(baumWelch(same, [[[1], [1]]])).rejects.toThrow(
      'covariances[0]: expected a positive definite matrix, received [[0]]',
    );
  });

  it('what is never visited stays as it is', async () => {
    const absorbing = {
      pi: [1, 0],
      A: [
        [1, 0],
        [0.3, 0.7],
      ],
      B: [
        [0.5, 0.5],
        [0.2, 0.8],
      ],
    };
    const { hmm } = await baumWelch(absorbing, [[0, 0, 1]]);
    expect(hmm.A[1]).toEqual([0.3, 0.7]);
    expect(hmm.B[1]).toEqual([0.2, 0.8]);
    expectClose(hmm.B[0], [2 / 3, 1 / 3], 1e-12);
    const single = await baumWelch(truth, [[0], [2]]);
    expect(single.hmm.A).toEqual(truth.A);
    const { B: _, ...chain } = absorbing;
    const means = [[0], [5]];
    const covariances = [[[1]], [[3]]];
    const vectors = await baumWelch({ ...chain, means, covariances }, [[[0], [2]]], { iterations: 1 });
    expect(vectors.hmm.means).toEqual([[1], [5]]);
    expect(vectors.hmm.covariances).toEqual([[[1]], [[3]]]);
  });

  it('refuses what makes no sense', async () => {
    const refused = (run: Promise<unknown>, message: string) => expect(run).rejects.toThrow(message);
    await refused(baumWelch({ ...truth, pi: [1, 1] }, sequences), 'pi: expected probabilities that sum to 1');
    await refused(baumWelch(truth, []), 'sequences: expected at least one sequence, received none');
    await refused(baumWelch(truth, [[0], []]), 'sequences[1]: expected at least one step, received none');
    await refused(
      baumWelch(truth, [[0], [0, 3]]),
      'sequences[1][1]: expected a symbol from 0 to 2, received 3',
    );
    const impossible = {
      ...truth,
      B: [
        [1, 0, 0],
        [0, 1, 0],
      ],
    };
    await refused(
      baumWelch(impossible, [[0], [2]]),
      'sequences[1]: expected what the model can produce, received a probability of 0',
    );
    for (const [options, message] of [
      [{ iterations: 0 }, 'iterations: expected an integer ≥ 1, received 0'],
      [{ tolerance: -1 }, 'tolerance: expected a number ≥ 0, received -1'],
      [{ smoothing: -1 }, 'smoothing: expected a number ≥ 0, received -1'],
      [{ smoothing: Infinity }, 'smoothing: expected a number ≥ 0, received Infinity'],
      [{ restarts: -1 }, 'restarts: expected an integer ≥ 0, received -1'],
    ] as const)
      await refused(baumWelch(truth, sequences, options), message);
  });

  it('its updates refuse what does not fit', () => {
    const [posterior] = [
      {
        gamma: [
          [1, 0],
          [0, 1],
        ],
        xi: [
          [
            [0, 1],
            [0, 0],
          ],
        ],
      },
    ];
    const [pi, square] = [
      [0.5, 0.5],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ];
    for (const [run, message] of [
      [() => initialUpdate([], 0, pi), 'posteriors: expected [K] with at least one sequence, received [0]'],
      [() => initialUpdate([posterior], 0, [1]), 'posteriors[0].gamma[0]: expected [1], received [2]'],
      [() => transitionUpdate([posterior], -1, square), 'smoothing: expected a number ≥ 0, received -1'],
      [() => transitionUpdate([posterior], 0, [[1]]), 'posteriors[0].gamma[0]: expected [1], received [2]'],
      [() => emissionUpdate([posterior], [], 0, square), 'sequences: expected [1], received [0]'],
      [() => emissionUpdate([posterior], [[0]], 0, square), 'sequences[0]: expected [2], received [1]'],
      [() => emissionUpdate([posterior], [[0, 0]], 0, [[1]]), 'posteriors[0].gamma[0]: expected [1]'],
      [() => meanUpdate([posterior], [[[0]]], square), 'sequences[0]: expected [2], received [1]'],
      [() => meanUpdate([posterior], [[[0], [1]]], [[1]]), 'posteriors[0].gamma[0]: expected [1]'],
      [
        () => covarianceUpdate([posterior], [[[0]]], 0, square, []),
        'sequences[0]: expected [2], received [1]',
      ],
      [
        () => covarianceUpdate([posterior], [[[0], [1]]], 0, [[1]], []),
        'posteriors[0].gamma[0]: expected [1]',
      ],
      [
        () => covarianceUpdate([posterior], [[[0], [1]]], -1, [[1], [1]], []),
        'smoothing: expected a number ≥ 0',
      ],
    ] as const)
      expect(run).toThrow(message);
  });
});

describe('counting where states are known', () => {
  const options = { states: 2, symbols: 3 };

  it('is the share of each', () => {
    const hmm = countHMM([[0, 0, 1], [1]], [[0, 1, 2], [2]], options);
    expect(hmm).toEqual({
      pi: [0.5, 0.5],
      A: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      B: [
        [0.5, 0.5, 0],
        [0, 0, 1],
      ],
    });
    const smooth = countHMM([[0, 0, 1, 1, 1]], [[0, 1, 2, 2, 0]], { ...options, smoothing: 1 });
    expectClose(smooth.pi, [2 / 3, 1 / 3], 1e-12);
    expectClose(
      smooth.A,
      [
        [0.5, 0.5],
        [0.25, 0.75],
      ],
      1e-12,
    );
    expectClose(
      smooth.B,
      [
        [0.4, 0.4, 0.2],
        [1 / 3, 1 / 6, 0.5],
      ],
      1e-12,
    );
    expectClose(countHMM([[0]], [[2]], options).B[1], [1 / 3, 1 / 3, 1 / 3], 1e-12);
  });

  it('refuses what does not fit', () => {
    for (const [paths, symbols, change, message] of [
      [[], [], {}, 'paths: expected at least one path, received none'],
      [[[0]], [], {}, 'sequences: expected [1], received [0]'],
      [[[0], []], [[0], []], {}, 'paths[1]: expected at least one step, received none'],
      [[[0, 1]], [[0]], {}, 'sequences[0]: expected [2], received [1]'],
      [[[0, 2]], [[0, 0]], {}, 'paths[0][1]: expected an integer from 0 to 1, received 2'],
      [[[0, 1]], [[0, 3]], {}, 'sequences[0][1]: expected an integer from 0 to 2, received 3'],
      [[[0, -1]], [[0, 0]], {}, 'paths[0][1]: expected an integer from 0 to 1, received -1'],
      [[[0]], [[-1]], {}, 'sequences[0][0]: expected an integer from 0 to 2, received -1'],
      [[[0]], [[0]], { states: 0 }, 'states: expected an integer ≥ 1, received 0'],
      [[[0]], [[0]], { symbols: 0 }, 'symbols: expected an integer ≥ 1, received 0'],
      [[[0]], [[0]], { smoothing: -1 }, 'smoothing: expected a number ≥ 0, received -1'],
    ] as const)
      expect(() => countHMM(paths, symbols, { ...options, ...change })).toThrow(message);
  });
});

describe('on real text', () => {
  const alphabet = ' abcdefghijklmnopqrstuvwxyz';
  const symbolsOf = (text: string) => [...text].map((letter) => alphabet.indexOf(letter));

  it('two states find the vowels in Moby Dick (Cave and Neuwirth, 1980)', { timeout: 120_000 }, async () => {
    const chapters = (await data.mobyDick()).slice(3, 6).map(({ text }) => text);
    const letters = chapters
      .join(' ')
      .toLowerCase()
      .replace(/[^a-z]+/g, ' ')
      .slice(0, 6000);
    const { hmm, logLikelihoods } = await baumWelch(randomHMM(2, 27, 1), [symbolsOf(letters)], {
      iterations: 60,
      tolerance: 0.1,
    });
    expect(rising(logLikelihoods)).toBe(true);
    const vowel = hmm.B[0][symbolsOf('a')[0]] > hmm.B[1][symbolsOf('a')[0]] ? 0 : 1;
    const found = [...alphabet].filter((_, v) => hmm.B[vowel][v] > hmm.B[1 - vowel][v]).join('');
    // nats a letter; a letter alone, without its neighbours, is worth 2.822 of them
    expect(logLikelihoods.at(-1)! / letters.length).toBeCloseTo(-2.732, 2);
    expect(found).toBe(' aeiou');
  });

  it('letters are tagged as vowels or consonants as they are spoken', { timeout: 60_000 }, async () => {
    const isVowel = (phoneme: string) => /^[AEIOU]/.test(phoneme);
    // as many letters as phonemes: each letter has its own
    const words = (await data.pronunciations()).filter(
      ({ word, phonemes }) => /^[a-z]+$/.test(word) && word.length === phonemes.length,
    );
    const paths = words.map(({ phonemes }) => phonemes.map((phoneme) => (isVowel(phoneme) ? 1 : 0)));
    const spelt = words.map(({ word }) => symbolsOf(word));
    const odd = <T>(list: readonly T[]) => list.filter((_, i) => i % 2 === 1);
    const even = <T>(list: readonly T[]) => list.filter((_, i) => i % 2 === 0);
    const hmm = countHMM(even(paths), even(spelt), { states: 2, symbols: 27, smoothing: 0.5 });
    const right = (tag: (word: number[]) => readonly number[]) => {
      const hits = odd(spelt).flatMap((word, k) => tag(word).map((state, t) => state === odd(paths)[k][t]));
      return hits.filter(Boolean).length / hits.length;
    };
    const alone = (word: number[]) => word.map((v) => (hmm.B[1][v] > hmm.B[0][v] ? 1 : 0));
    const accuracy = right((word) => viterbi(hmm, word).states);
    expect(accuracy).toBeGreaterThan(0.966);
    // what u, y and i are is told by their neighbours
    expect(accuracy).toBeGreaterThan(right(alone));
  });
});
