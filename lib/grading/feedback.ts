import { findEquation } from '../equations/equation.js';
import type { CheckResult, QuestionResult } from './grade.js';
import { explain, explainAgreement, explainBuiltOn, type Lang } from './words.js';

/** Whom a report is for: students never read what a hidden check was given or expected. */
export type Audience = 'public' | 'full';

/** What is said about a question, ready to be printed, in plain text. */
export interface Feedback {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly of: number;
  readonly checks: readonly {
    readonly title: string;
    readonly hidden: boolean;
    readonly right: boolean;
    readonly points: number;
    readonly of: number;
    readonly says: readonly string[];
  }[];
  /** The likely cause, if one is known. */
  readonly advice: readonly string[];
  /** Equations to re-read, by the titles that pages and notebooks give them. */
  readonly read: readonly { readonly title: string; readonly url?: string }[];
}

export interface FeedbackOptions {
  readonly lang: Lang;
  readonly audience: Audience;
  /** Where the book is published, for links. A page or notebook of homework needs none: its equations stand above. */
  readonly book?: string | undefined;
}

/** What is said about a graded question, for one audience in one language. */
export function feedback(result: QuestionResult, { lang, audience, book }: FeedbackOptions): Feedback {
  const { question, checks, points, of, builtOn } = result;
  const { misconception, agreement } = audience === 'full' ? result.fullDiagnosis : result.diagnosis;
  const mismatched = checks.some(
    ({ check, problem }) => problem?.kind === 'mismatch' && (audience === 'full' || !check.hidden),
  );
  // hints of where else to look would lead away from a cause that is known
  const known = misconception !== undefined || checks.some(isSettled);
  const link = (id: string) =>
    book === undefined ? {} : { url: `${book}/${lang === 'ru' ? 'ru/' : ''}${question.page}/#eq-${id}` };
  return {
    id: question.id,
    title: question.title[lang],
    points,
    of,
    checks: checks.map((one) => ({
      title: one.check.title[lang],
      hidden: one.check.hidden ?? false,
      right: !one.problem,
      points: one.points,
      of: one.check.points,
      says: sentences(one, question.calls, lang, audience, !known),
    })),
    advice: [
      ...(builtOn && checks.some(({ problem }) => problem) ? [explainBuiltOn(builtOn, lang)] : []),
      ...(misconception ? [misconception.says[lang]] : []),
      ...(agreement ? [explainAgreement(agreement, question.differences!.forward, lang)] : []),
    ],
    read: mismatched
      ? question.equations.map((id) => ({ title: findEquation(id).title[lang], ...link(id) }))
      : [],
  };
}

/** What stands before the equations to re-read. */
export const READ = { en: 'Read again', ru: 'Перечитайте' } as const satisfies Record<Lang, string>;

/** Equations to re-read as lines of text. */
export const readLines = ({ read }: Feedback, lang: Lang): string[] => [
  ...(read.length ? [`${READ[lang]}:`] : []),
  ...read.map(({ title, url }) => `  ${url ? `${title} ${url}` : title}`),
];

/** A public check that says already that the function is not there or does not come back. */
const isSettled = ({ check, problem }: CheckResult): boolean =>
  !check.hidden &&
  problem?.kind === 'failure' &&
  problem.failure !== 'threw' &&
  problem.failure !== 'protocol';

function sentences(
  { check, problem }: CheckResult,
  name: string,
  lang: Lang,
  audience: Audience,
  hints: boolean,
): string[] {
  if (!problem) return [];
  const said = explain(problem, name, lang);
  if (!check.hidden) return [said];
  const hint = hints && check.hint ? [check.hint[lang]] : [];
  return audience === 'full' ? [said, ...hint] : hint;
}

/** The feedback of a question as text. */
export function feedbackText(
  { id, title, points, of, checks, advice, read }: Feedback,
  lang: Lang,
  openPart: boolean,
): string {
  const lines = [`${id} · ${title}: ${points} / ${of}`];
  for (const one of checks) {
    lines.push(`${one.right ? '✓' : '✗'} ${one.title}`);
    for (const sentence of one.says) lines.push(`  ${sentence}`);
  }
  lines.push(...advice.map((sentence) => `→ ${sentence}`));
  if (read.length) lines.push(`${READ[lang]}: ${read.map(({ title }) => title).join('; ')}`);
  if (openPart)
    lines.push(
      lang === 'ru'
        ? 'Это открытая часть проверки; при сдаче есть и скрытая.'
        : 'This is the public part; there are hidden checks as well.',
    );
  return lines.join('\n');
}
