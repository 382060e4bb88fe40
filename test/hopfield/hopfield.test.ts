import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { attention, equations, float64, hopfield } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { arrays, distance, leaked, tensorOf } from '../support/numbers.js';

const { capacity, divergence, energy, follow, hebb, hebbBinary, modernEnergy, modernUpdate } = hopfield;
const { randomPatterns, settle, updateAll, updateUnit, distanceOf } = hopfield;

const bits = (N: number) => fc.array(fc.constantFrom(-1, 1), { minLength: N, maxLength: N });
const symmetric = fc
  .integer({ min: 2, max: 7 })
  .chain((N) =>
    fc.record({
      s: bits(N),
      w: fc.array(fc.integer({ min: -5, max: 5 }), { minLength: N * N, maxLength: N * N }),
    }),
  )
  .map(({ s, w }) => ({
    s,
    W: s.map((_, i) => s.map((__, j) => (i === j ? 0 : w[Math.min(i, j) * s.length + Math.max(i, j)]))),
  }));
const energyOf = (W: number[][], s: readonly number[]) =>
  W.reduce((sum, row, i) => sum + row.reduce((inner, w, j) => inner + w * s[i] * s[j], 0), 0) / -2;
const asymmetric = (N: number, seed: number) => new equations.Random(seed).tensor([N, N]);

describe('Hebb’s rule', () => {
  it('is symmetric without a diagonal, by plain loops', () => {
    float64.inFloat64(() => {
      const patterns = randomPatterns(new equations.Random(3), 3, 6);
      const X = arrays(patterns);
      const loops = X[0].map((_, i) =>
        X[0].map((__, j) => (i === j ? 0 : X.reduce((sum, x) => sum + x[i] * x[j], 0) / 6)),
      );
      const W = hebb(patterns);
      expect(distance(W, tensorOf(loops))).toBeLessThan(1e-15);
      expect(distance(W, W.transpose())).toBe(0);
      const zeros = patterns.add<Tensor2D>(1).div<Tensor2D>(2);
      expect(distance(hebbBinary(zeros), W)).toBeLessThan(1e-15);
    });
  });

  it('a stored pattern is an attractor, its negative too, and a spoilt one is restored', () => {
    const patterns = randomPatterns(new equations.Random(1), 2, 60);
    const W = hebb(patterns);
    for (const pattern of arrays(patterns)) {
      expect(updateAll(W, pattern)).toEqual(pattern);
      const negative = pattern.map((unit) => -unit);
      expect(updateAll(W, negative)).toEqual(negative);
      const spoilt = pattern.map((unit, i) => (i < 9 ? -unit : unit));
      const { state, stable, energies } = settle(W, spoilt, { seed: 1 });
      expect(state).toEqual(pattern);
      expect(stable).toBe(true);
      expect(energies.at(-1)).toBeCloseTo(energy(W, tf.tensor1d(pattern)).dataSync()[0], 3);
      expect(energies[0]).toBeCloseTo(energy(W, tf.tensor1d(spoilt)).dataSync()[0], 3);
    }
  });
});

