import { useColorMode } from '@docusaurus/theme-common';
import { type ReactNode, useEffect, useRef, useState } from 'react';

export interface Figure {
  readonly data: object[];
  readonly layout: { readonly template?: { readonly layout?: object } };
  readonly config?: object;
}

/** Zooming and reading off work by themselves; nothing that would leave the page. */
const controls = { displaylogo: false, modeBarButtons: [['toImage', 'resetScale2d']] };

interface Props {
  readonly figure: Figure;
  /** What is shown until Plotly has come. */
  readonly meanwhile: ReactNode;
  readonly summary?: string;
}

/** A plot that can be zoomed and read off, in the colours of the page. */
export function Plot({ figure, meanwhile, summary }: Props): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState(false);
  const { colorMode } = useColorMode();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read from the page when its mode changes
  useEffect(() => {
    let left = false;
    const target = element.current!;
    import('./plotly').then(
      async ({ default: plotly }) => {
        if (left) return;
        await plotly.react(
          target,
          figure.data as never,
          themed(figure, target) as never,
          { ...figure.config, ...controls } as never,
        );
        setReady(true);
      },
      // the still picture stays
      () => {},
    );
    return () => {
      left = true;
    };
  }, [figure, colorMode]);
  useEffect(() => {
    const target = element.current!;
    return () => void import('./plotly').then(({ default: plotly }) => plotly.purge(target)).catch(() => {});
  }, []);
  return (
    <figure className="output plot" aria-label={summary}>
      {!ready && meanwhile}
      <div className={ready ? undefined : 'pending'}>
        {/* Plotly gives this one classes of its own */}
        <div ref={element} />
      </div>
    </figure>
  );
}

/** The figure's layout with the page's colours below it: whatever the cell chose itself stays. */
function themed({ layout }: Figure, element: Element): object {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    gridcolor: colour('--rule'),
    zerolinecolor: colour('--rule-strong'),
    linecolor: colour('--rule-strong'),
  };
  const given = (layout.template?.layout ?? {}) as Record<string, object>;
  const page = {
    ...given,
    font: { ...given.font, color: colour('--ink-soft'), family: style.fontFamily },
    xaxis: { ...given.xaxis, ...axis },
    yaxis: { ...given.yaxis, ...axis },
    modebar: {
      bgcolor: 'rgba(0,0,0,0)',
      color: colour('--ink-soft'),
      activecolor: colour('--state'),
    },
    // beside the plot there is no room for it on a phone
    ...(element.clientWidth < 480 && { legend: { orientation: 'h', x: 0, y: -0.3 } }),
    hoverlabel: { bgcolor: colour('--paper'), font: { color: colour('--ink') } },
  };
  return { ...layout, template: { ...layout.template, layout: page }, autosize: true };
}
