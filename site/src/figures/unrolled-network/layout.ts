import type { Spot } from '../nearest';
import type { Task } from './compute';

/** What a number of the drawing is; `made` is f of the sum, the same number as in the state above. */
export const kinds = ['y', 'h', 'x', 'memory', 'news', 'bias', 'sum', 'made'] as const;
export type Kind = (typeof kinds)[number];

/** One number: of which kind, at which step, which of the vector's components (from 1). */
export interface Place {
  readonly kind: Kind;
  readonly t: number;
  readonly i: number;
}

export const keyOf = ({ kind, t, i }: Place): string => `${kind}-${t}-${i}`;

export function placeOf(key: string): Place {
  const [kind, t, i] = key.split('-');
  return { kind: kind as Kind, t: Number(t), i: Number(i) };
}

export interface View {
  /** The step that is being computed, from 1. */
  readonly step: number;
  readonly folded: boolean;
  /** Time runs downwards, for a phone. */
  readonly narrow: boolean;
  /** Cells for fingers. */
  readonly coarse: boolean;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly cell: { readonly width: number; readonly height: number };
  readonly spots: readonly (Spot & Place)[];
  /** The middle of a vector: where arrows begin and end. */
  readonly middle: (kind: Kind, t: number) => readonly [number, number];
  /** Half of the sides of a vector. */
  readonly half: (kind: Kind) => readonly [number, number];
  /** Where the calculation of the step begins. */
  readonly lens: number;
}

const sizes: Readonly<Record<Kind, number>> = {
  y: 2,
  h: 3,
  x: 2,
  memory: 3,
  news: 3,
  bias: 3,
  sum: 3,
  made: 3,
};
const calculation = ['memory', 'news', 'bias', 'sum', 'made'] as const;

/** Where every number stands. T is the number of steps. */
export function layout(T: number, view: View): Layout {
  const { step, folded, narrow, coarse } = view;
  const cell = narrow ? { width: 40, height: 40 } : { width: 48, height: coarse ? 40 : 30 };
  const { lens, height, middle } = narrow ? phone(T, view) : desk(T, view, cell.height);
  const drawn = folded ? [step - 1, step] : Array.from({ length: T + 1 }, (_, t) => t);
  const vectors: [Kind, number][] = [
    ...drawn.flatMap((t): [Kind, number][] => {
      const past = t === 0 || (folded && t < step);
      return past
        ? [['h', t]]
        : [
            ['y', t],
            ['h', t],
            ['x', t],
          ];
    }),
    ...calculation.map((kind): [Kind, number] => [kind, step]),
  ];
  const spots = vectors.flatMap(([kind, t]) =>
    Array.from({ length: sizes[kind] }, (_, index) => {
      const place = { kind, t, i: index + 1 };
      const offset = index - (sizes[kind] - 1) / 2;
      const [x, y] = middle(kind, t);
      const [dx, dy] = narrow ? [offset * cell.width, 0] : [0, offset * cell.height];
      return { ...place, key: keyOf(place), x: x + dx, y: y + dy };
    }),
  );
  const half = (kind: Kind): readonly [number, number] =>
    narrow
      ? [(cell.width * sizes[kind]) / 2, cell.height / 2]
      : [cell.width / 2, (cell.height * sizes[kind]) / 2];
  return { width: narrow ? 320 : 680, height, cell, spots, middle, half, lens };
}

type Plan = Pick<Layout, 'lens' | 'height' | 'middle'>;

/** Time from left to right, vectors stand upright. */
function desk(T: number, { step, folded }: View, unit: number): Plan {
  const gap = 36;
  const rows = { y: 26 + unit, h: 26 + 3.5 * unit + gap, x: 26 + 6 * unit + 2 * gap };
  const lens = 26 + 7 * unit + 2 * gap + 40;
  const column = (t: number) => (folded ? (t === step ? 290 : 420) : 44 + (t * 580) / T);
  const middle = (kind: Kind, t: number): readonly [number, number] => {
    if (kind === 'y' || kind === 'h' || kind === 'x') return [column(t), rows[kind]];
    return [110 + 108 * calculation.indexOf(kind) + (kind === 'made' ? 30 : 0), lens + 40 + 1.5 * unit];
  };
  return { lens, height: lens + 3 * unit + 44, middle };
}

/** Time from top to bottom, vectors lie. */
function phone(T: number, { step, folded }: View): Plan {
  const columns = { x: 43, h: 160, y: 277 };
  const row = (t: number) => (folded ? (t === step ? 40 : 130) : 40 + t * 78);
  const lens = row(folded ? step - 1 : T) + 44;
  const middle = (kind: Kind, t: number): readonly [number, number] => {
    if (kind === 'y' || kind === 'h' || kind === 'x') return [columns[kind], row(t)];
    return [160, lens + 44 + 46 * calculation.indexOf(kind)];
  };
  return { lens, height: lens + 44 + 46 * 4 + 24, middle };
}

/** Whether the task reads this input or uses this output. */
export function used(task: Task, { kind, t }: Pick<Place, 'kind' | 't'>, T: number): boolean {
  if (kind === 'y') return task !== 'many-to-one' || t === T;
  if (kind === 'x') return task !== 'one-to-many' || t === 1;
  return true;
}
