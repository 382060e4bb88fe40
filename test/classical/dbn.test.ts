import fc from 'fast-check';
import { classical } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { expectClose } from './numbers.js';

const { dbnFilter, dbnFilterStep, dbnPredict, dbnSmooth, dbnSmoothStep, factorialHMM, flatHMM } = classical;
const { hmmForward, hmmLogLikelihood, hmmPosteriors } = classical;

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** Clouds bring rain, which chases them away; the sprinkler knows nothing. */
const network: classical.DBN = {
  variables: [
    {
      name: 'clouds',
      states: 2,
      parents: ['rain', 'clouds'],
      initial: [0.4, 0.6],
      transition: [
        [0.9, 0.1],
        [0.3, 0.7],
        [0.5, 0.5],
        [0.6, 0.4],
        [0.2, 0.8],
        [0.35, 0.65],
      ],
    },
    {
      name: 'rain',
      states: 3,
      parents: ['clouds'],
      initial: [0.7, 0.2, 0.1],
      transition: [
        [0.8, 0.15, 0.05],
        [0.3, 0.4, 0.3],
      ],
    },
    { name: 'sprinkler', states: 2, parents: [], initial: [0.9, 0.1], transition: [[0.75, 0.25]] },
  ],
  emission: Array.from({ length: 12 }, (_, i) => [(i + 1) / 16, (15 - i) / 32, (15 - i) / 32]),
};
const distribution = (n: number) =>
  fc
    .array(fc.integer({ min: 0, max: 4 }), { minLength: n, maxLength: n })
    .map((counts) => (sum(counts) === 0 ? counts.map(() => 1) : counts))
    .map((counts) => counts.map((count) => count / sum(counts)));
const rows = (m: number, n: number) => fc.array(distribution(n), { minLength: m, maxLength: m });

