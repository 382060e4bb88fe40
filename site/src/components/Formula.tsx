import type { ReactNode } from 'react';
import { Still } from '../still/Still';

/** A formula, set by KaTeX when the site was built; MathML for those who listen is inside. */
export const Formula = ({ still, display }: { still: string; display?: true }): ReactNode => (
  <Still of={still} as={display ? 'div' : 'span'} className={display ? 'formula' : undefined} />
);
