import { host } from './host.js';
import { pathThrough } from './picture.js';
import { escapeHtml, extent, formatNumber, pixel } from './text.js';

/** How far some long work has come. */
export interface Progress {
  readonly step: number;
  /** Without it the panel counts the steps and says nothing of the end. */
  readonly total?: number;
  /** Numbers to watch, each drawn as a curve over the updates. */
  readonly values?: { readonly [name: string]: number };
}

export interface Live {
  /** Takes the newest state; the panel is redrawn at most ten times a second. */
  update(progress: Progress): void;
  /** Draws the last state for good, without anything that differs from run to run. Later updates are ignored. */
  end(): void;
}

const silent: Live = { update() {}, end() {} };
const interval = 100;
let panels = 0;

/** A panel under the running cell, redrawn in place: progress, time left, the values as curves. Silent without a host. */
export function live(title: string): Live {
  const display = host();
  if (!display) return silent;
  // unique also after the kernel restarts, when older panels may still be on screen
  const id = `live-${Date.now().toString(36)}-${panels++}`;
  const started = performance.now();
  const curves = new Map<string, Curve>();
  let progress: Progress = { step: 0 };
  let drawn = -Infinity;
  let ended = false;
  const draw = (note: string) => display.display(panel(title, progress, curves, note), id);
  return {
    update(next) {
      if (ended) return;
      progress = next;
      for (const [name, value] of Object.entries(next.values ?? {})) {
        if (!curves.has(name)) curves.set(name, new Curve());
        curves.get(name)!.add(value);
      }
      const now = performance.now();
      if (now - drawn < interval) return;
      drawn = now;
      draw(timeLeft(now - started, next));
    },
    end() {
      if (ended) return;
      ended = true;
      draw('');
    },
  };
}

/** The history of one value in at most 256 points, whatever the number of updates: when full, it averages pairs. */
export class Curve {
  private points: number[] = [];
  private sum = 0;
  private count = 0;
  private perPoint = 1;
  last = Number.NaN;

  add(value: number): void {
    this.last = value;
    this.sum += value;
    if (++this.count < this.perPoint) return;
    this.points.push(this.sum / this.count);
    this.sum = this.count = 0;
    if (this.points.length < 256) return;
    this.points = this.points.flatMap((p, i) => (i % 2 === 0 ? [(p + this.points[i + 1]) / 2] : []));
    this.perPoint *= 2;
  }

  /** An SVG path in a box; values that are not finite leave gaps. */
  path(width: number, height: number): string {
    const finite = this.points.filter(Number.isFinite);
    if (finite.length < 2) return '';
    const [low, high] = extent(finite);
    const step = width / (this.points.length - 1);
    const y = (value: number) => (high > low ? height - ((value - low) / (high - low)) * height : height / 2);
    return pathThrough(
      this.points.map((p, i) => (Number.isFinite(p) ? [i * step, y(p)] : [undefined, undefined])),
    );
  }
}

function timeLeft(elapsed: number, { step, total }: Progress): string {
  if (!total || step < 1 || elapsed < 1000) return '';
  const seconds = Math.ceil(((elapsed / 1000) * (total - step)) / step);
  return seconds < 90 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`;
}

const accent = 'var(--ifm-color-primary, var(--jp-brand-color1, #0b84c6))';
const [width, height] = [220, 36];

function panel(title: string, { step, total }: Progress, curves: Map<string, Curve>, note: string) {
  const count = total ? `${step}/${total}` : String(step);
  const bar = total
    ? `<progress max="${total}" value="${step}" aria-label="${escapeHtml(title)}" style="width:${width}px;accent-color:${accent}"></progress> `
    : '';
  const drawings = [...curves].map(([name, curve]) => {
    const path = `<path d="${curve.path(width, height)}" fill="none" stroke="${accent}" stroke-width="1.5"/>`;
    const box = `<svg viewBox="0 -2 ${pixel(width)} ${height + 4}" width="${width}" height="${height + 4}" aria-hidden="true">${path}</svg>`;
    return `<div style="display:flex;gap:0.8em;align-items:center">${box}<span>${escapeHtml(name)} ${formatNumber(curve.last)}</span></div>`;
  });
  const values = [...curves].map(([name, curve]) => `${name} ${formatNumber(curve.last)}`);
  return {
    'text/html': `<div style="color:inherit;font-variant-numeric:tabular-nums"><div>${escapeHtml(title)} ${bar}${count}${note && ` · ${note}`}</div>${drawings.join('')}</div>`,
    'text/plain': [`${title} ${count}`, ...values].join(', '),
  };
}
