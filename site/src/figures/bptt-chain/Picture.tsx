import type { ReactNode } from 'react';
import { gradient, Label, output as outputColour, paper, soft, state, Target, type Touch } from '../drawing';
import type { PictureProps } from '../index';
import { type Lang, short } from '../numbers';
import type { Data } from './compute';
import { Flow } from './Flow';
import { Glyph } from './Glyph';
import { layout } from './layout';
import { amountOf, type Kind, kinds, reached, symbolOf } from './terms';
import { words } from './words';

export interface View {
  /** How far the backward pass has come, see `reached`. */
  readonly stage: number;
  /** For a phone. */
  readonly narrow: boolean;
}

const colourOf = (kind: Kind): string =>
  kind === 'state' ? state : kind === 'output' ? outputColour : kind === 'loss' ? soft : gradient;

/** A formula and its value for those who listen: `∂L/∂h2 = −0.672`. */
export const spoken = (data: Data, kind: Kind, t: number, lang: Lang): string => {
  const rows = amountOf(data, kind, t).map((row) => row.map((value) => short(value, lang, 4)).join(' '));
  return `${symbolOf(kind, t).replace(/[_{}^]/g, '')} = ${rows.join(rows.length > 1 ? '; ' : '')}`;
};

interface Props extends PictureProps<Data> {
  readonly view?: View;
  readonly touch?: Touch;
}

/** The unrolled network with its losses, and below it what the backward pass computes. */
export function Picture({ output: data, lang, view, touch }: Props): ReactNode {
  const T = data.steps.length;
  const { stage, narrow } = view ?? { stage: T + 1, narrow: false };
  const plan = layout(T, data.first.length, narrow);
  const say = words[lang];
  const most = Object.fromEntries(kinds.map((kind) => [kind, largest(data, kind, plan.spots)]));
  const told = plan.spots.filter(({ kind, t }) => reached(kind, t, stage, T));
  return (
    <svg
      viewBox={`0 0 ${plan.width} ${plan.height}`}
      width={plan.width}
      height={plan.height}
      role={touch ? 'group' : 'img'}
      aria-label={touch ? `${say.title}. ${say.keys}` : undefined}
    >
      {!touch && <title>{say.title}</title>}
      <desc>{told.map(({ kind, t }) => spoken(data, kind, t, lang)).join(', ')}</desc>
      <Flow plan={plan} T={T} stage={stage} />
      {plan.spots.map(({ key, kind, t, x, y }) => {
        const first = kind === 'state' && t === 0;
        const [width, height] = [
          first ? Math.min(plan.box.width, narrow ? 32 : 76) : plan.box.width,
          plan.box.height(kind),
        ];
        const value = amountOf(data, kind, t);
        const forward = colourOf(kind) !== gradient;
        return (
          <g key={key} opacity={reached(kind, t, stage, T) ? 1 : 0.3}>
            <Target id={key} label={spoken(data, kind, t, lang)} touch={touch}>
              <rect
                x={x - width / 2}
                y={y - height / 2}
                width={width}
                height={height}
                rx={forward ? 8 : 2}
                fill={paper}
                stroke={colourOf(kind)}
                strokeWidth={touch?.chosen === key ? 3.2 : forward ? 1.6 : 1.1}
              />
              <Label x={x} y={y - height / 2 + 13} colour={colourOf(kind)} size={narrow ? 12.5 : 14}>
                {symbolOf(kind, t)}
              </Label>
              <Glyph
                x={x}
                y={y + 10}
                value={value}
                most={most[kind]}
                width={width - 6}
                height={height - 26}
                text={short(value[0][0], lang, narrow ? (first ? 2 : 4) : 6)}
                size={narrow ? 12 : 13.5}
              />
            </Target>
          </g>
        );
      })}
    </svg>
  );
}

/** The largest size among the terms of a kind: where its colours are full. */
function largest(
  data: Data,
  kind: Kind,
  terms: readonly { readonly kind: Kind; readonly t: number }[],
): number {
  const values = terms
    .filter((term) => term.kind === kind)
    .flatMap(({ t }) => amountOf(data, kind, t).flat());
  return Math.max(...values.map(Math.abs)) || 1;
}
