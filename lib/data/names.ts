import { loadTable } from './tables.js';

export interface FirstName {
  readonly name: string;
  readonly label: 'female' | 'male';
}

/**
 * 8003 first names of English-speaking countries, 4525 female and 3478 male, in alphabetical order. The 419 names that
 * stand in both of the source's lists (Alex, Robin) are left out, since no spelling could tell their label; so are
 * repetitions. Grady Ward, Moby Word II (2002); public domain.
 */
export async function firstNames(): Promise<FirstName[]> {
  const { female, male } = await loadTable('first names', () => import('./tables/first-names.js'));
  const women = distinct(female.split(' '));
  const men = distinct(male.split(' '));
  const only = (names: Map<string, string>, others: Map<string, string>, label: FirstName['label']) =>
    [...names].filter(([key]) => !others.has(key)).map(([, name]) => ({ name, label }));
  return [...only(women, men, 'female'), ...only(men, women, 'male')].sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
  );
}

/** By lower-case spelling, so that Ann and ann are one name. */
const distinct = (names: readonly string[]) =>
  new Map([...names].reverse().map((name) => [name.toLowerCase(), name]));
