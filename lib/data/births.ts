import { loadTable } from './tables.js';

export interface Births {
  /** '1994-01-01' … '2003-12-31', every day. */
  readonly dates: string[];
  /** Live births on that day. */
  readonly counts: number[];
}

const day = 24 * 60 * 60 * 1000;

/**
 * Daily live births in the United States, 1994 to 2003 (3652 days): fewer on weekends and holidays, more in late
 * summer. US CDC, National Center for Health Statistics, as published by FiveThirtyEight (2016); public domain.
 */
export async function births(): Promise<Births> {
  const { firstDay, counts } = await loadTable('births', () => import('./tables/births.js'));
  const start = Date.parse(firstDay);
  return {
    dates: counts.map((_, i) => new Date(start + i * day).toISOString().slice(0, 10)),
    counts: [...counts],
  };
}
