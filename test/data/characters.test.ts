import { describe, expect, it } from 'vitest';
import { characters, oneHot } from '../../lib/data/characters.js';
import { ValueError } from '../../lib/errors.js';

describe('characters', () => {
  const vocabulary = characters(['Ada', 'Bo']);

  it('are those that the texts have, upper and lower case alike', () => {
    expect(vocabulary.alphabet).toEqual(['a', 'b', 'd', 'o']);
  });

  it('become one-hot rows, with zeros and a mask behind the end', () => {
    const { inputs, mask } = vocabulary.encode(['Ada', 'Bo']);
    expect(inputs.arraySync()).toEqual([
      [[1, 0, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0]],
      [[0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]],
    ]); // biome-ignore format: one text a line
    expect(mask.arraySync()).toEqual([[1, 1, 1], [1, 1, 0]]); // biome-ignore format: a matrix
  });

  it('fill up to a given length', () => {
    const { inputs, mask } = vocabulary.encode(['Bo'], 4);
    expect(inputs.shape).toEqual([1, 4, 4]);
    expect(mask.arraySync()).toEqual([[1, 1, 0, 0]]);
  });

  it('count an accented letter, or one outside of the first plane, as one', () => {
    const { alphabet, encode } = characters(['Zoë', 'Zoe\u0308', '😀']);
    expect(alphabet).toEqual(['o', 'z', 'ë', '😀']);
    expect(encode(['zoë', '😀']).mask.arraySync()).toEqual([[1, 1, 1], [1, 0, 0]]); // biome-ignore format: a matrix
  });

  it('refuse what they do not know, by the text and the character', () => {
    expect(() => vocabulary.encode(['Ada', 'Bob!'])).toThrow(
      'texts[1]: expected characters of “abdo”, received “!” in "Bob!"',
    );
    expect(() => vocabulary.encode(['Ada', ''])).toThrow(
      'texts[1]: expected at least one character, received ""',
    );
    expect(() => vocabulary.encode(['Ada'], 2)).toThrow(
      'texts[0]: expected at most 2 characters, received "Ada"',
    );
    expect(() => vocabulary.encode([])).toThrow(ValueError);
    expect(() => characters([])).toThrow(ValueError);
  });
});

describe('oneHot', () => {
  it('has one row for each label', () => {
    const rows = oneHot(['b', 'a', 'b'], ['a', 'b', 'c']);
    expect(rows.dtype).toBe('float32');
    expect(rows.arraySync()).toEqual([[0, 1, 0], [1, 0, 0], [0, 1, 0]]); // biome-ignore format: a matrix
  });

  it('refuses a label that is no class', () => {
    expect(() => oneHot(['a', 'x'], ['a', 'b'])).toThrow('labels[1]: expected one of a, b, received x');
    expect(() => oneHot([], ['a'])).toThrow(ValueError);
  });
});
