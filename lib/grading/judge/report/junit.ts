import { escapeText } from './escape.js';
import type { Report, ReportOptions } from './report.js';

/** All submissions as JUnit XML: a suite for each, a test case for each check. */
export function junit(reports: readonly Report[], { seed }: ReportOptions): string {
  const suites = reports.map(({ name, questions, notes, seconds }) => {
    const checks = questions.flatMap(({ title, checks }) =>
      checks.map((check) => ({ ...check, question: title })),
    );
    const cases = checks.map(({ question, title, right, says }) => {
      const open = `    <testcase classname="${escapeText(question)}" name="${escapeText(title)}"`;
      return right
        ? `${open}/>`
        : `${open}>\n      <failure message="${escapeText(says[0] ?? '')}">${escapeText(says.join('\n'))}</failure>\n    </testcase>`;
    });
    // a submission that could not be read is an error, so that nobody takes it for one that had nothing to fail
    if (!checks.length)
      cases.push(
        `    <testcase name="notebook">\n      <error message="${escapeText(notes.join(' '))}"/>\n    </testcase>`,
      );
    const failures = checks.filter(({ right }) => !right).length;
    const counts = `tests="${cases.length}" failures="${failures}" errors="${checks.length ? 0 : 1}"`;
    const out = notes.length ? `\n    <system-out>${escapeText(notes.join('\n'))}</system-out>` : '';
    return [
      `  <testsuite name="${escapeText(name)}" ${counts} time="${seconds.toFixed(3)}">`,
      `    <properties><property name="seed" value="${seed}"/></properties>`,
      `${cases.join('\n')}${out}`,
      '  </testsuite>',
    ].join('\n');
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}
