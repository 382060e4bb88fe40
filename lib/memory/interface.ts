import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { columnIn, everywhere } from './notation.js';

/** What the controller says to the memory, with every part in its range. */
export type Interface = {
  /** [B, R, W] */
  readonly readKeys: Tensor3D;
  /** [B, R], ≥ 1 */
  readonly readStrengths: Tensor2D;
  /** [B, 1, W] */
  readonly writeKey: Tensor3D;
  /** [B, 1], ≥ 1 */
  readonly writeStrength: Tensor2D;
  /** [B, W], in [0, 1] */
  readonly erase: Tensor2D;
  /** [B, W] */
  readonly add: Tensor2D;
  /** [B, R], in [0, 1] */
  readonly freeGates: Tensor2D;
  /** [B, 1], in [0, 1] */
  readonly allocationGate: Tensor2D;
  /** [B, 1], in [0, 1] */
  readonly writeGate: Tensor2D;
  /** [B, R, 3] of sum 1: backward, content, forward. */
  readonly readModes: Tensor3D;
};

/** How many words a step reads, and how many numbers make a word. */
export interface MemorySizes {
  readonly heads: number;
  readonly width: number;
}

/** Size of the interface vector: W R + 3 W + 5 R + 3. */
export const interfaceSize = ({ heads: R, width: W }: MemorySizes): number => W * R + 3 * W + 5 * R + 3;

/** 1 + log(1 + eˣ), which is at least 1: a key strength. Graves et al. (2016). */
export const oneplus = equation({
  id: 'dnc.oneplus',
  title: { en: 'Key strength', ru: 'Сила ключа' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016)',
      tex: String.raw`\mathrm{oneplus}(x) = 1 + \log(1 + e^x)`,
      symbols: (x: Tensor) => ({ x }),
    },
  ],
  sample: (random): [Tensor] => [random.tensor([2, 3])],
  code: <T extends Tensor>(x: T): T => tf.tidy(() => tf.softplus(x).add<T>(1)),
});

/** A part of ξ, from where it starts, as rows. */
const part = (xi: Tensor2D, start: number, size: number): Tensor2D => xi.slice([0, start], [-1, size]);

/** Where the parts of ξ start, in the order of the paper. */
const starts = (R: number, W: number) => ({
  strengths: R * W,
  erase: R * W + R + W + 1,
  freeGates: R * W + R + 3 * W + 1,
  modes: R * W + 2 * R + 3 * W + 3,
});

/**
 * The interface vector ξ_t taken apart, k^r β^r k^w β^w e v f g^a g^w π: keys and words as they are, the rest brought
 * into its range. ξ [B, W R + 3 W + 5 R + 3] → `Interface`. Graves et al. (2016). Throws `ShapeError`, `ValueError`.
 */
export const parseInterface = equation({
  id: 'dnc.interface',
  title: { en: 'Interface vector', ru: 'Интерфейсный вектор' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016): erase vector',
      tex: String.raw`e_t = \sigma(\hat{e}_t)`,
      symbols: (xi: Tensor2D, { heads, width }: MemorySizes) => ({
        '\\hat{e}_t': part(xi, starts(heads, width).erase, width),
      }),
      value: ({ erase }: Interface) => erase,
    },
    {
      source: 'Graves et al. (2016): read strengths',
      tex: String.raw`\beta_t = 1 + \log(1 + e^{\hat{\beta}_t})`,
      symbols: (xi, { heads, width }) => ({
        '\\hat{\\beta}_t': part(xi, starts(heads, width).strengths, heads),
      }),
      value: ({ readStrengths }) => readStrengths,
    },
    {
      source: 'Graves et al. (2016): free gates',
      tex: String.raw`f_t = \sigma(\hat{f}_t)`,
      symbols: (xi, { heads, width }) => ({
        '\\hat{f}_t': part(xi, starts(heads, width).freeGates, heads),
      }),
      value: ({ freeGates }) => freeGates,
    },
    {
      source: 'Graves et al. (2016): allocation gate, write gate',
      tex: String.raw`[g_t^{(a)}, g_t^{(w)}] = \sigma(\hat{g}_t)`,
      symbols: (xi, { heads, width }) => ({
        '\\hat{g}_t': part(xi, starts(heads, width).freeGates + heads, 2).transpose(),
        'g_t^{(a)}': tf.sigmoid(part(xi, starts(heads, width).freeGates + heads, 1)).transpose(),
        'g_t^{(w)}': tf.sigmoid(part(xi, starts(heads, width).freeGates + heads + 1, 1)).transpose(),
      }),
      value: ({ allocationGate, writeGate }) => tf.concat([allocationGate, writeGate], 1).transpose(),
    },
    {
      source: 'Graves et al. (2016): read modes',
      tex: String.raw`\pi_t^{(i)} = \mathrm{softmax}(\hat{\pi}_t^{(i)})`,
      symbols: (xi, { heads, width }) =>
        everywhere([xi.shape[0], heads], (b, i) => ({
          '\\hat{\\pi}_t^{(i)}': columnIn(part(xi, starts(heads, width).modes + 3 * (i - 1), 3), b),
        })),
      value: ({ readModes }) => everywhere(readModes.shape.slice(0, 2), (b, i) => columnIn(readModes, b, i)),
    },
  ],
  sample: (random): [Tensor2D, MemorySizes] => [
    random.tensor([2, interfaceSize({ heads: 2, width: 3 })]),
    { heads: 2, width: 3 },
  ],
  code: (xi, sizes): Interface => {
    const { heads: R, width: W } = sizes;
    expectInteger('heads', R, 1);
    expectInteger('width', W, 1);
    expectShape('xi', xi, ['B', interfaceSize(sizes)]);
    const [B] = xi.shape;
    return tf.tidy(() => {
      const parts = tf.split(xi, [R * W, R, W, 1, W, W, R, 1, 1, 3 * R], 1) as Tensor2D[];
      const [readKeys, readStrengths, writeKey, writeStrength, erase, add, free, allocate, write, modes] =
        parts;
      return {
        readKeys: readKeys.reshape<Tensor3D>([B, R, W]),
        readStrengths: oneplus(readStrengths) as Tensor2D,
        writeKey: writeKey.reshape<Tensor3D>([B, 1, W]),
        writeStrength: oneplus(writeStrength) as Tensor2D,
        erase: erase.sigmoid(),
        add,
        freeGates: free.sigmoid(),
        allocationGate: allocate.sigmoid(),
        writeGate: write.sigmoid(),
        readModes: modes.reshape<Tensor3D>([B, R, 3]).softmax(),
      };
    });
  },
});
