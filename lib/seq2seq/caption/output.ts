import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import { column } from '../../recurrent/layout.js';
import { embed, oneHot } from '../tokens.js';

/** The deep output layer: the word before, the state and what is seen meet in the space of the embedding. */
export type CaptionOutput = {
  /** [I, V] */
  readonly Lo: Tensor2D;
  /** [H, I] */
  readonly Lh: Tensor2D;
  /** [D, I] */
  readonly Lz: Tensor2D;
};

/**
 * The logits of the next word: E [V, I] the embedding, tokens int32 [B] the words before, h = h_t [B, H], z = ẑ_t [B, D]
 * → [B, V]. Throws `ShapeError`.
 * Xu et al. (2015), equation 7.
 */
export const captionOutput = equation({
  id: 'caption.output',
  title: { en: 'The next word of a caption', ru: 'Следующее слово подписи' },
  forms: [
    {
      source: 'S1, Xu et al. 2015 (7)',
      tex: String.raw`\hat{p}_t = \mathrm{softmax}(L_o (E y_{t-1} + L_h h_t + L_z \hat{z}_t))`,
      symbols: (p: CaptionOutput, E: Tensor2D, tokens: Tensor1D, h: Tensor2D, z: Tensor2D) => ({
        L_o: column(p.Lo),
        L_h: column(p.Lh),
        L_z: column(p.Lz),
        E: column(E),
        'y_{t-1}': column(oneHot(tokens, E.shape[0])),
        h_t: column(h),
        '\\hat{z}_t': column(z),
      }),
      value: (logits: Tensor2D) => column(tf.softmax(logits)),
    },
  ],
  sample: (random): [CaptionOutput, Tensor2D, Tensor1D, Tensor2D, Tensor2D] => [
    { Lo: random.tensor([3, 6]), Lh: random.tensor([4, 3]), Lz: random.tensor([5, 3]) },
    random.tensor([6, 3]),
    tf.tensor1d([random.integer(0, 6), random.integer(0, 6)], 'int32'),
    random.tensor([2, 4]),
    random.tensor([2, 5]),
  ],
  code: (p, E, tokens, h, z): Tensor2D => {
    expectShape('E', E, ['V', 'I']);
    const [V, I] = E.shape;
    expectShape('tokens', tokens, ['B']);
    const B = tokens.size;
    expectShape('Lo', p.Lo, [I, V]);
    expectShape('Lh', p.Lh, ['H', I]);
    expectShape('h', h, [B, p.Lh.shape[0]]);
    expectShape('Lz', p.Lz, ['D', I]);
    expectShape('z', z, [B, p.Lz.shape[0]]);
    return tf.tidy(() => {
      const together = embed(E, tokens).add<Tensor2D>(h.matMul(p.Lh)).add<Tensor2D>(z.matMul(p.Lz));
      return together.matMul(p.Lo) as Tensor2D;
    });
  },
});
