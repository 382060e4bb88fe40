import { bytes, type Matrix, type Pass } from './pass.js';
import type { SequenceKernel } from './sequence.js';

const gates = ['z', 'r', 'h'] as const;
const W = gates.map((gate) => `W${gate}`);
const U = gates.map((gate) => `U${gate}`);
const b = gates.map((gate) => `b${gate}`);

const shapes = (I: number, H: number): Record<string, number[]> => ({
  ...Object.fromEntries(W.map((name) => [name, [I, H]])),
  ...Object.fromEntries(U.map((name) => [name, [H, H]])),
  ...Object.fromEntries(b.map((name) => [name, [H]])),
});

/** The columns of a matrix from the `n`-th H on. */
const columns = ({ at, row }: Matrix, n: number, H: number): Matrix => ({ at: at + bytes(n * H), row });

/** x_t W + b of z, r and the candidate in rows of `steps`, and the packed weights of the state: both gates', and Uh. */
function prepare(pass: Pass, steps: Matrix): [Ug: number, Uh: number] {
  const { I, H } = pass;
  pass.fill(pass.together(b, 1).at, steps, 3 * H);
  pass.addInputs(pass.factor(pass.together(W, I), I, 3 * H), steps, 3 * H);
  const all = pass.together(U, H);
  return [pass.factor(all, H, 2 * H), pass.factor(columns(all, 2, H), H, H)];
}

/** The GRU over all steps, the reset gate before the product: `gru`. */
export const gruKernel: SequenceKernel = {
  name: 'RecurrentGRU',
  state: ['h'],
  params: shapes,
  keeps: true,

  forward: (pass) => {
    const { wasm, B, T, H, row, step } = pass;
    const states = pass.first(pass.output(B, T, H));
    const last = { at: pass.output(B, H), row: bytes(H) };
    const steps = { at: pass.kept(T, B, 3 * H), row: bytes(3 * H) };
    const [Ug, Uh] = prepare(pass, steps);
    const seen = pass.room(B * H);
    wasm.gruForward(
      ...[T, B, H, steps.at, Ug, Uh, pass.at('h'), seen, states, row, step],
      ...[...pass.mask(), pass.scratch],
    );
    pass.copy({ at: states + (T - 1) * step, row }, last, B, H);
  },

  backward: (pass) => {
    const { B, H } = pass;
    const seen = pass.room(pass.stepsAtOnce * B * H);
    const dSeen = pass.room(B * H);
    const steps = pass.steps(3 * H);
    backward(pass, 3, (from, to, errors, Ug, Uh, dh, states, own) => {
      pass.wasm.gruBackward(
        ...[from, to, B, H, steps, errors.at, Ug, Uh, pass.at('h'), dh, seen, dSeen],
        ...[states, own, pass.row, pass.step, ...pass.mask(), pass.scratch],
      );
      // the candidate sees r_t ⊙ h_{t−1}, and its error is the third
      return [{ at: seen, row: bytes(H) }, columns(errors, 2, H)];
    });
  },
};

/** The GRU of other frameworks, the reset gate behind the product: `resetAfterGRU`. */
export const resetAfterKernel: SequenceKernel = {
  name: 'RecurrentResetAfterGRU',
  state: ['h'],
  params: (I, H) => ({ ...shapes(I, H), bu: [H] }),
  keeps: true,

  forward: (pass) => {
    const { wasm, B, T, H, row, step } = pass;
    const states = pass.first(pass.output(B, T, H));
    const last = { at: pass.output(B, H), row: bytes(H) };
    const steps = { at: pass.kept(T, B, 4 * H), row: bytes(4 * H) };
    const [Ug, Uh] = prepare(pass, steps);
    pass.fill(pass.at('bu'), columns(steps, 3, H), H);
    wasm.resetAfterForward(
      ...[T, B, H, steps.at, Ug, Uh, pass.at('h'), states, row, step],
      ...[...pass.mask(), pass.scratch],
    );
    pass.copy({ at: states + (T - 1) * step, row }, last, B, H);
  },

  backward: (pass) => {
    const { B, H } = pass;
    const steps = pass.steps(4 * H);
    backward(pass, 4, (from, to, errors, Ug, Uh, dh, states, own, before) => {
      pass.wasm.resetAfterBackward(
        ...[from, to, B, H, steps, errors.at, Ug, Uh, pass.at('h'), dh],
        ...[states, own, pass.row, pass.step, ...pass.mask(), pass.scratch],
      );
      // u_t = h_{t−1} Uh + b_u sees the state, and its error is the fourth
      return [before, columns(errors, 3, H)];
    });
  },
};

/** What Uh was multiplied with in a block of steps, and the errors of the product. */
type Candidate = [seen: Matrix, errors: Matrix];
type Block = (
  from: number,
  to: number,
  errors: Matrix,
  Ug: number,
  Uh: number,
  dh: number,
  states: number,
  own: number,
  before: Matrix,
) => Candidate;

/** What both kinds have in common on the way back; rows of errors hold those of z, r, the candidate, and maybe u. */
function backward(pass: Pass, errorsInRow: number, block: Block): void {
  const { wasm, B, I, H } = pass;
  const wide = bytes(3 * H);
  const dh = pass.continued('dh');
  const dW = { at: pass.zeros(I * 3 * H), row: wide };
  const dU = { at: pass.zeros(H * 3 * H), row: wide };
  const db = pass.zeros(errorsInRow * H);

  const all = pass.together(U, H);
  const Ug = pass.factor(all, 2 * H, H, true);
  const Uh = pass.factor(columns(all, 2, H), H, H, true);
  const Wx = pass.together(W, I);
  const states = pass.first(pass.at('states'));
  const own = pass.first(pass.at('dStates'));
  const rows = pass.stepsAtOnce * B;
  const errors = { at: pass.room(rows * errorsInRow * H), row: bytes(errorsInRow * H) };
  const before = { at: pass.room(rows * H), row: bytes(H) };
  const xs = { at: pass.room(rows * I), row: bytes(I) };
  pass.eachBlock((from, to) => {
    const [seen, candidate] = block(from, to, errors, Ug, Uh, dh, states, own, before);
    pass.statesBefore(from, to, states, before);
    pass.inputsOf(from, to, xs);
    const K = (to - from) * B;
    // ∂L/∂W = Σ x_tᵀ δ_t, ∂L/∂U = Σ h_{t−1}ᵀ δ_t, ∂L/∂b = Σ δ_t
    pass.outer(xs, errors, dW, I, 3 * H, K);
    pass.outer(before, errors, dU, H, 2 * H, K);
    pass.outer(seen, candidate, columns(dU, 2, H), H, H, K);
    wasm.addRows(errors.at, errors.row, K, errorsInRow * H, db);
    pass.inputGradients(from, to, errors, Wx, 3 * H);
  });
  pass.apart(dW, I, [I, H], 3);
  pass.apart(dU, H, [H, H], 3);
  pass.apart({ at: db, row: bytes(errorsInRow * H) }, 1, [H], errorsInRow);
}
