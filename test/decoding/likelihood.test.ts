import * as tf from '@tensorflow/tfjs';
import { decoding, equations } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { leaked } from '../support/numbers';
import { firstTokens, logProbOf, randomTable, saying, secondOrder } from './models';

const { logLikelihood } = decoding;
const table = randomTable(4, new equations.Random(9).normal);
const step = secondOrder(table);

describe('likelihood of given sequences', () => {
  it('sums over the tokens behind the prompt, whatever the lengths', () => {
    const prompts = [[0, 3], [2], [1, 1, 2]];
    const tokens = [[1, 2], [3, 3, 0, 1], [2]];
    const expected = prompts.map((prompt, b) => expect.closeTo(logProbOf(table, prompt, tokens[b]), 5));
    expect(Array.from(logLikelihood(step, firstTokens(prompts), prompts, tokens).dataSync())).toEqual(
      expected,
    );
  });

  it('takes no more steps than it needs', () => {
    let steps = 0;
    const counting: typeof step = (tokens, state) => {
      steps++;
      return step(tokens, state);
    };
    logLikelihood(counting, firstTokens([[0], [1]]), [[0, 1], [1]], [[2], [3, 2, 1]]);
    expect(steps).toBe(3);
  });

  it('is what the searches say', async () => {
    const prompts = [[1, 2]];
    const [{ best }] = await decoding.beamSearch(step, firstTokens(prompts), {
      prompts,
      beam: 3,
      end: 0,
      maxLength: 4,
    });
    const [likelihood] = logLikelihood(step, firstTokens(prompts), prompts, [[...best.tokens]]).dataSync();
    expect(likelihood).toBeCloseTo(best.logProb, 5);
  });

  it('passes over what cannot come if it did not', () => {
    const half = Math.log(0.5);
    const never: decoding.Step<object> = () => ({
      logProbs: tf.tensor2d([[half, half, -Infinity]]),
      state: {},
    });
    expect(logLikelihood(never, {}, [[0]], [[1, 0]]).dataSync()[0]).toBeCloseTo(2 * half, 6);
    expect(logLikelihood(never, {}, [[0]], [[1, 2]]).dataSync()[0]).toBe(-Infinity);
  });

  it('leaves nothing, and says what is wrong', () => {
    const state = firstTokens([[0], [1]]);
    const prompts = [[0], [1]];
    expect(leaked(() => logLikelihood(step, state, prompts, [[1], [2, 3]]))).toBe(0);
    const wrong: [number[][], number[][], string][] = [
      [prompts, [[1]], 'tokens: expected one list for each of at least one prompt, received 1 for 2'],
      [[], [], 'tokens: expected one list for each of at least one prompt, received 0 for 0'],
      [[[0], []], [[1], [1]], 'length of prompts[1]: expected an integer ≥ 1, received 0'],
      [prompts, [[], [1]], 'length of tokens[0]: expected an integer ≥ 1, received 0'],
      [prompts, [[1], [-1]], 'token of source 1: expected an integer ≥ 0, received -1'],
      [prompts, [[1], [1, 4]], 'token of source 1: expected an integer from 0 to 3, received 4'],
    ];
    for (const [given, tokens, message] of wrong) {
      const run = () => logLikelihood(step, state, given, tokens);
      expect(run).toThrow(saying(message));
      expect(leaked(run)).toBe(0);
    }
    const flat: decoding.Step<object> = () => ({ logProbs: tf.zeros([1, 3]), state: {} });
    expect(() => logLikelihood(flat, {}, prompts, [[1], [1]])).toThrow(
      saying('logProbs: expected [2, V], received [1, 3]'),
    );
  });
});
