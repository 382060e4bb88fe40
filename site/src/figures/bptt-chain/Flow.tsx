import type { ReactNode } from 'react';
import { Arrow, gradient, output, state } from '../drawing';
import type { Plan } from './layout';
import { type Kind, reached } from './terms';

interface Props {
  readonly plan: Plan;
  readonly T: number;
  readonly stage: number;
}

type Point = [number, number];

/** What goes forward, thin, and what comes back. */
export function Flow({ plan, T, stage }: Props): ReactNode {
  const { spot, box } = plan;
  const top = (kind: Kind, t: number, dx = 0): Point => [
    spot(kind, t).x + dx,
    spot(kind, t).y - box.height(kind) / 2,
  ];
  const bottom = (kind: Kind, t: number, dx = 0): Point => [
    spot(kind, t).x + dx,
    spot(kind, t).y + box.height(kind) / 2,
  ];
  const side = box.width / 2;
  const shade = (kind: Kind, t: number) => (reached(kind, t, stage, T) ? 1 : 0.2);
  return Array.from({ length: T }, (_, i) => {
    const t = i + 1;
    const { x, y } = spot('state', t);
    const from = spot('state', t - 1);
    const bridge = t < T ? spot('jacobian', t) : undefined;
    return (
      <g key={t}>
        <Arrow
          points={[
            [from.x, from.y],
            [x - side - 1, y],
          ]}
          colour={state}
        />
        <Arrow points={[top('state', t, -side * 0.72), bottom('output', t, -side * 0.72)]} colour={output} />
        <Arrow points={[top('output', t, -side * 0.72), bottom('loss', t, -side * 0.72)]} colour={output} />
        <g opacity={shade('gradient', t)}>
          <Arrow points={[bottom('loss', t), top('error', t)]} colour={gradient} />
          <Arrow points={[bottom('error', t), top('own', t)]} colour={gradient} />
          <Arrow points={[bottom('own', t), top('gradient', t)]} colour={gradient} />
          <Arrow points={[bottom('gradient', t), top('delta', t)]} colour={gradient} />
          <Arrow points={[bottom('delta', t), top('contribution', t)]} colour={gradient} />
          {bridge && (
            <>
              {/* the gradient comes from the right, the Jacobian multiplies it on its way */}
              <path
                d={`M${bridge.x} ${bridge.y + box.height('jacobian') / 2}V${spot('gradient', t).y}`}
                stroke={gradient}
                strokeWidth="1.6"
              />
              <Arrow
                points={[
                  [spot('gradient', t + 1).x - side, spot('gradient', t).y],
                  [spot('gradient', t).x + side + 1, spot('gradient', t).y],
                ]}
                colour={gradient}
              />
            </>
          )}
        </g>
        <g opacity={shade('total', 0)}>
          <Arrow points={[bottom('contribution', t), landing(plan, t)]} colour={gradient} />
        </g>
      </g>
    );
  });
}

/** Where a contribution meets the sum. */
function landing({ spot, box }: Plan, t: number): Point {
  const { x, y } = spot('total', 0);
  const from = spot('contribution', t).x;
  const half = box.width / 2;
  const beside = Math.abs(from - x) > half;
  return beside ? [x + Math.sign(from - x) * (half + 1), y] : [from, y - box.height('total') / 2 - 1];
}
