import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { classical, equations, float64 } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { arrays, distance, leaked, tensorOf } from '../support/numbers.js';
import { expectClose } from './numbers.js';

const { flatHMM, hmmBackward, hmmForward, hmmLikelihood, hmmLogLikelihood, hmmPosteriors } = classical;
const { gaussianEmission, randomGaussianHMM, randomHMM, sampleHMM, viterbi } = classical;

/** Jason Eisner's diary, in short: hot (0) or cold (1) days, by how much ice cream was eaten. */
const weather: classical.CategoricalHMM = {
  pi: [0.8, 0.2],
  A: [
    [0.6, 0.4],
    [0.5, 0.5],
  ],
  B: [
    [0.2, 0.4, 0.4],
    [0.5, 0.4, 0.1],
  ],
};

/** A model some of whose steps cannot be: left to right. */
const leftToRight: classical.CategoricalHMM = {
  pi: [1, 0, 0],
  A: [
    [0.5, 0.5, 0],
    [0, 0.5, 0.5],
    [0, 0, 1],
  ],
  B: [
    [1, 0, 0],
    [0.5, 0.5, 0],
    [0, 0, 1],
  ],
};

const gaussian: classical.GaussianHMM = {
  pi: [0.3, 0.7],
  A: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
  means: [
    [0, 1],
    [3, -1],
  ],
  covariances: [
    [
      [1, 0.3],
      [0.3, 0.5],
    ],
    [
      [0.4, 0],
      [0, 2],
    ],
  ],
};

/** All paths of T states, the last state changing slowest: what ties are decided by. */
const paths = (N: number, T: number): number[][] =>
  T === 0 ? [[]] : [...Array(N).keys()].flatMap((last) => paths(N, T - 1).map((path) => [...path, last]));

const joint = ({ pi, A, B }: classical.CategoricalHMM, path: readonly number[], o: readonly number[]) =>
  path.reduce((p, state, t) => p * (t === 0 ? pi[state] : A[path[t - 1]][state]) * B[state][o[t]], 1);

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

const distribution = (n: number) =>
  fc
    .array(fc.integer({ min: 0, max: 5 }), { minLength: n, maxLength: n })
    .map((counts) => (sum(counts) === 0 ? counts.map(() => 1) : counts))
    .map((counts) => counts.map((count) => count / sum(counts)));
const rows = (m: number, n: number) => fc.array(distribution(n), { minLength: m, maxLength: m });

/** Models of up to three states, many of whose probabilities are 0, with a sequence of up to five symbols. */
const cases = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 }))
  .chain(([N, M, T]) =>
    fc.record({
      hmm: fc.record({ pi: distribution(N), A: rows(N, N), B: rows(N, M) }),
      o: fc.array(fc.integer({ min: 0, max: M - 1 }), { minLength: T, maxLength: T }),
    }),
  );

it('the density of a normal distribution names a covariance that is none', () => {
  const density = (covariance: number[][]) => () => gaussianEmission([0, 0], [0, 0], covariance);
  const none = 'covariance: expected a positive definite matrix, received an eigenvalue of -';
  expect(
    density([
      [1, 2],
      [2, 1],
    ]),
  ).toThrow(none);
  expect(density([[1], [2]])).toThrow('covariance[0]: expected [2], received [1]');
});

