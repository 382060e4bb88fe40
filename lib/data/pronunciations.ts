import { loadTable } from './tables.js';

export interface Pronunciation {
  /** In lower-case letters. */
  readonly word: string;
  /** Phonemes as in the ARPABET, without stress: `['W', 'ER', 'L', 'D']`. */
  readonly phonemes: readonly string[];
}

/**
 * How English words and names are spoken in North America, in alphabetical order: 5235 of the 83 751 words of 3 to 8
 * letters that the dictionary has, every sixteenth, each with its first pronunciation. The CMU Pronouncing Dictionary,
 * Copyright (C) 1993-2015 Carnegie Mellon University, all rights reserved; BSD-2-Clause.
 */
export async function pronunciations(): Promise<Pronunciation[]> {
  const { lines } = await loadTable('pronunciations', () => import('./tables/pronunciations.js'));
  return lines.split('\n').map((line) => {
    const [word, ...phonemes] = line.split(' ');
    return { word, phonemes };
  });
}
