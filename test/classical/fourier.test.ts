import { readFileSync } from 'node:fs';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { classical, equations, float64 } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { distance, leaked, type Nested, tensorOf } from '../support/numbers.js';

const { amplitudeSpectrum, dft, fft, frequencies, hamming, hann, idft, ifft, irfft, istft } = classical;
const { powerSpectrum, rectangular, rfft, signalEnergy, spectrogram, spectrum, stft } = classical;

interface Parts {
  re: Nested;
  im: Nested;
}
const reference = JSON.parse(readFileSync(new URL('../reference/signals.json', import.meta.url), 'utf8')) as {
  transforms: {
    real: { x: number[]; fft: Parts; rfft: Parts }[];
    complex: Parts & { fft: Parts; ifft: Parts };
    power: { rate: number; frequencies: number[]; power: number[] };
  };
  stft: {
    x: number[];
    rate: number;
    cases: (Parts & {
      name: string;
      window: number[];
      hop: number;
      times: number[];
      frequencies: number[];
    })[];
  };
};

const complexOf = <T extends Tensor = Tensor1D>({ re, im }: Parts) => ({
  re: tensorOf(re) as unknown as T,
  im: tensorOf(im) as unknown as T,
});
const apart = (a: classical.ComplexTensor, b: classical.ComplexTensor): number =>
  Math.max(distance(a.re, b.re), distance(a.im, b.im));
const random = (seed: number, ...shape: number[]) => new equations.Random(seed).tensor(shape);
const complex = (seed: number, ...shape: number[]) => {
  const source = new equations.Random(seed);
  return { re: source.tensor(shape), im: source.tensor(shape) };
};
const line = (seed: number, N: number) => random(seed, N) as Tensor1D;
const seeds = { seed: fc.nat(), N: fc.integer({ min: 1, max: 40 }) };

/** Runs a property in 64-bit with what it makes freed. */
const in64 = (run: () => void) =>
  float64.inFloat64(() => {
    tf.tidy(() => run());
  });

