import type { KeyboardEvent, ReactNode } from 'react';
import { shade } from './shading';

/** The page's colours with what they are where there is no page; see tokens.css. */
export const ink = 'var(--ink, #1b1d22)';
export const soft = 'var(--ink-soft, #585c65)';
export const rule = 'var(--rule-strong, #bdbcb3)';
export const faint = 'var(--rule, #e5e4dd)';
export const paper = 'var(--paper, #ffffff)';
export const input = 'var(--input, #a85b00)';
export const state = 'var(--state, #2350a0)';
export const output = 'var(--output, #1c7448)';
export const gradient = 'var(--gradient, #b02a3f)';

export const serif = 'var(--serif, Georgia, serif)';
export const sans = 'var(--sans, system-ui, sans-serif)';

/** What makes a drawing answer to mouse, finger and keyboard. Without it the drawing is a picture. */
export interface Touch {
  /** The one that the Tab key reaches, and whose explanation stands below. */
  readonly chosen: string;
  readonly choose: (key: string) => void;
  /** The mouse is over it; undefined when it leaves. */
  readonly hover: (key: string | undefined) => void;
}

interface TargetProps {
  readonly id: string;
  readonly label: string;
  readonly touch: Touch | undefined;
  readonly children: ReactNode;
}

/** A part of the drawing that can be chosen. Arrow keys are the drawing's business, see `nearest`. */
export function Target({ id, label, touch, children }: TargetProps): ReactNode {
  if (!touch) return <g>{children}</g>;
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    touch.choose(id);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: HTML has no button inside of a drawing
    <g
      data-key={id}
      role="button"
      tabIndex={touch.chosen === id ? 0 : -1}
      aria-label={label}
      aria-pressed={touch.chosen === id}
      style={{ cursor: 'pointer', outline: 'none' }}
      onClick={() => touch.choose(id)}
      onFocus={() => touch.choose(id)}
      onKeyDown={press}
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && touch.hover(id)}
      onPointerLeave={() => touch.hover(undefined)}
    >
      {children}
    </g>
  );
}

interface BoxProps {
  /** The middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly value: number;
  readonly most?: number;
  readonly text: string;
  readonly colour: string;
  readonly chosen?: boolean;
  readonly size?: number;
}

/** A number on a ground that tells its sign and size. */
export function Box({
  x,
  y,
  width,
  height,
  value,
  most,
  text,
  colour,
  chosen,
  size = 14,
}: BoxProps): ReactNode {
  const frame = { x: x - width / 2, y: y - height / 2, width, height };
  return (
    <>
      <rect {...frame} fill={paper} />
      <rect {...frame} {...shade(value, most)} stroke={colour} strokeWidth="1" />
      {chosen && <rect {...frame} fill="none" stroke={colour} strokeWidth="3" />}
      <text x={x} y={y} dy="0.35em" textAnchor="middle" fontSize={size} fontFamily={sans} fill={ink}>
        {text}
      </text>
    </>
  );
}

interface ArrowProps {
  /** An SVG path; its last two points give the direction of the tip. */
  readonly points: readonly (readonly [number, number])[];
  readonly colour: string;
  readonly dashed?: boolean;
  readonly width?: number;
}

const round = (n: number) => Math.round(n * 10) / 10;

/** A line with a tip: straight through two points, a Bézier curve through four. */
export function Arrow({ points, colour, dashed, width = 1.6 }: ArrowProps): ReactNode {
  const [x, y] = points[points.length - 1];
  const [fromX, fromY] = points[points.length - 2];
  const length = Math.hypot(x - fromX, y - fromY) || 1;
  const [ux, uy] = [(x - fromX) / length, (y - fromY) / length];
  const tip = 7;
  const base = [x - ux * tip, y - uy * tip];
  const end = points.length === 4 ? [...points.slice(0, 3), base] : [...points.slice(0, -1), base];
  const numbers = end.map(([px, py]) => `${round(px)} ${round(py)}`);
  const path = points.length === 4 ? `M${numbers[0]}C${numbers.slice(1).join(' ')}` : `M${numbers.join('L')}`;
  const corner = (side: number) => `${round(base[0] - side * uy * 3.6)} ${round(base[1] + side * ux * 3.6)}`;
  return (
    <>
      <path
        d={path}
        fill="none"
        stroke={colour}
        strokeWidth={width}
        strokeDasharray={dashed ? '3 4' : undefined}
      />
      <path d={`M${round(x)} ${round(y)}L${corner(1)}L${corner(-1)}Z`} fill={colour} />
    </>
  );
}

interface LabelProps {
  readonly x: number;
  readonly y: number;
  /** `h_2W_h`, `∂L/∂h_{10}`: what follows _ is set lower, what follows ^ higher. */
  readonly children: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: string;
  readonly size?: number;
  /** Formulas lean, words do not. */
  readonly words?: boolean;
  /** A formula at the end of the words. */
  readonly formula?: string;
}

/** A short formula or a few words beside something. */
export function Label(props: LabelProps): ReactNode {
  const { x, y, children, anchor = 'middle', colour = soft, size = 15, words, formula } = props;
  const leaning = { fontFamily: serif, fontStyle: 'italic' };
  const family = words ? { fontFamily: sans } : leaning;
  return (
    <text x={x} y={y} dy="0.35em" textAnchor={anchor} fontSize={size} fill={colour} {...family}>
      {words ? children : scripts(children, size)}
      {formula && (
        <tspan {...leaning} fontSize={size * 1.1}>
          {scripts(formula, size * 1.1)}
        </tspan>
      )}
    </text>
  );
}

/** `h_{2}^{⊤}` as parts: what follows _ is lowered, what follows ^ is raised. */
export function partsOf(formula: string): { readonly text: string; readonly level: -1 | 0 | 1 }[] {
  const level = { _: -1, '^': 1 } as const;
  return formula
    .split(/([_^]\{[^}]*\}|[_^].)/)
    .filter((part) => part !== '')
    .map((part) => {
      const script = part[0] === '_' || part[0] === '^' ? level[part[0]] : 0;
      return { text: script ? part.slice(1).replace(/[{}]/g, '') : part, level: script };
    });
}

/** Not all browsers can shift a baseline, so what is lowered is raised again. */
function scripts(formula: string, size: number): ReactNode[] {
  let height = 0;
  return partsOf(formula).map(({ text, level }, i) => {
    const dy = round(-level * size * (level > 0 ? 0.35 : 0.25)) - height;
    height += dy;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change places
      <tspan key={i} dy={round(dy) || undefined} fontSize={level ? round(size * 0.72) : undefined}>
        {text}
      </tspan>
    );
  });
}
