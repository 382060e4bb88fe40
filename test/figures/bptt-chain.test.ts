import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { equations } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { compute, type Data, type Matrix, type Settings } from '../../site/src/figures/bptt-chain/compute';
import { examples } from '../../site/src/figures/bptt-chain/examples';
import { sources } from '../../site/src/figures/bptt-chain/formulas';
import { layout } from '../../site/src/figures/bptt-chain/layout';
import { Picture } from '../../site/src/figures/bptt-chain/Picture';
import { initial } from '../../site/src/figures/bptt-chain/prepare';
import { gapOf } from '../../site/src/figures/bptt-chain/Sum';
import {
  amountOf,
  keysOf,
  kinds,
  originOf,
  reached,
  termOf,
  topicOf,
  transpose,
} from '../../site/src/figures/bptt-chain/terms';

const scales = [0, 0.5, 1, 2];
const all = (['pencil', 'vectors'] as const).flatMap((example) =>
  scales.map((scale): Settings => ({ example, scale })),
);

/** The loss as a function of the recurrent weights, by plain loops; rows as the library has them. */
function lossOf({ example }: Settings, Wh: Matrix): number {
  const { Wx, bh, Wy, by, h0, xs, targets } = examples[example];
  const sum = (weights: Matrix, row: readonly number[], j: number) =>
    row.reduce((s, v, i) => s + v * weights[i][j], 0);
  let h: readonly number[] = h0;
  let loss = 0;
  xs.forEach((x, t) => {
    const before = h;
    h = bh.map((b, j) => Math.tanh(b + sum(Wh, before, j) + sum(Wx, x, j)));
    by.forEach((b, o) => {
      loss += (b + sum(Wy, h, o) - targets[t][o]) ** 2 / 2;
    });
  });
  return loss;
}

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((s, v, k) => s + v * b[k][j], 0)));

const closeTo = (a: Matrix, b: Matrix, tolerance: number) => {
  expect([a.length, a[0].length]).toEqual([b.length, b[0].length]);
  a.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(Math.abs(value - b[i][j])).toBeLessThan(tolerance);
    });
  });
};

/** What the operands of a term give, by the operators that the figure writes between them. */
function evaluated(data: Data, key: string): Matrix {
  const { kind, t } = termOf(key);
  const { operands } = originOf(data, kind, t);
  let sum: Matrix | undefined;
  let term: Matrix | undefined;
  const add = () => {
    if (term) sum = sum ? sum.map((row, i) => row.map((v, j) => v + term![i][j])) : term;
  };
  for (const { sign, value } of operands) {
    if (sign.endsWith('·')) term = product(term!, value);
    else if (sign === '⊙') term = term!.map((row, i) => row.map((v, j) => v * value[i][j]));
    else {
      add();
      term = sign === '−' ? value.map((row) => row.map((v) => -v)) : value;
    }
  }
  add();
  if (kind === 'state') return sum!.map((row) => row.map(Math.tanh));
  if (kind === 'loss') return [[sum!.flat().reduce((s, v) => s + v * v, 0) / 2]];
  return sum!;
}

describe.each(all)('$example with weights times $scale', (settings) => {
  const data = compute(settings);
  const T = data.steps.length;

  it('has every term as the operands beside it make it', () => {
    for (const key of keysOf(T)) {
      const { kind, t } = termOf(key);
      if (kind === 'state' && t === 0) continue;
      closeTo(evaluated(data, key), amountOf(data, kind, t), 1e-12);
    }
  });

  it('has the gradient of the recurrent weights that moving them shows', () => {
    const Wh = examples[settings.example].Wh.map((row) => row.map((v) => v * settings.scale));
    const moved = (i: number, j: number, by: number) =>
      lossOf(
        settings,
        Wh.map((row, r) => row.map((v, c) => (r === i && c === j ? v + by : v))),
      );
    const numeric = Wh.map((row, i) => row.map((_, j) => (moved(i, j, 1e-5) - moved(i, j, -1e-5)) / 2e-5));
    closeTo(data.total, transpose(numeric), 1e-8);
    expect(data.loss).toBeCloseTo(lossOf(settings, Wh), 12);
  });

  it('agrees with the tape, and its contributions add up', () => {
    expect(gapOf(data)).toBeLessThan(1e-12);
    const sum = data.total.map((row, i) =>
      row.map((_, j) => data.steps.reduce((s, step) => s + step.contribution[i][j], 0)),
    );
    closeTo(sum, data.total, 1e-12);
  });

  it('holds finite numbers only', () => {
    for (const key of keysOf(T)) {
      const { kind, t } = termOf(key);
      for (const value of amountOf(data, kind, t).flat()) expect(Number.isFinite(value)).toBe(true);
    }
  });

  it('leads only to terms that exist', () => {
    const keys = keysOf(T);
    for (const key of keys) {
      const { kind, t } = termOf(key);
      for (const operand of originOf(data, kind, t).operands)
        if (operand.key) expect(keys).toContain(operand.key);
    }
  });
});

