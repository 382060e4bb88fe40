import { bytes, type Pass } from './pass.js';
import type { SequenceKernel } from './sequence.js';

const gates = ['f', 'i', 'c', 'o'] as const;
const weights = gates.map((gate) => `W${gate}`);
const biases = gates.map((gate) => `b${gate}`);
const peepholes = ['Vf', 'Vi', 'Vo'];

const shapes = (I: number, H: number): Record<string, number[]> => ({
  ...Object.fromEntries(weights.map((name) => [name, [H + I, H]])),
  ...Object.fromEntries(biases.map((name) => [name, [H]])),
});

function forward(pass: Pass, V: readonly string[]): void {
  const { wasm, B, T, I, H, row, step } = pass;
  const states = pass.output(B, T, H);
  const first = pass.first(states);
  const h = pass.output(B, H);
  const c = pass.output(B, H);
  // a row holds f, i, the candidate, o, and the cell
  const steps = { at: pass.kept(T, B, 5 * H), row: bytes(5 * H) };

  // [h, x] W = h W_h + x W_x, of all four
  const W = pass.together(weights, H + I);
  pass.fill(pass.together(biases, 1).at, steps, 4 * H);
  pass.addInputs(pass.factor({ at: W.at + H * W.row, row: W.row }, I, 4 * H), steps, 4 * H);
  const Wh = pass.factor(W, H, 4 * H);
  const peep = V.length > 0 ? pass.together(V, 1).at : 0;
  wasm.lstmForward(
    ...[T, B, H, steps.at, Wh, peep, pass.at('h'), pass.at('c'), first, row, step],
    ...[...pass.mask(), pass.scratch],
  );
  const cells = { at: steps.at + (T - 1) * B * steps.row + bytes(4 * H), row: steps.row };
  pass.copy({ at: first + (T - 1) * step, row }, { at: h, row: bytes(H) }, B, H);
  pass.copy(cells, { at: c, row: bytes(H) }, B, H);
}

function backward(pass: Pass, V: readonly string[]): void {
  const { wasm, B, I, H, row, step } = pass;
  const wide = bytes(4 * H);
  const dh = pass.continued('dh');
  const dc = pass.continued('dc');
  const dW = { at: pass.zeros((H + I) * 4 * H), row: wide };
  const db = pass.zeros(4 * H);
  const dV = pass.zeros(3 * H);

  const W = pass.together(weights, H + I);
  const Wh = pass.factor(W, 4 * H, H, true);
  const Wx = { at: W.at + H * W.row, row: W.row };
  const peep = V.length > 0 ? pass.together(V, 1).at : 0;
  const states = pass.first(pass.at('states'));
  const own = pass.first(pass.at('dStates'));
  const steps = pass.steps(5 * H);
  const rows = pass.stepsAtOnce * B;
  const errors = { at: pass.room(rows * 4 * H), row: wide };
  const seen = { at: pass.room(rows * (H + I)), row: bytes(H + I) };
  pass.eachBlock((from, to) => {
    wasm.lstmBackward(
      ...[from, to, B, H, steps, errors.at, Wh, peep, dV, pass.at('c'), dh, dc, own, row, step],
      ...[...pass.mask(), pass.scratch],
    );
    pass.statesBefore(from, to, states, seen);
    pass.inputsOf(from, to, { at: seen.at + bytes(H), row: seen.row });
    const K = (to - from) * B;
    // ∂L/∂W = Σ [h_{t−1}, x_t]ᵀ δ_t, ∂L/∂b = Σ δ_t
    pass.outer(seen, errors, dW, H + I, 4 * H, K);
    wasm.addRows(errors.at, wide, K, 4 * H, db);
    pass.inputGradients(from, to, errors, Wx, 4 * H);
  });
  pass.apart(dW, H + I, [H + I, H], 4);
  pass.apart({ at: db, row: wide }, 1, [H], 4);
  if (V.length > 0) pass.apart({ at: dV, row: bytes(3 * H) }, 1, [H], 3);
}

/** An LSTM over all steps: `lstm`. */
export const lstmKernel: SequenceKernel = {
  name: 'RecurrentLSTM',
  state: ['h', 'c'],
  params: shapes,
  keeps: true,
  forward: (pass) => forward(pass, []),
  backward: (pass) => backward(pass, []),
};

/** An LSTM with diagonal peepholes: `peepholeLSTM`. */
export const peepholeKernel: SequenceKernel = {
  name: 'RecurrentPeepholeLSTM',
  state: ['h', 'c'],
  params: (I, H) => ({ ...shapes(I, H), ...Object.fromEntries(peepholes.map((name) => [name, [H]])) }),
  keeps: true,
  forward: (pass) => forward(pass, peepholes),
  backward: (pass) => backward(pass, peepholes),
};
