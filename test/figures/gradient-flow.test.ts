import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { equations, float64, recurrent } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  curves,
  decades,
  heatPaths,
  layout,
  pathOf,
  ticks,
} from '../../site/src/figures/gradient-flow/chart';
import {
  compute,
  type Data,
  type Input,
  initial,
  type Settings,
} from '../../site/src/figures/gradient-flow/compute';
import { Picture } from '../../site/src/figures/gradient-flow/Picture';
import { initial as prepare } from '../../site/src/figures/gradient-flow/prepare';
import { fateOf, verdict } from '../../site/src/figures/gradient-flow/verdict';

type Matrix = number[][];
const functions: Record<Settings['f'], [(a: number) => number, (a: number) => number]> = {
  tanh: [Math.tanh, (a) => 1 / Math.cosh(a) ** 2],
  sigmoid: [(a) => 1 / (1 + Math.exp(-a)), (a) => Math.exp(-a) / (1 + Math.exp(-a)) ** 2],
  relu: [(a) => Math.max(a, 0), (a) => (a > 0 ? 1 : 0)],
  identity: [(a) => a, () => 1],
};

/** The largest singular value by power iteration on MᵀM. */
function stretch(M: Matrix): number {
  let v = M[0].map((_, i) => 1 + Math.sin(i + 1));
  let size = 0;
  for (let n = 0; n < 3000; n++) {
    const u = M.map((row) => row.reduce((s, m, j) => s + m * v[j], 0));
    v = M[0].map((_, j) => M.reduce((s, row, i) => s + row[j] * u[i], 0));
    const length = Math.hypot(...v);
    if (length === 0) return 0;
    v = v.map((x) => x / length);
    size = Math.sqrt(length);
  }
  return size;
}

let input: Input;
beforeAll(async () => {
  input = await prepare();
});
const made = (part: Partial<Settings>): Data => compute({ ...input, ...part });

/** The states, slopes and products of Jacobians by plain loops: ∂h_T/∂h_{T−k} = (…) with J_t = diag(f′) Wᵀ on columns. */
function byHand({ f, radius, T, inputs }: Settings) {
  const plain = float64.inFloat64(() => {
    const p = recurrent.initRNN({ inputs: 1, hidden: 16, seed: 3 });
    const xs = new equations.Random(4).tensor([1, T, 1], inputs);
    return {
      Wh: p.Wh.arraySync(),
      Wx: p.Wx.arraySync(),
      bh: p.bh.arraySync(),
      xs: xs.arraySync()[0],
      own: recurrent.spectralRadius(p.Wh),
    };
  });
  const W = plain.Wh.map((row) => row.map((v) => (v * radius) / plain.own));
  const [apply, slope] = functions[f];
  let h = plain.bh.map(() => 0);
  const jacobians: Matrix[] = [];
  const slopes: Matrix = [];
  for (const [x] of plain.xs) {
    const a = plain.bh.map((b, j) => b + x * plain.Wx[0][j] + h.reduce((s, v, i) => s + v * W[i][j], 0));
    slopes.push(a.map(slope));
    jacobians.push(a.map((value, j) => h.map((_, i) => slope(value) * W[i][j])));
    h = a.map(apply);
  }
  let product: Matrix = h.map((_, i) => h.map((__, j) => (i === j ? 1 : 0)));
  const norms = [1];
  for (const J of [...jacobians].reverse()) {
    product = product.map((row) => row.map((_, j) => row.reduce((s, v, k) => s + v * J[k][j], 0)));
    norms.push(stretch(product));
  }
  return { norms, slopes };
}

describe.each([
  { f: 'tanh', radius: 1.2 },
  { f: 'sigmoid', radius: 2 },
  { f: 'relu', radius: 0.8 },
  { f: 'identity', radius: 1.1 },
] as const)('the gradient with $f, radius $radius', ({ f, radius }) => {
  it('is what plain loops find', () => {
    const settings: Settings = { weights: 'random', f, radius, T: 8, inputs: 0.7 };
    const data = made(settings);
    const { norms, slopes } = byHand(settings);
    data.norms.forEach((norm, k) => {
      expect(Math.abs(norm - norms[k])).toBeLessThan(1e-4 * norms[k]);
    });
    data.slopes.forEach((row, unit) => {
      row.forEach((value, t) => {
        expect(Math.abs(value - slopes[t][unit])).toBeLessThan(6e-4);
      });
    });
  });
});