describe('against all paths', () => {
  it('likelihood, forward and backward, posteriors, the best path', () => {
    fc.assert(
      fc.property(cases, ({ hmm, o }) => {
        const N = hmm.pi.length;
        const all = paths(N, o.length).map((path) => ({ path, p: joint(hmm, path, o) }));
        const total = sum(all.map(({ p }) => p));
        if (total === 0) {
          expect(hmmLogLikelihood(hmm, o)).toBe(-Infinity);
          const refused = 'observations: expected what the model can produce, received a probability of 0';
          expect(() => viterbi(hmm, o)).toThrow(refused);
          expect(() => hmmPosteriors(hmm, o)).toThrow(refused);
          return;
        }
        expect(hmmLogLikelihood(hmm, o)).toBeCloseTo(Math.log(total), 9);
        const share = (of: (path: number[]) => boolean) =>
          sum(all.filter(({ path }) => of(path)).map(({ p }) => p)) / total;
        const states = [...Array(N).keys()];
        const { gamma, xi, logLikelihood } = hmmPosteriors(hmm, o);
        expect(logLikelihood).toBe(hmmLogLikelihood(hmm, o));
        expectClose(
          gamma,
          o.map((_, t) => states.map((i) => share((path) => path[t] === i))),
          1e-9,
        );
        expectClose(
          xi,
          o
            .slice(1)
            .map((_, t) =>
              states.map((i) => states.map((j) => share((path) => path[t] === i && path[t + 1] === j))),
            ),
          1e-9,
        );
        const [alphas, betas] = [hmmForward(hmm, o), hmmBackward(hmm, o)];
        alphas.forEach((alpha, t) => {
          const through = sum(alpha.map((a, i) => Math.exp(a + betas[t][i])));
          expect(through / total).toBeCloseTo(1, 9);
        });
        expect(betas.at(-1)).toEqual(states.map(() => 0));
        const best = Math.max(...all.map(({ p }) => p));
        const found = viterbi(hmm, o);
        expect(joint(hmm, found.states, o) / best).toBeCloseTo(1, 9);
        expect(found.logProbability).toBeCloseTo(Math.log(best), 9);
      }),
      { numRuns: 150 },
    );
  });

  it('forward and backward, as Rabiner defines them', () => {
    const o = [2, 0, 1, 2];
    const alphas = hmmForward(weather, o);
    const betas = hmmBackward(weather, o);
    o.forEach((_, t) => {
      [0, 1].forEach((i) => {
        const ends = paths(2, t + 1).filter((path) => path[t] === i);
        const alpha = sum(ends.map((path) => joint(weather, path, o)));
        expect(Math.exp(alphas[t][i])).toBeCloseTo(alpha, 12);
        const later = { ...weather, pi: weather.A[i] };
        const beta = sum(paths(2, o.length - t - 1).map((path) => joint(later, path, o.slice(t + 1))));
        expect(Math.exp(betas[t][i])).toBeCloseTo(beta, 12);
      });
    });
  });

  it('of equally likely paths the one that is lowest from its end', () => {
    const even = {
      pi: [0.5, 0.5],
      A: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      B: [[1], [1]],
    };
    expect(viterbi(even, [0, 0, 0]).states).toEqual([0, 0, 0]);
    const turns = {
      pi: [0.5, 0.5],
      A: [
        [0, 1],
        [1, 0],
      ],
      B: [[1], [1]],
    };
    expect(viterbi(turns, [0, 0, 0]).states).toEqual([0, 1, 0]);
    expect(viterbi(turns, [0, 0]).states).toEqual([1, 0]);
  });
});

describe('what is impossible', () => {
  it('has the probability 0 without NaN', () => {
    expect(hmmForward(leftToRight, [0, 1, 2]).flat().some(Number.isNaN)).toBe(false);
    expect(hmmBackward(leftToRight, [0, 1, 2]).flat().some(Number.isNaN)).toBe(false);
    expect(viterbi(leftToRight, [0, 0, 1, 2]).states).toEqual([0, 0, 1, 2]);
    expect(hmmPosteriors(leftToRight, [0, 1, 2]).gamma).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(hmmLogLikelihood(leftToRight, [1, 0])).toBe(-Infinity);
    const { statePosterior, transitionPosterior } = classical;
    const nothing = 'logAlpha: expected what the model can produce, received a probability of 0';
    const none = [-Infinity, -Infinity];
    expect(() => statePosterior(none, [0, 0])).toThrow(nothing);
    expect(() => transitionPosterior(none, [none, none], [0, 0], [0, 0])).toThrow(nothing);
  });

  it('long sequences do not underflow', () => {
    const o = Array.from({ length: 3000 }, (_, t) => t % 3);
    expect(hmmLogLikelihood(weather, o)).toBeLessThan(-3000);
    expect(sum(hmmPosteriors(weather, o).gamma[1500])).toBeCloseTo(1, 12);
    expect(viterbi(weather, o).states).toHaveLength(3000);
  });
});

