import type { ReactNode } from 'react';
import { Arrow, faint, Label, soft } from '../drawing';
import type { PartProps } from './Chain';
import { symbolOf } from './explain';
import type { Kind } from './layout';
import { colours } from './look';

/** Summand by summand: three numbers each. */
export function Calculation({
  plan,
  view,
  name,
  heading,
}: Omit<PartProps, 'data'> & { name: string; heading: string }): ReactNode {
  const { narrow, step: t } = view;
  const parts: [Kind, string][] = [
    ['memory', ''],
    ['news', '+'],
    ['bias', '+'],
    ['sum', '='],
    ['made', '→'],
  ];
  return (
    <>
      <path d={`M0 ${plan.lens}H${plan.width}`} stroke={faint} />
      <Label x={0} y={plan.lens + 16} anchor="start" words size={13}>
        {heading}
      </Label>
      {parts.map(([kind, sign]) => {
        const [x, y] = plan.middle(kind, t);
        const [w, h] = plan.half(kind);
        const title = narrow ? { x: 0, y, anchor: 'start' as const } : { x, y: y - h - 12 };
        const applied = kind === 'made';
        return (
          <g key={kind}>
            <Label {...title} colour={colours[kind]}>
              {symbolOf(kind, t)}
            </Label>
            {sign && !applied && (
              <Label x={narrow ? x - w - 14 : x - w - 30} y={y} words size={18}>
                {sign}
              </Label>
            )}
            {applied && (
              <>
                <Label
                  x={narrow ? x + w + 27 : x - w - 44}
                  y={narrow ? y - 23 : y - 14}
                  anchor={narrow ? 'start' : 'middle'}
                  words
                  size={13}
                >
                  {name}
                </Label>
                {!narrow && (
                  <Arrow
                    points={[
                      [x - w - 76, y],
                      [x - w - 8, y],
                    ]}
                    colour={soft}
                  />
                )}
                {narrow && (
                  <Arrow
                    points={[
                      [x + w + 4, y - 40],
                      [x + w + 26, y - 40],
                      [x + w + 26, y - 4],
                      [x + w + 4, y - 4],
                    ]}
                    colour={soft}
                  />
                )}
              </>
            )}
          </g>
        );
      })}
    </>
  );
}
