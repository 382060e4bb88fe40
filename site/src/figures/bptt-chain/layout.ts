import type { Spot } from '../nearest';
import { type Kind, keyOf, keysOf, termOf } from './terms';

export interface Plan {
  readonly width: number;
  readonly height: number;
  readonly box: { readonly width: number; readonly height: (kind: Kind) => number };
  readonly spots: readonly (Spot & { readonly kind: Kind; readonly t: number })[];
  readonly spot: (kind: Kind, t: number) => Spot;
}

/** Losses above, the chain in the middle, below it what the backward pass makes of them. */
const lanes: readonly Kind[] = [
  'loss',
  'error',
  'output',
  'own',
  'state',
  'jacobian',
  'gradient',
  'delta',
  'contribution',
  'total',
];

/** One column for each step; the first state stands left of them. `size` is the number of hidden units. */
export function layout(T: number, size: number, narrow: boolean): Plan {
  const width = narrow ? 320 : 680;
  const first = narrow ? 24 : 60;
  const pitch = (width - first * (narrow ? 1.3 : 1.6)) / T;
  const box = {
    width: narrow ? Math.min(72, pitch - 9) : Math.min(116, pitch - 34),
    height: (kind: Kind) =>
      size > 1 && (kind === 'jacobian' || kind === 'contribution' || kind === 'total') ? 68 : 44,
  };
  const heights = lanes.map(box.height);
  const gap = 18;
  const middle = (lane: number) =>
    heights.slice(0, lane).reduce((sum, h) => sum + h + gap, 4) + heights[lane] / 2;
  const column = (t: number) => (t === 0 ? first * 0.8 : first * (narrow ? 1.3 : 1.6) + (t - 0.5) * pitch);
  const place = (kind: Kind, t: number): Spot => {
    const x =
      kind === 'total' ? width / 2 : kind === 'jacobian' ? (column(t) + column(t + 1)) / 2 : column(t);
    return { key: keyOf(kind, t), x, y: middle(lanes.indexOf(kind)) };
  };
  const spots = keysOf(T).map((key) => ({ ...termOf(key), ...place(termOf(key).kind, termOf(key).t) }));
  return {
    width,
    height: middle(lanes.length - 1) + heights[lanes.length - 1] / 2 + 4,
    box,
    spots,
    spot: place,
  };
}
