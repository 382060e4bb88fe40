import { translate } from '@docusaurus/Translate';

/** 'S2(11)' and 'S3 2.3' in words: where an equation stands in the lectures. */
export function lecture(source: string): string {
  const names: Record<string, string> = {
    S0: translate({ id: 'unrolled.lecture.0', message: 'exam notes' }),
    S1: translate({ id: 'unrolled.lecture.1', message: 'lesson' }),
    S2: translate({ id: 'unrolled.lecture.2', message: 'seminar' }),
    S3: translate({ id: 'unrolled.lecture.3', message: 'lecture 7' }),
    S4: translate({ id: 'unrolled.lecture.4', message: 'lecture 8' }),
  };
  return source
    .replace(/\bS[0-4](?=\b|\()/g, (name) => `${names[name]} `)
    .replace(/ {2,}/g, ' ')
    .trim();
}
