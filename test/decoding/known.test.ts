import * as tf from '@tensorflow/tfjs';
import { decoding } from 'unrolled';
import { describe, expect, it } from 'vitest';

/** Tables of the next token after each, with the outcomes that the tests of AllenNLP's beam search state for them. */
const chain = [
  [0, 0.4, 0.3, 0.2, 0.1, 0],
  [0, 0, 1, 0, 0, 0],
  [0, 0, 0, 1, 0, 0],
  [0, 0, 0, 0, 1, 0],
  [0, 0, 0, 0, 0, 1],
];
const short = [
  [0, 0.1, 0, 0, 0, 0.9],
  [0, 0, 0.1, 0, 0, 0.9],
  [0, 0, 0, 0.1, 0, 0.9],
  [0, 0, 0, 0, 0.1, 0.9],
  [0, 0, 0, 0, 0, 1],
];

async function search(table: number[][], options: Partial<decoding.BeamOptions<object>>, start = 0) {
  const step: decoding.Step<object> = (tokens, state) => ({
    logProbs: tf.tensor2d(Array.from(tokens.dataSync(), (token) => table[token].map(Math.log))),
    state,
  });
  const run = { prompts: [[start], [start]], end: 5, maxLength: 10, beam: 3, ...options };
  const [first, second] = await decoding.beamSearch(step, {}, run);
  expect(second).toEqual(first);
  return first.hypotheses.map(({ tokens, logProb }) => [tokens.join(' '), logProb]);
}
const near = (p: number) => expect.closeTo(Math.log(p), 5);

describe('tables of AllenNLP', () => {
  it('a chain that each hypothesis follows to its end', async () => {
    const expected = [
      ['1 2 3 4 5', near(0.4)],
      ['2 3 4 5', near(0.3)],
      ['3 4 5', near(0.2)],
    ];
    expect(await search(chain, {})).toEqual(expected);
    expect(await search(chain, { beam: 1 })).toEqual(expected.slice(0, 1));
    // there are four ways, however many are asked for
    expect(await search(chain, { beam: 9 })).toEqual([...expected, ['4 5', near(0.1)]]);
  });

  it('cut off before the end', async () => {
    expect(await search(chain, { maxLength: 1 })).toEqual([
      ['1', near(0.4)],
      ['2', near(0.3)],
      ['3', near(0.2)],
    ]);
    expect(await search(chain, { maxLength: 3 })).toEqual([
      ['1 2 3', near(0.4)],
      ['2 3 4', near(0.3)],
      ['3 4 5', near(0.2)],
    ]);
  });

  it('short sequences first', async () => {
    expect(await search(short, { beam: 5 })).toEqual([
      ['5', near(0.9)],
      ['1 5', near(0.09)],
      ['1 2 5', near(0.009)],
      ['1 2 3 5', near(0.0009)],
      ['1 2 3 4 5', near(0.0001)],
    ]);
  });

  it('no end before the smallest length', async () => {
    expect(await search(short, { beam: 1 })).toEqual([['5', near(0.9)]]);
    expect(await search(short, { beam: 1, minLength: 2 })).toEqual([['1 5', near(0.09)]]);
    expect(await search(short, { beam: 1, minLength: 3 })).toEqual([['1 2 5', near(0.009)]]);
    expect(await search(short, { minLength: 3 })).toEqual([
      ['1 2 5', near(0.009)],
      ['1 2 3 5', near(0.0009)],
      ['1 2 3 4 5', near(0.0001)],
    ]);
  });

  it('nothing but the end', async () => {
    expect(await search(chain, {}, 4)).toEqual([['5', near(1)]]);
  });
});
