import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { bpttInputWeights } from '../bptt/weights.js';
import { timeSteps } from '../layout.js';
import { select } from '../state.js';
import { expectSequences, fold } from '../unroll.js';
import { type GRUStep, gruStep } from './cell.js';
import {
  type GRUErrors,
  gruCandidateError,
  gruInputGradient,
  gruResetError,
  gruSeenGradient,
  gruStateGradient,
  gruUpdateError,
} from './errors.js';
import type { GRUParams } from './gates.js';

export interface GRUBackwardOptions {
  /** [B, T]: 1 where the sequence has an element, 0 behind its end, as in `unroll`. */
  readonly mask?: Tensor2D;
  /** What the loss says about the last state by itself, [B, H]; by default nothing. */
  readonly dLast?: Tensor2D;
}

export type GRUGradients = {
  readonly p: GRUParams;
  /** [B, T, I] */
  readonly xs: Tensor3D;
  /** [B, H] */
  readonly s0: Tensor2D;
};

/**
 * Backpropagation through time for a GRU, derived by hand: the equations gru-bptt.*, from the last step to the first,
 * then S2(10) for all weights at once. xs [B, T, I], s0 [B, H], dStates = ∂L_t/∂h_t [B, T, H] → all gradients.
 * Throws `ShapeError` and `ValueError` as `unroll` does.
 */
export function gruBptt(
  p: GRUParams,
  xs: Tensor3D,
  s0: Tensor2D,
  dStates: Tensor3D,
  { mask, dLast }: GRUBackwardOptions = {},
): GRUGradients {
  expectSequences('xs', xs, mask);
  const [B, T] = xs.shape;
  const H = p.Wh.shape[1];
  expectShape('s0', s0, [B, H]);
  expectShape('dStates', dStates, [B, T, H]);
  if (dLast) expectShape('dLast', dLast, [B, H]);
  return tf.tidy(() => {
    const lives = mask && tf.unstack(tf.cast(mask, 'bool'), 1); // T × [B]
    const x = timeSteps(xs);
    const steps = fold<Tensor2D, Pick<GRUStep, 'h'> & Partial<GRUStep>>(
      ({ h }, xt, t) => {
        const next = gruStep(p, xt, h);
        return lives ? { ...next, h: select(lives[t - 1], next.h, h) } : next;
      },
      { h: s0 },
      x,
    ) as GRUStep[];
    const before = (t: number) => (t > 0 ? steps[t - 1].h : s0);
    const own = timeSteps(dStates);
    const nothing = tf.zeros<tf.Rank.R2>([B, H]);

    let dh = dLast ?? nothing; // what comes back from the next step
    const errors: GRUErrors[] = [];
    for (let t = T - 1; t >= 0; t--) {
      const { z, r, candidate } = steps[t];
      const gradient = own[t].add<Tensor2D>(dh);
      const h = gruCandidateError(gradient, z, candidate);
      const seen = gruSeenGradient(p, h);
      const whole: GRUErrors = {
        z: gruUpdateError(gradient, before(t), candidate, z),
        r: gruResetError(seen, before(t), r),
        h,
      };
      const back = gruStateGradient(p, gradient, z, seen, r, whole);
      // where a sequence has ended, its state was copied: the gradient passes as it is, and no gate has any part
      const alive = lives?.[t];
      errors[t] = alive ? (select(alive, whole, { z: nothing, r: nothing, h: nothing }) as GRUErrors) : whole;
      dh = alive ? select(alive, back, gradient) : back;
    }

    const stacked = (list: readonly Tensor[]) => tf.stack([...list], 1) as Tensor3D;
    const [z, r, h] = (['z', 'r', 'h'] as const).map((name) => stacked(errors.map((error) => error[name])));
    const states = stacked(steps.map((_, t) => before(t))); // h_0 … h_{T−1}
    const seen = states.mul<Tensor3D>(stacked(steps.map((step) => step.r)));
    const bias = (error: Tensor3D) => error.sum<Tensor1D>([0, 1]);
    return {
      p: {
        Wz: bpttInputWeights(z, xs),
        Wr: bpttInputWeights(r, xs),
        Wh: bpttInputWeights(h, xs),
        Uz: bpttInputWeights(z, states),
        Ur: bpttInputWeights(r, states),
        Uh: bpttInputWeights(h, seen),
        bz: bias(z),
        br: bias(r),
        bh: bias(h),
      },
      xs: stacked(errors.map((error) => gruInputGradient(p, error))),
      s0: dh,
    };
  });
}
