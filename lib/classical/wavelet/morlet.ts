import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectPositive } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { type ComplexTensor, complexSymbols, expectSignal, matricesOf } from '../complex.js';

/** Angular frequency of Morlet's wavelet by default: about six waves fit, and its mean is 0 to eight digits. */
export const MORLET = 6;

/**
 * Morlet's wavelet, S3 2.2: a complex wave of angular frequency ω₀ that fades out as a Gaussian.
 * t [N] → { re, im } [N]. Throws `ShapeError`, `ValueError`.
 * Grossmann and Morlet (1984); Torrence and Compo, "A practical guide to wavelet analysis" (1998), table 1.
 */
export const morlet = equation({
  id: 'wavelet.morlet',
  title: { en: 'Morlet wavelet', ru: 'Вейвлет Морле' },
  forms: [
    {
      source: 'S3 2.2; Torrence and Compo (1998)',
      tex: String.raw`\psi(t) = \pi^{-\frac{1}{4}} e^{-\frac{t^2}{2}} \exp(i \omega_0 t)`,
      symbols: (t: Tensor1D, omega: number = MORLET) =>
        Array.from(t.dataSync(), (value) => ({ ...complexSymbols, t: value, '\\omega_0': omega })),
      value: (psi: ComplexTensor<Tensor1D>) => matricesOf(psi),
    },
  ],
  sample: (random: Random): [Tensor1D, number?] => [random.tensor([4]), 2 + random.uniform()],
  code: (t, omega = MORLET): ComplexTensor<Tensor1D> => {
    expectSignal('t', t, ['N']);
    expectPositive('omega', omega);
    return tf.tidy(() => {
      const fading = t
        .square()
        .div(-2)
        .exp()
        .mul<Tensor1D>(Math.PI ** -0.25);
      const angle = t.mul(omega);
      const wave = (part: Tensor) => fading.mul<Tensor1D>(part);
      return { re: wave(angle.cos()), im: wave(angle.sin()) };
    });
  },
});
