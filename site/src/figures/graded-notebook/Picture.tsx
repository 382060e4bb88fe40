import type { ReactNode } from 'react';
import { Arrow, input, Label, output, paper, rule, soft, state } from '../drawing';
import type { PictureProps } from '../index';
import { words } from './words';

const WIDTH = 340;
const MIDDLE = WIDTH / 2;
const HALF = 140;
/** How far from the middle a question goes in, and its answer comes out. */
const ASIDE = 46;

/** Downwards: the notebook, its code, the sandbox, the judge, the reports. Narrow enough for a phone. */
export function Picture({ lang }: PictureProps<null>): ReactNode {
  const say = words[lang];
  return (
    <svg viewBox={`0 0 ${WIDTH} 440`} width={WIDTH} height={440} role="img">
      <title>{say.title}</title>
      <desc>{say.about}</desc>
      <Part y={22} lines={[say.notebook]} colour={input} />
      <Down from={42} to={62} />
      <Part y={88} lines={say.stripping} colour={input} />
      <Down from={114} to={160} />
      <rect
        x={4}
        y={132}
        width={WIDTH - 8}
        height={112}
        rx={6}
        fill="none"
        stroke={rule}
        strokeWidth={2}
        strokeDasharray="6 5"
      />
      <Part y={186} lines={say.runner} colour={state} />
      <Label x={MIDDLE} y={228} words size={12.5}>
        {say.sandbox}
      </Label>
      <Arrow
        points={[
          [MIDDLE - ASIDE, 306],
          [MIDDLE - ASIDE, 248],
        ]}
        colour={output}
      />
      <Arrow
        points={[
          [MIDDLE + ASIDE, 248],
          [MIDDLE + ASIDE, 306],
        ]}
        colour={output}
      />
      <Label x={MIDDLE - ASIDE - 8} y={277} anchor="end" words size={13}>
        {say.inputs}
      </Label>
      <Label x={MIDDLE + ASIDE + 8} y={277} anchor="start" words size={13}>
        {say.values}
      </Label>
      <Part y={332} lines={say.judge} colour={output} />
      <Down from={358} to={386} />
      <Part y={412} lines={say.reports} colour={soft} />
    </svg>
  );
}

interface PartProps {
  /** The middle. */
  readonly y: number;
  readonly lines: readonly string[];
  readonly colour: string;
}

function Part({ y, lines, colour }: PartProps): ReactNode {
  const half = lines.length > 1 ? 26 : 20;
  return (
    <>
      <rect
        x={MIDDLE - HALF}
        y={y - half}
        width={2 * HALF}
        height={2 * half}
        rx={4}
        fill={paper}
        stroke={colour}
        strokeWidth={1.5}
      />
      {lines.map((line, i) => (
        <Label
          key={line}
          x={MIDDLE}
          y={y + (i - (lines.length - 1) / 2) * 19}
          words
          size={13}
          colour={colour}
        >
          {line}
        </Label>
      ))}
    </>
  );
}

const Down = ({ from, to }: { from: number; to: number }): ReactNode => (
  <Arrow
    points={[
      [MIDDLE, from],
      [MIDDLE, to],
    ]}
    colour={soft}
  />
);
