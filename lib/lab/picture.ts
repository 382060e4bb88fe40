import { scaleLinear } from 'd3-scale';
import { type Axis, axis } from './axis.js';
import { ink, palette, sequential, spread } from './colours.js';
import type { Layout, Trace } from './plot.js';
import { escapeHtml, extent, pixel } from './text.js';

const width = 680;
const height = 380;
const frame = { left: 64, right: width - 20, top: 44, bottom: height - 52 };

/** A still picture of a figure's lines, points, bars and heat maps; nothing if it has another kind of trace. */
export function picture(traces: readonly Trace[], layout: Layout): string | undefined {
  const kinds = traces.map((trace) => trace.type ?? 'scatter');
  if (!kinds.every((kind) => ['scatter', 'bar', 'heatmap'].includes(kind))) return undefined;
  const discrete = kinds.some((kind) => kind !== 'scatter');
  const xs = traces.flatMap((trace) => coordinates(trace, 'x'));
  const heat = kinds.includes('heatmap');
  const ys = traces.flatMap((trace) => coordinates(trace, 'y'));
  const x = axis(xs, [frame.left, frame.right], part(layout, 'xaxis').type, discrete);
  const y = heat
    ? axis(ys, [frame.top, frame.bottom], undefined, true)
    : axis(
        kinds.includes('bar') ? [...ys, 0] : ys,
        [frame.bottom, frame.top],
        part(layout, 'yaxis').type,
        false,
      );
  const bars = traces.filter((trace) => trace.type === 'bar');
  const marks = traces.map((trace, i) => {
    const colour = palette[i % palette.length];
    if (trace.type === 'heatmap') return drawHeatmap(trace, x, y);
    if (trace.type === 'bar') return drawBars(trace, x, y, colour, bars.indexOf(trace), bars.length);
    return drawLine(trace, x, y, colour);
  });
  const title = text(layout.title);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="sans-serif" font-size="12" fill="${ink}">`,
    `<title>${escapeHtml(title || 'plot')}</title>`,
    label(width / 2, 18, title, 'middle', 'font-size="15"'),
    drawAxes(x, y, layout, heat),
    ...marks,
    legend(traces),
    '</svg>',
  ].join('');
}

const part = (layout: Layout, name: string) => (layout[name] ?? {}) as { type?: string; title?: unknown };
const text = (title: unknown): string => String((title as { text?: string } | undefined)?.text ?? '');

const coordinates = (trace: Trace, name: 'x' | 'y'): unknown[] => {
  const given = trace[name] as unknown[] | undefined;
  return given ?? ((name === 'x' ? (trace.y as unknown[]) : []) ?? []).map((_, i) => i);
};

const label = (x: number, y: number, content: string, anchor: string, more = '') =>
  content &&
  `<text x="${pixel(x)}" y="${pixel(y)}" text-anchor="${anchor}" ${more}>${escapeHtml(content)}</text>`;

function drawAxes(x: Axis, y: Axis, layout: Layout, heat: boolean): string {
  const grid = heat ? '' : `stroke="${ink}" stroke-opacity="0.3"`;
  const rule = (x1: number, y1: number, x2: number, y2: number) =>
    grid && `<line x1="${pixel(x1)}" y1="${pixel(y1)}" x2="${pixel(x2)}" y2="${pixel(y2)}" ${grid}/>`;
  const middle = (frame.top + frame.bottom) / 2;
  return [
    ...x.ticks.flatMap(({ position, label: name }) => [
      x.band ? '' : rule(position, frame.top, position, frame.bottom),
      label(position, frame.bottom + 16, name, 'middle'),
    ]),
    ...y.ticks.flatMap(({ position, label: name }) => [
      rule(frame.left, position, frame.right, position),
      label(frame.left - 6, position + 4, name, 'end'),
    ]),
    label((frame.left + frame.right) / 2, height - 14, text(part(layout, 'xaxis').title), 'middle'),
    label(14, middle, text(part(layout, 'yaxis').title), 'middle', `transform="rotate(-90 14 ${middle})"`),
  ].join('');
}

function drawLine(trace: Trace, x: Axis, y: Axis, colour: string): string {
  const ys = trace.y as unknown[];
  const points = coordinates(trace, 'x').map((value, i) => [x.at(value), y.at(ys[i])] as const);
  const mode = (trace.mode as string | undefined) ?? 'lines';
  const dots = mode.includes('markers')
    ? points.map(([px, py]) =>
        px === undefined || py === undefined
          ? ''
          : `<circle cx="${pixel(px)}" cy="${pixel(py)}" r="3" fill="${colour}"/>`,
      )
    : [];
  const path = mode.includes('lines')
    ? `<path d="${pathThrough(points)}" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round"/>`
    : '';
  return path + dots.join('');
}

/** The line through all points: a gap ends it, and the next point begins it anew. */
export function pathThrough(points: readonly (readonly [number | undefined, number | undefined])[]): string {
  let pen = 'M';
  let path = '';
  for (const [x, y] of points) {
    if (x === undefined || y === undefined) pen = 'M';
    else {
      path += `${pen}${pixel(x)} ${pixel(y)}`;
      pen = 'L';
    }
  }
  return path;
}

function drawBars(trace: Trace, x: Axis, y: Axis, colour: string, index: number, count: number): string {
  const ys = trace.y as unknown[];
  const zero = y.at(0) ?? frame.bottom;
  const step = (x.band * 0.8) / count;
  const drawn = coordinates(trace, 'x').map((value, i) => {
    const [px, py] = [x.at(value), y.at(ys[i])];
    if (px === undefined || py === undefined) return '';
    const left = px - x.band * 0.4 + index * step;
    const [top, bottom] = [Math.min(py, zero), Math.max(py, zero)];
    return `<rect x="${pixel(left)}" y="${pixel(top)}" width="${pixel(step)}" height="${pixel(bottom - top)}" fill="${colour}"/>`;
  });
  return drawn.join('');
}

function drawHeatmap(trace: Trace, x: Axis, y: Axis): string {
  const z = trace.z as (number | null)[][];
  const values = z.flat().filter((value): value is number => value !== null);
  const [smallest, largest] = extent(values);
  const [low, high] = [(trace.zmin as number) ?? smallest, (trace.zmax as number) ?? largest];
  const given = trace.colorscale;
  const stops = (Array.isArray(given) ? given : spread(sequential)) as [number, string][];
  const colour = scaleLinear<string>()
    .domain(stops.map(([at]) => low + at * (high - low || 1)))
    .range(stops.map(([, name]) => name));
  const [columns, rows] = [coordinates(trace, 'x'), coordinates(trace, 'y')];
  const cells = z.flatMap((row, i) =>
    row.map((value, j) => {
      const [px, py] = [x.at(columns[j]), y.at(rows[i])];
      if (value === null || px === undefined || py === undefined) return '';
      // a hair wider, so that no seams shine through
      const size = `width="${pixel(x.band + 0.3)}" height="${pixel(y.band + 0.3)}"`;
      return `<rect x="${pixel(px - x.band / 2)}" y="${pixel(py - y.band / 2)}" ${size} fill="${colour(value)}"/>`;
    }),
  );
  return cells.join('');
}

function legend(traces: readonly Trace[]): string {
  if (traces.length < 2) return '';
  let left = frame.left;
  const entries = traces.map((trace, i) => {
    const name = String(trace.name ?? `trace ${i}`);
    const at = left;
    left += 28 + name.length * 7;
    return `<rect x="${at}" y="29" width="10" height="10" fill="${palette[i % palette.length]}"/>${label(at + 14, 38, name, 'start')}`;
  });
  return entries.join('');
}
