import type { Scalar, Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectPositive } from '../check.js';
import { equation } from '../equations/equation.js';
import { ValueError } from '../errors.js';

/** Named gradients, of any shapes. */
export type Gradients = { readonly [name: string]: Tensor };

const flat = (gradients: Gradients): Tensor => tf.concat(Object.values(gradients).map((g) => g.flatten()));

/**
 * Scales all gradients together so that their norm is at most `maxNorm`; the direction stays, S0 12, S2.
 * gradients of any shapes → the same names and shapes, and the norm that they had. Pascanu et al. (2013).
 * Throws `ValueError` for maxNorm ≤ 0 and for no gradients at all. NaN in, NaN out: clipping heals no NaN.
 */
export const clipByNorm = equation({
  id: 'gradient.clip',
  title: { en: 'Gradient clipping', ru: 'Отсечение градиента' },
  forms: [
    {
      source: 'S2, S0 12',
      tex: String.raw`\hat{g} = \min\left(1, \frac{\theta}{\|g\|}\right) g`,
      symbols: (gradients: Gradients, maxNorm: number) => ({
        g: flat(gradients).reshape([-1, 1]),
        '\\theta': maxNorm,
      }),
      value: ({ clipped }: { clipped: Gradients; norm: Scalar }) => flat(clipped).reshape([-1, 1]),
    },
  ],
  sample: (random): [Gradients, number] => [
    { Wh: random.tensor([4, 4]), Wx: random.tensor([3, 4]), bh: random.tensor([4]) },
    // clipped with some seeds, left alone with others
    random.integer(0, 2) === 0 ? 1.5 : 50,
  ],
  code: (gradients, maxNorm) => {
    expectPositive('maxNorm', maxNorm);
    if (Object.keys(gradients).length === 0) throw new ValueError('gradients', 'at least one', 'none');
    return tf.tidy(() => {
      const norm: Scalar = tf.norm(flat(gradients)).asScalar();
      // a zero gradient must not become 0 · ∞
      const scale = tf.div(maxNorm, tf.maximum(norm, maxNorm));
      return {
        clipped: Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, g.mul(scale)])),
        norm,
      };
    });
  },
});