describe('asynchronous updates', () => {
  it('never raise the energy of symmetric weights, whatever the order', () => {
    fc.assert(
      fc.property(symmetric, fc.nat(), ({ s, W }, seed) => {
        const weights = tf.tensor2d(W);
        s.forEach((_, i) => {
          const next = s.map((unit, j) => (i === j ? updateUnit(weights, s, i) : unit));
          expect(energyOf(W, next)).toBeLessThanOrEqual(energyOf(W, s));
        });
        const { state, energies, stable } = settle(weights, s, { seed });
        expect(stable).toBe(true);
        energies.slice(1).forEach((value, i) => expect(value).toBeLessThanOrEqual(energies[i]));
        expect(energies[0]).toBeCloseTo(energyOf(W, s), 10);
        expect(energies.at(-1)).toBeCloseTo(energyOf(W, state), 10);
        state.forEach((unit, i) => expect(updateUnit(weights, state, i)).toBe(unit));
        weights.dispose();
      }),
      { numRuns: 100 },
    );
  });

  it('leave a unit as it is where nothing pulls', () => {
    const W = tf.zeros<tf.Rank.R2>([2, 2]);
    expect([updateUnit(W, [1, -1], 0), updateUnit(W, [1, -1], 1)]).toEqual([1, -1]);
    expect(updateAll(W, [-1, 1])).toEqual([-1, 1]);
  });

  it('stop after so many sweeps, and say whether that was the end', () => {
    // each unit wants to be what the one before it is not: a ring of three never rests
    const ring = tf.tensor2d([
      [0, 0, -1],
      [-1, 0, 0],
      [0, -1, 0],
    ]);
    const { stable, energies } = settle(ring, [1, 1, 1], { seed: 4, sweeps: 5 });
    expect(stable).toBe(false);
    expect(energies).toHaveLength(6);
    expect(settle(ring, [1, 1, 1], { seed: 4 }).energies).toHaveLength(101);
    // all turned within the last sweep, and rests now
    const pair = tf.tensor2d([
      [0, 1],
      [1, 0],
    ]);
    expect(settle(pair, [1, -1], { seed: 1, sweeps: 1 }).stable).toBe(true);
    const calm = settle(tf.eye(3), [1, -1, 1], { seed: 1, sweeps: 1 });
    expect([calm.stable, calm.energies.length]).toEqual([true, 2]);
  });

  it('a seed gives the order', () => {
    const W = asymmetric(12, 7);
    const s = arrays(randomPatterns(new equations.Random(5), 1, 12))[0];
    const run = (seed: number) => settle(W, s, { seed, sweeps: 1 }).state;
    expect(run(1)).toEqual(run(1));
    expect([2, 3, 4, 5, 6].some((seed) => distanceOf(run(seed), run(1)) > 0)).toBe(true);
  });
});

