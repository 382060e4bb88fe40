import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { attention, decoding, equations, float64, hopfield, recurrent } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { HOMEWORKS } from '../../lib/grading/homework/index';

/** Where a plan computes by itself, it is held against the library's own way. */
const question = (number: number, id: string) =>
  HOMEWORKS.find((homework) => homework.number === number)!.questions.find((one) => one.id === id)!;

const SEEDS = [1, 2, 3, 4, 5];

/** Every check of a question with its arguments, for several seeds. */
const cases = (number: number, id: string) =>
  SEEDS.flatMap((seed) =>
    question(number, id).checks.map(
      (check) => [`${check.id}, seed ${seed}`, check.inputs(new equations.Random(seed))] as const,
    ),
  );

const answer = (number: number, id: string, args: readonly unknown[]) => question(number, id).answer(...args);

/** The largest difference of two tensors. */
const gap = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

/** A model that looks at the last token only. */
const bigram =
  (logP: readonly (readonly number[])[]): decoding.Step<Tensor2D> =>
  (tokens: Tensor1D, state) => {
    const rows = Array.from(tokens.dataSync(), (token) => logP[token]);
    return { logProbs: float64.precise(rows.flat(), [rows.length, logP.length]) as Tensor2D, state };
  };

describe('decoding', () => {
  it.each(cases(5, 'q5'))('greedy is the library’s: %s', async (_, args) => {
    const [logP, start, end, maxLength] = args as [number[][], number, number, number];
    const options = { prompts: [[start]], end, maxLength };
    const [{ best }] = await decoding.greedy(bigram(logP), tf.zeros([1, 1]), options);
    expect(answer(5, 'q5', args)).toEqual(best.tokens);
  });

  it.each(cases(5, 'q6'))('beam search is the library’s: %s', async (_, args) => {
    const [logP, start, end, maxLength, beam] = args as [number[][], number, number, number, number];
    const options = { prompts: [[start]], end, maxLength, beam };
    const [{ hypotheses }] = await decoding.beamSearch(bigram(logP), tf.zeros([1, 1]), options);
    const mine = answer(5, 'q6', args) as { tokens: number[]; logProb: number }[];
    expect(mine.map(({ tokens }) => tokens)).toEqual(hypotheses.map(({ tokens }) => tokens));
    for (const [i, { logProb }] of mine.entries()) expect(logProb).toBeCloseTo(hypotheses[i].logProb, 5);
  });
});

describe('Hopfield memory', () => {
  it.each(cases(1, 'q5'))('recall ends in an attractor and never climbs: %s', (_, args) => {
    const [W, s] = args as [Tensor2D, number[]];
    const before = [...s];
    const { state, energies } = answer(1, 'q5', args) as { state: number[]; energies: number[] };
    expect(s).toEqual(before);
    expect(hopfield.updateAll(W, state)).toEqual(state);
    for (const [i, energy] of energies.entries())
      if (i > 0) expect(energy).toBeLessThanOrEqual(energies[i - 1] + 1e-6);
    expect(energies[0]).toBeCloseTo(hopfield.energy(W, tf.tensor1d(s)).dataSync()[0], 4);
    expect(energies.at(-1)).toBeCloseTo(hopfield.energy(W, tf.tensor1d(state)).dataSync()[0], 4);
    expect((energies.length - 1) % s.length).toBe(0);
  });
});

describe('backward passes by hand', () => {
  it.each(cases(2, 'q6'))('of an RNN are those of bptt: %s', (_, args) => {
    const [p, out, xs, h0, dOutputs] = args as [
      recurrent.RNNParams,
      recurrent.OutputParams,
      Tensor3D,
      Tensor2D,
      Tensor3D,
    ];
    const { gradients } = recurrent.bptt({ p, out }, xs, h0, () => dOutputs);
    const { dp, dout, dxs, dh0 } = answer(2, 'q6', args) as {
      dp: recurrent.RNNParams;
      dout: recurrent.OutputParams;
      dxs: tf.Tensor;
      dh0: tf.Tensor;
    };
    const mine = { ...dp, ...dout, xs: dxs, h0: dh0 };
    for (const [name, gradient] of Object.entries(gradients))
      expect(gap(mine[name as keyof typeof mine], gradient), name).toBeLessThan(1e-4);
  });

  it.each(cases(3, 'q4'))('of an LSTM are those of lstmBptt: %s', (_, args) => {
    const [p, x, s, d] = args as [recurrent.LSTMParams, Tensor2D, recurrent.LSTMState, recurrent.LSTMState];
    const right = recurrent.lstmBptt(p, x.expandDims(1), s, tf.zerosLike(d.h.expandDims(1)) as Tensor3D, {
      dLast: d,
    });
    const mine = answer(3, 'q4', args) as {
      dp: recurrent.LSTMParams;
      dx: tf.Tensor;
      ds: recurrent.LSTMState;
    };
    for (const name of ['Wf', 'Wi', 'Wc', 'Wo', 'bf', 'bi', 'bc', 'bo'] as const)
      expect(gap(mine.dp[name], right.p[name]), name).toBeLessThan(1e-4);
    expect(gap(mine.dx, right.xs.squeeze([1]))).toBeLessThan(1e-4);
    for (const name of ['h', 'c'] as const) expect(gap(mine.ds[name], right.s0[name])).toBeLessThan(1e-4);
  });

  it.each(cases(3, 'q7'))('of a GRU are those of gruBptt: %s', (_, args) => {
    const [p, x, h, d] = args as [recurrent.GRUParams, Tensor2D, Tensor2D, Tensor2D];
    const right = recurrent.gruBptt(p, x.expandDims(1), h, d.expandDims(1));
    const mine = answer(3, 'q7', args) as { dp: recurrent.GRUParams; dx: tf.Tensor; dh: tf.Tensor };
    for (const [name, gradient] of Object.entries(right.p))
      expect(gap(mine.dp[name as keyof recurrent.GRUParams], gradient), name).toBeLessThan(1e-4);
    expect(gap(mine.dx, right.xs.squeeze([1]))).toBeLessThan(1e-4);
    expect(gap(mine.dh, right.s0)).toBeLessThan(1e-4);
  });

  it.each(cases(4, 'q7'))('of attention are those of the tape: %s', (_, args) => {
    const [scores, hs, mask, d] = args as [Tensor2D, Tensor3D, Tensor2D, Tensor2D];
    const loss = (a: tf.Tensor, b: tf.Tensor) =>
      attention
        .attentionContext(attention.attentionWeights(a as Tensor2D, mask), b as Tensor3D)
        .mul(d)
        .sum() as tf.Scalar;
    const [dScores, dhs] = tf.grads(loss)([scores, hs]);
    const mine = answer(4, 'q7', args) as { dScores: tf.Tensor; dhs: tf.Tensor };
    expect(gap(mine.dScores, dScores)).toBeLessThan(1e-5);
    expect(gap(mine.dhs, dhs)).toBeLessThan(1e-5);
  });
});
