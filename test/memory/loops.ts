import type { Matrix } from '../support/numbers';

/**
 * The Differentiable Neural Computer once more, by plain loops over numbers, for one sequence, written from the methods
 * section of Graves, Wayne et al. (2016), sorted free list included.
 */

export interface LoopMemory {
  M: Matrix;
  u: number[];
  p: number[];
  L: Matrix;
  ww: number[];
  wr: Matrix;
  r: Matrix;
}

/** What the memory itself needs. */
export interface LoopWeights {
  Wy: Matrix;
  Wr: Matrix;
  Wxi: Matrix;
}

export interface TanhWeights {
  Wh: Matrix;
  Wx: Matrix;
  bh: number[];
}

/** The gates' weights on [h, x]. */
export interface LSTMWeights {
  Wf: Matrix;
  Wi: Matrix;
  Wc: Matrix;
  Wo: Matrix;
  bf: number[];
  bi: number[];
  bc: number[];
  bo: number[];
}

/** From what is read and the controller's vectors, h the first of them, to its next ones. */
export type Controller = (x: readonly number[], state: readonly number[][]) => number[][];

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const oneplus = (x: number) => 1 + Math.log(1 + Math.exp(x));
const softmax = (x: readonly number[]) => {
  const e = x.map(Math.exp);
  const sum = e.reduce((a, b) => a + b);
  return e.map((value) => value / sum);
};
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const epsilon = 1e-6;
const cosine = (a: readonly number[], b: readonly number[]) =>
  dot(a, b) / Math.sqrt((dot(a, a) + epsilon) * (dot(b, b) + epsilon));
const content = (M: Matrix, k: readonly number[], beta: number) => softmax(M.map((m) => beta * cosine(k, m)));

const rowTimes = (row: readonly number[], W: Matrix) =>
  W[0].map((_, j) => row.reduce((sum, x, i) => sum + x * W[i][j], 0));

export const emptyLoop = (N: number, W: number, R: number): LoopMemory => {
  const zeros = (n: number) => Array<number>(n).fill(0);
  const many = (m: number, n: number) => Array.from({ length: m }, () => zeros(n));
  return {
    M: many(N, W),
    u: zeros(N),
    p: zeros(N),
    L: many(N, N),
    ww: zeros(N),
    wr: many(R, N),
    r: many(R, W),
  };
};

/** The free list sorted, each location given what those before it left. */
export function allocate(u: readonly number[]): number[] {
  const phi = u.map((_, i) => i).sort((i, j) => u[i] - u[j]);
  const a = Array<number>(u.length).fill(0);
  let left = 1;
  for (const i of phi) {
    a[i] = (1 - u[i]) * left;
    left *= u[i];
  }
  return a;
}

export function remember(xi: readonly number[], m: LoopMemory): LoopMemory {
  const [N, W, R] = [m.M.length, m.M[0].length, m.wr.length];
  let at = 0;
  const take = (n: number) => {
    at += n;
    return xi.slice(at - n, at);
  };
  const heads = Array.from({ length: R }, (_, i) => i);
  const locations = Array.from({ length: N }, (_, i) => i);
  const kr = heads.map(() => take(W));
  const betaR = take(R).map(oneplus);
  const kw = take(W);
  const betaW = oneplus(take(1)[0]);
  const e = take(W).map(sigmoid);
  const v = take(W);
  const f = take(R).map(sigmoid);
  const ga = sigmoid(take(1)[0]);
  const gw = sigmoid(take(1)[0]);
  const pi = heads.map(() => softmax(take(3)));

  const psi = locations.map((n) => heads.reduce((product, i) => product * (1 - f[i] * m.wr[i][n]), 1));
  const u = locations.map((n) => (m.u[n] + m.ww[n] - m.u[n] * m.ww[n]) * psi[n]);
  const a = allocate(u);
  const cw = content(m.M, kw, betaW);
  const ww = locations.map((n) => gw * (ga * a[n] + (1 - ga) * cw[n]));
  const M = m.M.map((row, n) => row.map((x, w) => x * (1 - ww[n] * e[w]) + ww[n] * v[w]));
  const L = m.L.map((row, i) => row.map((x, j) => (i === j ? 0 : (1 - ww[i] - ww[j]) * x + ww[i] * m.p[j])));
  const written = ww.reduce((sum, x) => sum + x, 0);
  const p = locations.map((n) => (1 - written) * m.p[n] + ww[n]);
  const wr = heads.map((h) => {
    const c = content(M, kr[h], betaR[h]);
    return locations.map((n) => {
      const forward = locations.reduce((sum, j) => sum + L[n][j] * m.wr[h][j], 0);
      const backward = locations.reduce((sum, j) => sum + L[j][n] * m.wr[h][j], 0);
      return pi[h][0] * backward + pi[h][1] * c[n] + pi[h][2] * forward;
    });
  });
  const r = wr.map((w) =>
    Array.from({ length: W }, (_, j) => locations.reduce((sum, n) => sum + w[n] * M[n][j], 0)),
  );
  return { M, u, p, L, ww, wr, r };
}

export const tanhNetwork =
  ({ Wh, Wx, bh }: TanhWeights): Controller =>
  (x, [h]) => {
    const [fromInputs, fromState] = [rowTimes(x, Wx), rowTimes(h, Wh)];
    return [h.map((_, i) => Math.tanh(fromInputs[i] + fromState[i] + bh[i]))];
  };

export const lstmNetwork =
  (w: LSTMWeights): Controller =>
  (x, [h, c]) => {
    const gate = (W: Matrix, b: readonly number[], f: (a: number) => number) =>
      rowTimes([...h, ...x], W).map((a, i) => f(a + b[i]));
    const forget = gate(w.Wf, w.bf, sigmoid);
    const input = gate(w.Wi, w.bi, sigmoid);
    const candidate = gate(w.Wc, w.bc, Math.tanh);
    const output = gate(w.Wo, w.bo, sigmoid);
    const cell = c.map((old, i) => forget[i] * old + input[i] * candidate[i]);
    return [cell.map((value, i) => output[i] * Math.tanh(value)), cell];
  };

/** Outputs y_1 … y_T, and the state behind them. */
export function run(
  weights: LoopWeights,
  controller: Controller,
  xs: Matrix,
  state0: readonly number[][],
  m0: LoopMemory,
) {
  let state = state0.map((row) => [...row]);
  let memory = m0;
  const ys = xs.map((x) => {
    state = controller([...x, ...memory.r.flat()], state);
    memory = remember(rowTimes(state[0], weights.Wxi), memory);
    const read = rowTimes(memory.r.flat(), weights.Wr);
    return rowTimes(state[0], weights.Wy).map((y, o) => y + read[o]);
  });
  return { ys, state, memory };
}