describe('Gaussian states', () => {
  it('by the density written out', () => {
    const [a, b] = [1.3 - 0.5, 0.2 + 1];
    const quadratic = (a * a * 1 - 2 * a * b * 0.5 + b * b * 2) / (2 * 1 - 0.25);
    const want = -(2 * Math.log(2 * Math.PI) + Math.log(1.75) + quadratic) / 2;
    const covariance = [
      [2, 0.5],
      [0.5, 1],
    ];
    expect(gaussianEmission([1.3, 0.2], [0.5, -1], covariance)).toBeCloseTo(want, 12);
  });

  it('tell apart what lies far apart', () => {
    const { states, observations } = sampleHMM(gaussian, 400, 3);
    const found = viterbi(gaussian, observations).states;
    expect(found.filter((state, t) => state === states[t]).length).toBeGreaterThan(370);
    const [first] = hmmPosteriors(gaussian, [[0, 1]]).gamma;
    const densities = gaussian.means.map((mean, i) =>
      Math.exp(gaussianEmission([0, 1], mean, gaussian.covariances[i])),
    );
    const weights = densities.map((density, i) => density * gaussian.pi[i]);
    expectClose(
      first,
      weights.map((weight) => weight / sum(weights)),
      1e-12,
    );
  });
});

describe('sampling', () => {
  it('shows what the model says, and the same for the same seed', () => {
    const { states, observations } = sampleHMM(weather, 20000, 1);
    const part = (of: boolean[]) => of.filter(Boolean).length / of.length;
    const hot = states.flatMap((state, t) => (state === 0 && t + 1 < states.length ? [t] : []));
    expect(part(hot.map((t) => states[t + 1] === 0))).toBeCloseTo(0.6, 1);
    expect(part(hot.map((t) => observations[t] === 0))).toBeCloseTo(0.2, 1);
    expect(part(hot.map((t) => observations[t] === 2))).toBeCloseTo(0.4, 1);
    expect(sampleHMM(weather, 50, 7)).toEqual(sampleHMM(weather, 50, 7));
    expect(sampleHMM(weather, 50, 7)).not.toEqual(sampleHMM(weather, 50, 8));
    const starts = Array.from({ length: 400 }, (_, seed) => sampleHMM(weather, 1, seed).states[0] === 0);
    expect(part(starts)).toBeCloseTo(0.8, 1);
    expect(
      sampleHMM(leftToRight, 30, 1).states.every((state, t, all) => t === 0 || state >= all[t - 1]),
    ).toBe(true);
  });

  it('Gaussian ones have the mean and the covariance of their state', () => {
    const { states, observations } = sampleHMM(gaussian, 20000, 5);
    [0, 1].forEach((state) => {
      const own = observations.filter((_, t) => states[t] === state);
      const mean = [0, 1].map((d) => sum(own.map((o) => o[d])) / own.length);
      expectClose(mean, gaussian.means[state], 0.05);
      const covariance = [0, 1].map((d) =>
        [0, 1].map((e) => sum(own.map((o) => (o[d] - mean[d]) * (o[e] - mean[e]))) / own.length),
      );
      expectClose(covariance, gaussian.covariances[state], 0.08);
    });
  });

  it('random models are models, no two alike', () => {
    const hmm = randomHMM(3, 5, 1);
    expect([hmm.pi.length, hmm.A.length, hmm.A[0].length, hmm.B.length, hmm.B[0].length]).toEqual([
      3, 3, 3, 3, 5,
    ]);
    expect(hmmLogLikelihood(hmm, [0, 4])).toBeLessThan(0);
    expect(randomHMM(3, 5, 1)).toEqual(hmm);
    expect(randomHMM(3, 5, 2)).not.toEqual(hmm);
    const data = [
      [
        [0, 1],
        [2, 5],
      ],
      [[4, 3]],
    ];
    const model = randomGaussianHMM(2, data, 1, 0.5);
    expect(data.flat()).toContainEqual(model.means[0]);
    expect(data.flat()).toContainEqual(model.means[1]);
    expect(model.means[0]).not.toEqual(model.means[1]);
    expectClose(
      model.covariances[1],
      [
        [8 / 3 + 0.5, 4 / 3],
        [4 / 3, 8 / 3 + 0.5],
      ],
      1e-12,
    );
    expect(randomGaussianHMM(2, data, 1).covariances[0][0][0]).toBeCloseTo(8 / 3, 12);
    const starts = [1, 2, 3, 4, 5].map((seed) => randomGaussianHMM(2, data, seed).means[0].join());
    expect(new Set(starts).size).toBeGreaterThan(1);
  });
});

