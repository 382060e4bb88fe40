import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors.js';
import type { MimeBundle } from '../../lib/lab/host.js';
import { bars, heatmap, lines, plot } from '../../lib/lab/plot.js';
import { recorded } from './host.js';

type Data = Record<string, unknown>;
const bundleOf = (run: () => void): MimeBundle => recorded(run).last;
const figureOf = (run: () => void) => {
  const figure = bundleOf(run)['application/vnd.plotly.v1+json']!;
  return { data: figure.data as Data[], layout: figure.layout as Record<string, Data> };
};
const svgOf = (run: () => void) => bundleOf(run)['image/svg+xml']!;

describe('plot', () => {
  it('is silent without a host, but refuses no traces', () => {
    expect(() => plot([{ y: [1, 2] }])).not.toThrow();
    expect(() => plot([])).toThrow(ValueError);
  });

  it('makes plain JSON: typed arrays, gaps, six digits', () => {
    const { data } = figureOf(() =>
      plot([{ y: Float32Array.of(0.1, Number.NaN, Infinity), marker: { size: 1 / 3 } }]),
    );
    expect(data).toEqual([{ y: [0.1, null, null], marker: { size: 0.333333 } }]);
  });

  it('keeps whole numbers whole', () => {
    expect(figureOf(() => plot([{ x: [20031231], y: [12345678901] }])).data).toEqual([
      { x: [20031231], y: [12345678901] },
    ]);
  });

  it('gives a still picture, or none where it cannot', () => {
    expect(svgOf(() => plot([{ y: [1, 2], mode: 'markers' }]))).toMatch(/<svg.*<circle.*<circle/);
    expect(svgOf(() => plot([{ type: 'surface', z: [[1]] }]))).toBeUndefined();
  });

  it('yields its colours to the page: they stand in the template', () => {
    const { layout } = figureOf(() => plot([{ y: [1] }], { height: 100 }));
    expect(layout.height).toBe(100);
    expect((layout.template.layout as Data).paper_bgcolor).toBe('rgba(0,0,0,0)');
    expect(layout.paper_bgcolor).toBeUndefined();
  });
});

describe('lines', () => {
  it('draws every series by name against x', () => {
    const { data, layout } = figureOf(() =>
      lines({ a: [1, 2], b: [3, 4] }, { x: [5, 6], title: 'T', xlabel: 'X', ylabel: 'Y', logy: true }),
    );
    expect(data.map(({ name, x, y }) => ({ name, x, y }))).toEqual([
      { name: 'a', x: [5, 6], y: [1, 2] },
      { name: 'b', x: [5, 6], y: [3, 4] },
    ]);
    expect(layout.title).toEqual({ text: 'T' });
    expect(layout.xaxis).toEqual({ title: { text: 'X' } });
    expect(layout.yaxis).toEqual({ title: { text: 'Y' }, type: 'log' });
  });

  it('leaves a gap where a value is missing', () => {
    const paths = (ys: number[], logy = false) =>
      svgOf(() => lines({ a: ys }, { logy }))
        .match(/<path d="([^"]*)"/)![1]
        .match(/M/g)!.length;
    expect(paths([1, 2, 3, 4])).toBe(1);
    expect(paths([1, 2, Number.NaN, 4])).toBe(2);
    expect(paths([1, 0, 3, 4], true)).toBe(2);
  });

  it('puts small values below large ones, and equal steps of a logarithm at equal distances', () => {
    const path = svgOf(() => lines({ a: [1, 10, 100] }, { logy: true })).match(/<path d="([^"]*)"/)![1];
    const ys = path
      .split(/[ML]/)
      .filter(Boolean)
      .map((point) => Number(point.split(' ')[1]));
    expect(ys[0]).toBeGreaterThan(ys[1]);
    expect(ys[0] - ys[1]).toBeCloseTo(ys[1] - ys[2], 0);
  });

  it('knows dates', () => {
    const picture = svgOf(() => lines({ a: [1, 2, 3] }, { x: ['1994-01-01', '1995-01-01', '1996-01-01'] }));
    expect(picture).toContain('>1995</text>');
  });

  it('describes itself in words', () => {
    const bundle = bundleOf(() => lines({ loss: [2, 1, Number.NaN] }, { title: 'Training' }));
    expect(bundle['text/plain']).toBe('[plot “Training”] loss: 2 values from 1 to 2');
  });

  it('escapes names and titles in the picture', () => {
    const picture = svgOf(() => lines({ '<a>': [1], '&': [2] }, { title: '<script>' }));
    expect(picture).toContain('&lt;a&gt;');
    expect(picture).not.toContain('<script>');
  });

  it('refuses what it cannot draw, by name', () => {
    expect(() => lines({})).toThrow('series: expected at least one');
    expect(() => lines({ loss: [] })).toThrow('loss: expected at least one value');
    expect(() => lines({ loss: [1, 2] }, { x: [1] })).toThrow(
      'loss: expected 1 values, one for each x, received 2',
    );
    expect(() => lines({ loss: [Number.NaN] })).toThrow(
      'loss: expected at least one finite number, received NaN',
    );
    expect(() => lines({ loss: [0, -1] }, { logy: true })).toThrow('above 0');
    expect(() => lines({ loss: 5 as never })).toThrow('loss: expected an array of numbers, received number');
  });

  it('draws a hundred thousand points', () => {
    expect(() =>
      svgOf(() => lines({ long: Float64Array.from({ length: 100_000 }, (_, i) => i) })),
    ).not.toThrow();
  });
});

