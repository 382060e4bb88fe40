import type { Data, Matrix } from './compute';

/** What the forward pass computes, then what the backward pass does, in the order of the computation. */
export const kinds = [
  'state',
  'output',
  'loss',
  'error',
  'own',
  'jacobian',
  'gradient',
  'delta',
  'contribution',
  'total',
] as const;
export type Kind = (typeof kinds)[number];

/** `gradient-2` is ∂L/∂h_2; `jacobian-2` is ∂h_3/∂h_2; `state-0` is the first state; `total-0` is ∂L/∂W_h. */
export const keyOf = (kind: Kind, t: number): string => `${kind}-${t}`;

export function termOf(key: string): { readonly kind: Kind; readonly t: number } {
  const [kind, t] = key.split('-');
  return { kind: kind as Kind, t: Number(t) };
}

/** All terms of a network with T steps. */
export function keysOf(T: number): string[] {
  const steps = Array.from({ length: T }, (_, i) => i + 1);
  return kinds.flatMap((kind) => {
    if (kind === 'total') return [keyOf(kind, 0)];
    if (kind === 'state') return [0, ...steps].map((t) => keyOf(kind, t));
    return (kind === 'jacobian' ? steps.slice(0, -1) : steps).map((t) => keyOf(kind, t));
  });
}

/** How a term is written: `∂L/∂h_{2}`. */
export function symbolOf(kind: Kind, t: number): string {
  const symbols: Readonly<Record<Kind, string>> = {
    state: `h_{${t}}`,
    output: `ŷ_{${t}}`,
    loss: `L_{${t}}`,
    error: `∂L_{${t}}/∂ŷ_{${t}}`,
    own: `∂L_{${t}}/∂h_{${t}}`,
    jacobian: `∂h_{${t + 1}}/∂h_{${t}}`,
    gradient: `∂L/∂h_{${t}}`,
    delta: `δ_{${t}}`,
    contribution: `δ_{${t}}h_{${t - 1}}^{⊤}`,
    total: '∂L/∂W_h',
  };
  return symbols[kind];
}

/** The term's number, column or matrix. */
export function amountOf(data: Data, kind: Kind, t: number): Matrix {
  if (kind === 'total') return data.total;
  if (kind === 'state' && t === 0) return data.first;
  if (kind === 'loss') return [[data.steps[t - 1].loss]];
  // the Jacobian that belongs to step t leads from t to t + 1
  if (kind === 'jacobian') return data.steps[t].jacobian;
  return data.steps[t - 1][kind];
}

/** Something that a term is computed from. */
export interface Operand {
  /** What stands before it: an operator, an opening parenthesis. */
  readonly sign: string;
  readonly symbol: string;
  readonly value: Matrix;
  /** The operand is a term itself. */
  readonly key?: string;
}

export interface Origin {
  /** The operands in the order of the formula, and what closes it. */
  readonly operands: readonly Operand[];
  readonly end?: string;
  /** The number that the formula's letter t stands for. */
  readonly at: number;
}

export const transpose = (m: Matrix): Matrix => m[0].map((_, j) => m.map((row) => row[j]));
const diagonal = (v: Matrix): Matrix => v.map(([value], i) => v.map((_, j) => (i === j ? value : 0)));

/** Where a term comes from. */
export function originOf(data: Data, kind: Kind, t: number): Origin {
  const { weights, steps } = data;
  const T = steps.length;
  const step = steps[t - 1];
  const term = (sign: string, of: Kind, at: number): Operand => ({
    sign,
    symbol: symbolOf(of, at),
    value: amountOf(data, of, at),
    key: keyOf(of, at),
  });
  const given = (sign: string, symbol: string, value: Matrix): Operand => ({ sign, symbol, value });
  switch (kind) {
    case 'state': {
      if (t === 0) return { operands: [], at: 0 };
      const operands = [
        given('tanh(', 'W_h', weights.Wh),
        term('·', 'state', t - 1),
        given('+', 'W_x', weights.Wx),
        given('·', `x_{${t}}`, step.x),
        given('+', 'b', weights.bh),
      ];
      return { operands, end: ')', at: t - 1 };
    }
    case 'output':
      return {
        operands: [given('', 'W_y', weights.Wy), term('·', 'state', t), given('+', 'b_y', weights.by)],
        at: t,
      };
    case 'loss':
      return { operands: [term('½ ‖', 'output', t), given('−', `y_{${t}}`, step.target)], end: '‖²', at: t };
    case 'error':
      return { operands: [term('', 'output', t), given('−', `y_{${t}}`, step.target)], at: t };
    case 'own':
      return { operands: [given('', 'W_y^{⊤}', transpose(weights.Wy)), term('·', 'error', t)], at: t };
    case 'jacobian': {
      const slope = given('·', `diag f′(a_{${t + 1}})`, diagonal(steps[t].slope));
      return { operands: [given('', 'W_h^{⊤}', transpose(weights.Wh)), slope], at: t };
    }
    case 'gradient': {
      const later = t < T ? [term('+', 'jacobian', t), term('·', 'gradient', t + 1)] : [];
      return { operands: [term('', 'own', t), ...later], at: t };
    }
    case 'delta':
      return { operands: [term('', 'gradient', t), given('⊙', `f′(a_{${t}})`, step.slope)], at: t };
    case 'contribution': {
      const state = { ...term('·', 'state', t - 1), symbol: `h_{${t - 1}}^{⊤}` };
      return { operands: [term('', 'delta', t), { ...state, value: transpose(state.value) }], at: t };
    }
    case 'total':
      return { operands: steps.map((_, i) => term(i ? '+' : '', 'contribution', i + 1)), at: 0 };
  }
}

/** Whether the backward pass has come to a term: stage 0 is before it, stage k after step T + 1 − k, T + 1 the sum. */
export function reached(kind: Kind, t: number, stage: number, T: number): boolean {
  if (kind === 'state' || kind === 'output' || kind === 'loss') return true;
  return kind === 'total' ? stage > T : t > T - stage;
}

/** The term that a stage is about. */
export const topicOf = (stage: number, T: number): string =>
  stage === 0 ? keyOf('loss', T) : stage > T ? keyOf('total', 0) : keyOf('gradient', T + 1 - stage);