describe('on tensors', () => {
  const hmm = randomHMM(3, 4, 9);
  const batch = [
    [0, 3, 1, 1, 2],
    [2, 2, 0, 3, 3],
  ];
  const params = (of: classical.CategoricalHMM) => ({
    pi: tensorOf<tf.Rank.R1>([...of.pi]),
    A: tensorOf<tf.Rank.R2>(of.A.map((row) => [...row])),
    B: tensorOf<tf.Rank.R2>(of.B.map((row) => [...row])),
  });

  it('the likelihood is that of the recursion in log space, on every backend', async () => {
    const want = batch.map((o) => hmmLogLikelihood(hmm, o));
    float64.inFloat64(() =>
      expectClose(Array.from(hmmLikelihood(params(hmm), batch).dataSync()), want, 1e-12),
    );
    expectClose(Array.from(hmmLikelihood(params(hmm), batch).dataSync()), want, 1e-5);
    const impossible = hmmLikelihood(params(leftToRight), [
      [1, 0, 0],
      [0, 1, 2],
    ]).dataSync();
    expect(impossible[0]).toBe(-Infinity);
    expect(impossible[1]).toBeCloseTo(hmmLogLikelihood(leftToRight, [0, 1, 2]), 5);
  });

  it('the gradient is what Baum and Welch count: ∂ log p / ∂ log a_ij = Σ_t ξ_t(i, j)', () => {
    float64.inFloat64(() => {
      const { pi, A, B } = params(hmm);
      const [dPi, dA, dB] = tf.grads((p, a, b) =>
        hmmLikelihood({ pi: p, A: a, B: b } as classical.HMMParams, batch).sum(),
      )([pi, A, B]) as Tensor[];
      const posteriors = batch.map((o) => hmmPosteriors(hmm, o));
      const counts = hmm.A.map((row, i) =>
        row.map((_, j) => sum(posteriors.flatMap(({ xi }) => xi.map((step) => step[i][j])))),
      );
      expect(distance(dA.mul(A), tensorOf(counts))).toBeLessThan(1e-12);
      const starts = hmm.pi.map((_, i) => sum(posteriors.map(({ gamma }) => gamma[0][i])));
      expect(distance(dPi.mul(pi), tensorOf(starts))).toBeLessThan(1e-12);
      const shown = hmm.B.map((row, i) =>
        row.map((_, v) =>
          sum(posteriors.flatMap(({ gamma }, k) => gamma.map((p, t) => (batch[k][t] === v ? p[i] : 0)))),
        ),
      );
      expect(distance(dB.mul(B), tensorOf(shown))).toBeLessThan(1e-12);
      expect(arrays(dA).flat().every(Number.isFinite)).toBe(true);
    });
  });

  it('leaves nothing behind and refuses what does not fit', () => {
    const p = params(hmm);
    expect(leaked(() => hmmLikelihood(p, batch))).toBe(0);
    const refused = (sequences: number[][], message: string) => {
      expect(leaked(() => hmmLikelihood(p, sequences))).toBe(0);
      expect(() => hmmLikelihood(p, sequences)).toThrow(message);
    };
    refused([], 'sequences: expected at least one sequence, received none');
    refused([[]], 'sequences[0]: expected at least one step, received none');
    refused([[0, 1], [0]], 'sequences[1]: expected [2], received [1]');
    refused([[0, 4]], 'sequences[0][1]: expected an integer from 0 to 3, received 4');
    refused([[0, -1]], 'sequences[0][1]: expected an integer from 0 to 3, received -1');
  });
});

