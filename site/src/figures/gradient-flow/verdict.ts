import { type Lang, power } from '../numbers';
import type { Data } from './compute';
import { words } from './words';

export type Fate = 'grows' | 'shrinks' | 'neither';

/** What becomes of a gradient that begins with size one; within a percent is neither. */
export const fateOf = (size: number): Fate => (size > 1.01 ? 'grows' : size < 0.99 ? 'shrinks' : 'neither');

/** What the lectures' rule says, and what happens in this network after `lag` steps. */
export function verdict(data: Data, lag: number, lang: Lang): string {
  const say = words[lang];
  const claimed = fateOf(data.rule[lag]);
  const found = fateOf(data.norms[lag]);
  // more than a factor of ten apart
  const apart = Math.abs(Math.log10(data.norms[lag] / data.rule[lag])) > 1;
  const agreement = claimed !== found ? say.but[found] : apart ? say.far : say.so;
  return `${say[claimed]}, ${agreement} ${say.verdict(power(data.rule[lag], lang), power(data.norms[lag], lang), lag)}`;
}
