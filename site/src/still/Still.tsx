import { useLocation } from '@docusaurus/router';
import { createContext, type HTMLAttributes, type ReactNode, use, useLayoutEffect, useRef } from 'react';
import { fetchStill } from './fetch';

/**
 * Formulas, highlighted code, saved outputs and pictures never change, and there is much of them: they are rendered
 * when the site is built and sent once, in the page's HTML. The browser's script has none of it (its list is empty):
 * on the first page it leaves what is there; on a page that the reader comes to without loading it, it takes them from
 * that page's HTML.
 */
const Context = createContext<readonly string[]>([]);

/** Gives a page its stills: all of them when HTML is made, none in the browser. */
export function Stills({ of, children }: { of: readonly string[]; children: ReactNode }): ReactNode {
  return <Context value={of}>{children}</Context>;
}

interface Props extends HTMLAttributes<HTMLElement> {
  /** Which of the page's stills. */
  readonly of: string;
  readonly as?: 'div' | 'span' | 'code';
}

export function Still({ of, as: Tag = 'div', ...attributes }: Props): ReactNode {
  const html = use(Context)[Number(of)];
  const element = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useLayoutEffect(() => {
    if (html !== undefined || element.current?.hasChildNodes()) return;
    // without the network the place stays empty
    fetchStill(pathname, of).then(
      (found) => {
        if (element.current) element.current.innerHTML = found;
      },
      () => {},
    );
  }, [html, pathname, of]);
  return (
    <Tag
      {...attributes}
      ref={element as never}
      data-still={of}
      suppressHydrationWarning
      // biome-ignore lint/security/noDangerouslySetInnerHtml: made from the book when the site was built
      dangerouslySetInnerHTML={{ __html: html ?? '' }}
    />
  );
}
