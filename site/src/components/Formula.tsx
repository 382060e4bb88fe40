import type { ReactNode } from 'react';

/** A formula, set by KaTeX when the site was built; MathML for those who listen is inside. */
export function Formula({ html, display }: { html: string; display?: true }): ReactNode {
  const Tag = display ? 'div' : 'span';
  // biome-ignore lint/security/noDangerouslySetInnerHtml: made by KaTeX from the book's text
  return <Tag className={display ? 'formula' : undefined} dangerouslySetInnerHTML={{ __html: html }} />;
}
