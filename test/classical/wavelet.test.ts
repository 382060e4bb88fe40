import { readFileSync } from 'node:fs';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { classical, equations, float64 } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { distance, leaked, type Matrix, tensorOf } from '../support/numbers.js';

const { cwt, denoise, dwt, filtersOf, frequencyOf, idwt, maxLevel, mirrored, morlet, scaleOf } = classical;
const { scalogram, softThreshold, wavedec, waverec } = classical;

interface ComplexRows {
  scales: number[];
  re: Matrix;
  im: Matrix;
}
interface Once {
  wavelet: classical.WaveletName;
  mode: classical.BoundaryMode;
  x: number[];
}
const reference = JSON.parse(readFileSync(new URL('../reference/signals.json', import.meta.url), 'utf8')) as {
  daubechies: number[][];
  dwt: {
    once: (Once & { a: number[]; d: number[] })[];
    levels: (Once & { level: number; parts: number[][] })[];
    maxLevel: [number, number, number][];
  };
  cwt: { x: number[]; omega: number; scipy: ComplexRows; PyWavelets: ComplexRows };
  threshold: { x: number[]; threshold: number; soft: number[] };
};

const vector = (values: readonly number[]) => tensorOf<tf.Rank.R1>([...values]);
const numbers = (x: Tensor): number[] => Array.from(x.dataSync());
const line = (seed: number, N: number): Tensor1D => new equations.Random(seed).tensor([N]);
const names = ['haar', ...Array.from({ length: 10 }, (_, i) => `db${i + 1}`)] as classical.WaveletName[];
const modes = ['symmetric', 'reflect', 'periodic', 'constant', 'zero', 'periodization'] as const;
const in64 = (run: () => void) =>
  float64.inFloat64(() => {
    tf.tidy(() => run());
  });
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('the filters', () => {
  it('are Daubechies’, to the last digit', () => {
    reference.daubechies.forEach((h, i) => expect(filtersOf(names[i + 1]).scaling).toEqual(h));
    expect(filtersOf('haar')).toEqual(filtersOf('db1'));
    expect(names).toHaveLength(reference.daubechies.length + 1);
  });

  it.each(names.slice(1))('%s is orthonormal with all its shifts by 2', (name) => {
    const { scaling: h, wavelet: g } = filtersOf(name);
    const product = (a: readonly number[], b: readonly number[], shift: number) =>
      sum(a.map((value, j) => value * (b[j + shift] ?? 0)));
    expect(sum(h)).toBeCloseTo(Math.SQRT2, 14);
    for (let shift = -h.length; shift <= h.length; shift += 2) {
      expect(product(h, h, shift)).toBeCloseTo(shift === 0 ? 1 : 0, 14);
      expect(product(g, g, shift)).toBeCloseTo(shift === 0 ? 1 : 0, 14);
      expect(product(h, g, shift)).toBeCloseTo(0, 14);
    }
  });

  it.each(names.slice(1).map((name, i) => [name, i + 1] as const))(
    '%s has %i vanishing moments and no more',
    (name, moments) => {
      const { wavelet: g } = filtersOf(name);
      const moment = (power: number) => {
        const terms = g.map((value, j) => value * (j / g.length) ** power);
        return Math.abs(sum(terms));
      };
      for (let power = 0; power < moments; power++) expect(moment(power)).toBeLessThan(1e-14);
      expect(moment(moments)).toBeGreaterThan(1e-8);
    },
  );

  it('mirror by turning around', () => {
    expect(mirrored([1, 2, 3, 4])).toEqual([4, -3, 2, -1]);
    for (const wrong of [[], [1, 2, 3]])
      expect(() => mirrored(wrong)).toThrow(`h: expected [L] with an even L, received [${wrong.length}]`);
  });

  it('of no other names are known', () => {
    for (const name of ['db0', 'db11', 'db01', 'db', 'db2x', 'xdb2', 'sym4', '', 'length'])
      expect(() => filtersOf(name as never)).toThrow(
        `wavelet: expected haar or db1 to db10, received ${name}`,
      );
  });
});

