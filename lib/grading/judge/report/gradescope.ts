import { readLines } from '../../feedback.js';
import type { Report, ReportOptions } from './report.js';

/** results.json as Gradescope's autograders write it; every text is meant as text. */
export function gradescope({ questions, points, notes, seconds }: Report, options: ReportOptions): string {
  const tests = questions.flatMap((question) => {
    const { id, title, checks, advice } = question;
    return checks.map((check, i) => ({
      name: `${id} · ${title}: ${check.title}`,
      number: `${id}.${i + 1}`,
      score: check.points,
      max_score: check.of,
      status: check.right ? 'passed' : 'failed',
      output: [
        ...check.says,
        // once for each question
        ...(i === 0 ? [...advice, ...readLines(question, options.lang)] : []),
      ].join('\n'),
      output_format: 'text',
      visibility: 'visible',
    }));
  });
  const output = notes.join('\n');
  return `${JSON.stringify(
    {
      score: points,
      execution_time: Math.round(seconds),
      output,
      output_format: 'text',
      visibility: 'visible',
      tests,
      extra_data: { seed: options.seed, hidden: options.hidden },
    },
    null,
    2,
  )}\n`;
}
