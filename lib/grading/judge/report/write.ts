import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gradebook } from './gradebook.js';
import { gradescope } from './gradescope.js';
import { junit } from './junit.js';
import { page } from './page.js';
import type { Report, ReportOptions } from './report.js';

/** The reports of a whole batch, by the names of their files. */
const OF_ALL = { 'grades.csv': gradebook, 'junit.xml': junit };

/**
 * Writes the reports of a batch into a folder that is there: grades.csv and junit.xml, and for each submission a folder
 * with results.json and feedback.html. A single submission has no folder of its own, as Gradescope expects it.
 */
export async function writeReports(
  reports: readonly Report[],
  options: ReportOptions,
  folder: string,
): Promise<void> {
  for (const [name, of] of Object.entries(OF_ALL)) await writeFile(join(folder, name), of(reports, options));
  const names = folderNames(reports.map(({ name }) => name));
  for (const [i, one] of reports.entries()) {
    const own = reports.length === 1 ? folder : join(folder, names[i]!);
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'results.json'), gradescope(one, options));
    await writeFile(join(own, 'feedback.html'), page(one, options));
  }
}

/** A folder for each name, none inside another or outside of all, and none in the place of a report of all. */
export function folderNames(names: readonly string[]): string[] {
  const taken = new Set(Object.keys(OF_ALL));
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
