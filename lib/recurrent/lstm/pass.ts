import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { bpttInputWeights } from '../bptt/weights.js';
import { timeSteps } from '../layout.js';
import { expectBatch, select } from '../state.js';
import { expectSequences, fold } from '../unroll.js';
import { type LSTMState, type LSTMStep, lstmStep } from './cell.js';
import {
  type LSTMErrors,
  lstmCandidateError,
  lstmCellGradient,
  lstmForgetError,
  lstmInputError,
  lstmOutputError,
  lstmReadGradient,
} from './errors.js';
import type { LSTMParams } from './gates.js';

export interface LSTMBackwardOptions {
  /** [B, T]: 1 where the sequence has an element, 0 behind its end, as in `unroll`. */
  readonly mask?: Tensor2D;
  /** What the loss says about the last state by itself; by default nothing. */
  readonly dLast?: LSTMState;
}

export type LSTMGradients<P> = {
  readonly p: P;
  /** [B, T, I] */
  readonly xs: Tensor3D;
  readonly s0: LSTMState;
};

/** What the next step sends back along the cells. */
export interface Later {
  /** ∂L/∂c_{t+1} */
  readonly dc: Tensor2D;
  /** f_{t+1} */
  readonly f: Tensor2D;
  readonly errors: LSTMErrors;
}

/** In what kinds of LSTM differ. */
export interface Kind<P extends LSTMParams> {
  readonly step: (p: P, x: Tensor2D, s: LSTMState) => LSTMStep;
  /** ∂L/∂c_t, given ∂L/∂h_t and the error of the output gate. */
  readonly cellGradient: (p: P, dh: Tensor2D, output: Tensor2D, step: LSTMStep, later: Later) => Tensor2D;
  /** The part of it that comes from the next step alone. */
  readonly along: (p: P, later: Later) => Tensor2D;
  /** Gradients of weights that an LSTM has not, from all errors and the cells before and after each step [B, T, H]. */
  readonly more: (
    errors: Record<keyof LSTMErrors, Tensor3D>,
    before: Tensor3D,
    after: Tensor3D,
  ) => Partial<P>;
}

const lstmKind: Kind<LSTMParams> = {
  step: lstmStep,
  cellGradient: (_, dh, __, { o, c }, { dc, f }) => lstmCellGradient(dh, o, c, dc, f),
  along: (_, { dc, f }) => dc.mul(f),
  more: () => ({}),
};

/**
 * Backpropagation through time for an LSTM, derived by hand: the equations lstm-bptt.*, from the last step to the first,
 * then S2(10) for all weights at once. xs [B, T, I], s0 [B, H], dStates = ∂L_t/∂h_t [B, T, H] → all gradients.
 * Throws `ShapeError` and `ValueError` as `unroll` does.
 */
export const lstmBptt = (
  p: LSTMParams,
  xs: Tensor3D,
  s0: LSTMState,
  dStates: Tensor3D,
  options: LSTMBackwardOptions = {},
): LSTMGradients<LSTMParams> => backThrough(lstmKind, p, xs, s0, dStates, options);

export function backThrough<P extends LSTMParams>(
  { step, cellGradient, along, more }: Kind<P>,
  p: P,
  xs: Tensor3D,
  s0: LSTMState,
  dStates: Tensor3D,
  { mask, dLast }: LSTMBackwardOptions,
): LSTMGradients<P> {
  expectSequences('xs', xs, mask);
  const [B, T] = xs.shape;
  const H = p.Wf.shape[1];
  expectBatch('s0', s0, B);
  expectShape('dStates', dStates, [B, T, H]);
  if (dLast) for (const name of ['h', 'c'] as const) expectShape(`dLast.${name}`, dLast[name], [B, H]);
  return tf.tidy(() => {
    const lives = mask && tf.unstack(tf.cast(mask, 'bool'), 1); // T × [B]
    const steps = fold<Tensor2D, LSTMStep>(
      (s, x, t) => {
        const next = step(p, x, s);
        return lives
          ? { ...next, ...select<LSTMState>(lives[t - 1], { h: next.h, c: next.c }, { h: s.h, c: s.c }) }
          : next;
      },
      s0 as LSTMStep, // only h and c are read
      timeSteps(xs),
    );
    const before = (t: number): LSTMState => (t > 0 ? steps[t - 1] : s0);
    const own = timeSteps(dStates);
    const nothing = tf.zeros<tf.Rank.R2>([B, H]);

    let dh = dLast?.h ?? nothing; // what comes back from the next step
    let later: Later = {
      dc: dLast?.c ?? nothing,
      f: tf.ones([B, H]),
      errors: { f: nothing, i: nothing, c: nothing, o: nothing },
    };
    const errors: LSTMErrors[] = [];
    const dxs: Tensor2D[] = [];
    for (let t = T - 1; t >= 0; t--) {
      const now = steps[t];
      const gradient = own[t].add<Tensor2D>(dh);
      const output = lstmOutputError(gradient, now.o, now.c);
      const dc = cellGradient(p, gradient, output, now, later);
      const whole: LSTMErrors = {
        f: lstmForgetError(dc, before(t).c, now.f),
        i: lstmInputError(dc, now.candidate, now.i),
        c: lstmCandidateError(dc, now.i, now.candidate),
        o: output,
      };
      // where a sequence has ended, state and cell were copied: gradients pass as they are, and no gate has any part
      const alive = lives?.[t];
      errors[t] = alive ? (select(alive, whole, allOf(nothing)) as LSTMErrors) : whole;
      const [back, dx] = tf.split(lstmReadGradient(p, errors[t]), [H, xs.shape[2]], 1) as Tensor2D[];
      dxs[t] = dx;
      const passed = { dh: gradient, dc: along(p, later), f: tf.onesLike(now.f) };
      const sent = { dh: back, dc, f: now.f };
      const { dh: dhBefore, ...cells } = alive ? select(alive, sent, passed) : sent;
      dh = dhBefore;
      later = { ...cells, errors: errors[t] };
    }

    const stacked = (list: readonly Tensor[]) => tf.stack([...list], 1) as Tensor3D;
    const all = {
      f: stacked(errors.map(({ f }) => f)),
      i: stacked(errors.map(({ i }) => i)),
      c: stacked(errors.map(({ c }) => c)),
      o: stacked(errors.map(({ o }) => o)),
    };
    const read = tf.concat([stacked(steps.map((_, t) => before(t).h)), xs], 2); // v_t = [h_{t−1}, x_t]
    const bias = (error: Tensor3D) => error.sum<Tensor1D>([0, 1]);
    const gradients: LSTMParams = {
      Wf: bpttInputWeights(all.f, read),
      Wi: bpttInputWeights(all.i, read),
      Wc: bpttInputWeights(all.c, read),
      Wo: bpttInputWeights(all.o, read),
      bf: bias(all.f),
      bi: bias(all.i),
      bc: bias(all.c),
      bo: bias(all.o),
    };
    const extra = more(all, stacked(steps.map((_, t) => before(t).c)), stacked(steps.map(({ c }) => c)));
    return {
      p: { ...gradients, ...extra } as P,
      xs: stacked(dxs),
      s0: { h: dh, c: along(p, later) },
    };
  });
}

const allOf = (tensor: Tensor2D): LSTMErrors => ({ f: tensor, i: tensor, c: tensor, o: tensor });
