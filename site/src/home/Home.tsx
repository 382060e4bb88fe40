import Link from '@docusaurus/Link';
import { useDoc } from '@docusaurus/plugin-content-docs/client';
import { translate } from '@docusaurus/Translate';
import MDXContent from '@theme/MDXContent';
import type { ReactNode } from 'react';
import { Chain } from './Chain';
import { useChapters } from './useChapters';

/** The first page: what the book is, shown rather than told, and its contents. */
export function Home({ children }: { children: ReactNode }): ReactNode {
  const { metadata } = useDoc();
  const chapters = useChapters();
  const [first] = chapters;
  return (
    <div className="home">
      <header className="cover">
        <div className="cover-words">
          <h1>{metadata.title}</h1>
          <p>{metadata.description}</p>
          {first && (
            <Link className="action primary" to={first.href}>
              {translate({ id: 'unrolled.home.begin', message: 'Begin with chapter 1' })}
            </Link>
          )}
        </div>
        <Chain />
      </header>
      <article className="markdown home-text">
        <MDXContent>{children}</MDXContent>
      </article>
      <nav className="contents" aria-labelledby="contents">
        <h2 id="contents">{translate({ id: 'unrolled.home.contents', message: 'Contents' })}</h2>
        <ol>
          {chapters.map(({ href, label, description }) => (
            <li key={href}>
              <Link to={href}>{label}</Link>
              <p>{description}</p>
            </li>
          ))}
        </ol>
      </nav>
    </div>
  );
}
