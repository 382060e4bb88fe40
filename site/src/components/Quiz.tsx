import type { ReactNode } from 'react';

/** Questions with an explanation for every answer; nothing is counted. */
export function Quiz({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section className="quiz" aria-label={title}>
      <p className="quiz-title">{title}</p>
      {children}
    </section>
  );
}
