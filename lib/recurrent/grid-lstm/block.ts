import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { ValueError } from '../../errors.js';
import { column } from '../layout.js';
import type { LSTMParams } from '../lstm/gates.js';

/** What comes into a block, or leaves it, along one dimension: a state and a memory, [B, H] each. */
export type GridSide = { readonly h: Tensor2D; readonly m: Tensor2D };

/**
 * Weights of one dimension of a block: those of an LSTM that reads the states of all N dimensions side by side,
 * W [N · H, H].
 */
export type GridParams = LSTMParams;

const letters = ['f', 'i', 'c', 'o'] as const;

function expectBlock(p: Partial<GridParams>, all: Tensor2D, m: Tensor2D): void {
  expectShape('all', all, ['B', 'N · H']);
  expectShape('m', m, [all.shape[0], 'H']);
  const H = m.shape[1];
  for (const letter of letters) {
    const [W, b] = [p[`W${letter}`], p[`b${letter}`]];
    if (W) expectShape(`W${letter}`, W, [all.shape[1], H]);
    if (b) expectShape(`b${letter}`, b, [H]);
  }
}

const affine = (all: Tensor2D, W: Tensor2D, b: tf.Tensor1D): Tensor2D => tf.matMul<Tensor2D>(all, W).add(b);
const sampleGates = (random: Random) => ({ W: random.tensor([8, 4], 0.4), b: random.tensor([4], 0.5) });

type MemoryParams = Pick<GridParams, 'Wf' | 'Wi' | 'Wc' | 'bf' | 'bi' | 'bc'>;

/**
 * Memory of one dimension of a Grid LSTM block: an LSTM's, but its gates read all dimensions.
 * all = H = [h_1 … h_N] [B, N · H], m [B, H] → m′ [B, H]. Throws `ShapeError`.
 * Kalchbrenner, Danihelka and Graves, "Grid long short-term memory" (2015), (3).
 */
export const gridMemory = equation({
  id: 'grid-lstm.memory',
  title: { en: 'Memory of a grid block', ru: 'Память блока Grid LSTM' },
  forms: [
    {
      source: 'S1 challenge; Kalchbrenner et al. (2015)',
      tex: String.raw`m' = \sigma(W_f H + b_f) \odot m + \sigma(W_u H + b_u) \odot \tanh(W_c H + b_c)`,
      symbols: (p: MemoryParams, all: Tensor2D, m: Tensor2D) => ({
        W_f: column(p.Wf),
        W_u: column(p.Wi),
        W_c: column(p.Wc),
        b_f: column(p.bf),
        b_u: column(p.bi),
        b_c: column(p.bc),
        H: column(all),
        m: column(m),
      }),
      value: (next: Tensor2D) => column(next),
    },
  ],
  sample: (random): [MemoryParams, Tensor2D, Tensor2D] => {
    const [f, i, c] = [sampleGates(random), sampleGates(random), sampleGates(random)];
    const p = { Wf: f.W, Wi: i.W, Wc: c.W, bf: f.b, bi: i.b, bc: c.b };
    return [p, random.tensor([2, 8]), random.tensor([2, 4])];
  },
  code: (p, all, m) => {
    expectBlock(p, all, m);
    return tf.tidy(() => {
      const kept = tf.sigmoid(affine(all, p.Wf, p.bf)).mul<Tensor2D>(m);
      const written = tf.sigmoid(affine(all, p.Wi, p.bi)).mul(tf.tanh(affine(all, p.Wc, p.bc)));
      return kept.add<Tensor2D>(written);
    });
  },
});

type HiddenParams = Pick<GridParams, 'Wo' | 'bo'>;

/**
 * State of one dimension of a Grid LSTM block. (The paper's tanh stands around the product; S2(15) has it inside.)
 * all = H [B, N · H], m = m′ [B, H] → h′ [B, H]. Throws `ShapeError`. Kalchbrenner et al. (2015), (3).
 */
export const gridHidden = equation({
  id: 'grid-lstm.hidden',
  title: { en: 'State of a grid block', ru: 'Состояние блока Grid LSTM' },
  forms: [
    {
      source: 'S1 challenge; Kalchbrenner et al. (2015)',
      tex: String.raw`h' = \tanh(\sigma(W_o H + b_o) \odot m')`,
      symbols: (p: HiddenParams, all: Tensor2D, m: Tensor2D) => ({
        W_o: column(p.Wo),
        b_o: column(p.bo),
        H: column(all),
        "m'": column(m),
      }),
      value: (next: Tensor2D) => column(next),
    },
  ],
  sample: (random): [HiddenParams, Tensor2D, Tensor2D] => {
    const { W, b } = sampleGates(random);
    return [{ Wo: W, bo: b }, random.tensor([2, 8]), random.tensor([2, 4])];
  },
  code: (p, all, m) => {
    expectBlock(p, all, m);
    return tf.tidy(() => tf.tanh(tf.sigmoid(affine(all, p.Wo, p.bo)).mul<Tensor2D>(m)));
  },
});

/**
 * A block of N dimensions: one LSTM for each, all of which read the states of all. p and sides, one for each dimension
 * → the sides that leave it, in the same order. Throws `ShapeError`, `ValueError`.
 */
export function gridBlock(p: readonly GridParams[], sides: readonly GridSide[]): GridSide[] {
  expectInteger('number of sides', sides.length, 1);
  if (p.length !== sides.length)
    throw new ValueError('p', `parameters of ${sides.length} dimensions`, `${p.length}`);
  return tf.tidy(() => {
    const all = tf.concat(
      sides.map(({ h }) => h),
      1,
    ) as Tensor2D;
    return sides.map((side, n) => {
      const m = gridMemory(p[n], all, side.m);
      return { h: gridHidden(p[n], all, m), m };
    });
  });
}
