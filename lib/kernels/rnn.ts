import { bytes } from './pass.js';
import type { SequenceKernel } from './sequence.js';

/** h_t = f(h_{t−1} Wh + x_t Wx + bh) over all steps: `rnnState`. */
export const rnnKernel: SequenceKernel = {
  name: 'RecurrentRNN',
  state: ['h'],
  params: (I, H) => ({ Wh: [H, H], Wx: [I, H], bh: [H] }),
  // f′ is known by the states
  keeps: false,

  forward: (pass, { kind }) => {
    const { wasm, B, T, I, H, row, step } = pass;
    const width = bytes(H);
    const states = pass.output(B, T, H);
    const sums = { at: pass.room(T * B * H), row: width };
    pass.fill(pass.at('bh'), sums, H);
    pass.addInputs(pass.factor({ at: pass.at('Wx'), row: width }, I, H), sums, H);
    const Wh = pass.factor({ at: pass.at('Wh'), row: width }, H, H);
    const first = pass.first(states);
    wasm.rnnForward(
      kind,
      ...[T, B, H, sums.at, Wh, pass.at('h'), first, row, step],
      ...[...pass.mask(), pass.scratch],
    );
    pass.last({ at: first + (T - 1) * step, row });
  },

  backward: (pass, { kind }) => {
    const { wasm, B, I, H, row, step } = pass;
    const width = bytes(H);
    const dh = pass.continued('dh');
    const dW = { at: pass.zeros((H + I) * H), row: width };
    const dbh = pass.zeros(H);

    const Wh = pass.factor({ at: pass.at('Wh'), row: width }, H, H, true);
    const Wx = { at: pass.at('Wx'), row: width };
    const states = pass.first(pass.at('states'));
    const own = pass.first(pass.at('dStates'));
    const rows = pass.stepsAtOnce * B;
    const errors = { at: pass.room(rows * H), row: width };
    const seen = { at: pass.room(rows * (H + I)), row: bytes(H + I) };
    pass.eachBlock((from, to) => {
      wasm.rnnBackward(
        kind,
        ...[from, to, B, H, errors.at, Wh, dh, states, own, row, step],
        ...[...pass.mask(), pass.scratch],
      );
      pass.statesBefore(from, to, states, seen);
      pass.inputsOf(from, to, { at: seen.at + width, row: seen.row });
      const K = (to - from) * B;
      // ∂L/∂Wh above ∂L/∂Wx = Σ [h_{t−1}, x_t]ᵀ δ_t, ∂L/∂bh = Σ δ_t
      pass.outer(seen, errors, dW, H + I, H, K);
      wasm.addRows(errors.at, errors.row, K, H, dbh);
      pass.inputGradients(from, to, errors, Wx, H);
    });
    pass.apart(dW, H, [H, H], 1);
    pass.apart({ at: dW.at + H * width, row: width }, I, [I, H], 1);
    pass.apart({ at: dbh, row: width }, 1, [H], 1);
  },
};
