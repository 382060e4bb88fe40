import { translate } from '@docusaurus/Translate';
import type { ReactNode } from 'react';
import { Check } from './Check';
import { Source } from './Source';

/** Where a lecture is wrong: what it prints, why that does not hold, what does; the check shows both in numbers. */
export function Erratum({
  id,
  title,
  children,
}: {
  id: string;
  title: string;
  children: ReactNode;
}): ReactNode {
  const name = translate({ id: 'unrolled.erratum', message: 'Erratum: {title}' }, { title });
  return (
    <section className="erratum" aria-label={name}>
      <div className="erratum-head">{name}</div>
      {children}
      <Check id={id} />
    </section>
  );
}

export const Misprint = ({ source, children }: { source: string; children: ReactNode }): ReactNode => (
  <div className="misprint">
    <p className="erratum-label">
      {translate({ id: 'unrolled.erratum.printed', message: 'As printed in the lectures' })} (
      <Source of={source} />)
    </p>
    {children}
  </div>
);

export const Printed = ({ children }: { children: ReactNode }): ReactNode => (
  <div className="printed">{children}</div>
);

export const Because = ({ children }: { children: ReactNode }): ReactNode => (
  <div className="because">{children}</div>
);

export const Holds = ({ source, children }: { source: string; children: ReactNode }): ReactNode => (
  <div className="holds">
    <p className="erratum-label">
      {translate({ id: 'unrolled.erratum.holds', message: 'What holds' })} (<Source of={source} />)
    </p>
    {children}
  </div>
);
