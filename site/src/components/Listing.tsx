import { type ReactNode, useRef } from 'react';
import { CopyButton } from '../notebook/CopyButton';
import { Still } from '../still/Still';

/** Code to be read, not run. */
export function Listing({ still }: { still: string }): ReactNode {
  const pre = useRef<HTMLPreElement>(null);
  return (
    <div className="listing">
      <pre ref={pre}>
        <Still of={still} as="code" />
      </pre>
      <CopyButton text={() => pre.current?.textContent ?? ''} />
    </div>
  );
}