describe('bars', () => {
  it('takes one number for each name', () => {
    const { data } = figureOf(() => bars({ RNN: 0.85, majority: 0.56 }));
    expect(data).toMatchObject([{ type: 'bar', x: ['RNN', 'majority'], y: [0.85, 0.56] }]);
  });

  it('takes series side by side, which start at zero', () => {
    const picture = svgOf(() => bars({ a: [2, 4], b: [-2, 2] }, { x: ['p', 'q'] }));
    const rects = [...picture.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g)]
      .map(([, x, y, height]) => ({ x: +x, y: +y, height: +height }))
      .filter(({ height }) => height !== 10); // the legend's squares
    expect(rects).toHaveLength(4);
    const [a0, a1, b0, b1] = rects;
    expect(a1.height).toBeCloseTo(2 * a0.height, 0);
    expect(b0.y).toBeCloseTo(a0.y + a0.height, 0);
    expect(a0.x < b0.x && b0.x < a1.x && a1.x < b1.x).toBe(true);
  });
});

describe('heatmap', () => {
  it('has its first row on top and a scale with zero in the middle', () => {
    const run = () => heatmap([[-1, 0], [1, 2]], { xs: ['a', 'b'], ys: [5, 6] }); // biome-ignore format: a matrix
    const { data, layout } = figureOf(run);
    expect(data[0]).toMatchObject({ zmin: -2, zmax: 2, x: ['a', 'b'], y: [5, 6] });
    expect(layout.yaxis.autorange).toBe('reversed');
    const cells = [...svgOf(run).matchAll(/<rect x="([\d.]+)" y="([\d.]+)"[^>]* fill="([^"]*)"/g)];
    expect(cells).toHaveLength(4);
    expect(Number(cells[0][2])).toBeLessThan(Number(cells[2][2]));
    expect(cells[1][3]).toBe('rgb(247, 247, 247)');
  });

  it('leaves a hole for NaN', () => {
    expect(svgOf(() => heatmap([[1, Number.NaN]])).match(/<rect/g)).toHaveLength(1);
  });

  it('refuses ragged and empty matrices and labels that do not fit', () => {
    expect(() => heatmap([[1, 2], [3]])).toThrow(
      'matrix[1]: expected 2 values as in the first row, received 1',
    );
    expect(() => heatmap([])).toThrow('at least one row and column');
    expect(() => heatmap([[]])).toThrow('at least one row and column');
    expect(() => heatmap([[Number.NaN]])).toThrow('finite');
    expect(() => heatmap([[1, 2]], { xs: [1] })).toThrow('xs: expected 2 labels, received 1');
    expect(() => heatmap([[1, 2]], { ys: [1, 2] })).toThrow('ys: expected 1 labels, received 2');
  });
});