/** Networks of up to three variables with any parents, many of whose probabilities are 0. */
const cases = fc
  .array(
    fc.record({
      states: fc.integer({ min: 1, max: 3 }),
      parents: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .chain((shapes) => {
    const D = shapes.length;
    const variables = shapes.map(({ states, parents }, d) => {
      const known = parents.filter((parent) => parent < D);
      const combinations = known.reduce((product, parent) => product * shapes[parent].states, 1);
      return fc.record({
        name: fc.constant(`x${d}`),
        states: fc.constant(states),
        parents: fc.constant(known.map((parent) => `x${parent}`)),
        initial: distribution(states),
        transition: rows(combinations, states),
      });
    });
    const N = shapes.reduce((product, { states }) => product * states, 1);
    return fc.record({
      dbn: fc.record({ variables: fc.tuple(...variables), emission: rows(N, 2) }),
      o: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 5 }),
    });
  });

describe('a network is one hidden Markov model over all combinations', () => {
  it('filtered, smoothed, likelihood', () => {
    fc.assert(
      fc.property(cases, ({ dbn, o }) => {
        const flat = flatHMM(dbn);
        const logLikelihood = hmmLogLikelihood(flat, o);
        if (logLikelihood === -Infinity) {
          expect(() => dbnFilter(dbn, o)).toThrow(/observations\[\d\]: expected what the network can show/);
          expect(() => dbnSmooth(dbn, o)).toThrow(/received a probability of 0/);
          return;
        }
        const [filtered, smoothed] = [dbnFilter(dbn, o), dbnSmooth(dbn, o)];
        expect(filtered.logLikelihood).toBeCloseTo(logLikelihood, 9);
        expect(smoothed.logLikelihood).toBe(filtered.logLikelihood);
        const forward = hmmForward(flat, o).map((row) => {
          const total = sum(row.map(Math.exp));
          return row.map((value) => Math.exp(value) / total);
        });
        expectClose(filtered.joint, forward, 1e-9);
        expectClose(smoothed.joint, hmmPosteriors(flat, o).gamma, 1e-9);
        expectClose(smoothed.joint.at(-1)!, filtered.joint.at(-1)!, 0);
      }),
      { numRuns: 200 },
    );
  });

  it('whose steps multiply those of the variables, the last one changing fastest', () => {
    const { pi, A, B } = flatHMM(network);
    expect(pi).toHaveLength(12);
    expect(pi[0]).toBeCloseTo(0.4 * 0.7 * 0.9, 12);
    expect(pi[1]).toBeCloseTo(0.4 * 0.7 * 0.1, 12);
    expect(pi[2]).toBeCloseTo(0.4 * 0.2 * 0.9, 12);
    expect(pi[6]).toBeCloseTo(0.6 * 0.7 * 0.9, 12);
    // clouds 1, rain 2, no sprinkler → no clouds, rain 1, sprinkler; the row of rain 2, clouds 1 is the last
    expect(A[10][3]).toBeCloseTo(0.35 * 0.4 * 0.25, 12);
    // no clouds, rain 1 → clouds: the row of rain 1, clouds 0 is the third
    expect(A[2][6]).toBeCloseTo(0.5 * 0.8 * 0.75, 12);
    for (const row of A) expect(sum(row)).toBeCloseTo(1, 12);
    expect(B).toBe(network.emission);
  });

  it('marginals are those of the joint', () => {
    const { joint, marginals } = dbnSmooth(network, [0, 2, 1, 1]);
    expect(Object.keys(marginals)).toEqual(['clouds', 'rain', 'sprinkler']);
    joint.forEach((row, t) => {
      const where = (of: (i: number) => boolean) => sum(row.filter((_, i) => of(i)));
      expectClose(
        marginals.clouds[t],
        [0, 1].map((v) => where((i) => Math.floor(i / 6) === v)),
        1e-12,
      );
      expectClose(
        marginals.rain[t],
        [0, 1, 2].map((v) => where((i) => Math.floor(i / 2) % 3 === v)),
        1e-12,
      );
      expectClose(
        marginals.sprinkler[t],
        [0, 1].map((v) => where((i) => i % 2 === v)),
        1e-12,
      );
    });
    const only = dbnFilter(
      factorialHMM(
        [
          {
            pi: [0.5, 0.5],
            A: [
              [1, 0],
              [0, 1],
            ],
          },
        ],
        [
          [1, 0],
          [0.5, 0.5],
        ],
      ),
      [0],
    );
    expectClose(only.marginals['1'], only.joint, 0);
    expectClose(only.joint, [[2 / 3, 1 / 3]], 1e-12);
  });
});

describe('a factorial hidden Markov model', () => {
  const chain = (stay: number) => ({
    pi: [0.5, 0.5],
    A: [
      [stay, 1 - stay],
      [1 - stay, stay],
    ],
  });

  it('many chains are exact without the matrix of all joint states', () => {
    // ten coins that seldom turn; what shows is how many heads there are: 1024 joint states, a million joint steps
    const chains = Array.from({ length: 10 }, (_, d) => chain(0.8 + d / 50));
    const heads = (i: number) => i.toString(2).replaceAll('0', '').length;
    const emission = Array.from({ length: 1024 }, (_, i) =>
      Array.from({ length: 11 }, (__, n) => (heads(i) === n ? 1 : 0)),
    );
    const dbn = factorialHMM(chains, emission);
    const { marginals } = dbnSmooth(dbn, [10, 5, 0]);
    expect(Object.keys(marginals)).toEqual(Array.from({ length: 10 }, (_, d) => String(d + 1)));
    for (const chain of Object.values(marginals)) {
      expectClose(chain[0], [0, 1], 1e-12);
      expectClose(chain[2], [1, 0], 1e-12);
    }
    // there and back is symmetric
    expect(sum(Object.values(marginals).map((chain) => chain[1][1]))).toBeCloseTo(5, 9);
  });

  it('chains of different sizes', () => {
    const three = {
      pi: [0.2, 0.3, 0.5],
      A: [
        [0.1, 0.2, 0.7],
        [0.3, 0.3, 0.4],
        [0.6, 0.2, 0.2],
      ],
    };
    const emission = Array.from({ length: 6 }, (_, i) => [i / 5, 1 - i / 5]);
    const dbn = factorialHMM([chain(0.7), three], emission);
    expect(dbn.variables.map(({ name, states, parents }) => [name, states, ...parents])).toEqual([
      ['1', 2, '1'],
      ['2', 3, '2'],
    ]);
    expect(flatHMM(dbn).A[1][5]).toBeCloseTo(0.3 * 0.4, 12);
    expect(dbnFilter(dbn, [0, 1, 0]).logLikelihood).toBeCloseTo(
      hmmLogLikelihood(flatHMM(dbn), [0, 1, 0]),
      12,
    );
  });
});

describe('what makes no sense is refused', () => {
  const wrong = (change: Partial<classical.Variable>, message: string) => {
    const variables = network.variables.map((variable, d) =>
      d === 1 ? { ...variable, ...change } : variable,
    );
    for (const run of [dbnFilter, dbnSmooth])
      expect(() => run({ ...network, variables }, [0])).toThrow(message);
    expect(() => flatHMM({ ...network, variables })).toThrow(message);
  };

  it('variables', () => {
    wrong({ name: 'clouds' }, 'variables: expected different names, received clouds, clouds, sprinkler');
    wrong({ states: 0 }, 'states of rain: expected an integer ≥ 1, received 0');
    wrong({ parents: ['sun'] }, 'parents of rain: expected some of clouds, rain, sprinkler, received sun');
    wrong(
      { parents: ['clouds', 'clouds'] },
      'parents of rain: expected each only once, received clouds, clouds',
    );
    wrong({ parents: ['clouds', 'rain'] }, 'transition of rain: expected [6], received [2]');
    wrong({ initial: [0.5, 0.5] }, 'initial of rain: expected [3], received [2]');
    wrong(
      { initial: [0.5, 0.5, 0.5] },
      'initial of rain: expected probabilities that sum to 1, received a sum of 1.5',
    );
    wrong(
      {
        transition: [
          [1, 0, 0],
          [0.5, 0.1, 0.1],
        ],
      },
      'transition of rain[1]: expected probabilities that sum to 1, received a sum of 0.7',
    );
    expect(() => dbnFilter({ ...network, variables: [] }, [0])).toThrow(
      'variables: expected at least one variable',
    );
  });

  it('the emission and the observations', () => {
    const emission = (rows: number[][]) => () => dbnFilter({ ...network, emission: rows }, [0]);
    expect(emission([])).toThrow('emission: expected [N, M] with at least one symbol, received []');
    expect(emission([[]])).toThrow('emission: expected [N, M] with at least one symbol, received []');
    expect(emission([[1, 0]])).toThrow('emission: expected [12], received [1]');
    expect(emission(network.emission.map(() => [1, 1]))).toThrow(
      'emission[0]: expected probabilities that sum to 1',
    );
    expect(() => factorialHMM([{ pi: [1], A: [[0.5]] }], [[1]])).toThrow('transition of 1[0]: expected prob');
    expect(() => factorialHMM([], [[1]])).toThrow('variables: expected at least one variable, received none');
    expect(() => dbnFilter(network, [])).toThrow('observations: expected at least one step, received none');
    expect(() => dbnFilter(network, [0, 3])).toThrow(
      'observations[1]: expected an integer from 0 to 2, received 3',
    );
    expect(() => dbnSmooth(network, [-1])).toThrow(
      'observations[0]: expected an integer from 0 to 2, received -1',
    );
    const still = factorialHMM(
      [
        {
          pi: [1, 0],
          A: [
            [1, 0],
            [0, 1],
          ],
        },
      ],
      [
        [1, 0],
        [0, 1],
      ],
    );
    expect(() => dbnFilter(still, [0, 1])).toThrow(
      'observations[1]: expected what the network can show, received a probability of 0',
    );
  });

  it('steps of the wrong size', () => {
    expect(() => dbnPredict(network, [1])).toThrow('belief: expected [12], received [1]');
    expect(() => dbnFilterStep([0.5, 0.5], [1])).toThrow('likelihood: expected [2], received [1]');
    expect(() => dbnFilterStep([1, 0], [0, 1])).toThrow(
      'likelihood: expected what the network can show, received a probability of 0',
    );
    const whole = Array<number>(12).fill(1 / 12);
    expect(() => dbnSmoothStep(network, [1], whole, whole)).toThrow('filtered: expected [12], received [1]');
    expect(() => dbnSmoothStep(network, whole, [1], whole)).toThrow('predicted: expected [12], received [1]');
    expect(() => dbnSmoothStep(network, whole, whole, [1])).toThrow('smoothed: expected [12], received [1]');
  });
});
