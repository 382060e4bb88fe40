import { translate } from '@docusaurus/Translate';
import { type ReactNode, useState } from 'react';
import { useNotebook } from '../notebook/context';
import { Icon } from '../notebook/Icon';
import { CheckReport, type Report } from './CheckReport';

/** Proves an equation in the reader's browser: written form against code, tape against differences, in 64 bits. */
export function Check({ id }: { id: string }): ReactNode {
  const notebook = useNotebook();
  const [seed, setSeed] = useState(0);
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<Report>();
  const [error, setError] = useState<string>();
  const check = async () => {
    if (busy) return;
    setBusy(true);
    try {
      setReport(await notebook.ask<Report>({ type: 'check', equation: id, seed: seed + 1 }));
      setError(undefined);
      setSeed(seed + 1);
    } catch (failed) {
      setError((failed as Error).message);
    }
    setBusy(false);
  };
  return (
    <div className="check">
      <button type="button" className="action" aria-disabled={busy} onClick={check}>
        <Icon name="check" />
        {busy
          ? translate({ id: 'unrolled.check.busy', message: 'Checking …' })
          : report
            ? translate({ id: 'unrolled.check.again', message: 'Check with other numbers' })
            : translate({ id: 'unrolled.check', message: 'Check' })}
      </button>
      <div role="status">
        {report && <CheckReport report={report} />}
        {error && <p className="check-error">{error}</p>}
      </div>
    </div>
  );
}
