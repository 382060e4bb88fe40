import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Graded } from '../batch.js';
import { gradebook } from './gradebook.js';
import { gradescope } from './gradescope.js';
import { junit } from './junit.js';
import { page } from './page.js';
import { type ReportOptions, report } from './report.js';

/**
 * Writes the reports of a batch: grades.csv and junit.xml, and for each submission a folder with results.json and
 * feedback.html. A single submission has no folder of its own, as Gradescope expects it.
 */
export async function writeReports(
  all: readonly Graded[],
  options: ReportOptions,
  folder: string,
): Promise<void> {
  const reports = all.map((graded) => report(graded, options));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'grades.csv'), gradebook(reports, options));
  await writeFile(join(folder, 'junit.xml'), junit(reports, options));
  const names = folderNames(reports.map(({ name }) => name));
  for (const [i, one] of reports.entries()) {
    const own = reports.length === 1 ? folder : join(folder, names[i]!);
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'results.json'), gradescope(one, options));
    await writeFile(join(own, 'feedback.html'), page(one, options));
  }
}

/** A folder for each name, none inside another or outside of all. */
export function folderNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const safe =
      name
        .replace(/[^\p{L}\p{N}._-]+/gu, '_')
        .replace(/^\.+/, '_')
        .slice(0, 100) || '_';
    let own = safe;
    for (let n = 2; taken.has(own.toLowerCase()); n++) own = `${safe}-${n}`;
    taken.add(own.toLowerCase());
    return own;
  });
}
