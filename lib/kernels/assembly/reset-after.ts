import { sigmoid, sigmoidSlope } from './activations';
import { mixErrors, mixStates } from './gru';
import { read, write } from './memory';
import { multiply } from './product';

/**
 * A GRU over all steps, the reset gate behind the product. A row of `steps` [T, B, 4 H] holds x_t W + b of z, r and the
 * candidate, and b_u, and gets z, r, the candidate and u_t. `Ug` = [Uz, Ur] and `Uh` are packed factors.
 * States lie as in `rnnForward`.
 */
export function resetAfterForward(
  T: i32,
  B: i32,
  H: i32,
  steps: usize,
  Ug: usize,
  Uh: usize,
  h0: usize,
  states: usize,
  row: i32,
  step: i32,
  mask: usize,
  maskRow: i32,
  maskStep: i32,
  scratch: usize,
): void {
  const width = H << 2;
  const stepRow = 4 * width;
  let h = h0;
  let hRow = width;
  for (let t = 0; t < T; t++) {
    multiply(h, hRow, Ug, steps, stepRow, B, 2 * H, H, scratch);
    // u_t = h_{t−1} Uh + b_u
    multiply(h, hRow, Uh, steps + 3 * width, stepRow, B, H, H, scratch);
    for (let b = 0; b < B; b++) {
      for (let j = 0; j < H; j += 4) {
        const count = H - j;
        const gates = steps + <usize>(b * stepRow) + ((<usize>j) << 2);
        // z_t = σ(…), r_t = σ(…); into the candidate goes r_t ⊙ u_t
        const r = sigmoid(read(gates + width, count));
        write(gates, sigmoid(read(gates, count)), count);
        write(gates + width, r, count);
        const inner = f32x4.mul(r, read(gates + 3 * width, count));
        write(gates + 2 * width, f32x4.add(read(gates + 2 * width, count), inner), count);
      }
    }
    mixStates(B, H, steps, stepRow, h, hRow, states, row, mask, maskRow);
    h = states;
    hRow = row;
    states += step;
    steps += B * stepRow;
    if (mask) mask += maskStep;
  }
}

/**
 * Steps `to` − 1 down to `from`, backwards. A row of `errors` [to − from, B, 4 H] gets δ_z, δ_r, δ_h and δ_u; the rest as
 * in `gruBackward`.
 */
export function resetAfterBackward(
  from: i32,
  to: i32,
  B: i32,
  H: i32,
  steps: usize,
  errors: usize,
  backGates: usize,
  backCandidate: usize,
  h0: usize,
  dh: usize,
  states: usize,
  own: usize,
  row: i32,
  step: i32,
  mask: usize,
  maskRow: i32,
  maskStep: i32,
  scratch: usize,
): void {
  const width = H << 2;
  const stepRow = 4 * width;
  for (let t = to - 1; t >= from; t--) {
    const now = steps + <usize>(t * B * stepRow);
    const deltas = errors + <usize>((t - from) * B * stepRow);
    const h = t > 0 ? states + (t - 1) * step : h0;
    const hRow = t > 0 ? row : width;
    const alive = mask ? mask + t * maskStep : 0;
    mixErrors(B, H, now, stepRow, deltas, stepRow, h, hRow, dh, own + t * step, row, alive, maskRow);
    for (let b = 0; b < B; b++) {
      for (let j = 0; j < H; j += 4) {
        const count = H - j;
        const at = <usize>(b * stepRow + (j << 2));
        const r = read(now + at + width, count);
        const u = read(now + at + 3 * width, count);
        const g = read(deltas + at + 2 * width, count);
        // δ_r = δ_h ⊙ u_t ⊙ σ′, δ_u = δ_h ⊙ r_t
        write(deltas + at + width, f32x4.mul(f32x4.mul(g, u), sigmoidSlope(r)), count);
        write(deltas + at + 3 * width, f32x4.mul(g, r), count);
      }
    }
    // ∂L/∂h_{t−1} = … + δ_z Uzᵀ + δ_r Urᵀ + δ_u Uhᵀ
    multiply(deltas, stepRow, backGates, dh, width, B, H, 2 * H, scratch);
    multiply(deltas + 3 * width, stepRow, backCandidate, dh, width, B, H, H, scratch);
  }
}
