import { useDoc } from '@docusaurus/plugin-content-docs/client';
import { translate } from '@docusaurus/Translate';
import { ThemeClassNames } from '@docusaurus/theme-common';
import Heading from '@theme/Heading';
import MDXContent from '@theme/MDXContent';
import type { ReactNode } from 'react';
import { useChapters } from '../../../home/useChapters';

/** A chapter: its number, title and what it is about, then its text. */
export default function Content({ children }: { children: ReactNode }): ReactNode {
  const { metadata } = useDoc();
  const n = useChapters().findIndex(({ id }) => id === metadata.id) + 1;
  return (
    <div className={`${ThemeClassNames.docs.docMarkdown} markdown`}>
      <header className="chapter-head">
        {n > 0 && (
          <p className="chapter-number">
            {translate({ id: 'unrolled.chapter', message: 'Chapter {n}' }, { n })}
          </p>
        )}
        <Heading as="h1">{metadata.title}</Heading>
        <p className="chapter-lede">{metadata.description}</p>
      </header>
      <MDXContent>{children}</MDXContent>
    </div>
  );
}
