import ErrorBoundary from '@docusaurus/ErrorBoundary';
import { translate } from '@docusaurus/Translate';
import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import { type ComponentType, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { FigureProps } from '../figures';
import { useNear } from '../notebook/useNear';

interface Props {
  readonly name: string;
  readonly number: string;
  /** The still picture, an <svg> element. */
  readonly picture: string;
  readonly initial: string;
  readonly children?: ReactNode;
}

type Interactive = ComponentType<FigureProps<unknown, unknown>>;

/** A figure of the book: a still picture until the reader comes near, then something to play with. */
export function Figure({ name, number, picture, initial, children }: Props): ReactNode {
  const root = useRef<HTMLElement>(null);
  const near = useNear(root);
  const [Component, setComponent] = useState<Interactive>();
  const { i18n } = useDocusaurusContext();
  const first = useMemo(() => JSON.parse(initial), [initial]);
  useEffect(() => {
    if (!near) return;
    import(`../figures/${name}/index.tsx`).then(
      (module: { default: Interactive }) => setComponent(() => module.default),
      // the still picture stays
      () => {},
    );
  }, [near, name]);
  const label = translate({ id: 'unrolled.figure', message: 'Figure {number}' }, { number });
  // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by the figure's own Picture when the site was built
  const still = <div className="still-picture" dangerouslySetInnerHTML={{ __html: picture }} />;
  return (
    <figure
      ref={root}
      className="figure"
      id={`figure-${name}`}
      data-figure={name}
      data-live={Component ? true : undefined}
    >
      <div className="figure-body">
        {Component ? (
          <ErrorBoundary fallback={() => still}>
            <Component initial={first} lang={i18n.currentLocale as 'en' | 'ru'} />
          </ErrorBoundary>
        ) : (
          still
        )}
      </div>
      <figcaption>
        <span className="figure-number">{label}.</span> {children}
      </figcaption>
    </figure>
  );
}
