import type { CheckResult, QuestionResult } from './grade.js';
import { explain, explainAgreement, type Lang } from './words.js';

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
  /** Equations to re-read. */
  readonly read: readonly { readonly id: string; readonly url: string }[];
}

export interface FeedbackOptions {
  readonly lang: Lang;
  readonly audience: Audience;
  /** Where the book is served. */
  readonly book?: string;
}

/** Where `npm start` serves the book. */
export const BOOK = 'http://localhost:3000';

export function feedback(result: QuestionResult, { lang, audience, book = BOOK }: FeedbackOptions): Feedback {
  const { question, checks, points, of } = result;
  const { misconception, agreement } = audience === 'full' ? result.fullDiagnosis : result.diagnosis;
  const mismatched = checks.some(
    ({ check, problem }) => problem?.kind === 'mismatch' && (audience === 'full' || !check.hidden),
  );
  const page = `${book}/${lang === 'ru' ? 'ru/' : ''}${question.page}/`;
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
      says: sentences(one, question.calls, lang, audience),
    })),
    advice: [
      ...(misconception ? [misconception.says[lang]] : []),
      ...(agreement ? [explainAgreement(agreement, question.differences!.forward, lang)] : []),
    ],
    read: mismatched ? question.equations.map((id) => ({ id, url: `${page}#eq-${id}` })) : [],
  };
}

function sentences({ check, problem }: CheckResult, name: string, lang: Lang, audience: Audience): string[] {
  if (!problem) return [];
  const said = explain(problem, name, lang);
  if (!check.hidden) return [said];
  const hint = check.hint ? [check.hint[lang]] : [];
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
  if (read.length)
    lines.push(`${lang === 'ru' ? 'Перечитайте' : 'Read again'}: ${read.map(({ url }) => url).join(' ')}`);
  if (openPart)
    lines.push(
      lang === 'ru'
        ? 'Это открытая часть проверки; при сдаче есть и скрытая.'
        : 'This is the public part; there are hidden checks as well.',
    );
  return lines.join('\n');
}
