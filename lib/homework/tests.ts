import { loadTable } from '../data/tables.js';
import { ValueError } from '../errors.js';
import type { HomeworkTest } from './test.js';

type Tests = { readonly [id: string]: readonly HomeworkTest[] };

/** The public tests of a question, loaded when they are asked for: their inputs and values, not the plan. */
export async function loadTests(id: string): Promise<readonly HomeworkTest[]> {
  const { tests } = await loadTable<{ tests: Tests }>('homework', () => import('../data/tables/homework.js'));
  if (Object.hasOwn(tests, id)) return tests[id];
  throw new ValueError('id', `one of ${Object.keys(tests).join(', ')}`, id);
}
