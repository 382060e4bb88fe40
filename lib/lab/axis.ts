import { scaleBand, scaleLinear, scaleLog, scaleUtc } from 'd3-scale';
import { extent, formatValue } from './text.js';

type Position = (value: unknown) => number | undefined;

export interface Axis {
  readonly at: Position;
  readonly ticks: readonly { readonly position: number; readonly label: string }[];
  /** Width of one name's band; 0 on axes of numbers and dates. */
  readonly band: number;
}

const isDate = (value: unknown) => typeof value === 'string' && /^\d{4}-\d\d(-\d\d)?/.test(value);

/**
 * Where the values of one axis lie between the two ends of `range`, in pixels: numbers (or their logarithms), dates
 * written as 1994-01-31, or names, which all get bands of the same width.
 */
export function axis(
  values: unknown[],
  range: [number, number],
  type: string | undefined,
  discrete: boolean,
): Axis {
  const known = values.filter((value) => value !== null && value !== undefined);
  if (discrete || !known.every((value) => typeof value === 'number' || isDate(value)))
    return nameAxis(known, range);
  const numbers = known.map((value) => (isDate(value) ? Date.parse(value as string) : (value as number)));
  const shown = type === 'log' ? numbers.filter((value) => value > 0) : numbers;
  const ends = shown.length > 0 ? extent(shown) : [1, 10];
  const count = Math.abs(range[1] - range[0]) / 80;
  const make = known.some(isDate) ? scaleUtc : type === 'log' ? scaleLog : scaleLinear;
  // all three scales share these methods; their union's overloads cannot be called
  const scale = (make as typeof scaleLinear)().domain(ends).range(range).nice() as ReturnType<
    typeof scaleLinear
  >;
  const label = type === 'log' ? scale.tickFormat(count, '~g') : scale.tickFormat(count);
  return {
    at: (value) => {
      if (value === null || value === undefined || (type === 'log' && !((value as number) > 0)))
        return undefined;
      return scale(typeof value === 'string' ? Date.parse(value) : (value as number)) as number;
    },
    ticks: scale
      .ticks(count)
      .map((tick) => ({ position: scale(tick) as number, label: label(tick) }))
      .filter((tick) => tick.label),
    band: 0,
  };
}

function nameAxis(values: unknown[], range: [number, number]): Axis {
  const names = [...new Set(values.map(formatValue))];
  const scale = scaleBand().domain(names).range(range).paddingInner(0);
  const half = scale.bandwidth() / 2;
  const every = Math.ceil(names.length / (Math.abs(range[1] - range[0]) / 60));
  return {
    at: (value) => (scale(formatValue(value)) as number) + half,
    ticks: names
      .filter((_, i) => i % every === 0)
      .map((name) => ({ position: (scale(name) as number) + half, label: name })),
    band: scale.bandwidth(),
  };
}
