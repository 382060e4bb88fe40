import { input, output, soft, state } from '../drawing';
import type { Data } from './compute';

export interface Plan {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The heat map below the chart, one row for each unit. */
  readonly heat: { readonly top: number; readonly row: number };
  /** Powers of ten at the lower and the upper edge. */
  readonly from: number;
  readonly to: number;
  readonly x: (lag: number) => number;
  /** Of a value above zero or zero; what is too small lies below the frame. */
  readonly y: (value: number) => number;
}

export const curves = ['norms', 'powers', 'rule', 'bound'] as const;
export type Curve = (typeof curves)[number];

/** Lines are told apart by their dashes as well as by their colours. */
export const looks: Readonly<
  Record<Curve, { readonly colour: string; readonly width: number; readonly dash?: string }>
> = {
  norms: { colour: state, width: 3 },
  powers: { colour: output, width: 1.6, dash: '9 4' },
  rule: { colour: input, width: 1.8, dash: '2 4' },
  bound: { colour: soft, width: 1.4, dash: '10 4 2 4' },
};

const widest = 24;

/** The powers of ten that the curves span; the bound may leave the frame, it would flatten all the others. */
export function decades({ norms, powers, rule }: Data): readonly [number, number] {
  const logs = [...norms, ...powers, ...rule].filter((value) => value > 0).map(Math.log10);
  const snap = (value: number) => Math.sign(value) * Math.min(widest, 2 * Math.ceil(Math.abs(value) / 2));
  const [least, most] = logs.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [0, 0]);
  return [Math.min(-2, snap(least)), Math.max(2, snap(most))];
}

export function layout(data: Data, narrow: boolean): Plan {
  const T = data.settings.T;
  const [from, to] = decades(data);
  const frame = narrow
    ? { width: 320, left: 44, right: 312, top: 100, bottom: 330 }
    : { width: 680, left: 58, right: 668, top: 62, bottom: 310 };
  const heat = { top: frame.bottom + 66, row: narrow ? 6 : 7 };
  const x = (lag: number) => frame.left + ((frame.right - frame.left) * lag) / T;
  const y = (value: number) => {
    const log = value > 0 ? Math.max(Math.log10(value), from - 2) : from - 2;
    return frame.bottom - ((frame.bottom - frame.top) * (log - from)) / (to - from);
  };
  return { ...frame, heat, height: heat.top + heat.row * data.slopes.length + 24, from, to, x, y };
}

/** About five whole numbers from `first` to `last` at equal distances, zero among them. */
export function ticks(first: number, last: number): number[] {
  const step = [1, 2, 4, 5, 10, 20, 25, 50].find((size) => (last - first) / size <= 6) ?? 100;
  const start = Math.ceil(first / step);
  return Array.from({ length: Math.floor(last / step) - start + 1 }, (_, i) => (start + i) * step || 0);
}

const pixel = (value: number) => Math.round(value * 10) / 10;

export const pathOf = (values: readonly number[], { x, y }: Plan): string =>
  values.map((value, lag) => `${lag ? 'L' : 'M'}${pixel(x(lag))} ${pixel(y(value))}`).join('');

/** The shades of the heat map, from next to nothing to all. */
export const shades = 8;

/**
 * One path for each shade with all its cells: a column is a lag, so the last step stands left, and what a gradient
 * passes on its way back is read from left to right, as in the chart.
 */
export function heatPaths({ slopes, settings }: Data, steepest: number, plan: Plan): string[] {
  const paths = Array<string>(shades + 1).fill('');
  const width = pixel(plan.x(1) - plan.x(0));
  slopes.forEach((row, unit) => {
    row.forEach((slope, t) => {
      const lag = settings.T - 1 - t;
      const corner = `M${pixel(plan.x(lag))} ${plan.heat.top + unit * plan.heat.row}`;
      paths[Math.round((shades * slope) / steepest)] += `${corner}h${width}v${plan.heat.row}h-${width}z`;
    });
  });
  return paths;
}
