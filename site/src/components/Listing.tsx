import type { ReactNode } from 'react';
import { CopyButton } from '../notebook/CopyButton';

/** Code to be read, not run. */
export function Listing({ source, html }: { source: string; language: string; html: string }): ReactNode {
  return (
    <div className="listing">
      <pre>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: made from the book's code when the site was built */}
        <code dangerouslySetInnerHTML={{ __html: html }} />
      </pre>
      <CopyButton text={source} />
    </div>
  );
}
