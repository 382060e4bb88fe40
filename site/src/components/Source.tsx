import { translate } from '@docusaurus/Translate';
import type { ReactNode } from 'react';

/** Where an equation stands in the lectures: 'S2(11)', 'S3 2.3'. The first chapter says what the letters mean, and so does a tooltip. */
export function Source({ of }: { of: string }): ReactNode {
  const lectures: Record<string, string> = {
    S0: translate({ id: 'unrolled.lecture.0', message: 'exam answers' }),
    S1: translate({ id: 'unrolled.lecture.1', message: 'a lesson' }),
    S2: translate({ id: 'unrolled.lecture.2', message: 'a seminar' }),
    S3: translate({ id: 'unrolled.lecture.3', message: 'lecture 7' }),
    S4: translate({ id: 'unrolled.lecture.4', message: 'lecture 8' }),
  };
  return (
    <span className="source" title={lectures[of.slice(0, 2)]}>
      {of}
    </span>
  );
}
