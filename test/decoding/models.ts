import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type decoding, float64 } from 'unrolled';
import { expect } from 'vitest';

/** An error with exactly this message. */
export const saying = (message: string): Error => expect.objectContaining({ message });

/** A cube of log-probabilities: `[before][last][next]`. */
export type Table = number[][][];

/** Normalises rows of logits. */
export const logSoftmax = (logits: readonly number[]): number[] => {
  const total = Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0));
  return logits.map((value) => value - total);
};

/** The next token depends on the last one, which is fed, and the one before, which only the state knows. */
export const secondOrder =
  (table: Table): decoding.Step<Tensor2D> =>
  (tokens, before) => {
    const last = tokens.dataSync();
    const rows = Array.from(before.dataSync(), (b, n) => table[b][last[n]]);
    return {
      logProbs: float64.precise(rows.flat(), [rows.length, rows[0].length]) as Tensor2D,
      state: tokens.reshape<Tensor2D>([-1, 1]).toFloat(),
    };
  };

/** The state in which nothing came before the first token of each prompt: the token itself stands in for it. */
export const firstTokens = (prompts: readonly (readonly number[])[]): Tensor2D =>
  tf.tensor2d(prompts.map(([first]) => [first]));

/** What the model says of a whole sequence after a prompt. */
export const logProbOf = (table: Table, prompt: readonly number[], tokens: readonly number[]): number => {
  const all = [prompt[0], ...prompt, ...tokens];
  return tokens.reduce((sum, token, i) => {
    const at = prompt.length + 1 + i;
    return sum + table[all[at - 2]][all[at - 1]][token];
  }, 0);
};

/** All sequences up to a length, cut behind an end token. */
export function allSequences(V: number, maxLength: number, ends: readonly number[]): number[][] {
  let open: number[][] = [[]];
  const whole: number[][] = [];
  for (let length = 1; length <= maxLength; length++) {
    const longer = open.flatMap((tokens) => Array.from({ length: V }, (_, token) => [...tokens, token]));
    const complete = (tokens: number[]) => ends.includes(tokens[length - 1]) || length === maxLength;
    whole.push(...longer.filter(complete));
    open = longer.filter((tokens) => !complete(tokens));
  }
  return whole;
}

/** A table of random log-probabilities. */
export const randomTable = (V: number, normal: () => number): Table => {
  const three = <T>(of: () => T) => Array.from({ length: V }, of);
  return three(() => three(() => logSoftmax(three(() => 1.5 * normal()))));
};
