import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import {
  compute,
  type Data,
  initial,
  type Settings,
  type Task,
} from '../../site/src/figures/unrolled-network/compute';
import { explain, valueAt } from '../../site/src/figures/unrolled-network/explain';
import { keyOf, layout, placeOf, used } from '../../site/src/figures/unrolled-network/layout';
import { Picture, still } from '../../site/src/figures/unrolled-network/Picture';

const functions: Record<Settings['f'], (a: number) => number> = {
  tanh: (a) => Math.tanh(a),
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  relu: (a) => Math.max(a, 0),
};
const tasks: Task[] = ['many-to-many', 'many-to-one', 'one-to-many'];
const settings = (Object.keys(functions) as Settings['f'][]).flatMap((f) =>
  tasks.map((task): Settings => ({ ...initial, f, task, first: [0.3, -0.7, 0.2] })),
);

/** The network written out by plain loops, from the weights alone. */
function byHand({ settings: s, weights: { Wh, Wx, bh, Wy, by } }: Data) {
  let [h, y] = [[...s.first], [0, 0]];
  return s.inputs.map((given, t) => {
    const x = s.task === 'one-to-many' && t > 0 ? y : given;
    const next: number[] = [];
    for (let j = 0; j < 3; j++) {
      let a = bh[j];
      for (let i = 0; i < 3; i++) a += h[i] * Wh[i][j];
      for (let i = 0; i < 2; i++) a += x[i] * Wx[i][j];
      next.push(functions[s.f](a));
    }
    h = next;
    const written: number[] = [];
    for (let o = 0; o < 2; o++) {
      let sum = by[o];
      for (let j = 0; j < 3; j++) sum += h[j] * Wy[j][o];
      written.push(sum);
    }
    y = written;
    return { x: [...x], state: next, output: written };
  });
}

const close = (a: readonly number[], b: readonly number[]) => {
  expect(a).toHaveLength(b.length);
  a.forEach((value, i) => expect(Math.abs(value - b[i])).toBeLessThan(1e-12));
};

describe.each(settings)('the network with $f, $task', (chosen) => {
  const data = compute(chosen);

  it('is what plain loops compute', () => {
    byHand(data).forEach(({ x, state, output }, t) => {
      close(data.steps[t].x, x);
      close(data.steps[t].state, state);
      close(data.steps[t].output, output);
    });
  });

  it('has summands that add up to what f is applied to', () => {
    for (const { memory, news, sum } of data.steps)
      close(
        sum,
        memory.map((m, i) => m + news[i] + data.weights.bh[i]),
      );
  });

  it('hands every state on to the next step', () => {
    expect(data.steps[0].before).toEqual(chosen.first);
    for (let t = 1; t < data.steps.length; t++) expect(data.steps[t].before).toEqual(data.steps[t - 1].state);
  });
});

describe('the explanation of a number', () => {
  const data = compute(initial);

  it.each(['en', 'ru'] as const)('is arithmetic that holds to three digits, %s', (lang) => {
    const { spots } = layout(5, still);
    for (const spot of spots) {
      const { sum } = explain(data, spot, lang);
      const [left, right] = sum.split(' = ');
      const plain = (text: string) => text.replaceAll('−', '-').replaceAll(',', '.');
      expect(Number(plain(right ?? left))).toBeCloseTo(valueAt(data, spot), 3);
      if (!right) continue;
      const applied = /^tanh\((.*)\)$/.exec(plain(left));
      const [body] = applied ? applied.slice(1) : [plain(left)];
      const value = body
        .split(' + ')
        .map((term) => term.split(' · ').reduce((product, n) => product * Number(n.replace(/[()]/g, '')), 1))
        .reduce((a, b) => a + b);
      expect(Math.abs((applied ? Math.tanh(value) : value) - valueAt(data, spot))).toBeLessThan(0.003);
    }
  });

  it('says where the inputs of one-to-many come from', () => {
    const fed = compute({ ...initial, task: 'one-to-many' });
    const { sum } = explain(fed, { kind: 'x', t: 3, i: 2 }, 'en');
    expect(sum).toBe(`y₂ = ${fed.steps[1].output[1].toFixed(3).replace('-', '−')}`);
  });
});

describe('the tasks', () => {
  it('use the outputs and inputs that their names say', () => {
    const outputs = (task: Task) => [1, 2, 3, 4, 5].filter((t) => used(task, { kind: 'y', t }, 5));
    const inputs = (task: Task) => [1, 2, 3, 4, 5].filter((t) => used(task, { kind: 'x', t }, 5));
    expect(tasks.map(outputs)).toEqual([[1, 2, 3, 4, 5], [5], [1, 2, 3, 4, 5]]);
    expect(tasks.map(inputs)).toEqual([[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1]]);
  });
});

describe('the layout', () => {
  const views = [1, 3, 5].flatMap((step) =>
    [false, true].flatMap((narrow) =>
      [false, true].flatMap((folded) => [false, true].map((coarse) => ({ step, narrow, folded, coarse }))),
    ),
  );
  it.each(views)('keeps numbers apart and inside, $step $narrow $folded $coarse', (view) => {
    const { spots, width, height, cell } = layout(5, view);
    expect(new Set(spots.map(({ key }) => key)).size).toBe(spots.length);
    for (const { x, y } of spots) {
      expect(x).toBeGreaterThanOrEqual(cell.width / 2);
      expect(x).toBeLessThanOrEqual(width - cell.width / 2);
      expect(y).toBeGreaterThanOrEqual(cell.height / 2);
      expect(y).toBeLessThanOrEqual(height - cell.height / 2);
    }
    for (const a of spots)
      for (const b of spots)
        if (a !== b)
          expect(Math.abs(a.x - b.x) >= cell.width - 1e-9 || Math.abs(a.y - b.y) >= cell.height - 1e-9).toBe(
            true,
          );
    if (view.narrow || view.coarse) expect(Math.min(cell.width, cell.height)).toBeGreaterThanOrEqual(40);
  });

  it('names a place and finds it by its name', () => {
    for (const spot of layout(5, still).spots) {
      const { kind, t, i } = placeOf(keyOf(spot));
      expect([kind, t, i]).toEqual([spot.kind, spot.t, spot.i]);
    }
  });
});

describe('the still picture', () => {
  it.each(['en', 'ru'] as const)('shows and tells the real numbers, %s', (lang) => {
    const data = compute(initial);
    const svg = renderToStaticMarkup(createElement(Picture, { output: data, lang }));
    const text = (value: number) =>
      value
        .toFixed(2)
        .replace('-', '−')
        .replace('.', lang === 'ru' ? ',' : '.');
    for (const step of data.steps)
      for (const value of [...step.state, ...step.output]) expect(svg).toContain(`>${text(value)}<`);
    for (const value of data.steps[1].sum) expect(svg).toContain(`>${text(value)}<`);
    const [description] = /<desc>(.*)<\/desc>/.exec(svg)!.slice(1);
    expect(description).toContain(text(data.steps[4].state[2]));
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 680 \d+"[^>]*role="img"/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    // every colour of the page has one beside it for where there is no page
    for (const [use] of svg.matchAll(/var\([^)]*\)/g)) expect(use).toMatch(/^var\(--[a-z-]+, [^)]+\)$/);
  });
});
