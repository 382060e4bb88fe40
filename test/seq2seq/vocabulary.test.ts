import * as tf from '@tensorflow/tfjs';
import { seq2seq } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { leaked } from '../support/numbers.js';

const { vocabulary, PAD, BOS, EOS, UNK, specialTokens } = seq2seq;
const words = (texts: string[]) => texts.map((text) => [...text]);
const abc = vocabulary(words(['cab', 'bb']));

describe('a vocabulary', () => {
  it('begins with the special tokens, then its own in the order of their codes', () => {
    expect(abc.tokens).toEqual(['<pad>', '<bos>', '<eos>', '<unk>', 'a', 'b', 'c']);
    expect(abc.size).toBe(7);
    expect(specialTokens.map((token) => abc.indexOf(token))).toEqual([PAD, BOS, EOS, UNK]);
    expect([PAD, BOS, EOS, UNK]).toEqual([0, 1, 2, 3]);
    expect(abc.indexOf('c')).toBe(6);
  });

  it('encodes sequences and pads them behind their ends', () => {
    const plain = abc.encode(words(['ab', 'c']));
    expect([plain.dtype, plain.arraySync()]).toEqual([
      'int32',
      [
        [4, 5],
        [6, 0],
      ],
    ]);
    expect(abc.encode(words(['ab', 'c']), { framed: true }).arraySync()).toEqual([
      [1, 4, 5, 2],
      [1, 6, 2, 0],
    ]);
    expect(abc.encode(words(['ab']), { length: 3 }).arraySync()).toEqual([[4, 5, 0]]);
    expect(abc.encode(words(['ab']), { length: 2 }).arraySync()).toEqual([[4, 5]]);
    tf.dispose(plain);
  });

  it('decodes up to <eos>, without <bos> and padding', () => {
    expect(abc.decode([1, 4, 0, 3, 6, 2, 5])).toEqual(['a', '<unk>', 'c']);
    expect(abc.decode([])).toEqual([]);
    expect(abc.decode(new Int32Array([5, 5]))).toEqual(['b', 'b']);
  });

  it('leaves out rare tokens, which become <unk> where that is wished', () => {
    const rare = vocabulary(words(['aab', 'bc']), { minCount: 2, unknown: '<unk>' });
    expect(rare.tokens.slice(4)).toEqual(['a', 'b']);
    expect(rare.encode(words(['acz'])).arraySync()).toEqual([[4, UNK, UNK]]);
  });

  it('refuses what it does not hold', () => {
    expect(() => abc.indexOf('z')).toThrow('token: expected one of the 7 of the vocabulary, received "z"');
    expect(() => abc.encode(words(['az']))).toThrow('token: expected one of the 7');
    expect(() => abc.encode([])).toThrow('sequences: expected at least one, received none');
    expect(() => abc.encode([['a'], []])).toThrow('sequences[1]: expected at least one token, received none');
    expect(() => abc.encode(words(['abc']), { length: 2 })).toThrow(
      'length: expected an integer ≥ 3, received 2',
    );
    expect(() => abc.encode(words(['abc']), { framed: true, length: 4 })).toThrow(
      'length: expected an integer ≥ 5, received 4',
    );
    expect(() => abc.decode([7])).toThrow('index: expected an integer from 0 to 6, received 7');
    expect(() => abc.decode([-1])).toThrow('index: expected an integer from 0 to 6, received -1');
    expect(leaked(() => abc.encode(words(['ab', 'z'])))).toBe(0);
  });

  it('cannot be made of nothing, or of special tokens', () => {
    expect(() => vocabulary([])).toThrow('sequences: expected a token that comes 1 times, received none');
    expect(() => vocabulary(words(['ab']), { minCount: 2 })).toThrow('a token that comes 2 times');
    expect(() => vocabulary([['a', '<eos>']])).toThrow(
      'sequences: expected tokens other than <pad>, <bos>, <eos>, <unk>, received <eos>',
    );
    expect(() => vocabulary(words(['a']), { minCount: 0 })).toThrow('minCount: expected an integer ≥ 1');
    expect(() => vocabulary(words(['a']), { unknown: 'skip' as 'error' })).toThrow(
      'unknown: expected one of error, <unk>, received skip',
    );
  });
});
