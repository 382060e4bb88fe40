import { ValueError } from '../errors.js';
import { diverging, faint, ink, palette, sequential, spread } from './colours.js';
import { host } from './host.js';
import { picture } from './picture.js';
import { extent, formatNumber } from './text.js';

/** What Plotly draws: one of its traces, as its reference describes it. */
export type Trace = { readonly type?: string; readonly [attribute: string]: unknown };
export type Layout = { readonly [attribute: string]: unknown };

/** Everything that the reader's colour mode may replace stands in the template, so that it yields to the page's. */
const template = {
  layout: {
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    colorway: palette,
    font: { color: ink },
    xaxis: { gridcolor: faint, zerolinecolor: faint, linecolor: ink, automargin: true },
    yaxis: { gridcolor: faint, zerolinecolor: faint, linecolor: ink, automargin: true },
    margin: { l: 60, r: 20, t: 44, b: 48 },
    height: 380,
  },
};

/**
 * Shows a Plotly figure; where Plotly is missing, a still picture of its lines, bars and heat maps, and a line of text.
 * NaN and infinite values become gaps. Throws `ValueError` without a trace.
 */
export function plot(traces: readonly Trace[], layout: Layout = {}): void {
  if (!Array.isArray(traces) || traces.length === 0)
    throw new ValueError('traces', 'at least one trace', 'none');
  const display = host();
  if (!display) return;
  const data = plain(traces) as Trace[];
  const figure = { ...(plain(layout) as Layout) };
  const drawing = picture(data, figure);
  display.display({
    'application/vnd.plotly.v1+json': {
      data: [...data],
      layout: { template, ...figure },
      config: { responsive: true, displaylogo: false },
    },
    ...(drawing && { 'image/svg+xml': drawing }),
    'text/plain': summary(data, figure),
  });
}

export interface AxesOptions {
  readonly title?: string;
  readonly xlabel?: string;
  readonly ylabel?: string;
}

export interface SeriesOptions extends AxesOptions {
  /** One for each value: numbers, dates as '1994-01-31', or names. By default 0, 1, 2, … */
  readonly x?: ArrayLike<number | string>;
  readonly logx?: boolean;
  readonly logy?: boolean;
}

/** Curves by name. Throws `ValueError` for an empty series and for one that is not as long as x. */
export function lines(
  series: { readonly [name: string]: ArrayLike<number> },
  options: SeriesOptions = {},
): void {
  const traces = seriesOf(series, options).map(({ name, x, y }) => ({
    type: 'scatter',
    mode: 'lines',
    name,
    x,
    y,
  }));
  plot(traces, axes(options));
}

/** Bars: one for each name, or one for each value of x in every named series. Throws as `lines` does. */
export function bars(
  values: { readonly [name: string]: number } | { readonly [series: string]: ArrayLike<number> },
  options: SeriesOptions = {},
): void {
  const single = Object.values(values).every((value) => typeof value === 'number');
  const series = single ? { '': Object.values(values as Record<string, number>) } : values;
  const all = seriesOf(
    series as Record<string, ArrayLike<number>>,
    single ? { ...options, x: Object.keys(values) } : options,
  );
  plot(
    all.map(({ name, x, y }) => ({ type: 'bar', name, x, y })),
    axes(options),
  );
}

export interface HeatmapOptions extends AxesOptions {
  /** Labels of the columns and of the rows; by default their numbers. */
  readonly xs?: ArrayLike<number | string>;
  readonly ys?: ArrayLike<number | string>;
}

/**
 * A matrix in colours, its first row on top; values of both signs get a scale whose middle is zero.
 * Throws `ValueError` for an empty or ragged matrix and for labels that do not fit it.
 */
export function heatmap(matrix: ArrayLike<ArrayLike<number>>, options: HeatmapOptions = {}): void {
  const z = Array.from(matrix, (row) => Array.from(row));
  const width = z[0]?.length ?? 0;
  if (width === 0) throw new ValueError('matrix', 'at least one row and column', 'none');
  const ragged = z.findIndex((row) => row.length !== width);
  if (ragged >= 0)
    throw new ValueError(
      `matrix[${ragged}]`,
      `${width} values as in the first row`,
      String(z[ragged].length),
    );
  const labels = (argument: string, given: ArrayLike<number | string> | undefined, size: number) => {
    if (given && given.length !== size)
      throw new ValueError(argument, `${size} labels`, String(given.length));
    return given ? Array.from(given) : Array.from({ length: size }, (_, i) => i);
  };
  const finite = z.flat().filter(Number.isFinite);
  if (finite.length === 0) throw new ValueError('matrix', 'at least one finite number', 'none');
  const [low, high] = extent(finite);
  const signed = low < 0;
  const largest = Math.max(-low, high);
  const trace = {
    type: 'heatmap',
    z,
    x: labels('xs', options.xs, width),
    y: labels('ys', options.ys, z.length),
    colorscale: spread(signed ? diverging : sequential),
    ...(signed && { zmin: -largest, zmax: largest }),
  };
  const layout = axes(options);
  plot([trace], { ...layout, yaxis: { ...(layout.yaxis as object), autorange: 'reversed' } });
}

function seriesOf(series: { readonly [name: string]: ArrayLike<number> }, { x, logy }: SeriesOptions) {
  const names = Object.keys(series);
  if (names.length === 0) throw new ValueError('series', 'at least one', 'none');
  return names.map((name) => {
    const y = series[name];
    const argument = name || 'values';
    if (typeof y !== 'object' || typeof y?.length !== 'number') {
      throw new ValueError(argument, 'an array of numbers', y === null ? 'null' : typeof y);
    }
    if (y.length === 0) throw new ValueError(argument, 'at least one value', 'none');
    if (x && x.length !== y.length) {
      throw new ValueError(argument, `${x.length} values, one for each x`, String(y.length));
    }
    const values = Array.from(y);
    if (!values.some((value) => Number.isFinite(value) && !(logy && value <= 0))) {
      throw new ValueError(
        argument,
        `at least one finite number${logy ? ' above 0' : ''}`,
        formatNumber(values[0]),
      );
    }
    return { name, x: x ? Array.from(x) : values.map((_, i) => i), y: values };
  });
}

const axes = ({ title, xlabel, ylabel, ...options }: SeriesOptions): Layout => ({
  ...(title && { title: { text: title } }),
  xaxis: { ...(xlabel && { title: { text: xlabel } }), ...(options.logx && { type: 'log' }) },
  yaxis: { ...(ylabel && { title: { text: ylabel } }), ...(options.logy && { type: 'log' }) },
});

/** JSON of a figure: typed arrays as arrays, whole numbers as they are, others to six digits, gaps for what is not a number. */
function plain(value: unknown): unknown {
  if (Number.isInteger(value)) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as Float64Array, plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** What the figure says to somebody who does not see it: each series with its range. */
function summary(traces: readonly Trace[], layout: Layout): string {
  const title = (layout.title as { text?: string } | undefined)?.text;
  const series = traces.map((trace) => {
    const values = ([trace.z ?? trace.y].flat(2) as unknown[]).filter(
      (v): v is number => typeof v === 'number',
    );
    const name = (trace.name as string) || trace.type || 'trace';
    if (values.length === 0) return name;
    const [low, high] = extent(values).map(formatNumber);
    return `${name}: ${values.length} values from ${low} to ${high}`;
  });
  return `[plot${title ? ` “${title}”` : ''}] ${series.join('; ')}`;
}
