import { expectInteger } from '../../check.js';
import type { Random } from '../../equations/random.js';
import { ValueError } from '../../errors.js';
import type { Pairs } from '../model.js';
import { type Vocabulary, vocabulary } from '../vocabulary.js';

/** What is to be written: the source again, or the source from its end. */
export type Task = 'copy' | 'reverse';

/** The letters a, b, c …, as many as `symbols`. Throws `ValueError` unless 1 ≤ symbols ≤ 26. */
export function letters(symbols: number): Vocabulary {
  expectInteger('symbols', symbols, 1, 26);
  return vocabulary([Array.from({ length: symbols }, (_, i) => String.fromCharCode(97 + i))]);
}

/**
 * Random words of the given lengths with what is to be made of them; every letter has to be remembered.
 * Throws `ValueError`.
 */
export function taskPairs(task: Task, lengths: readonly number[], words: Vocabulary, random: Random): Pairs {
  if (task !== 'copy' && task !== 'reverse')
    throw new ValueError('task', 'one of copy, reverse', String(task));
  const own = words.tokens.slice(4);
  const sources = lengths.map((length) => Array.from({ length }, () => own[random.integer(0, own.length)]));
  const targets = task === 'copy' ? sources : sources.map((source) => [...source].reverse());
  return { source: words.encode(sources), target: words.encode(targets, { framed: true }) };
}