describe('what makes no sense is refused', () => {
  const o = [0, 1];
  const wrong = (change: object, message: string) => {
    const hmm = { ...weather, ...change } as classical.CategoricalHMM;
    for (const f of [hmmForward, hmmBackward, hmmLogLikelihood, hmmPosteriors, viterbi])
      expect(() => f(hmm, o)).toThrow(message);
    expect(() => sampleHMM(hmm, 2, 1)).toThrow(message);
  };

  it('probabilities', () => {
    wrong({ pi: [0.5, 0.4] }, 'pi: expected probabilities that sum to 1, received a sum of 0.9');
    wrong({ pi: [1.5, -0.5] }, 'pi[0]: expected a probability from 0 to 1, received 1.5');
    wrong({ pi: [-0.5, 1.5] }, 'pi[0]: expected a probability from 0 to 1, received -0.5');
    wrong({ pi: [Number.NaN, 1] }, 'pi[0]: expected a probability from 0 to 1, received NaN');
    wrong({ pi: [] }, 'pi: expected [N] with at least one state, received [0]');
    wrong(
      {
        A: [
          [0.6, 0.4],
          [0.5, 0.6],
        ],
      },
      'A[1]: expected probabilities that sum to 1, received a sum of 1.1',
    );
    wrong(
      {
        A: [
          [1, 0, 0],
          [0.5, 0.5],
        ],
      },
      'A[0]: expected [2], received [3]',
    );
    wrong({ A: [[1, 0]] }, 'A: expected [2], received [1]');
    wrong({ B: [[1, 0]] }, 'B: expected [2], received [1]');
    wrong({ B: [[], []] }, 'B[0]: expected [M] with at least one symbol, received [0]');
    wrong({ B: [[0.5, 0.5], [1]] }, 'B[1]: expected [2], received [1]');
    wrong(
      {
        B: [
          [0.5, 0.5],
          [0.5, 0.4],
        ],
      },
      'B[1]: expected probabilities that sum to 1',
    );
    expect(() => hmmForward({ ...weather, pi: [0.8, 0.2000009] }, o)).not.toThrow();
    expect(() => hmmForward({ ...weather, pi: [0.8, 0.1999991] }, o)).not.toThrow();
    expect(() => hmmForward({ ...weather, pi: [0.8, 0.200002] }, o)).toThrow('pi');
  });

  it('observations', () => {
    for (const f of [hmmForward, hmmBackward, hmmLogLikelihood, hmmPosteriors, viterbi]) {
      expect(() => f(weather, [])).toThrow('observations: expected at least one step, received none');
      for (const symbol of [3, -1, 0.5, Number.NaN])
        expect(() => f(weather, [0, symbol])).toThrow(
          `observations[1]: expected a symbol from 0 to 2, received ${symbol}`,
        );
      const vectors = (v: unknown) => () => f(gaussian, v as number[][]);
      expect(vectors([[1, 2], [3]])).toThrow('observations[1]: expected [2], received [1]');
      expect(vectors([[1, Number.NaN]])).toThrow(
        'observations[0][1]: expected a finite number, received NaN',
      );
      expect(vectors([5])).toThrow('observations[0]: expected [2], received 5');
    }
  });

  it('Gaussian states', () => {
    const refused = (change: Partial<classical.GaussianHMM>, message: string) =>
      expect(() => hmmForward({ ...gaussian, ...change }, [[0, 0]])).toThrow(message);
    const [good] = gaussian.covariances;
    refused({ means: [[0, 1]] }, 'means: expected [2], received [1]');
    refused({ means: [[], []] }, 'means[0]: expected [D] with at least one number, received [0]');
    refused({ means: [[0, 1], [0]] }, 'means[1]: expected [2], received [1]');
    refused(
      {
        means: [
          [0, 1],
          [0, Infinity],
        ],
      },
      'means[1][1]: expected a finite number, received Infinity',
    );
    refused({ covariances: [good] }, 'covariances: expected [2], received [1]');
    const second = (rows: number[][], message: string) =>
      refused({ covariances: [good, rows] }, `covariances[1]${message}`);
    second([[1, 0]], ': expected [2], received [1]');
    second([[1, 0], [0]], '[1]: expected [2], received [1]');
    second(
      [
        [1, 0.5],
        [0.4, 1],
      ],
      ': expected a symmetric matrix, received 0.4 at [1, 0] and 0.5 at [0, 1]',
    );
    second(
      [
        [1, 2],
        [2, 1],
      ],
      ': expected a positive definite matrix, received an eigenvalue of -',
    );
    second(
      [
        [1, 1],
        [1, 1],
      ],
      ': expected a positive definite matrix',
    );
    second(
      [
        [1, Number.NaN],
        [0, 1],
      ],
      '[0][1]: expected a finite number, received NaN',
    );
  });

  it('sizes, lengths, seeds', () => {
    expect(() => sampleHMM(weather, 0, 1)).toThrow('T: expected an integer ≥ 1, received 0');
    expect(() => randomHMM(0, 2, 1)).toThrow('states: expected an integer ≥ 1, received 0');
    expect(() => randomHMM(2, 0, 1)).toThrow('symbols: expected an integer ≥ 1, received 0');
    expect(() => randomGaussianHMM(0, [[[1]]], 1)).toThrow('states: expected an integer ≥ 1, received 0');
    expect(() => randomGaussianHMM(2, [[[1]]], 1)).toThrow(
      'sequences: expected at least 2 observations, received 1',
    );
    expect(() => randomGaussianHMM(1, [[[1], [2, 3]]], 1)).toThrow(
      'observations[1]: expected [1], received [2]',
    );
    expect(() => randomGaussianHMM(1, [[[Infinity]]], 1)).toThrow(
      'observations[0][0]: expected a finite number, received Infinity',
    );
    expect(() => randomGaussianHMM(1, [[[1]]], 1, -1)).toThrow(
      'smoothing: expected a number ≥ 0, received -1',
    );
  });

  it('steps of the wrong size', () => {
    const { backwardStep, forwardStart, forwardStep, statePosterior, transitionPosterior } = classical;
    const { viterbiPointer, viterbiStep } = classical;
    const [two, three, square] = [
      [-1, -1],
      [-1, -1, -1],
      [
        [-1, -1],
        [-1, -1],
      ],
    ];
    const tall = [...square, two];
    for (const [run, message] of [
      [() => forwardStart(two, three), 'logB: expected [2], received [3]'],
      [() => forwardStep(two, tall, two), 'logA: expected [2], received [3]'],
      [() => forwardStep(two, square, three), 'logB: expected [2], received [3]'],
      [() => forwardStep(two, [two, three], two), 'logA[1]: expected [2], received [3]'],
      [() => backwardStep(tall, two, two), 'logA: expected [2], received [3]'],
      [() => backwardStep(square, three, two), 'logB: expected [2], received [3]'],
      [() => statePosterior(two, three), 'logBeta: expected [2], received [3]'],
      [() => transitionPosterior(two, tall, two, two), 'logA: expected [2], received [3]'],
      [() => transitionPosterior(two, square, three, two), 'logB: expected [2], received [3]'],
      [() => transitionPosterior(two, square, two, three), 'logBeta: expected [2], received [3]'],
      [() => viterbiStep(two, tall, two), 'logA: expected [2], received [3]'],
      [() => viterbiStep(two, square, three), 'logB: expected [2], received [3]'],
      [() => viterbiPointer(two, tall), 'logA: expected [2], received [3]'],
      [() => gaussianEmission([0, 0], [0], square), 'mean: expected [2], received [1]'],
      [() => gaussianEmission([Number.NaN], [0], [[1]]), 'o[0]: expected a finite number, received NaN'],
      [() => gaussianEmission([0], [Number.NaN], [[1]]), 'mean[0]: expected a finite number, received NaN'],
      [() => gaussianEmission([0], [0], [[0]]), 'covariance: expected a positive definite matrix'],
      [() => gaussianEmission([0], [0], square), 'covariance: expected [1], received [2]'],
    ] as const)
      expect(run).toThrow(message);
  });
});

it('a chain alone is its own network', () => {
  const { pi, A, B } = weather;
  expect(flatHMM(classical.factorialHMM([{ pi, A }], B))).toEqual(weather);
});

it('equations find their functions', () => {
  expect(equations.findEquation('hmm.forward')).toBe(classical.forwardStep);
});
