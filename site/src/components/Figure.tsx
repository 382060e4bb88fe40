import ErrorBoundary from '@docusaurus/ErrorBoundary';
import { translate } from '@docusaurus/Translate';
import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react';
import type { FigureProps } from '../figures';
import { useNear } from '../notebook/useNear';
import { Still } from '../still/Still';

interface Props {
  readonly name: string;
  readonly number: string;
  /** The still picture. */
  readonly still: string;
  readonly children?: ReactNode;
}

type Parts = FigureProps<unknown, unknown>;
interface Loaded {
  readonly Component: ComponentType<Parts>;
  readonly initial: Parts['initial'];
}

async function load(name: string): Promise<Loaded> {
  const [component, data] = await Promise.all([
    import(`../figures/${name}/index.tsx`),
    import(`../../.generated/figures/${name}.json`),
  ]);
  return { Component: component.default, initial: data.default };
}

/** A figure of the book: a still picture until the reader comes near, then something to play with. */
export function Figure({ name, number, still, children }: Props): ReactNode {
  const root = useRef<HTMLElement>(null);
  const near = useNear(root);
  const [loaded, setLoaded] = useState<Loaded>();
  const { i18n } = useDocusaurusContext();
  useEffect(() => {
    // if it cannot be loaded the still picture stays
    if (near) load(name).then(setLoaded, () => {});
  }, [near, name]);
  const picture = <Still of={still} className="still-picture" />;
  const label = translate({ id: 'unrolled.figure', message: 'Figure {number}' }, { number });
  return (
    <figure
      ref={root}
      className="figure"
      id={`figure-${name}`}
      data-figure={name}
      data-live={loaded ? true : undefined}
    >
      <div className="figure-body">
        {loaded ? (
          <ErrorBoundary fallback={() => picture}>
            <loaded.Component initial={loaded.initial} lang={i18n.currentLocale as Parts['lang']} />
          </ErrorBoundary>
        ) : (
          picture
        )}
      </div>
      <figcaption>
        <span className="figure-number">{label}.</span> {children}
      </figcaption>
    </figure>
  );
}