describe('the discrete Fourier transform', () => {
  it('is scipy’s and NumPy’s, also of several rows', () => {
    in64(() => {
      for (const { x, fft: X, rfft: half } of reference.transforms.real) {
        const signal = tensorOf<tf.Rank.R1>(x);
        expect(apart(dft(signal), complexOf(X))).toBeLessThan(1e-13);
        expect(apart(fft(signal), complexOf(X))).toBeLessThan(1e-13);
        expect(apart(rfft(signal), complexOf(half))).toBeLessThan(1e-13);
        expect(distance(irfft(complexOf(half), x.length), signal)).toBeLessThan(1e-14);
        expect(apart(idft(complexOf(X)), { re: signal, im: tf.zerosLike(signal) })).toBeLessThan(1e-14);
      }
      const { fft: X, ifft: x, ...z } = reference.transforms.complex;
      expect(apart(fft(complexOf(z)), complexOf(X))).toBeLessThan(1e-13);
      expect(apart(ifft(complexOf(z)), complexOf(x))).toBeLessThan(1e-14);
    });
  });

  it('fast or by the definition is the same, of any length', () => {
    in64(() => {
      for (let N = 1; N <= 34; N++) {
        const x = complex(N, N) as classical.ComplexTensor<Tensor1D>;
        expect(apart(dft(x), fft(x)), `N = ${N}`).toBeLessThan(1e-12);
        expect(apart(idft(x), ifft(x)), `N = ${N}`).toBeLessThan(1e-13);
        expect(apart(idft(x.re), ifft(x.re)), `N = ${N}`).toBeLessThan(1e-13);
      }
    });
  });

  it('keeps its digits in long signals', () => {
    in64(() => {
      for (const N of [4096, 5000, 10007]) {
        const x = complex(3, N);
        expect(apart(ifft(fft(x)), x), `N = ${N}`).toBeLessThan(1e-13);
        // a single wave has a single number: any lost digit shows elsewhere
        const wave = Float64Array.from({ length: N }, (_, n) => Math.cos((2 * Math.PI * ((7 * n) % N)) / N));
        const { re, im } = fft(float64.precise(wave, [N]));
        const expected = Float64Array.from({ length: N }, (_, k) => (k === 7 || k === N - 7 ? N / 2 : 0));
        expect(distance(re, float64.precise(expected, [N])) / N).toBeLessThan(1e-14);
        expect(distance(im, tf.zerosLike(im)) / N).toBeLessThan(1e-14);
      }
    });
  });

  it('comes back, is linear, and keeps the energy', () => {
    fc.assert(
      fc.property(fc.record(seeds), ({ seed, N }) =>
        in64(() => {
          const [x, y] = [complex(seed, N), complex(seed + 1, N)];
          const [X, Y] = [fft(x), fft(y)];
          expect(apart(ifft(X), x)).toBeLessThan(1e-13);
          const sum = { re: x.re.mul(3).add(y.re), im: x.im.mul(3).add(y.im) };
          expect(apart(fft(sum), { re: X.re.mul(3).add(Y.re), im: X.im.mul(3).add(Y.im) })).toBeLessThan(
            1e-12,
          );
          const energy = ({ re, im }: classical.ComplexTensor) =>
            re.square().add(im.square()).sum().dataSync()[0];
          expect(energy(X) / N / energy(x)).toBeCloseTo(1, 12);
          expect(signalEnergy(x.re as Tensor1D).dataSync()[0]).toBeCloseTo(
            x.re.square().sum().dataSync()[0],
            10,
          );
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('of a shifted signal is turned, of a real one mirrored', () => {
    fc.assert(
      fc.property(fc.record({ ...seeds, by: fc.nat({ max: 39 }) }), ({ seed, N, by }) =>
        in64(() => {
          const x = line(seed, N);
          const m = by % N;
          const shifted = tf.concat([x.slice([N - m]), x.slice([0], [N - m])]);
          const { re, im } = fft(x);
          const angles = float64.precise(
            Array.from({ length: N }, (_, k) => (-2 * Math.PI * ((k * m) % N)) / N),
            [N],
          );
          const [c, s] = [angles.cos(), angles.sin()];
          const turned = { re: re.mul(c).sub(im.mul(s)), im: re.mul(s).add(im.mul(c)) };
          expect(apart(fft(shifted), turned)).toBeLessThan(1e-12);
          const mirror = (part: Tensor) => tf.concat([part.slice([0], [1]), part.slice([1]).reverse()]);
          expect(apart({ re: mirror(re), im: mirror(im).neg() }, { re, im })).toBeLessThan(1e-12);
          expect(distance(irfft(rfft(x), N), x)).toBeLessThan(1e-13);
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('takes integers, and rows of any depth', () => {
    in64(() => {
      const X = fft(tf.tensor3d([[[1, 2, 3]], [[0, 4, 0]]], [2, 1, 3], 'int32'));
      expect(X.re.shape).toEqual([2, 1, 3]);
      expect(distance(X.re, tensorOf([[[6, -1.5, -1.5]], [[4, -2, -2]]]))).toBeLessThan(1e-14);
      expect(distance(dft(tf.tensor1d([1, 2, 3], 'int32')).re, tensorOf([6, -1.5, -1.5]))).toBeLessThan(
        1e-14,
      );
      expect(rfft(random(1, 2, 3, 5)).im.shape).toEqual([2, 3, 3]);
      expect(irfft(complex(1, 2, 3, 3), 4).shape).toEqual([2, 3, 4]);
    });
  });

  it('has a gradient, and that has one', () => {
    for (const N of [1, 4, 6, 7]) {
      expect(equations.checkGradient(fft, [complex(N, 2, N)]).worst).toBeLessThan(1e-7);
      expect(equations.checkGradient(ifft, [complex(N, 2, N)]).worst).toBeLessThan(1e-7);
      expect(equations.checkGradient(rfft, [random(N, 2, N)]).worst).toBeLessThan(1e-7);
      const K = Math.floor(N / 2) + 1;
      expect(
        equations.checkGradient((X: classical.ComplexTensor) => irfft(X, N), [complex(N, 2, K)]).worst,
      ).toBeLessThan(1e-7);
    }
    in64(() => {
      // Σ_k |X_k|² is N Σ x², whose second derivative is 2N
      const power = (x: Tensor) => {
        const { re, im } = fft(x);
        return re.square().add(im.square()).sum() as tf.Scalar;
      };
      const second = tf.grad((x: Tensor) => tf.grad(power)(x).sum());
      expect(distance(second(line(1, 6)), tf.fill([6], 12))).toBeLessThan(1e-12);
    });
  });
});

describe('the spectrum', () => {
  it('finds waves with their amplitudes and frequencies in Hz', () => {
    in64(() => {
      const [N, rate] = [40, 200];
      const wave = Array.from({ length: N }, (_, n) => {
        const t = n / rate;
        return (
          0.5 +
          2 * Math.cos(2 * Math.PI * 20 * t + 1) +
          3 * Math.sin(2 * Math.PI * 45 * t) +
          Math.cos(Math.PI * n)
        );
      });
      const { frequencies: hertz, amplitude, power } = spectrum(tensorOf<tf.Rank.R1>(wave), { rate });
      const expected: Record<number, number> = { 0: 0.5, 20: 2, 45: 3, 100: 1 };
      expect(hertz).toEqual(Array.from({ length: 21 }, (_, k) => 5 * k));
      expect(distance(amplitude, tensorOf(hertz.map((f) => expected[f] ?? 0)))).toBeLessThan(1e-13);
      const squares = hertz.map((f) => (expected[f] ?? 0) ** 2 / (f === 0 || f === 100 ? 1 : 2));
      expect(distance(power, tensorOf(squares))).toBeLessThan(1e-13);
    });
  });

  it('is scipy’s periodogram', () => {
    in64(() => {
      const { rate, frequencies: hertz, power } = reference.transforms.power;
      const found = spectrum(tensorOf<tf.Rank.R1>(reference.transforms.real[4].x), { rate });
      expect(distance(tensorOf([...found.frequencies]), tensorOf(hertz))).toBeLessThan(1e-14);
      expect(distance(found.power, tensorOf(power))).toBeLessThan(1e-14);
    });
  });

  it('shares the mean square among the frequencies', () => {
    fc.assert(
      fc.property(fc.record(seeds), ({ seed, N }) =>
        in64(() => {
          const x = line(seed, N);
          expect(powerSpectrum(x).sum().dataSync()[0]).toBeCloseTo(x.square().mean().dataSync()[0], 12);
        }),
      ),
      { numRuns: 30 },
    );
  });

  it('counts time in samples where no rate is given', () => {
    expect(frequencies(4)).toEqual([0, 0.25, 0.5]);
    expect(frequencies(5)).toEqual([0, 0.2, 0.4]);
    expect(frequencies(1, { rate: 8 })).toEqual([0]);
    expect(spectrum(line(1, 4)).frequencies).toEqual([0, 0.25, 0.5]);
  });

  it('has a gradient also where nothing is', () => {
    in64(() => {
      const slope = tf.grad((x: Tensor) => amplitudeSpectrum(x as Tensor1D).sum());
      const at = tensorOf<tf.Rank.R1>([1, 1, 1, 1]);
      expect(Array.from(amplitudeSpectrum(at).dataSync())).toEqual([1, 0, 0]);
      expect(Array.from(slope(at).dataSync())).toEqual([0.25, 0.25, 0.25, 0.25]);
    });
  });
});

describe('windows', () => {
  it('are those of signal.get_window', () => {
    const made: Record<string, (L: number) => number[]> = { hann, hamming, boxcar: rectangular };
    for (const { name, window } of reference.stft.cases)
      made[name](window.length).forEach((weight, n) => expect(weight).toBeCloseTo(window[n], 14));
    expect(hann(1)).toEqual([0]);
    expect(rectangular(3)).toEqual([1, 1, 1]);
    for (const window of [hann, hamming, rectangular])
      expect(() => window(0)).toThrow('L: expected an integer ≥ 1, received 0');
  });
});

describe('the short-time Fourier transform', () => {
  const { x, rate, cases } = reference.stft;

  it('is scipy’s ShortTimeFFT, times in s and frequencies in Hz', () => {
    in64(() => {
      for (const { window, hop, times, frequencies: hertz, ...parts } of cases) {
        const X = stft(tensorOf<tf.Rank.R1>(x), { window, hop, rate });
        expect(apart(X, complexOf(parts))).toBeLessThan(1e-13);
        expect(distance(tensorOf([...X.times]), tensorOf(times))).toBeLessThan(1e-14);
        expect(distance(tensorOf([...X.frequencies]), tensorOf(hertz))).toBeLessThan(1e-14);
      }
    });
  });

  it('comes back wherever windows overlap', () => {
    const shapes = fc.record({
      ...seeds,
      L: fc.integer({ min: 1, max: 16 }),
      hop: fc.integer({ min: 1, max: 16 }),
      make: fc.constantFrom(hann, hamming, rectangular),
    });
    fc.assert(
      fc.property(shapes, ({ seed, N, L, hop, make }) => {
        fc.pre(L <= N && (make === hann ? 2 * hop <= L : hop <= L));
        in64(() => {
          const signal = line(seed, N);
          const options = { window: make(L), hop };
          const X = stft(signal, options);
          expect(X.times).toHaveLength(X.re.shape[0]);
          expect(X.frequencies).toHaveLength(X.re.shape[1]);
          expect(distance(istft(X, { ...options, length: N }), signal)).toBeLessThan(1e-11);
        });
      }),
      { numRuns: 80 },
    );
  });

  it('inverts to the signal whose STFT is nearest', () => {
    in64(() => {
      const options = { window: hann(8), hop: 3, length: 20 };
      const X = complex(4, 8, 5) as classical.ComplexTensor<Tensor2D>;
      const best = istft(X, options);
      const misfit = (signal: Tensor1D): number => {
        // of all L frequencies: the inner ones come twice
        const { re, im } = stft(signal, options);
        const counts = tensorOf([1, 2, 2, 2, 1]);
        // what no real frame has is no part of it
        const possible = X.im.mul(tensorOf([0, 1, 1, 1, 0]));
        return re.sub(X.re).square().add(im.sub(possible).square()).mul(counts).sum().dataSync()[0];
      };
      const [at, away] = [misfit(best), misfit(best.add(line(5, 20).mul(0.01)))];
      expect(away).toBeGreaterThan(at);
      const slope = tf.grad((signal: Tensor) => {
        const { re, im } = stft(signal as Tensor1D, options);
        return re
          .sub(X.re)
          .square()
          .add(im.sub(X.im.mul(tensorOf([0, 1, 1, 1, 0]))).square())
          .mul(tensorOf([1, 2, 2, 2, 1]))
          .sum();
      })(best);
      // zeros around the signal are fixed, so only there the frames have no say
      expect(distance(slope, tf.zerosLike(slope))).toBeLessThan(1e-11);
    });
  });

  it('shows when which frequency sounds', () => {
    in64(() => {
      const rate = 100;
      const chirp = Array.from({ length: 200 }, (_, n) =>
        Math.sin(2 * Math.PI * (n < 100 ? 10 : 30) * (n / rate)),
      );
      const {
        power,
        times,
        frequencies: hertz,
      } = spectrogram(tensorOf<tf.Rank.R1>(chirp), {
        window: hann(20),
        hop: 10,
        rate,
      });
      expect(times.slice(0, 3)).toEqual([0, 0.1, 0.2]);
      const loudest = Array.from(power.argMax(1).dataSync(), (k) => hertz[k]);
      expect(loudest.slice(1, 9)).toEqual(Array(8).fill(10));
      expect(loudest.slice(11, 19)).toEqual(Array(8).fill(30));
      const options = { window: hann(20), hop: 10 };
      const { re, im } = stft(tensorOf<tf.Rank.R1>(chirp), options);
      expect(distance(power, re.square().add(im.square()))).toBe(0);
      expect(spectrogram(tensorOf<tf.Rank.R1>(chirp), options).times.slice(0, 2)).toEqual([0, 10]);
    });
  });

  it('says which sample no window sees', () => {
    in64(() => {
      const gap = (window: number[], hop: number, length: number) => () =>
        istft(stft(line(1, length), { window, hop }), { window, hop, length });
      // Hann's window begins with 0
      expect(gap(hann(4), 4, 9)).toThrow(
        'hop: expected windows that together see every sample, received none at sample 2',
      );
      expect(gap(rectangular(2), 3, 7)).toThrow('received none at sample 1');
      expect(gap([0, 0], 1, 7)).toThrow('received none at sample 0');
      expect(gap([1e-7, 1, 1e-7], 3, 7)).toThrow('received none at sample 1');
      expect(gap([1e-3, 1, 1e-3], 3, 7)).not.toThrow();
      expect(gap(rectangular(3), 3, 7)).not.toThrow();
      const faint = hamming(4).map((weight) => weight * 1e-8);
      expect(gap(faint, 2, 7)).not.toThrow();
    });
  });
});

describe('what is given wrongly', () => {
  const x = line(1, 8);
  const window = hann(4);
  const spoilt = tf.tensor1d([1, Number.NaN, 2, 3, 4, 5, 6, 7]);
  const [empty, nothing, one, matrix] = [tf.zeros([2, 0]), tf.tensor1d([]), tf.scalar(1), tf.ones([2, 2])];
  const rows = complex(1, 2, 3);
  const [short, infinite] = [line(1, 7), x.div<Tensor1D>(0)];
  const X = complex(1, 8) as classical.ComplexTensor<Tensor1D>;
  const frames = stft(x, { window, hop: 2 });
  const wrong: [string, () => unknown, string][] = [
    ['rows of another length', () => irfft(rows, 12), 'X: expected […, 7] for N = 12, received [2, 3]'],
    [
      'NaN first in a window',
      () => stft(x, { window: [Number.NaN, 1], hop: 1 }),
      'window: expected finite numbers, received NaN at [0]',
    ],
    [
      'frames of a matrix',
      () => stft(matrix as never, { window, hop: 1 }),
      'x: expected [N], received [2, 2]',
    ],
    ['a spectrum of a matrix', () => spectrum(matrix as never), 'x: expected [N], received [2, 2]'],
    ['amplitudes of a matrix', () => amplitudeSpectrum(matrix as never), 'x: expected [N], received [2, 2]'],
    ['energy of a matrix', () => signalEnergy(matrix as never), 'x: expected [N], received [2, 2]'],
    ['an empty signal', () => fft(empty), 'x: expected [2, 0] with at least one element'],
    ['a number', () => fft(one), 'x: expected […, N], received []'],
    ['NaN', () => fft(spoilt), 'x: expected finite numbers, received NaN at [1]'],
    ['NaN in a part', () => dft({ re: x, im: spoilt }), 'im: expected finite numbers, received NaN at [1]'],
    ['parts of two lengths', () => fft({ re: x, im: short }), 'im: expected [8], received [7]'],
    ['a matrix', () => dft(matrix as never), 'x: expected [N], received [2, 2]'],
    ['a matrix back', () => idft(matrix as never), 'X: expected [N], received [2, 2]'],
    ['an infinite transform', () => ifft({ re: x, im: infinite }), 'im: expected finite numbers'],
    ['an empty one', () => ifft(empty), 'X: expected [2, 0] with at least one element'],
    ['NaN, one-sided', () => rfft(spoilt), 'x: expected finite numbers, received NaN at [1]'],
    ['no length', () => irfft(X, 0), 'N: expected an integer ≥ 1, received 0'],
    ['another length', () => irfft(X, 12), 'X: expected […, 7] for N = 12, received [8]'],
    ['NaN back', () => irfft({ re: x, im: spoilt }, 14), 'im: expected finite numbers'],
    ['no rate', () => frequencies(4, { rate: 0 }), 'rate: expected a number above 0, received 0'],
    ['no samples', () => frequencies(0), 'N: expected an integer ≥ 1, received 0'],
    ['a rate of a spectrum', () => spectrum(x, { rate: -1 }), 'rate: expected a number above 0, received -1'],
    ['a spectrum of NaN', () => spectrum(spoilt), 'x: expected finite numbers, received NaN at [1]'],
    ['amplitudes of NaN', () => amplitudeSpectrum(spoilt), 'x: expected finite numbers'],
    ['powers of a matrix', () => powerSpectrum(matrix as never), 'x: expected [N], received [2, 2]'],
    ['energy of nothing', () => signalEnergy(nothing), 'x: expected [N] with at least one element'],
    ['hop 0', () => stft(x, { window, hop: 0 }), 'hop: expected an integer ≥ 1, received 0'],
    ['hop 1.5', () => stft(x, { window, hop: 1.5 }), 'hop: expected an integer ≥ 1, received 1.5'],
    [
      'no window',
      () => stft(x, { window: [], hop: 1 }),
      'window: expected 1 to 8 samples, as many as the signal has at most, received 0',
    ],
    [
      'a long window',
      () => stft(x, { window: hann(9), hop: 1 }),
      'window: expected 1 to 8 samples, as many as the signal has at most, received 9',
    ],
    [
      'NaN in a window',
      () => stft(x, { window: [1, Number.NaN], hop: 1 }),
      'window: expected finite numbers, received NaN at [1]',
    ],
    [
      'a rate of 0',
      () => stft(x, { window, hop: 1, rate: 0 }),
      'rate: expected a number above 0, received 0',
    ],
    [
      'frames of NaN',
      () => stft(spoilt, { window, hop: 1 }),
      'x: expected finite numbers, received NaN at [1]',
    ],
    ['a spectrogram of NaN', () => spectrogram(spoilt, { window, hop: 1 }), 'x: expected finite numbers'],
    [
      'no length back',
      () => istft(frames, { window, hop: 2, length: 0 }),
      'length: expected an integer ≥ 1, received 0',
    ],
    [
      'hop 0 back',
      () => istft(frames, { window, hop: 0, length: 8 }),
      'hop: expected an integer ≥ 1, received 0',
    ],
    [
      'other frames',
      () => istft(frames, { window, hop: 2, length: 12 }),
      're: expected [7, 3], received [5, 3]',
    ],
    [
      'another window',
      () => istft(frames, { window: hann(6), hop: 2, length: 8 }),
      're: expected [5, 4], received [5, 3]',
    ],
  ];

  it.each(wrong)('%s', (_, run, message) => {
    expect(run).toThrow(message);
    expect(leaked(run)).toBe(0);
  });

  it('and the longest window is right', () => {
    expect(stft(x, { window: hann(8), hop: 1 }).re.shape).toEqual([8, 5]);
    expect(stft(line(1, 1), { window: [1], hop: 1 }).re.shape).toEqual([1, 1]);
  });

  it('nothing is left behind by what works', () => {
    for (const run of [
      () => dft(X),
      () => idft(x),
      () => fft(X),
      () => ifft(x),
      () => rfft(x),
      () => irfft(X, 14),
      () => spectrum(x),
      () => signalEnergy(x),
      () => stft(x, { window, hop: 2 }),
      () => spectrogram(x, { window, hop: 2 }),
      () => istft(frames, { window, hop: 2, length: 8 }),
      () => tf.grad((signal: Tensor) => amplitudeSpectrum(signal as Tensor1D).sum())(x),
    ])
      expect(leaked(run)).toBe(0);
  });
});
