import { translate } from '@docusaurus/Translate';
import { type ReactNode, useEffect, useState } from 'react';
import { Icon } from './Icon';

/** Copies a text; says so for a moment. */
export function CopyButton({ text }: { text: () => string }): ReactNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const label = copied
    ? translate({ id: 'unrolled.copied', message: 'Copied' })
    : translate({ id: 'unrolled.copy', message: 'Copy the code' });
  const copy = () => void navigator.clipboard?.writeText(text()).then(() => setCopied(true));
  return (
    <button type="button" className="action only-icon" title={label} aria-label={label} onClick={copy}>
      <Icon name={copied ? 'check' : 'copy'} />
    </button>
  );
}
