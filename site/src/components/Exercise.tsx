import { translate } from '@docusaurus/Translate';
import type { ReactNode } from 'react';

export function Exercise({
  number,
  title,
  children,
}: {
  number: string;
  title: string;
  children: ReactNode;
}): ReactNode {
  const label = translate({ id: 'unrolled.exercise', message: 'Exercise {number}' }, { number });
  return (
    <section className="exercise" aria-label={`${label}: ${title}`}>
      <p className="exercise-head">
        <span className="exercise-number">{label}.</span> {title}
      </p>
      {children}
    </section>
  );
}

export const Hint = ({ children }: { children: ReactNode }): ReactNode => (
  <details className="fold">
    <summary>{translate({ id: 'unrolled.hint', message: 'Hint' })}</summary>
    {children}
  </details>
);

export const Solution = ({ children }: { children: ReactNode }): ReactNode => (
  <details className="fold">
    <summary>{translate({ id: 'unrolled.solution', message: 'Solution' })}</summary>
    {children}
  </details>
);
