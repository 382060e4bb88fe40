import type { ReactNode } from 'react';
import { Arrow, input, Label, output as outputColour, state } from '../drawing';
import type { Data } from './compute';
import { symbolOf } from './explain';
import { type Kind, type Layout, used, type View } from './layout';
import { ahead, colours, unused } from './look';

export interface PartProps {
  readonly plan: Layout;
  readonly data: Data;
  readonly view: View;
}

/** A copy of the network for each step. */
export function Chain({ plan, data, view }: PartProps): ReactNode {
  const { task } = data.settings;
  const T = data.steps.length;
  return Array.from({ length: T + 1 }, (_, t) => {
    const reached = t <= view.step ? 1 : ahead;
    const now = t === view.step;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: steps never change places
      <g key={t} opacity={reached}>
        <Names plan={plan} data={data} t={t} view={view} />
        {t > 0 && (
          <>
            <Arrow
              points={between(plan, ['h', t - 1], ['h', t], !view.narrow)}
              colour={state}
              width={now ? 2.4 : 1.4}
            />
            <Arrow
              points={between(plan, ['x', t], ['h', t], view.narrow)}
              colour={input}
              width={now ? 2.4 : 1.4}
            />
            <g opacity={visibilityOfOutput(data, t)}>
              <Arrow
                points={between(plan, ['h', t], ['y', t], view.narrow)}
                colour={outputColour}
                width={now ? 2.4 : 1.4}
              />
            </g>
            {!used(task, { kind: 'x', t }, T) && (
              <Arrow points={feedback(plan, t, view.narrow)} colour={outputColour} dashed />
            )}
            <Weights plan={plan} t={t} view={view} />
          </>
        )}
      </g>
    );
  });
}

/** One copy, and the state that comes back to it. */
export function Loop({ plan, data, view }: PartProps): ReactNode {
  const { step: t, narrow } = view;
  const [hx, hy] = plan.middle('h', t);
  const [px, py] = plan.middle('h', t - 1);
  const [w, h] = plan.half('h');
  // out on one side of the delayed state and in on the other
  const [out, back] = narrow
    ? ([
        [
          [hx + w * 0.8, hy + h],
          [hx + w * 1.6, hy + h + 12],
          [px + w * 1.6, py - h - 12],
          [px + w * 0.8, py - h],
        ],
        [
          [px - w * 0.8, py - h],
          [px - w * 1.6, py - h - 12],
          [hx - w * 1.6, hy + h + 12],
          [hx - w * 0.8, hy + h],
        ],
      ] as const)
    : ([
        [
          [hx + w, hy - h * 0.6],
          [hx + w + 40, hy - h * 1.3],
          [px - w - 40, py - h * 1.3],
          [px - w, py - h * 0.6],
        ],
        [
          [px - w, py + h * 0.6],
          [px - w - 40, py + h * 1.3],
          [hx + w + 40, hy + h * 1.3],
          [hx + w, hy + h * 0.6],
        ],
      ] as const);
  return (
    <>
      <Names plan={plan} data={data} t={t} view={view} />
      <Names plan={plan} data={data} t={t - 1} view={view} />
      <Arrow points={between(plan, ['x', t], ['h', t], narrow)} colour={input} width={2.4} />
      <Arrow points={between(plan, ['h', t], ['y', t], narrow)} colour={outputColour} width={2.4} />
      <Arrow points={out} colour={state} width={2.4} dashed />
      <Arrow points={back} colour={state} width={2.4} />
      <Label
        x={narrow ? hx - w * 1.62 : (hx + px) / 2}
        y={narrow ? (hy + py) / 2 : hy + h * 1.32}
        colour={state}
        size={13}
      >
        W_h
      </Label>
    </>
  );
}

/** x_t, h_t, y_t beside their numbers. */
function Names({ plan, data, t, view }: PartProps & { t: number }): ReactNode {
  const past = t === 0 || (view.folded && t < view.step);
  const kinds: Kind[] = past ? ['h'] : ['x', 'h', 'y'];
  return kinds.map((kind) => (
    <g key={kind} opacity={kind === 'y' ? visibilityOfOutput(data, t) : 1}>
      <Label {...placeOfName(plan, view, kind, t)} colour={colours[kind]}>
        {symbolOf(kind, t)}
      </Label>
    </g>
  ));
}

function placeOfName(plan: Layout, view: View, kind: Kind, t: number) {
  const [x, y] = plan.middle(kind, t);
  const [w, h] = plan.half(kind);
  if (view.narrow) return { x: x - w, y: y - h - 12, anchor: 'start' as const };
  if (kind === 'h' && !view.folded) return { x: x - 12, y: y - h - 12, anchor: 'end' as const };
  if (kind === 'h' && t === view.step) return { x: x - w - 8, y, anchor: 'end' as const };
  return { x, y: kind === 'y' ? y - h - 12 : y + h + 13 };
}

const visibilityOfOutput = ({ settings, steps }: Data, t: number): number =>
  used(settings.task, { kind: 'y', t }, steps.length) ? 1 : unused;

/** The same letters at every step: that is what sharing weights looks like. */
function Weights({ plan, t, view: { narrow } }: { plan: Layout; t: number; view: View }): ReactNode {
  const [hx, hy] = plan.middle('h', t);
  const [bx] = plan.middle('h', t - 1);
  const [w, h] = plan.half('h');
  if (narrow)
    return (
      <Label x={hx + 8} y={hy - h - 11} anchor="start" size={12} colour={state}>
        W_h
      </Label>
    );
  return (
    <>
      <Label x={bx + w + 20} y={hy - 12} size={12.5} colour={state}>
        W_h
      </Label>
      <Label x={hx + 6} y={hy + h + 20} anchor="start" size={12.5} colour={input}>
        W_x
      </Label>
      <Label x={hx + w / 4} y={hy - h - 18} anchor="start" size={12.5} colour={outputColour}>
        W_y
      </Label>
    </>
  );
}

type End = readonly [Kind, number];

/** A straight line from the edge of one vector to that of another, with a little air. */
function between(plan: Layout, [a, s]: End, [b, t]: End, level: boolean): [number, number][] {
  const [ax, ay] = plan.middle(a, s);
  const [bx, by] = plan.middle(b, t);
  const [aw, ah] = plan.half(a);
  const [bw, bh] = plan.half(b);
  if (level)
    return [
      [ax + aw + 2, ay],
      [bx - bw - 2, by],
    ];
  const sign = Math.sign(by - ay);
  return [
    [ax, ay + sign * (ah + 2)],
    [bx, by - sign * (bh + 2)],
  ];
}

/** From an output to the input of the next step. */
function feedback(plan: Layout, t: number, narrow: boolean): [number, number][] {
  const [yx, yy] = plan.middle('y', t - 1);
  const [xx, xy] = plan.middle('x', t);
  const [yw, yh] = plan.half('y');
  const [xw, xh] = plan.half('x');
  return narrow
    ? [
        [yx, yy + yh + 2],
        [yx, yy + yh + 26],
        [xx, xy - xh - 26],
        [xx, xy - xh - 2],
      ]
    : [
        [yx + yw + 2, yy],
        [yx + yw + 40, yy],
        [xx - xw - 40, xy],
        [xx - xw - 2, xy],
      ];
}