describe('synchronous updates', () => {
  it('of symmetric weights end in a fixed point or a cycle of two', () => {
    fc.assert(
      fc.property(symmetric, ({ s, W }) => {
        const weights = tf.tensor2d(W);
        const { period, states, entered } = follow(weights, s, 200);
        expect([1, 2]).toContain(period);
        expect(updateAll(weights, states.at(-1)!)).toEqual(states[entered!]);
        expect(states.length - entered!).toBe(period);
        weights.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('can oscillate where asynchronous ones settle, and raise the energy', () => {
    const W = tf.tensor2d([
      [0, -1],
      [-1, 0],
    ]);
    expect(follow(W, [1, 1], 10)).toEqual({
      states: [
        [1, 1],
        [-1, -1],
      ],
      period: 2,
      entered: 0,
    });
    expect(settle(W, [1, 1], { seed: 1 }).stable).toBe(true);
    expect(follow(W, [1, -1], 10)).toMatchObject({ period: 1, entered: 0 });
  });

  it('of asymmetric weights go through long cycles, or have not come again', () => {
    const periods = Array.from({ length: 20 }, (_, seed) => {
      const s = arrays(randomPatterns(new equations.Random(seed), 1, 14))[0];
      return follow(asymmetric(14, seed), s, 2000).period!;
    });
    expect(Math.max(...periods)).toBeGreaterThan(2);
    const s = arrays(randomPatterns(new equations.Random(1), 1, 40))[0];
    const short = follow(asymmetric(40, 3), s, 3);
    expect([short.period, short.entered, short.states.length]).toEqual([undefined, undefined, 4]);
  });

  it('forget one unit’s difference near a memory, and blow it up under asymmetric weights', () => {
    const patterns = randomPatterns(new equations.Random(2), 2, 100);
    const [memory] = arrays(patterns);
    expect(divergence(hebb(patterns), memory, 3)).toEqual([1, 0, 0, 0]);
    const mean = (seed: number) => divergence(asymmetric(100, seed), memory, 12, seed).at(-1)!;
    const seeds = [1, 2, 3, 4, 5];
    expect(seeds.reduce((sum, seed) => sum + mean(seed), 0) / seeds.length).toBeGreaterThan(25);
    // it is the unit that is asked for
    const W = tf.tensor2d([
      [0, 0],
      [1, 0],
    ]);
    expect(divergence(W, [1, 1], 1, 0)).toEqual([1, 2]);
    expect(divergence(W, [1, 1], 1, 1)).toEqual([1, 0]);
    expect(divergence(W, [1, 1], 1)).toEqual([1, 2]);
  });
});

describe('capacity', () => {
  it('ends near 0.138 patterns a unit', { timeout: 60_000 }, async () => {
    const progress: number[] = [];
    const [low, high] = await capacity({
      N: 150,
      loads: [0.06, 0.3],
      networks: 2,
      seed: 1,
      onProgress: (done) => progress.push(done),
    });
    expect(low.load).toBe(0.06);
    expect(low.recalled).toBe(1);
    expect(low.overlap).toBeGreaterThan(0.99);
    expect(high.recalled).toBeLessThan(0.1);
    expect(high.overlap).toBeLessThan(0.7);
    expect(progress).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it('is what settling one pattern after another comes to', async () => {
    const [N, loads, networks, noise, seed] = [50, [0.12, 0.4], 3, 0.1, 4];
    const progress: number[] = [];
    const options = { N, loads, networks, noise, seed };
    const recalls = await capacity({ ...options, onProgress: (done) => progress.push(done) });
    expect(progress).toEqual([1, 2, 3, 4, 5, 6].map((network) => network / 6));

    const random = new equations.Random(seed);
    const [low, high] = loads.map((load) =>
      Array.from({ length: networks }, () => {
        const patterns = randomPatterns(random, Math.round(load * N), N);
        const W = hebb(patterns);
        return arrays(patterns).map((pattern) => {
          const wrong = random.shuffled([...pattern.keys()]).slice(0, noise * N);
          const start = pattern.map((unit, i) => (wrong.includes(i) ? -unit : unit));
          return distanceOf(settle(W, start, { seed: random.integer(0, 2 ** 31) }).state, pattern);
        });
      }).flat(),
    );
    // one mistake in 50 is still recalled
    expect(low).toContain(1);
    [low, high].forEach((mistakes, n) => {
      const overlaps = mistakes.map((count) => 1 - (2 * count) / N);
      expect(recalls[n].load).toBe(loads[n]);
      expect(recalls[n].overlap).toBeCloseTo(overlaps.reduce((a, b) => a + b) / overlaps.length, 12);
      expect(recalls[n].recalled).toBe(mistakes.filter((count) => count <= 1).length / mistakes.length);
    });
    expect(recalls[0].recalled).toBeGreaterThan(recalls[1].recalled + 0.5);
  });

  it('is told by the overlap: of equal, opposite and half equal states', () => {
    const x = [1, -1, -1, 1];
    expect(hopfield.overlap(x, x)).toBe(1);
    expect(
      hopfield.overlap(
        x,
        x.map((unit) => -unit),
      ),
    ).toBe(-1);
    expect(hopfield.overlap(x, [1, -1, 1, -1])).toBe(0);
    expect(() => hopfield.overlap(x, [1])).toThrow('x: expected [4], received [1]');
    expect(() => hopfield.overlap([], [])).toThrow('x: expected [1], received [0]');
    expect(() => hopfield.overlap([0], [1])).toThrow('s: expected numbers −1 and 1, received 0');
    expect(() => hopfield.overlap([1], [2])).toThrow('x: expected numbers −1 and 1, received 2');
  });

  it('depends on the noise, and on the seed alone', async () => {
    const run = (noise: number | undefined, seed: number) =>
      capacity({ N: 60, loads: [0.1], networks: 1, seed, noise });
    expect(await run(0.2, 3)).toEqual(await run(0.2, 3));
    expect(await run(undefined, 3)).toEqual(await run(0, 3));
    const [[clean], [noisy]] = [await run(0, 3), await run(0.45, 3)];
    expect(noisy.overlap).toBeLessThan(clean.overlap);
  });

  it('refuses what makes no sense, and leaves nothing behind', async () => {
    const right = { N: 20, loads: [0.1], networks: 1, seed: 1 };
    const before = tf.memory().numTensors;
    await capacity(right);
    for (const [wrong, message] of [
      [{ N: 1 }, 'N: expected an integer ≥ 2, received 1'],
      [{ networks: 0 }, 'networks: expected an integer ≥ 1, received 0'],
      [{ noise: 0.5 }, 'noise: expected a number in [0, 0.5), received 0.5'],
      [{ noise: -0.1 }, 'noise: expected a number in [0, 0.5), received -0.1'],
      [{ loads: [0.1, 0.01] }, 'loads[1]: expected at least 1/N = 0.05, received 0.01'],
    ] as const)
      await expect(capacity({ ...right, ...wrong } as never)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
    expect((await capacity({ ...right, N: 2, loads: [0.5] }))[0].overlap).toBe(1);
  });
});

describe('the continuous network', () => {
  const random = new equations.Random(6);
  const [patterns, states] = [random.tensor([4, 5]), random.tensor([3, 5])];

  it('is attention of the states to the patterns', () => {
    const beta = 1 / Math.sqrt(5);
    const K = patterns.expandDims<tf.Tensor3D>(0);
    const seen = attention.attentionQKV(states.expandDims(0), K, K).squeeze([0]);
    expect(distance(modernUpdate(patterns, states, beta), seen)).toBeLessThan(1e-6);
  });

  it('never raises its energy, and recalls in one step when β is large', () => {
    float64.inFloat64(() => {
      const r = new equations.Random(8);
      const stored = r.tensor([4, 5]);
      let now = r.tensor([3, 5]);
      for (let step = 0; step < 5; step++) {
        const next = modernUpdate(stored, now, 2);
        const [before, after] = [now, next].map((s) => Array.from(modernEnergy(stored, s, 2).dataSync()));
        after.forEach((value, b) => expect(value).toBeLessThanOrEqual(before[b] + 1e-12));
        now = next;
      }
      const noisy = stored.add<Tensor2D>(r.tensor([4, 5], 0.1));
      expect(distance(modernUpdate(stored, noisy, 30), stored)).toBeLessThan(1e-3);
    });
  });

  it('wants β above zero', () => {
    for (const f of [modernUpdate, modernEnergy]) {
      expect(() => f(patterns, states, 0)).toThrow('beta: expected a number above 0, received 0');
      expect(() => f(patterns, random.tensor([2, 4]), 1)).toThrow('states: expected [B, 5], received [2, 4]');
    }
  });
});

describe('what is given wrongly', () => {
  const W = tf.eye(3) as Tensor2D;

  it('is named', () => {
    expect(() => updateUnit(W, [1, 0, 1], 0)).toThrow('s: expected numbers −1 and 1, received 0');
    expect(() => updateUnit(W, [1, 1], 0)).toThrow('s: expected [3], received [2]');
    expect(() => updateUnit(W, [1, 1, 1], 3)).toThrow('i: expected an integer from 0 to 2, received 3');
    expect(() => updateUnit(W, [1, 1, 1], -1)).toThrow('i: expected an integer from 0 to 2, received -1');
    expect(updateUnit(W, [1, 1, -1], 2)).toBe(-1);
    expect(() => updateAll(tf.zeros([2, 3]), [1, 1])).toThrow('W: expected [N, N], received [2, 3]');
    expect(() => settle(W, [1, 1, 1], { seed: 1, sweeps: 0 })).toThrow('sweeps: expected an integer ≥ 1');
    expect(() => settle(W, [1, 1], { seed: 1 })).toThrow('s: expected [3], received [2]');
    expect(() => follow(W, [1, 1, 1], 0)).toThrow('steps: expected an integer ≥ 1, received 0');
    expect(() => follow(W, [1, 1, 2], 1)).toThrow('s: expected numbers −1 and 1, received 2');
    expect(() => divergence(W, [1, 1, 1], 0)).toThrow('steps: expected an integer ≥ 1, received 0');
    expect(() => divergence(W, [1, 1, 1], 1, 3)).toThrow('unit: expected an integer from 0 to 2, received 3');
    expect(() => divergence(W, [1, 1], 1)).toThrow('s: expected [3], received [2]');
    expect(divergence(W, [1, 1, 1], 1, 2)).toEqual([1, 1]);
    expect(follow(W, [1, 1, 1], 1).period).toBe(1);
  });

  it('leaves nothing behind, nor does what works', () => {
    for (const run of [
      () => hebb(tf.tidy(() => tf.ones([2, 3]))),
      () => updateAll(W, [1, 1, 1]) as never,
      () => settle(W, [1, 1, 1], { seed: 1 }) as never,
      () => modernUpdate(W, W, 0),
    ])
      expect(leaked(() => tf.tidy(() => run() as never))).toBe(0);
  });
});
