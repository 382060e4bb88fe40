import { translate } from '@docusaurus/Translate';
import type { ReactNode } from 'react';
import type { equations } from 'unrolled';

export type Report = equations.EquationReport;

const scientific = (value: number): string =>
  value === 0 ? '0' : Number.isFinite(value) ? value.toExponential(1) : '∞';

/** What a check found, in numbers: what must agree agrees, and what is misprinted does not. */
export function CheckReport({ report }: { report: Report }): ReactNode {
  const { forms, errata, gradient } = report;
  return (
    <table className="report">
      <thead>
        <tr>
          <th scope="col">
            {translate({ id: 'unrolled.report.what', message: 'Compared with the function' })}
          </th>
          <th scope="col">{translate({ id: 'unrolled.report.error', message: 'Relative difference' })}</th>
          <th scope="col">{translate({ id: 'unrolled.report.verdict', message: 'Verdict' })}</th>
        </tr>
      </thead>
      <tbody>
        {forms.map(({ source, tex, ...found }) => (
          <Row key={tex} name={source} {...found} agrees={found.ok} />
        ))}
        {errata.map(({ source, tex, ...found }) => (
          <Row
            key={tex}
            name={translate({ id: 'unrolled.report.printed', message: '{source}, as printed' }, { source })}
            {...found}
            agrees={!found.ok}
          />
        ))}
        {gradient && (
          <Row
            name={translate({
              id: 'unrolled.report.gradient',
              message: 'its gradient on the tape, against central differences',
            })}
            error={gradient.worst}
            agrees={gradient.ok}
          />
        )}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly name: string;
  readonly error: number;
  /** Why what is written could not even be computed. */
  readonly refusal?: string;
  readonly agrees: boolean;
}

function Row({ name, error, refusal, agrees }: RowProps): ReactNode {
  const verdict = agrees
    ? translate({ id: 'unrolled.report.agrees', message: 'agrees' })
    : translate({ id: 'unrolled.report.differs', message: 'does not agree' });
  return (
    <tr data-agrees={agrees}>
      <th scope="row">{name}</th>
      <td>{scientific(error)}</td>
      <td>{refusal ?? verdict}</td>
    </tr>
  );
}