describe('every setting', () => {
  const settings = (['random', 'trained', 'shear'] as const).flatMap((weights) =>
    (['tanh', 'sigmoid', 'relu', 'identity'] as const).flatMap((f) =>
      [0.2, 1, 3].flatMap((radius) =>
        [5, 100].flatMap((T) => [0, 3].map((inputs): Settings => ({ weights, f, radius, T, inputs }))),
      ),
    ),
  );
  it('gives finite numbers below the bound, and a drawing of finite numbers', () => {
    for (const one of settings) {
      const data = made(one);
      for (const curve of curves) {
        expect(data[curve]).toHaveLength(one.T + 1);
        expect(data[curve].every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
        expect(pathOf(data[curve], layout(data, false))).not.toMatch(/NaN|Infinity/);
      }
      data.norms.forEach((norm, k) => {
        expect(norm).toBeLessThanOrEqual(data.bound[k] * (1 + 1e-5));
      });
      expect(Math.abs(data.rule[5] - one.radius ** 5)).toBeLessThan(1e-4 * one.radius ** 5);
      expect(verdict(data, one.T, 'ru')).not.toMatch(/NaN|undefined/);
    }
  }, 120_000);

  it('refuses the trained network when it was not sent', () => {
    expect(() => compute({ ...initial, weights: 'trained' })).toThrow(/trained network/);
  });
});

describe('what the lectures leave out', () => {
  it('shows: a linear network is the powers of its weights', () => {
    const { norms, powers } = made({ f: 'identity' });
    norms.forEach((norm, k) => {
      expect(norm).toBeCloseTo(powers[k], 4 - Math.ceil(Math.log10(powers[k] + 1)));
    });
  });
  it('shows: without normality a gradient grows before it decays', () => {
    const { norms, rule } = made({ weights: 'shear', f: 'identity', radius: 0.9, T: 100 });
    expect(Math.max(...norms)).toBeGreaterThan(10);
    expect(norms[100]).toBeLessThan(0.1);
    expect(rule.every((value) => value <= 1)).toBe(true);
  });
  it('shows: saturation makes a gradient vanish whose weights would make it explode', () => {
    const { norms, rule } = made({ f: 'tanh', radius: 1.2, T: 40 });
    expect(norms[40]).toBeLessThan(0.01);
    expect(rule[40]).toBeGreaterThan(1000);
  });
});

it('the trained network has learned what it says', () => {
  const { trained } = input;
  expect(trained!.before).toBeGreaterThan(0.4);
  expect(trained!.after).toBeLessThan(0.02);
  expect(trained!.Wh).toHaveLength(16);
  // its radius lies on the slider
  expect(trained!.radius).toBeGreaterThan(0.2);
  expect(trained!.radius).toBeLessThan(3);
});

describe('the verdict', () => {
  it('compares sizes with one', () => {
    expect([2, 1.001, 0.5].map(fateOf)).toEqual(['grows', 'neither', 'shrinks']);
  });
  it.each([
    [1e3, 1e-2, /grows, but here it is smaller/],
    [1e3, 2e3, /grows, and so it does here\./],
    [1e5, 2, /grows, and so it does here, but at quite another pace/],
    [0.1, 12, /vanishes, but here it is larger/],
    [0.1, 0, /vanishes, and so it does here, but/],
  ])('rule %d, network %d', (rule, norm, expected) => {
    const data = { rule: [rule], norms: [norm] } as unknown as Data;
    expect(verdict(data, 0, 'en')).toMatch(expected);
  });
});

describe('the chart', () => {
  it('has whole ticks at equal distances, with zero', () => {
    expect(ticks(0, 40)).toEqual([0, 10, 20, 30, 40]);
    expect(ticks(0, 5)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(ticks(-4, 2)).toEqual([-4, -3, -2, -1, 0, 1, 2]);
    for (let T = 5; T <= 100; T++) expect(ticks(0, T).length).toBeLessThanOrEqual(8);
  });
  it('spans the network’s curve', () => {
    const data = made({});
    const [from, to] = decades(data);
    for (const norm of data.norms) expect(norm >= 10 ** from && norm <= 10 ** to).toBe(true);
  });
  it('draws every cell of the heat map once', () => {
    const data = made({});
    const cells = heatPaths(data, 1, layout(data, false)).join('').match(/M/g);
    expect(cells).toHaveLength(16 * 40);
  });
});

it.each(['en', 'ru'] as const)('the still picture tells real numbers, %s', (lang) => {
  const data = made({});
  const svg = renderToStaticMarkup(createElement(Picture, { output: data, lang }));
  const first = data.norms[10].toPrecision(2).replace('.', lang === 'ru' ? ',' : '.');
  expect(svg).toContain(`k = 10: ${first}`);
  expect(svg).toContain(pathOf(data.norms, layout(data, false)));
  expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 680 \d+[^>]*role="img"/);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  for (const [use] of svg.matchAll(/var\([^)]*\)/g)) expect(use).toMatch(/^var\(--[a-z-]+, [^)]+\)$/);
});
