import { expectInteger } from '../check.js';
import { Random } from '../equations/random.js';

/** A day in two spellings, character by character. */
export interface WrittenDate {
  /** As people write it: `3 march 1994`, `march 3, 1994`, `03/03/1994`, `3.3.94`. */
  readonly source: readonly string[];
  /** As in ISO 8601: `1994-03-03`. */
  readonly target: readonly string[];
}

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const two = (n: number) => String(n).padStart(2, '0');

/** Day first wherever a month stands as a number, so that one spelling has one meaning. */
const spellings: readonly ((day: number, month: number, year: number) => string)[] = [
  (d, m, y) => `${d} ${months[m - 1]} ${y}`,
  (d, m, y) => `${months[m - 1]} ${d}, ${y}`,
  (d, m, y) => `${d} ${months[m - 1].slice(0, 3)} ${y}`,
  (d, m, y) => `${two(d)}/${two(m)}/${y}`,
  (d, m, y) => `${d}.${m}.${two(y % 100)}`,
];

/**
 * Days of 1950 to 2049 in spellings drawn from a seed, with ISO's: a task for a network that makes a sequence of a
 * sequence, whose parts come in another order. Throws `ValueError` for count < 1.
 */
export function dates(count: number, { seed = 0 }: { readonly seed?: number } = {}): WrittenDate[] {
  expectInteger('count', count, 1);
  const random = new Random(seed);
  const [first, last] = [Date.UTC(1950, 0, 1), Date.UTC(2050, 0, 1)].map((time) => time / 86_400_000);
  return Array.from({ length: count }, () => {
    const date = new Date(random.integer(first, last) * 86_400_000);
    const [d, m, y] = [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCFullYear()];
    const spelled = spellings[random.integer(0, spellings.length)];
    return { source: [...spelled(d, m, y)], target: [...`${y}-${two(m)}-${two(d)}`] };
  });
}
