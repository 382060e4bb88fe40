export { breathe, type Host, host, type MimeBundle } from './host.js';
export { format, inspect } from './inspect.js';
export { type Live, live, type Progress } from './live.js';
export {
  type AxesOptions,
  bars,
  type HeatmapOptions,
  heatmap,
  type Layout,
  lines,
  plot,
  type SeriesOptions,
  type Trace,
} from './plot.js';
export { show, svg, type TableColumns, type TableRow, type TableValue, table } from './show.js';
export { escapeHtml } from './text.js';