describe('the discrete wavelet transform', () => {
  it('is PyWavelets’, in every mode, of short and odd signals', () => {
    in64(() => {
      for (const { wavelet, mode, x, a, d } of reference.dwt.once) {
        const { approximation, detail } = dwt(vector(x), wavelet, { mode });
        expect(distance(approximation, vector(a)), `${wavelet} ${mode}`).toBeLessThan(1e-14);
        expect(distance(detail, vector(d)), `${wavelet} ${mode}`).toBeLessThan(1e-14);
        const back = idwt({ approximation, detail }, wavelet, { mode, length: x.length });
        expect(distance(back, vector(x)), `${wavelet} ${mode}`).toBeLessThan(1e-13);
      }
    });
  });

  it('of several levels is PyWavelets’, and comes back', () => {
    in64(() => {
      for (const { wavelet, mode, level, x, parts } of reference.dwt.levels) {
        const found = wavedec(vector(x), wavelet, { mode, level });
        expect(found).toHaveLength(level + 1);
        found.forEach((part, i) => expect(distance(part, vector(parts[i]))).toBeLessThan(1e-13));
        expect(distance(waverec(found, wavelet, { mode, length: x.length }), vector(x))).toBeLessThan(1e-13);
      }
      for (const [N, p, level] of reference.dwt.maxLevel) expect(maxLevel(N, names[p])).toBe(level);
    });
  });

  it('of Haar is means and differences', () => {
    in64(() => {
      const { approximation, detail } = dwt(vector([1, 3, 2, 2, 5]), 'haar');
      expect(distance(approximation, vector([4, 4, 10].map((v) => v / Math.SQRT2)))).toBeLessThan(1e-14);
      expect(distance(detail, vector([-2, 0, 0].map((v) => v / Math.SQRT2)))).toBeLessThan(1e-14);
    });
  });

  const shapes = fc.record({
    seed: fc.nat(),
    N: fc.integer({ min: 1, max: 30 }),
    wavelet: fc.constantFrom(...names),
    mode: fc.constantFrom(...modes),
  });

  it('comes back, whatever the wavelet, the mode and the length', () => {
    fc.assert(
      fc.property(shapes, ({ seed, N, wavelet, mode }) =>
        in64(() => {
          const x = line(seed, N);
          const level = dwt(x, wavelet, { mode });
          expect(distance(idwt(level, wavelet, { mode, length: N }), x)).toBeLessThan(1e-12);
          const most = idwt(level, wavelet, { mode });
          expect(most.size).toBe(N + (N % 2));
          expect(distance(most.slice([0], [N]), x)).toBeLessThan(1e-12);
        }),
      ),
      { numRuns: 120 },
    );
  });

  it('of all levels comes back, too', () => {
    fc.assert(
      fc.property(shapes, ({ seed, N, wavelet, mode }) =>
        in64(() => {
          const long = N + 38;
          const x = line(seed, long);
          const parts = wavedec(x, wavelet, { mode });
          expect(parts).toHaveLength(maxLevel(long, wavelet) + 1);
          expect(distance(waverec(parts, wavelet, { mode, length: long }), x)).toBeLessThan(1e-11);
          if (long % 2 === 0) expect(distance(waverec(parts, wavelet, { mode }), x)).toBeLessThan(1e-11);
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('is linear, and by periodization of an even signal keeps the energy', () => {
    fc.assert(
      fc.property(shapes, ({ seed, N, wavelet, mode }) =>
        in64(() => {
          const [x, y] = [line(seed, 2 * N), line(seed + 1, 2 * N)];
          const both = [x, y, x.mul<Tensor1D>(2).sub<Tensor1D>(y)].map((signal) =>
            dwt(signal, wavelet, { mode }),
          );
          for (const part of ['approximation', 'detail'] as const)
            expect(distance(both[2][part], both[0][part].mul(2).sub(both[1][part]))).toBeLessThan(1e-12);
          const { approximation, detail } = dwt(x, wavelet, { mode: 'periodization' });
          expect(approximation.size).toBe(N);
          const energy = (t: Tensor) => sum(numbers(t.square()));
          expect((energy(approximation) + energy(detail)) / energy(x)).toBeCloseTo(1, 11);
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('goes on symmetrically where nothing is said, by loops', () => {
    in64(() => {
      const x = numbers(line(4, 7));
      const { scaling: h, wavelet: g } = filtersOf('db2');
      const around = [...[...x].reverse(), ...x, ...[...x].reverse()];
      const filtered = (filter: readonly number[]) =>
        [0, 1, 2, 3, 4].map((k) => sum(filter.map((value, j) => value * around[7 + 2 * k + j - 2])));
      const level = dwt(vector(x), 'db2');
      expect(distance(level.approximation, vector(filtered(h)))).toBeLessThan(1e-14);
      expect(distance(level.detail, vector(filtered(g)))).toBeLessThan(1e-14);
      expect(distance(idwt(level, 'db2', { length: 7 }), vector(x))).toBeLessThan(1e-14);
      const [a, d] = wavedec(vector(x), 'db2', { level: 1 });
      expect([distance(a, level.approximation), distance(d, level.detail)]).toEqual([0, 0]);
      expect(distance(waverec([a, d], 'db2', { length: 7 }), vector(x))).toBeLessThan(1e-14);
    });
  });

  it('sees no details in polynomials below its moments', () => {
    in64(() => {
      const cubic = vector(Array.from({ length: 24 }, (_, n) => 2 - n + 0.3 * n ** 2 - 0.01 * n ** 3));
      const inner = (name: classical.WaveletName) => {
        const details = numbers(dwt(cubic, name).detail).slice(3, -3);
        return Math.max(...details.map(Math.abs));
      };
      expect(inner('db4')).toBeLessThan(1e-12);
      expect(inner('db3')).toBeGreaterThan(1e-3);
    });
  });

  it('has a gradient in every mode and through all levels', () => {
    for (const mode of modes) {
      const there = (x: Tensor1D) => wavedec(x, 'db2', { mode });
      expect(equations.checkGradient(there, [line(1, 13)]).worst).toBeLessThan(1e-7);
      const back = (level: classical.WaveletLevel) => idwt(level, 'db3', { mode });
      const level = { approximation: line(2, 6), detail: line(3, 6) };
      expect(equations.checkGradient(back, [level]).worst).toBeLessThan(1e-7);
    }
  });
});

describe('the continuous wavelet transform', () => {
  const { x, omega, scipy, PyWavelets } = reference.cwt;

  it('is scipy’s, but for what that cuts off', () => {
    in64(() => {
      const { re, im } = cwt(vector(x), scipy.scales, { omega });
      expect(distance(re, tensorOf(scipy.re))).toBeLessThan(2e-6);
      expect(distance(im, tensorOf(scipy.im))).toBeLessThan(2e-6);
    });
  });

  it('has the size of PyWavelets’, which averages where this one reads', () => {
    in64(() => {
      const { power } = scalogram(vector(x), PyWavelets.scales, { omega });
      const squares = tensorOf(PyWavelets.re).square().add(tensorOf(PyWavelets.im).square());
      expect(distance(power.sqrt(), squares.sqrt()) / power.max().sqrt().dataSync()[0]).toBeLessThan(0.015);
    });
  });

  it('is a sum over the signal, by loops, whatever its length', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0.3, max: 30, noNaN: true }),
        (seed, N, a) =>
          in64(() => {
            const values = numbers(line(seed, N));
            const { re, im } = cwt(vector(values), [a]);
            const loops = (part: (angle: number) => number) =>
              values.map((_, b) =>
                sum(
                  values.map(
                    (v, n) =>
                      (v * part((6 * (n - b)) / a) * Math.exp(-(((n - b) / a) ** 2) / 2)) /
                      Math.sqrt(a) /
                      Math.PI ** 0.25,
                  ),
                ),
              );
            expect(distance(re, tensorOf([loops(Math.cos)]))).toBeLessThan(1e-13);
            expect(distance(im, tensorOf([loops((angle) => -Math.sin(angle))]))).toBeLessThan(1e-13);
          }),
      ),
      { numRuns: 50 },
    );
  });

  it('is loudest where the scale’s frequency is the wave’s', () => {
    in64(() => {
      const rate = 50;
      const wave = vector(Array.from({ length: 256 }, (_, n) => Math.sin(2 * Math.PI * 4 * (n / rate))));
      const scales = [2, 3, 4, 5, 8].map((hertz) => scaleOf(hertz, { rate }));
      const { power, times, frequencies } = scalogram(wave, scales, { rate });
      expect(numbers(power.slice([0, 64], [5, 128]).argMax(0))).toEqual(Array(128).fill(2));
      frequencies.forEach((f, i) => expect(f).toBeCloseTo([2, 3, 4, 5, 8][i], 12));
      expect(times).toHaveLength(256);
      expect(times.slice(0, 3)).toEqual([0, 0.02, 0.04]);
    });
  });

  it('knows the frequency of a scale and back', () => {
    expect(frequencyOf(3)).toBeCloseTo(1 / Math.PI, 14);
    expect(frequencyOf(3, { rate: 10, omega: 12 })).toBeCloseTo(20 / Math.PI, 13);
    expect(scaleOf(frequencyOf(3))).toBeCloseTo(3, 14);
    const options = { rate: 44, omega: 5 };
    expect(scaleOf(frequencyOf(7, options), options)).toBeCloseTo(7, 14);
    expect(scalogram(line(1, 3), [3]).frequencies[0]).toBeCloseTo(1 / Math.PI, 14);
    expect(scalogram(line(1, 3), [3]).times).toEqual([0, 1, 2]);
    expect(scalogram(line(1, 3), [3], { omega: 12 }).frequencies[0]).toBeCloseTo(2 / Math.PI, 14);
  });

  it('has a wavelet of energy 1 and mean 0', () => {
    in64(() => {
      const step = 0.01;
      const t = vector(Array.from({ length: 2001 }, (_, n) => (n - 1000) * step));
      const { re, im } = morlet(t);
      expect(sum(numbers(re.square().add(im.square()))) * step).toBeCloseTo(1, 12);
      expect(sum(numbers(re)) * step).toBeCloseTo(0, 7);
      expect(sum(numbers(im)) * step).toBeCloseTo(0, 12);
      expect(distance(morlet(t, 6).re, re)).toBe(0);
    });
  });
});

describe('soft thresholds', () => {
  it('are PyWavelets’', () => {
    in64(() => {
      const { x, threshold, soft } = reference.threshold;
      expect(distance(softThreshold(vector(x), threshold), vector(soft))).toBeLessThan(1e-15);
      expect(numbers(softThreshold(vector([-2, 0, 3]), 0))).toEqual([-2, 0, 3]);
    });
  });

  it('take noise away', () => {
    in64(() => {
      const clean = vector(Array.from({ length: 512 }, (_, n) => 3 * Math.sin(n / 20)));
      const noisy = clean.add<Tensor1D>(line(8, 512).mul(0.5));
      const error = (t: Tensor) => Math.sqrt(sum(numbers(t.sub(clean).square())) / 512);
      expect(error(noisy)).toBeGreaterThan(0.45);
      expect(error(denoise(noisy, 'db4'))).toBeLessThan(0.35);
      expect(distance(denoise(noisy, 'db4', { threshold: 0 }), noisy)).toBeLessThan(1e-12);
      const flat = denoise(noisy, 'haar', { level: 9, mode: 'periodization', threshold: 1e6 });
      expect(distance(flat, tf.fill([512], noisy.mean().dataSync()[0]))).toBeLessThan(1e-12);
    });
  });

  it('guess the noise from the median of the finest details', () => {
    in64(() => {
      // what grows is far above the median
      const growing = (N: number, by: number) =>
        line(N, N).mul<Tensor1D>(vector(Array.from({ length: N }, (_, n) => by ** n)));
      for (const N of [8, 9, 10, 15]) {
        const x = growing(N, 3);
        const [a, d] = wavedec(x, 'haar', { level: 1 });
        const sizes = numbers(d.abs()).sort((one, other) => one - other);
        const K = sizes.length;
        const median = K % 2 ? sizes[(K - 1) / 2] : (sizes[K / 2 - 1] + sizes[K / 2]) / 2;
        const threshold = (median / 0.6744897501960817) * Math.sqrt(2 * Math.log(N));
        const expected = waverec([a, softThreshold(d, threshold)], 'haar', { length: N });
        expect(numbers(softThreshold(d, threshold)).some((detail) => detail !== 0)).toBe(true);
        expect(distance(denoise(x, 'haar', { level: 1 }), expected)).toBeLessThan(1e-7);
      }
      const x = growing(32, 1.5);
      const [a, coarse, fine] = wavedec(x, 'haar', { level: 2 });
      const sizes = numbers(fine.abs()).sort((one, other) => one - other);
      const threshold = ((sizes[7] + sizes[8]) / 2 / 0.6744897501960817) * Math.sqrt(2 * Math.log(32));
      const soft = [coarse, fine].map((part) => softThreshold(part, threshold));
      expect(numbers(soft[1]).some((detail) => detail !== 0)).toBe(true);
      expect(distance(denoise(x, 'haar', { level: 2 }), waverec([a, ...soft], 'haar'))).toBeLessThan(1e-7);
    });
  });
});

describe('what is given wrongly', () => {
  const [x, five, four, two] = [line(1, 12), line(2, 5), line(3, 4), line(4, 2)];
  const [empty, matrix] = [tf.tensor1d([]), tf.ones([2, 2]) as unknown as Tensor1D];
  const spoilt = tf.tensor1d([1, 2, Number.NaN, 4]);
  const wrong: [string, () => unknown, string][] = [
    ['no samples', () => dwt(empty, 'haar'), 'x: expected [N] with at least one element, received [0]'],
    ['a matrix', () => dwt(matrix, 'haar'), 'x: expected [N], received [2, 2]'],
    ['NaN', () => dwt(spoilt, 'haar'), 'x: expected finite numbers, received NaN at [2]'],
    [
      'an unknown wavelet',
      () => dwt(x, 'db11' as never),
      'wavelet: expected haar or db1 to db10, received db11',
    ],
    [
      'an unknown mode',
      () => dwt(x, 'db2', { mode: 'wrap' as never }),
      'mode: expected one of symmetric, reflect, periodic, constant, zero, periodization, received wrap',
    ],
    [
      'a mode that every object has',
      () => dwt(x, 'db2', { mode: 'toString' as never }),
      'mode: expected one of symmetric',
    ],
    [
      'details that do not fit',
      () => idwt({ approximation: five, detail: four }, 'haar'),
      'detail: expected [5], received [4]',
    ],
    [
      'a matrix of coefficients',
      () => idwt({ approximation: matrix, detail: four }, 'haar'),
      'approximation: expected [K], received [2, 2]',
    ],
    [
      'NaN in details',
      () => idwt({ approximation: four, detail: spoilt }, 'haar'),
      'detail: expected finite numbers, received NaN at [2]',
    ],
    [
      'NaN in averages',
      () => idwt({ approximation: spoilt, detail: four }, 'haar'),
      'approximation: expected finite numbers, received NaN at [2]',
    ],
    [
      'too few coefficients',
      () => idwt({ approximation: two, detail: two }, 'db3'),
      'approximation: expected [K] with K ≥ 3, received [2]',
    ],
    [
      'an unknown wavelet back',
      () => idwt({ approximation: two, detail: two }, 'db' as never),
      'wavelet: expected haar or db1 to db10, received db',
    ],
    [
      'an unknown mode back',
      () => idwt({ approximation: two, detail: two }, 'haar', { mode: 'wrap' as never }),
      'mode: expected one of',
    ],
    [
      'a length too small',
      () => idwt({ approximation: five, detail: five }, 'db2', { length: 6 }),
      'length: expected an integer from 7 to 8, received 6',
    ],
    [
      'a length too large',
      () => idwt({ approximation: five, detail: five }, 'db2', { length: 9 }),
      'length: expected an integer from 7 to 8, received 9',
    ],
    [
      'a level too high',
      () => wavedec(x, 'db2', { level: 3 }),
      'level: expected an integer from 1 to 2, received 3',
    ],
    ['level 0', () => wavedec(x, 'db2', { level: 0 }), 'level: expected an integer from 1 to 2, received 0'],
    [
      'a signal too short for a level',
      () => wavedec(five, 'db2'),
      'x: expected at least 6 samples for one level of db2, received 5',
    ],
    ['levels of NaN', () => wavedec(spoilt, 'haar'), 'x: expected finite numbers, received NaN at [2]'],
    [
      'levels of nothing',
      () => wavedec(empty, 'haar'),
      'x: expected [N] with at least one element, received [0]',
    ],
    ['a mode of levels', () => wavedec(x, 'haar', { mode: 'wrap' as never }), 'mode: expected one of'],
    [
      'no details',
      () => waverec([x], 'haar'),
      'parts: expected an approximation and at least one detail, received 1',
    ],
    ['levels that do not fit', () => waverec([four, five], 'haar'), 'detail: expected [4], received [5]'],
    [
      'finer levels that do not fit',
      () => waverec([two, two, two], 'haar'),
      'length: expected an integer from 3 to 4, received 2',
    ],
    [
      'a mode of levels back',
      () => waverec([two, two], 'haar', { mode: 'wrap' as never }),
      'mode: expected one of',
    ],
    ['no samples for levels', () => maxLevel(0, 'haar'), 'N: expected an integer ≥ 1, received 0'],
    ['no scales', () => cwt(x, []), 'scales: expected at least one scale, received none'],
    ['scale 0', () => cwt(x, [1, 0]), 'scales[1]: expected a number above 0, received 0'],
    ['a frequency 0', () => cwt(x, [1], { omega: 0 }), 'omega: expected a number above 0, received 0'],
    ['a transform of NaN', () => cwt(spoilt, [1]), 'x: expected finite numbers, received NaN at [2]'],
    ['a transform of a matrix', () => cwt(matrix, [1]), 'x: expected [N], received [2, 2]'],
    ['a scalogram of a matrix', () => scalogram(matrix, [1]), 'x: expected [N], received [2, 2]'],
    ['a wavelet at a matrix', () => morlet(matrix), 't: expected [N], received [2, 2]'],
    ['a threshold of a matrix', () => softThreshold(matrix, 1), 'd: expected [K], received [2, 2]'],
    ['a scalogram of NaN', () => scalogram(spoilt, [1]), 'x: expected finite numbers, received NaN at [2]'],
    [
      'a scalogram at scale −1',
      () => scalogram(x, [-1]),
      'scales[0]: expected a number above 0, received -1',
    ],
    [
      'a scalogram without scales',
      () => scalogram(x, []),
      'scales: expected at least one scale, received none',
    ],
    [
      'a scalogram without a rate',
      () => scalogram(x, [1], { rate: 0 }),
      'rate: expected a number above 0, received 0',
    ],
    ['a wavelet at NaN', () => morlet(spoilt), 't: expected finite numbers, received NaN at [2]'],
    ['a wavelet without waves', () => morlet(x, -1), 'omega: expected a number above 0, received -1'],
    ['a frequency of scale 0', () => frequencyOf(0), 'scale: expected a number above 0, received 0'],
    [
      'a frequency without waves',
      () => frequencyOf(1, { omega: 0 }),
      'omega: expected a number above 0, received 0',
    ],
    [
      'a frequency without a rate',
      () => frequencyOf(1, { rate: 0 }),
      'rate: expected a number above 0, received 0',
    ],
    ['a scale of no frequency', () => scaleOf(0), 'frequency: expected a number above 0, received 0'],
    ['a negative threshold', () => softThreshold(x, -1), 'threshold: expected a number ≥ 0, received -1'],
    [
      'an infinite threshold',
      () => softThreshold(x, Infinity),
      'threshold: expected a number ≥ 0, received Infinity',
    ],
    ['a threshold of NaN', () => softThreshold(spoilt, 1), 'd: expected finite numbers, received NaN at [2]'],
    [
      'a signal with NaN to clean',
      () => denoise(spoilt, 'haar'),
      'x: expected finite numbers, received NaN at [2]',
    ],
    [
      'a negative threshold to clean',
      () => denoise(spoilt, 'haar', { threshold: -1 }),
      'threshold: expected a number ≥ 0, received -1',
    ],
  ];

  it.each(wrong)('%s', (_, run, message) => {
    expect(run).toThrow(message);
    expect(leaked(run)).toBe(0);
  });

  it('nothing is left behind by what works', () => {
    for (const run of [
      () => dwt(x, 'db2'),
      () => idwt({ approximation: five, detail: five }, 'db2'),
      () => wavedec(x, 'db2'),
      () => waverec([four, four], 'haar'),
      () => cwt(x, [1, 2]),
      () => scalogram(x, [1, 2]),
      () => morlet(x),
      () => softThreshold(x, 1),
      () => denoise(x, 'haar'),
    ])
      expect(leaked(run)).toBe(0);
    expect(x.isDisposed).toBe(false);
  });
});