it('has the numbers that the chapter finds with a pencil', () => {
  const { steps, total } = compute({ example: 'pencil', scale: 1 });
  const one = (of: (step: Data['steps'][number]) => Matrix) =>
    steps.map((step) => Number(of(step)[0][0].toFixed(6)));
  expect(one((s) => s.state)).toEqual([0.5, 0.8, 0.6]);
  expect(one((s) => s.error)).toEqual([0.5, -0.4, 0.2]);
  expect(one((s) => s.gradient)).toEqual([0.87904, -0.672, 0.4]);
  expect(one((s) => s.delta)).toEqual([0.65928, -0.24192, 0.256]);
  expect(one((s) => s.contribution)).toEqual([0.263712, -0.12096, 0.2048]);
  expect(total[0][0]).toBeCloseTo(0.347552, 12);
});

describe('the backward pass', () => {
  it('comes from the last step to the first, then to the sum', () => {
    const T = 4;
    for (let stage = 0; stage <= T + 1; stage++) {
      const terms = keysOf(T).map(termOf);
      const gradients = terms.filter(({ kind, t }) => kind === 'gradient' && reached(kind, t, stage, T));
      expect(gradients.map(({ t }) => t)).toEqual([1, 2, 3, 4].slice(T - Math.min(stage, T)));
      expect(reached('total', 0, stage, T)).toBe(stage === T + 1);
      expect(reached('state', 2, stage, T)).toBe(true);
      const topic = termOf(topicOf(stage, T));
      expect(reached(topic.kind, topic.t, stage, T)).toBe(true);
    }
    expect([0, 1, 4, 5].map((stage) => topicOf(stage, T))).toEqual([
      'loss-4',
      'gradient-4',
      'gradient-1',
      'total-0',
    ]);
  });
});

describe('formulas', () => {
  it('are HTML for every kind of term, made when the site is built', () => {
    const { formulas } = initial();
    expect(Object.keys(formulas!).sort()).toEqual([...kinds].sort());
    for (const html of Object.values(formulas!))
      expect(html).toMatch(/^<span class="katex-display">.*<math/s);
  });

  it('bear the number of the lecture that the registry names', () => {
    for (const source of Object.values(sources))
      if ('id' in source)
        expect(equations.findEquation(source.id).forms[source.form].source).toBe(source.number);
  });
});

it.each([
  [3, 1],
  [4, 3],
])('terms lie apart and inside of the drawing, T = %i', (T, size) => {
  for (const narrow of [false, true]) {
    const { spots, box, width, height } = layout(T, size, narrow);
    for (const a of spots.filter(({ key }) => key !== 'state-0')) {
      expect(a.x - box.width / 2).toBeGreaterThanOrEqual(0);
      expect(a.x + box.width / 2).toBeLessThanOrEqual(width);
      expect(a.y + box.height(a.kind) / 2).toBeLessThanOrEqual(height);
      expect(Math.min(box.width, box.height(a.kind))).toBeGreaterThanOrEqual(40);
      for (const b of spots.filter(({ key }) => key !== a.key && key !== 'state-0')) {
        const apart =
          Math.abs(a.x - b.x) >= box.width ||
          Math.abs(a.y - b.y) >= (box.height(a.kind) + box.height(b.kind)) / 2;
        expect(apart).toBe(true);
      }
    }
  }
});

it.each(['en', 'ru'] as const)('the still picture shows the numbers of the chapter, %s', (lang) => {
  const svg = renderToStaticMarkup(
    createElement(Picture, { output: compute({ example: 'pencil', scale: 1 }), lang }),
  );
  for (const value of ['0.87904', '−0.672', '0.65928', '−0.24192', '0.263712', '0.347552'])
    expect(svg).toContain(`>${lang === 'ru' ? value.replace('.', ',') : value}<`);
  expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 680 \d+[^>]*role="img"/);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  for (const [use] of svg.matchAll(/var\([^)]*\)/g)) expect(use).toMatch(/^var\(--[a-z-]+, [^)]+\)$/);
});
