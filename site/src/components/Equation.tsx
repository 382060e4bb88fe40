import { translate } from '@docusaurus/Translate';
import type { ReactNode } from 'react';
import { Check } from './Check';
import { Source } from './Source';

interface Props {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly source: string;
  readonly children: ReactNode;
}

/** An equation of the registry: as the lecture writes it, as the library computes it, and the proof that they agree. */
export function Equation({ id, number, title, source, children }: Props): ReactNode {
  return (
    <section
      className="equation"
      id={`eq-${id}`}
      aria-label={translate(
        { id: 'unrolled.equation', message: 'Equation {number}: {title}' },
        { number, title },
      )}
    >
      <div className="equation-head">
        <span className="equation-title">{title}</span>
        <Source of={source} />
      </div>
      {children}
      <Check id={id} />
    </section>
  );
}

/** The formula with its number, as in print. */
export const EquationRow = ({ number, children }: { number: string; children: ReactNode }): ReactNode => (
  <div className="equation-row">
    {children}
    <span className="equation-number">({number})</span>
  </div>
);

export const EquationCode = ({ children }: { children: ReactNode }): ReactNode => (
  <details className="fold">
    <summary>{translate({ id: 'unrolled.equation.code', message: 'The function that computes it' })}</summary>
    {children}
  </details>
);

export const EquationForms = ({ children }: { children: ReactNode }): ReactNode => (
  <details className="fold">
    <summary>{translate({ id: 'unrolled.equation.forms', message: 'Other ways of writing it' })}</summary>
    {children}
  </details>
);

/** A form as another lecture writes it. */
export const Written = ({ source, children }: { source: string; children: ReactNode }): ReactNode => (
  <div className="written">
    <Source of={source} />
    {children}
  </div>
);
