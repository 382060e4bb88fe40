import { loadTable } from './tables.js';

export interface BookChapter {
  readonly title: string;
  readonly text: string;
}

/**
 * Herman Melville's Moby Dick (1851), in 139 parts: contents, etymology,
 * extracts, 135 chapters and the epilogue. In the public domain; 1.2 MB, loaded when it is asked for.
 */
export async function mobyDick(): Promise<readonly BookChapter[]> {
  const { chapters } = await loadTable('moby-dick', () => import('./tables/moby-dick.js'));
  return chapters;
}
